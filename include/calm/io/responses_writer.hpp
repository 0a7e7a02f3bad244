// Responses as JSON Lines, written as they come: a run that dies loses no whole question, and the next one goes on behind them.
#pragma once

#include "calm/error.hpp"
#include "calm/io/detail/journal_file.hpp"
#include "calm/io/json_writer.hpp"
#include "calm/io/response_reader.hpp"
#include "calm/record/response.hpp"
#include "calm/sample/sampler.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace calm::io {

/// One response as a row: the format that response_file reads.
[[nodiscard]] inline nlohmann::ordered_json response_row(const question& asked, const response& given) {
    return {{"question", asked.id}, {"language", given.lang.view()}, {"sample", given.sample}, {"text", given.text}, {"finish", to_string(given.finish)}};
}

/// Appends the responses of whole questions to a file. Each question is on the disk before append() returns, or leaves no trace there.
class response_journal {
public:
    /// Makes the file. @throws error (cannot_write) when there is one already, so that nothing is overwritten, or when that fails
    explicit response_journal(const std::filesystem::path& path) : file_(path) { file_.create(); }

    /// Goes on behind the responses that the file holds to some of `questions`, drawn with `draws`; makes the file where there is none.
    /// What a run that died in the middle of a question left of it (a torn line, lines of some of its draws) is cut off. The file is only
    /// changed when all else in it is as these questions and draws would have it; questions that are not among them may be there too.
    /// @throws error (cannot_write) when it cannot be opened; misaligned when a question has another number of responses than these
    ///         draws would give it; what response_file throws for a damaged file
    response_journal(const std::filesystem::path& path, std::span<const question> questions, const sample_options& draws) : file_(path) {
        file_.resume(read_back(questions, draws));
    }

    /// Adds all responses of a question. @throws error (write_failed); the file is then as it was before
    void append(const sampled_question& sampled) {
        std::string lines;
        for (const auto& given : sampled.responses) lines += to_line(response_row(*sampled.asked, given)) + '\n';
        file_.append(lines);
    }

    /// How many responses each question of the file had when it was resumed, by the question's id; those that were cut off don't count.
    [[nodiscard]] const std::map<std::string, std::size_t>& recorded() const noexcept { return recorded_; }
    /// How many responses to a question that was left incomplete were cut off when it was resumed.
    [[nodiscard]] std::size_t cut_off() const noexcept { return cut_off_; }

private:
    /// Counts what is there. Returns how many bytes of it stay.
    std::uintmax_t read_back(std::span<const question> questions, const sample_options& draws) {
        std::string last;                  // the question that the file ends with
        std::size_t last_begins = 0;       // its first line
        std::vector<response> last_given;  // without the texts
        auto stays = file_.read_back<response_file>([&](const recorded_response& line) {
            if (line.question_id != last || last_given.empty()) {
                last = line.question_id;
                last_begins = line.where.line;
                last_given.clear();
            }
            last_given.push_back({line.given.lang, line.given.sample});
            ++recorded_[last];
        }).bytes;
        const auto whole = stays;
        for (const auto& asked : questions) {
            const auto count = recorded_.find(asked.id);
            if (count == recorded_.end()) continue;
            const auto wanted = draws_of(asked, draws);
            if (count->second == wanted.size()) continue;
            const bool broke_off = asked.id == last && last_given.size() == count->second && last_given.size() < wanted.size() &&
                                   std::equal(last_given.begin(), last_given.end(), wanted.begin());
            if (!broke_off)
                throw error(error_id::misaligned, "question " + asked.id + " has " + std::to_string(count->second) + " responses there and would get " +
                                                      std::to_string(wanted.size()) + "; resume with the options of the first run, or name another file",
                            file_.at());
            stays = file_.first_lines(last_begins - 1).bytes;
        }
        if (stays < whole) {
            recorded_.erase(last);
            cut_off_ = last_given.size();
        }
        return stays;
    }

    /// What a question gets, in the order in which it is recorded, without the texts.
    static std::vector<response> draws_of(const question& asked, const sample_options& draws) {
        std::vector<response> all;
        const auto add = [&](const language& lang) {
            for (std::uint32_t sample = 0; sample < draws.samples; ++sample) all.push_back({lang, sample});
        };
        if (draws.languages.empty())
            for (const auto& text : asked.texts) add(text.lang);
        else
            for (const auto& lang : draws.languages) add(lang);
        return all;
    }

    detail::journal_file file_;
    std::map<std::string, std::size_t> recorded_{};
    std::size_t cut_off_ = 0;
};

} // namespace calm::io
