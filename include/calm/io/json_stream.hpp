// Records of a JSON array or of JSON Lines, one at a time: the core of every reader.
#pragma once

#include "calm/error.hpp"
#include "calm/io/detail/json_value.hpp"
#include "calm/io/detail/record_scanner.hpp"
#include "calm/io/detail/utf8.hpp"
#include "calm/io/read_options.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace calm::io {

/// The records of one file, pulled one at a time: a JSON array of objects, or JSON Lines (one object a line; blank
/// lines and CRLF are accepted); which of the two is seen from the first byte. A UTF-8 byte order mark is skipped.
/// Memory is O(largest record), never O(file).
///
/// Two steps: advance() finds the extent of the next record, parse() reads it. So files can be walked in
/// lockstep, and a bad record can be stepped over.
class json_stream {
public:
    /// @throws error (cannot_open), (invalid_option)
    explicit json_stream(const std::filesystem::path& path, read_options options = {})
        : json_stream(detail::byte_source(path), options) {}
    /// Reads a stream, which has to outlive this object; `name` stands for the path in errors.
    json_stream(std::istream& stream, std::string name, read_options options = {})
        : json_stream(detail::byte_source(stream, std::move(name)), options) {}

    /// Steps to the next record; false after the last.
    /// @throws error (empty_input) when there is none at all; (json_syntax, record_too_large, nesting_too_deep,
    ///         nul_byte, invalid_utf8, read_failed) when the next record cannot be found. Then the rest of the file is lost.
    bool advance() {
        if (scanner_.next()) return true;
        if (scanner_.count() == 0)
            throw error(error_id::empty_input, "the file holds no record; check that it was written to its end", {.file = name()});
        return false;
    }

    /// The current record, an object. Valid until advance(). @pre the last advance() returned true
    /// @throws error (json_syntax, torn_line, invalid_utf8, nul_byte, nesting_too_deep; wrong_type when it is no object)
    detail::json_value parse() {
        const std::string_view text = scanner_.text();
        // nlohmann takes a NUL byte for the end of its input, so it has to be looked for first.
        if (const auto at = text.find('\0'); at != std::string_view::npos) fail(error_id::nul_byte, at, "a NUL byte; the file is damaged");
        if (!tape_.parse(text, depth_)) fail_syntax(text);
        const detail::json_value record(tape_, 0, place());
        if (record.kind() != detail::json_kind::object)
            throw error(error_id::wrong_type, "this is " + std::string(to_string(record.kind())) + "; a record must be an object",
                        record.where());
        return record;
    }

    /// Where the current record stands.
    [[nodiscard]] detail::record_place place() const { return {&name(), scanner_.line(), scanner_.record()}; }
    [[nodiscard]] std::size_t record() const noexcept { return scanner_.record(); }  ///< 0-based position of the current record
    [[nodiscard]] std::size_t count() const noexcept { return scanner_.count(); }    ///< records found so far
    [[nodiscard]] const std::string& name() const noexcept { return scanner_.name(); }
    /// Whether parse() found a syntax error in an array: where its other records begin is then a guess.
    [[nodiscard]] bool broken() const noexcept { return broken_; }

private:
    json_stream(detail::byte_source source, const read_options& options)
        : scanner_((detail::check(options), std::move(source)), options), depth_(options.max_depth) {}

    [[noreturn]] void fail(error_id id, std::size_t offset, const std::string& problem) const {
        const auto before = scanner_.text().substr(0, offset);
        const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
        throw error(id, problem, {.file = name(), .line = scanner_.line() + lines, .record = scanner_.record()});
    }

    [[noreturn]] void fail_syntax(std::string_view text) {
        if (tape_.too_deep())
            fail(error_id::nesting_too_deep, 0, "nested deeper than " + std::to_string(depth_) + " levels; none of our formats is");
        const auto invalid = detail::find_invalid_utf8(text);
        const bool torn = scanner_.unterminated() && text.starts_with('{') && (invalid == text.npos || !text.ends_with('}'));
        if (torn)
            fail(error_id::torn_line, 0, "the last line ends in the middle, as after a crash or an interrupted copy; "
                                         "write it again, or read leniently to leave it out");
        if (invalid != text.npos) fail(error_id::invalid_utf8, invalid, "bytes that are not UTF-8; convert the file to UTF-8");
        broken_ = scanner_.shape() == detail::file_shape::array;
        fail(error_id::json_syntax, std::min(tape_.position(), text.size()),
             tape_.problem() + "; a file is one JSON array of objects, or one JSON object a line");
    }

    detail::record_scanner scanner_;
    detail::json_tape tape_{};
    std::size_t depth_;
    bool broken_ = false;
};

namespace detail {

/// Leniency in one place: make()'s result, or nothing when make() threw a calm::error that may be stepped over. @pre
/// `lost` tells, after a throw, whether the following records are lost too (then the error goes on).
template <class Make, class Lost>
auto or_skip(const read_options& options, Lost lost, Make make) -> std::optional<decltype(make())> {
    try {
        return make();
    } catch (const error& problem) {
        if (options.on_bad == on_bad_record::stop || lost()) throw;
        options.skipped->add(problem);
        return std::nullopt;
    }
}

/// The next record of `from` that read(json_value) accepts; nothing at the end.
template <class Read>
auto next_record(json_stream& from, const read_options& options, Read read)
    -> std::optional<decltype(read(std::declval<json_value>()))> {
    while (from.advance())
        if (auto made = or_skip(options, [&] { return from.broken(); }, [&] { return read(from.parse()); })) return made;
    return std::nullopt;
}

} // namespace detail
} // namespace calm::io
