// Several files walked in lockstep: row i of each is the same question.
#pragma once

#include "calm/error.hpp"
#include "calm/extract/parse_question.hpp"
#include "calm/io/json_stream.hpp"
#include "calm/io/read_options.hpp"
#include "calm/record/question.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calm::io::detail {

/// One file a language, rows of {instruction, input, output}. Memory is O(one row of each file).
class aligned_rows {
public:
    /// @throws error (invalid_option) for no files, or a language given twice; (invalid_language) for an empty tag; (cannot_open)
    aligned_rows(const std::vector<language_file>& files, const read_options& options) : options_(options) {
        if (files.empty()) throw error(error_id::invalid_option, "no files to read; give one for each language");
        for (const auto& file : files) {
            if (file.lang.empty())
                throw error(error_id::invalid_language, "the file has no language; say which one it is in", {.file = file.path.string()});
            if (std::find(langs_.begin(), langs_.end(), file.lang) != langs_.end())
                throw error(error_id::invalid_option, "language " + file.lang.str() + " is given twice; give one file for each language",
                            {.file = file.path.string()});
            langs_.push_back(file.lang);
            streams_.emplace_back(file.path, options);
        }
    }

    /// Calls read(question&, rows) for the next row of all files that is usable; `rows[k]` is the row of the file k.
    /// `question` then has everything but what read adds. @returns what read returned; nothing at the end
    /// @throws error  as json_stream, and (unequal_length, missing_field, wrong_type, no_options, unknown_key, misaligned)
    template <class Read>
    auto next(Read read) -> std::optional<decltype(read(std::declval<question>(), std::declval<std::vector<json_value>&>()))> {
        while (advance()) {
            auto made = or_skip(options_, [this] { return broken(); }, [&] {
                std::vector<json_value> rows;
                rows.reserve(streams_.size());
                for (auto& stream : streams_) rows.push_back(stream.parse());
                return read(question_of(rows), rows);
            });
            if (made) return made;
        }
        return std::nullopt;
    }

private:
    bool advance() {
        std::size_t more = 0;
        std::vector<bool> open(streams_.size());
        for (std::size_t k = 0; k < streams_.size(); ++k)
            if (streams_[k].advance()) ++more, open[k] = true;
        if (more == streams_.size()) return true;
        if (more > 0) refuse_unequal(open);
        return false;
    }

    /// Throws, or in a lenient walk counts the questions that the shortest file lacks.
    void refuse_unequal(const std::vector<bool>& open) {
        for (std::size_t k = 0; k < streams_.size(); ++k)
            while (open[k] && streams_[k].advance()) {}  // to know the counts
        const auto by_count = [](const json_stream& a, const json_stream& b) { return a.count() < b.count(); };
        const auto [shortest, longest] = std::minmax_element(streams_.begin(), streams_.end(), by_count);
        const error problem(error_id::unequal_length,
                            "this file has " + std::to_string(shortest->count()) + " records, but " + longest->name() + " has " +
                                std::to_string(longest->count()) + "; give files in which row i is the same question",
                            {.file = shortest->name()});
        if (options_.on_bad == on_bad_record::stop) throw problem;
        options_.skipped->add(problem);
        options_.skipped->count += longest->count() - shortest->count() - 1;  // all but the one that add counted
    }

    [[nodiscard]] bool broken() const {
        return std::any_of(streams_.begin(), streams_.end(), [](const json_stream& s) { return s.broken(); });
    }

    [[nodiscard]] question question_of(const std::vector<json_value>& rows) const {
        question asked;
        asked.index = streams_.front().record();
        asked.id = std::to_string(asked.index);
        std::size_t gold_from = 0;
        for (std::size_t k = 0; k < rows.size(); ++k) {
            asked.texts.push_back(text_of(rows[k], langs_[k]));
            const auto gold = gold_of(rows[k], asked.texts.back().options);
            if (!gold) continue;
            if (asked.gold && *asked.gold != *gold)
                throw error(error_id::misaligned, "the gold answer is " + gold->str() + ", but " + asked.gold->str() + " in " +
                                                      streams_[gold_from].name() + "; give files in which row i is the same question",
                            rows[k].where("output"));
            if (!asked.gold) gold_from = k;
            asked.gold = gold;
        }
        check_gold(asked, rows);
        return asked;
    }

    static localized_question text_of(const json_value& row, language lang) {
        localized_question text{.lang = lang, .instruction = row.get("instruction").text(), .input = row.get("input").text()};
        auto parsed = extract::parse_question(text.input);
        if (parsed.options.empty())
            throw error(error_id::no_options, "no answer options found; write them as \"A. text\", one a line, or \"(A) text\"",
                        row.where("input"));
        text.stem = std::move(parsed.stem);
        text.options = std::move(parsed.options);
        return text;
    }

    static std::optional<answer_key> gold_of(const json_value& row, const std::vector<option>& options) {
        const auto field = row.find("output");
        if (!field || field->text().empty()) return std::nullopt;
        if (auto key = extract::parse_gold(field->text(), options)) return key;
        field->fail(error_id::unknown_key, "the gold answer is none of the question's options; give an option's key");
    }

    /// A gold answer that some files leave out has to be an option in those too.
    static void check_gold(const question& asked, const std::vector<json_value>& rows) {
        for (std::size_t k = 0; asked.gold && k < rows.size(); ++k)
            if (asked.texts[k].find(*asked.gold) == nullptr)
                throw error(error_id::unknown_key, "the gold answer " + asked.gold->str() + " is no option of this text", rows[k].where("input"));
    }

    read_options options_;
    std::vector<language> langs_{};
    std::vector<json_stream> streams_{};
};

} // namespace calm::io::detail
