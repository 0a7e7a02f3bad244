// Questions joined with the responses recorded for them.
#pragma once

#include "calm/io/detail/id_set.hpp"
#include "calm/io/detail/pull_range.hpp"
#include "calm/io/read_options.hpp"
#include "calm/io/response_reader.hpp"
#include "calm/record/question.hpp"
#include "calm/record/response.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

namespace calm::io {

/// How the lines of response files are ordered.
enum class response_order : std::uint8_t {
    as_questions,  ///< grouped by question, in the order of the questions: read in lockstep
    any,           ///< any order: all are read into memory first
};

namespace detail {

/// The responses to one question put in order: languages as in the question, then samples.
class response_sorter {
public:
    response_sorter(const question& asked, const read_options& options) : asked_(asked), options_(options) {}

    /// @throws error (misaligned) for a language that the question does not have
    void add(recorded_response line) {
        or_skip(options_, [] { return false; }, [&] {
            const auto* text = asked_.find(line.given.lang);
            if (text == nullptr) {
                line.where.field = "language";
                throw error(error_id::misaligned, "question \"" + asked_.id + "\" has no text in " + line.given.lang.str() +
                                                      "; give the question file that was sampled from", line.where);
            }
            lines_.push_back({static_cast<std::size_t>(text - asked_.texts.data()), std::move(line)});
            return true;
        });
    }

    /// @throws error (duplicate_id). Of two responses in a lenient walk the first one counts. O(n log n).
    std::vector<response> take() {
        const auto key = [](const ranked& r) { return std::tie(r.rank, r.line.given.sample); };
        std::stable_sort(lines_.begin(), lines_.end(), [&](const ranked& a, const ranked& b) { return key(a) < key(b); });
        std::vector<response> sorted;
        sorted.reserve(lines_.size());
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            or_skip(options_, [] { return false; }, [&] {
                if (i > 0 && key(lines_[i]) == key(lines_[i - 1]))
                    throw error(error_id::duplicate_id, "question \"" + asked_.id + "\", language " + sorted.back().lang.str() + ", sample " +
                                                            std::to_string(sorted.back().sample) + " was there before; keep one",
                                lines_[i].line.where);
                sorted.push_back(std::move(lines_[i].line.given));
                return true;
            });
        }
        return sorted;
    }

private:
    struct ranked {
        std::size_t rank;
        recorded_response line;
    };

    const question& asked_;
    const read_options& options_;
    std::vector<ranked> lines_{};
};

/// A response file with its next line at hand.
class response_cursor {
public:
    response_cursor(const std::filesystem::path& path, const read_options& options) : file_(std::make_unique<response_file>(path, options)) {}

    /// The line at hand, or null at the end of the file.
    recorded_response* line() {
        if (!at_) at_ = file_->begin();
        return *at_ == file_->end() ? nullptr : &**at_;
    }
    void next() { ++*at_; }

private:
    std::unique_ptr<response_file> file_;  // apart, so that the iterator survives a move
    std::optional<response_file::iterator> at_{};
};

} // namespace detail

/// Input range of calm::sampled_question: a range of questions (question_file, a vector) joined with response files, walked in
/// lockstep. Each file must have its lines grouped by question, in the order of the questions; inside a group any order
/// will do. With response_order::any the lines may stand in any order, at the price of reading them all into memory first. A
/// question may lack responses, and then comes with none.
///
/// Responses stand in the order (language as in the question, sample). Single pass. Memory is O(one question), plus the
/// questions between two that a file has responses for, plus 8 bytes of payload a question.
template <std::ranges::input_range Questions>
    requires std::ranges::view<Questions> && std::constructible_from<question, std::ranges::range_reference_t<Questions>>
class joined_responses : public detail::pull_range<joined_responses<Questions>, sampled_question> {
public:
    /// Opens the files.
    /// @throws error (cannot_open, invalid_option). Walking throws what walking the questions and response_file throw, and
    ///   unknown_question (a response to no question; lenient: skipped), duplicate_id (two responses for one question,
    ///   language and sample; lenient: the first counts), misaligned (a response in a language that its question
    ///   lacks; lenient: skipped. Lines out of order: always thrown).
    joined_responses(Questions questions, const std::vector<std::filesystem::path>& files, const read_options& options = {},
                     response_order order = response_order::as_questions)
        : questions_(std::move(questions)), options_(options) {
        if (files.empty()) throw error(error_id::invalid_option, "no response files to read; give one at least");
        for (const auto& file : files) cursors_.emplace_back(file, options);
        if (order == response_order::any) load();
    }

private:
    friend class detail::pull_range<joined_responses, sampled_question>;

