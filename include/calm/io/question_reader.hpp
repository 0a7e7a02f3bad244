// Readers of question files.
#pragma once

#include "calm/io/detail/aligned_rows.hpp"
#include "calm/io/detail/id_set.hpp"
#include "calm/io/detail/pull_range.hpp"
#include "calm/io/json_stream.hpp"
#include "calm/io/read_options.hpp"
#include "calm/record/question.hpp"

#include <algorithm>
#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace calm::io {

/// Input range of calm::question over aligned question files, one a language: arrays (or JSON Lines) of {instruction,
/// input, output} as X-CSQA and MEDQA come, row i being the same question in every file. Fields and leniency as
/// in aligned_samples; other fields are ignored. Single pass; memory is O(one row of each file).
class aligned_questions : public detail::pull_range<aligned_questions, question> {
public:
    /// Opens the files. Errors as aligned_samples.
    explicit aligned_questions(const std::vector<language_file>& files, const read_options& options = {}) : rows_(files, options) {}

private:
    friend class detail::pull_range<aligned_questions, question>;

    std::optional<question> pull() {
        return rows_.next([](question asked, const std::vector<detail::json_value>&) { return asked; });
    }

    detail::aligned_rows rows_;
};

/// Input range of calm::question over a file with all languages of a question in one record, as JSON Lines:
///
///     {"id": "home-001", "gold": "C", "languages": {"en": {"text": "Where ...?", "options": {"A": "...", "B": "..."}}, "zh": {...}}}
///
/// `gold` (an option's key in every language) and a language's `instruction` may be absent or null; other fields
/// are ignored. Options and languages keep the file's order. localized_question::input is the text followed by one
/// line "A. option" for each option. question::index is the record's 0-based position in the file.
///
/// Single pass. Memory is O(one record) + 8 bytes of payload an id, to find an id that comes twice.
class question_file : public detail::pull_range<question_file, question> {
public:
    /// Opens the file.
    /// @param required  languages that every question has to have a text in; a question that lacks one is a bad record (missing_field)
    /// @throws error (cannot_open, invalid_option). Walking throws (json_syntax, torn_line, wrong_type, missing_field,
    ///   empty_input, duplicate_id, no_options, invalid_language, invalid_key, unknown_key, invalid_utf8, nul_byte,
    ///   nesting_too_deep, record_too_large, read_failed).
    explicit question_file(const std::filesystem::path& path, const read_options& options = {}, std::vector<language> required = {})
        : stream_(path, options), options_(options), required_(std::move(required)) {}
    /// Reads a stream that outlives the range; `name` stands for the path in errors.
    question_file(std::istream& stream, std::string name, const read_options& options = {}, std::vector<language> required = {})
        : stream_(stream, std::move(name), options), options_(options), required_(std::move(required)) {}

private:
    friend class detail::pull_range<question_file, question>;

    std::optional<question> pull() {
        return detail::next_record(stream_, options_, [this](const detail::json_value& record) {
            question asked;
            asked.index = stream_.record();
            asked.id = record.get("id").filled_text();
            const auto languages = record.get("languages");
            languages.each_member([&](const detail::json_value& text) { add_text(asked, text); });
            if (asked.texts.empty()) languages.fail(error_id::empty_input, "the question has no text; give it one language at least");
            for (const auto& lang : required_)
                if (asked.find(lang) == nullptr)
                    languages.fail(error_id::missing_field, "the question has no text in " + lang.str() + "; add it, or leave that language out of the run");
            if (const auto gold = record.find("gold")) add_gold(asked, *gold);
            // Last, so that the id of a record that is left out stays free.
            if (!seen_.insert(asked.id))
                throw error(error_id::duplicate_id, "the id \"" + asked.id + "\" was used before; ids must differ", record.where("id"));
            return asked;
        });
    }

    static void add_text(question& asked, const detail::json_value& text) {
        localized_question added;
        added.lang = text.placed([&] { return language(text.name()); });
        if (asked.find(added.lang) != nullptr) text.fail(error_id::duplicate_id, "the language occurs twice; keep one text");
        added.stem = text.get("text").filled_text();
        added.input = added.stem;
        if (const auto instruction = text.find("instruction")) added.instruction = instruction->text();
        const auto options = text.get("options");
        options.each_member([&](const detail::json_value& value) {
            option one{value.placed([&] { return answer_key(value.name()); }), value.text()};
            if (added.find(one.key) != nullptr) value.fail(error_id::duplicate_id, "the option occurs twice; keep one");
            added.input += '\n' + value.name() + ". " + one.text;
            added.options.push_back(std::move(one));
        });
        if (added.options.empty()) options.fail(error_id::no_options, "the question has no options; give two at least");
        asked.texts.push_back(std::move(added));
    }

    static void add_gold(question& asked, const detail::json_value& gold) {
        const auto key = gold.placed([&] { return answer_key(gold.text()); });
        for (const auto& text : asked.texts)
            if (text.find(key) == nullptr)
                gold.fail(error_id::unknown_key, "the gold answer " + key.str() + " is no option in " + text.lang.str() + "; give an option's key");
        asked.gold = key;
    }

    json_stream stream_;
    read_options options_;
    std::vector<language> required_;
    detail::id_set seen_{};
};

} // namespace calm::io
