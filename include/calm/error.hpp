// Errors: one exception type, a stable identifier for each kind, and where in the data it happened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calm {

/// Stable identifiers of everything the library refuses. The number never changes meaning; docs/errors.md has an
/// entry for each. 1xx: how the library was called. 2xx: files. 3xx: content of a file. 4xx: models and devices.
enum class error_id : std::uint16_t {
    invalid_option = 101,     ///< an option's value is out of its range, or two options contradict each other
    invalid_language = 102,   ///< not a language tag
    invalid_key = 103,        ///< not usable as an answer key (empty, or longer than answer_key holds)
    not_finite = 104,         ///< a number that has to be finite is NaN or infinite
    cannot_open = 201,        ///< a file does not exist, or may not be read
    read_failed = 202,        ///< reading stopped in the middle (vanished file, I/O error)
    cannot_write = 203,       ///< an output could not be created or replaced
    write_failed = 204,       ///< writing stopped in the middle (disk full, I/O error); the old file is intact
    json_syntax = 301,        ///< not JSON, or text after the end of it
    torn_line = 302,          ///< the last line of a JSON Lines file ends in the middle
    wrong_type = 303,         ///< a field has another JSON type than its schema says
    missing_field = 304,      ///< a field that the schema needs is absent
    empty_input = 305,        ///< a file or an array without any record
    unequal_length = 306,     ///< files that have to be aligned have different numbers of records
    duplicate_id = 307,       ///< two records claim the same identity
    no_options = 308,         ///< a question in which no answer options were recognised
    invalid_utf8 = 309,       ///< bytes that are not UTF-8
    nul_byte = 310,           ///< a NUL byte in a text
    nesting_too_deep = 311,   ///< JSON nested deeper than any of our formats
    unknown_key = 312,        ///< a gold answer that is none of the question's options
    misaligned = 313,         ///< files that should describe the same questions disagree (gold answers differ)
    unknown_question = 314,   ///< a response to a question that no question file has
    record_too_large = 315,   ///< one record is larger than the reader's limit
    model_failed = 401,       ///< a model could not produce what was asked of it
    model_not_found = 402,    ///< a model file or a recorded response is absent
    context_overflow = 403,   ///< prompt and completion do not fit the model's context
    cancelled = 404,          ///< the caller asked to stop
    device_failed = 405,      ///< a GPU, or its driver, reported an error
};

/// The identifier as it is printed: "CALM-E303".
inline std::string to_string(error_id id) { return "CALM-E" + std::to_string(static_cast<int>(id)); }

/// Short name of an error kind, as docs/errors.md lists it: "wrong-type".
constexpr std::string_view name(error_id id) {
    switch (id) {
    case error_id::invalid_option: return "invalid-option";
    case error_id::invalid_language: return "invalid-language";
    case error_id::invalid_key: return "invalid-key";
    case error_id::not_finite: return "not-finite";
    case error_id::cannot_open: return "cannot-open";
    case error_id::read_failed: return "read-failed";
    case error_id::cannot_write: return "cannot-write";
    case error_id::write_failed: return "write-failed";
    case error_id::json_syntax: return "json-syntax";
    case error_id::torn_line: return "torn-line";
    case error_id::wrong_type: return "wrong-type";
    case error_id::missing_field: return "missing-field";
    case error_id::empty_input: return "empty-input";
    case error_id::unequal_length: return "unequal-length";
    case error_id::duplicate_id: return "duplicate-id";
    case error_id::no_options: return "no-options";
    case error_id::invalid_utf8: return "invalid-utf8";
    case error_id::nul_byte: return "nul-byte";
    case error_id::nesting_too_deep: return "nesting-too-deep";
    case error_id::unknown_key: return "unknown-key";
    case error_id::misaligned: return "misaligned";
    case error_id::unknown_question: return "unknown-question";
    case error_id::record_too_large: return "record-too-large";
    case error_id::model_failed: return "model-failed";
    case error_id::model_not_found: return "model-not-found";
    case error_id::context_overflow: return "context-overflow";
    case error_id::cancelled: return "cancelled";
    case error_id::device_failed: return "device-failed";
    }
    return "unknown";
}

/// Where in the data an error was found. Fields that do not apply stay at their defaults and are not printed.
struct data_location {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::string file{};         ///< path as the caller gave it
    std::size_t line = 0;       ///< 1-based line; 0: not known
    std::size_t record = none;  ///< 0-based position of the record in the file; none: not known
    std::string field{};        ///< name of the field, "pred[2]" for an element of an array

    friend bool operator==(const data_location&, const data_location&) = default;
};

/// "FILE, line 3, record 2, field "pred"", without the parts that are not known; empty when nothing is.
inline std::string to_string(const data_location& at) {
    std::string text = at.file;
    auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (at.line != 0) add("line " + std::to_string(at.line));
    if (at.record != data_location::none) add("record " + std::to_string(at.record));
    if (!at.field.empty()) add("field \"" + at.field + "\"");
    return text;
}

/// Everything this library throws of its own accord. what() reads
/// "CALM-E303 wrong-type: FILE, line 3, field "pred": <what is wrong>; <what to do>".
class error : public std::runtime_error {
public:
    /// @param id       which kind
    /// @param problem  what is wrong, and after a semicolon what to do about it; no full stop at the end
    /// @param where    where in the data, when the error comes from data
    error(error_id id, std::string_view problem, data_location where = {})
        : std::runtime_error(compose(id, problem, where)), id_(id), problem_(problem), where_(std::move(where)) {}

    [[nodiscard]] error_id id() const noexcept { return id_; }
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
    [[nodiscard]] const data_location& where() const noexcept { return where_; }

private:
    static std::string compose(error_id id, std::string_view problem, const data_location& where) {
        std::string text = to_string(id) + ' ' + std::string(name(id)) + ": ";
        if (const auto place = to_string(where); !place.empty()) text += place + ": ";
        return text += problem;
    }

    error_id id_;
    std::string problem_;
    data_location where_;
};

/// What to do with a record that cannot be used while the rest of its file can.
enum class on_bad_record : std::uint8_t {
    stop,  ///< throw (strict)
    skip,  ///< leave the record out, count it and keep its error (lenient)
};

/// Records that were left out, with the reason for each. Counts are exact; the first `keep` errors are kept whole.
struct skipped_records {
    std::size_t keep = 100;        ///< how many errors are kept in `first`
    std::size_t count = 0;         ///< how many records were left out
    std::vector<error> first{};    ///< the first of them, in order

    void add(error problem) {
        ++count;
        if (first.size() < keep) first.push_back(std::move(problem));
    }
};

} // namespace calm
