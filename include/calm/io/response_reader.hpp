// Reader of response files.
#pragma once

#include "calm/io/detail/pull_range.hpp"
#include "calm/io/json_stream.hpp"
#include "calm/io/read_options.hpp"
#include "calm/record/response.hpp"

#include <cstdint>
#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace calm::io {

/// One line of a response file.
struct recorded_response {
    std::string question_id{};
    response given{};
    data_location where{};  ///< the line it was read from, for errors found later
};

/// Input range of recorded_response over JSON Lines of
///
///     {"question": "home-001", "language": "en", "sample": 0, "text": "...", "finish": "stop"}
///
/// `question` is a question's id. `finish` is "stop" or "length"; absent, null or any other text means not known.
/// Other fields are ignored. Single pass; memory is O(one record).
class response_file : public detail::pull_range<response_file, recorded_response> {
public:
    /// Opens the file. @throws error (cannot_open, invalid_option). Walking throws (json_syntax, torn_line, wrong_type,
    ///   missing_field, empty_input, invalid_language, invalid_utf8, nul_byte, nesting_too_deep, record_too_large, read_failed).
    explicit response_file(const std::filesystem::path& path, const read_options& options = {}) : stream_(path, options), options_(options) {}
    /// Reads a stream that outlives the range; `name` stands for the path in errors.
    response_file(std::istream& stream, std::string name, const read_options& options = {})
        : stream_(stream, std::move(name), options), options_(options) {}

private:
    friend class detail::pull_range<response_file, recorded_response>;

    std::optional<recorded_response> pull() {
        return detail::next_record(stream_, options_, [](const detail::json_value& record) {
            recorded_response made;
            made.question_id = record.get("question").filled_text();
            const auto lang = record.get("language");
            made.given.lang = lang.placed([&] { return language(lang.text()); });
            made.given.sample = record.get("sample").count();
            made.given.text = record.get("text").text();
            if (const auto finish = record.find("finish")) made.given.finish = finish_of(finish->text());
            made.where = record.where();
            return made;
        });
    }

    static finish_reason finish_of(std::string_view text) {
        return text == "stop" ? finish_reason::stop : text == "length" ? finish_reason::length : finish_reason::unknown;
    }

    json_stream stream_;
    read_options options_;
};

} // namespace calm::io
