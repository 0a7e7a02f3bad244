// Reader of response files, and all of a file's responses in memory.
#pragma once

#include "calm/io/detail/pull_range.hpp"
#include "calm/io/json_stream.hpp"
#include "calm/io/read_options.hpp"
#include "calm/record/response.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

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

/// Recorded responses in memory, found by question id, language and sample.
class response_store {
public:
    /// Adds one. @throws error (duplicate_id) when there is one for this question, language and sample. O(log size)
    /// for the question, and O(responses of the question) at worst when they do not come in order.
    void add(std::string question_id, response given, const data_location& where = {}) {
        auto& row = by_question_[std::move(question_id)];
        const auto at = std::lower_bound(row.begin(), row.end(), given, before);
        if (at != row.end() && !before(given, *at))
            throw error(error_id::duplicate_id, "language " + given.lang.str() + ", sample " + std::to_string(given.sample) +
                                                    " of this question was there before; keep one", where);
        row.insert(at, std::move(given));
        ++size_;
    }

    /// All responses to a question, ordered by (language tag, sample); empty when there is none. O(log questions).
    [[nodiscard]] std::span<const response> find(std::string_view question_id) const {
        const auto it = by_question_.find(question_id);
        return it == by_question_.end() ? std::span<const response>{} : std::span<const response>(it->second);
    }

    /// One response, or null. O(log questions + log responses of the question).
    [[nodiscard]] const response* find(std::string_view question_id, const language& lang, std::uint32_t sample) const {
        const auto row = find(question_id);
        const auto key = std::tie(lang, sample);
        const auto at = std::lower_bound(row.begin(), row.end(), key,
                                         [](const response& r, const auto& k) { return std::tie(r.lang, r.sample) < k; });
        return at != row.end() && std::tie(at->lang, at->sample) == key ? &*at : nullptr;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }  ///< responses

    /// The responses by question id.
    [[nodiscard]] const std::map<std::string, std::vector<response>, std::less<>>& questions() const noexcept { return by_question_; }

private:
    static bool before(const response& a, const response& b) { return std::tie(a.lang, a.sample) < std::tie(b.lang, b.sample); }

    std::map<std::string, std::vector<response>, std::less<>> by_question_{};
    std::size_t size_ = 0;
};

/// Reads response files into memory, in any order of their lines.
/// @throws error  as response_file, and (duplicate_id). Memory is O(files).
[[nodiscard]] inline response_store load_responses(std::span<const std::filesystem::path> paths, const read_options& options = {}) {
    response_store store;
    for (const auto& path : paths)
        for (auto& line : response_file(path, options))
            detail::or_skip(options, [] { return false; }, [&] {
                store.add(std::move(line.question_id), std::move(line.given), line.where);
                return true;
            });
    return store;
}
/// Reads one response file into memory.
[[nodiscard]] inline response_store load_responses(const std::filesystem::path& path, const read_options& options = {}) {
    return load_responses(std::span(&path, 1), options);
}

} // namespace calm::io
