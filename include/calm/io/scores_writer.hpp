// Scores of options as JSON Lines, written as they come: a run that dies loses no line, and the next one goes on behind them.
#pragma once

#include "calm/error.hpp"
#include "calm/io/detail/journal_file.hpp"
#include "calm/io/json_writer.hpp"
#include "calm/io/score_reader.hpp"
#include "calm/record/language.hpp"

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <utility>

namespace calm::io {

/// One question in one language as a row, the likeliest option first: the format that score_file reads. Minus infinity is null.
/// @throws error (model_failed) for a score that is plus infinity or no number
[[nodiscard]] inline nlohmann::ordered_json score_row(const recorded_scores& one) {
    nlohmann::ordered_json row{{"question", one.question_id}, {"language", one.lang.view()}, {"scores", nlohmann::ordered_json::object()}};
    for (const auto& [key, score] : one.ranking) {
        if (std::isnan(score) || (std::isinf(score) && score > 0))
            throw error(error_id::model_failed, "the score of option " + key.str() + " of question " + one.question_id + " in " + one.lang.str() +
                                                    " is not finite; check the model");
        row["scores"][key.str()] = std::isinf(score) ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(score);
    }
    if (one.gold) row["gold"] = one.gold->view();
    return row;
}

/// Appends scores to a file. A question's scores in a language are on the disk before append() returns, or leave no trace there.
class score_journal {
public:
    /// Makes the file. @throws error (cannot_write) when there is one already, so that nothing is overwritten, or when that fails
    explicit score_journal(const std::filesystem::path& path) : file_(path) { file_.create(); }

    /// Goes on behind the lines that the file holds, and makes it where there is none; a torn line at its end is cut off.
    /// @throws error (cannot_write) when it cannot be opened; what score_file throws for a damaged file, which is then not changed
    [[nodiscard]] static score_journal resumed(const std::filesystem::path& path) {
        score_journal journal{detail::journal_file(path)};
        const auto whole = journal.file_.read_back<score_file>(
            [&](const recorded_scores& line) { journal.recorded_.emplace(line.question_id, line.lang.str()); });
        journal.file_.resume(whole.bytes);
        return journal;
    }

    /// Adds one line. @throws error (write_failed); the file is then as it was before; and what score_row throws
    void append(const recorded_scores& one) { file_.append(to_line(score_row(one)) + '\n'); }

    /// Whether the file had a question's scores in a language when it was resumed.
    [[nodiscard]] bool recorded(const std::string& question_id, const language& lang) const { return recorded_.contains({question_id, lang.str()}); }
    [[nodiscard]] std::size_t recorded() const noexcept { return recorded_.size(); }  ///< how many lines it had

private:
    explicit score_journal(detail::journal_file file) : file_(std::move(file)) {}

    detail::journal_file file_;
    std::set<std::pair<std::string, std::string>> recorded_{};
};

} // namespace calm::io
