// Reader of sampled responses, one file a language: the format of CALM's released samples.
#pragma once

#include "calm/io/detail/aligned_rows.hpp"
#include "calm/io/detail/pull_range.hpp"
#include "calm/io/read_options.hpp"
#include "calm/record/response.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace calm::io {

/// A file of samples in one language.
using sample_file = language_file;

/// Input range of calm::sampled_question over aligned sample files, one a language: a JSON array (or JSON Lines) of
/// {instruction, input, output, pred} each, row i being the same question in every file.
///
/// `input` holds question and options; `output` is the gold answer (an option's key or its text), and may be absent,
/// null or empty; `pred` holds the responses, an array of strings or one string. question::index is the row's
/// 0-based position in the files, also when rows before it were left out, and question::id the same in decimal. Texts
/// stand in the order of the files, responses in the order (language, sample), byte for byte.
///
/// Lenient: a row that is bad in one file is left out in all, so that later rows stay aligned; files of unequal length are
/// read up to the end of the shortest, and the rows beyond are counted as skipped.
///
/// Single pass; memory is O(one row of each file). Not to be moved while it is walked.
class aligned_samples : public detail::pull_range<aligned_samples, sampled_question> {
public:
    /// Opens the files.
    /// @throws error (cannot_open, invalid_option, invalid_language). Walking throws (json_syntax, torn_line,
    ///   wrong_type, missing_field, empty_input, unequal_length, no_options, invalid_utf8, nul_byte, nesting_too_deep,
    ///   unknown_key, misaligned, duplicate_id, record_too_large, read_failed).
    explicit aligned_samples(const std::vector<sample_file>& files, const read_options& options = {}) : rows_(files, options) {}

private:
    friend class detail::pull_range<aligned_samples, sampled_question>;

    std::optional<sampled_question> pull() {
        return rows_.next([](question asked, const std::vector<detail::json_value>& rows) {
            sampled_question made;
            for (std::size_t k = 0; k < rows.size(); ++k) add_responses(made.responses, asked.texts[k].lang, rows[k].get("pred"));
            made.asked = std::make_shared<const question>(std::move(asked));
            return made;
        });
    }

    static void add_responses(std::vector<response>& to, language lang, const detail::json_value& pred) {
        if (pred.kind() == detail::json_kind::text) {
            to.push_back({.lang = lang, .text = pred.text()});
            return;
        }
        std::uint32_t sample = 0;
        pred.each_item([&](const detail::json_value& item) { to.push_back({.lang = lang, .sample = sample++, .text = item.text()}); });
        if (sample == 0) pred.fail(error_id::empty_input, "there is no response; give one string or more");
    }

    detail::aligned_rows rows_;
};

} // namespace calm::io