    std::optional<sampled_question> pull() {
        if (ahead_.empty() && !look_ahead()) {
            for (auto& cursor : cursors_) skip_strays(cursor);
            for (const auto& [id, lines] : loaded_)
                for (const auto& line : lines) refuse_unknown(line);
            return std::nullopt;
        }
        auto asked = std::make_shared<const question>(std::move(ahead_.front()));
        ahead_.pop_front();
        detail::response_sorter sorter(*asked, options_);
        for (auto& cursor : cursors_)
            for (; skip_strays(cursor, asked->id) && cursor.line()->question_id == asked->id; cursor.next()) sorter.add(std::move(*cursor.line()));
        if (auto found = loaded_.extract(asked->id))
            for (auto& line : found.mapped()) sorter.add(std::move(line));
        ahead_ids_.erase(asked->id);
        passed_.insert(asked->id);
        sampled_question made{.responses = sorter.take()};
        made.asked = std::move(asked);
        return made;
    }

    /// Leaves the cursor at a line for the current or a later question; false when there is none.
    bool skip_strays(detail::response_cursor& cursor, const std::string& current = {}) {
        for (; const auto* line = cursor.line(); cursor.next()) {
            if (line->question_id == current || ahead_ids_.contains(line->question_id)) return true;
            if (passed_.contains(line->question_id))
                throw error(error_id::misaligned, "question \"" + line->question_id + "\" is past: the lines are not in the order of the "
                                                  "questions; sort the file, or use response_order::any (calm_pipeline: --any-order)",
                            line->where);
            // Nobody knows it yet: it is a later question's, or nobody's. Only the questions can tell.
            while (look_ahead())
                if (ahead_.back().id == line->question_id) return true;
            refuse_unknown(*line);
        }
        return false;
    }

    void refuse_unknown(const recorded_response& line) const {
        detail::or_skip(options_, [] { return false; }, [&]() -> bool {
            throw error(error_id::unknown_question, "there is no question \"" + line.question_id + "\"; give the question file that was sampled from",
                        line.where);
        });
    }

    void load() {
        for (auto& cursor : cursors_)
            for (; auto* line = cursor.line(); cursor.next()) loaded_[line->question_id].push_back(std::move(*line));
        cursors_.clear();
    }

    /// Reads one more question; false when there is none.
    bool look_ahead() {
        if (!at_) at_.emplace(std::ranges::begin(questions_));
        else if (!exhausted_ && taken_) ++*at_;
        taken_ = false;
        exhausted_ = exhausted_ || *at_ == std::ranges::end(questions_);
        if (exhausted_) return false;
        ahead_.emplace_back(**at_);  // a copy, where the range refers to questions that someone else owns
        taken_ = true;
        const auto& id = ahead_.back().id;
        if (passed_.contains(id) || !ahead_ids_.insert(id).second)
            throw error(error_id::duplicate_id, "two questions have the id \"" + id + "\"; ids must differ");
        return true;
    }

    Questions questions_;
    read_options options_;
    std::vector<detail::response_cursor> cursors_{};
    std::optional<std::ranges::iterator_t<Questions>> at_{};
    bool taken_ = false;       // the question at at_ is in ahead_
    bool exhausted_ = false;
    std::deque<question> ahead_{};                 // read, not yet given
    std::unordered_set<std::string> ahead_ids_{};  // of those
    detail::id_set passed_{};
    std::map<std::string, std::vector<recorded_response>, std::less<>> loaded_{};  // response_order::any: not yet given
};

template <class Range>
joined_responses(Range&&, const std::vector<std::filesystem::path>&, const read_options& = {},
                 response_order = response_order::as_questions) -> joined_responses<std::views::all_t<Range>>;

} // namespace calm::io
