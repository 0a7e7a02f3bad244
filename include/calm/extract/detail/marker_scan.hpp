// Where markers stand in a response: in front of colons, in one pass; and whole phrases, which need no colon.
#pragma once

#include "calm/extract/markers.hpp"
#include "calm/extract/detail/word_index.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace calm::extract::detail {

/// A marker in a text.
struct placed_marker {
    marker_kind kind = marker_kind::answer;
    std::size_t begin = 0;      ///< first byte of its line where only a few words stand before it, else its own first byte
    std::size_t end = 0;        ///< where what it marks begins
    bool at_line_start = false;
};

inline constexpr auto text_of_marker = [](const marker& m) { return m.text; };
inline constexpr auto markers_by_end = make_index(markers, text_of_marker, true);
inline constexpr auto markers_by_begin = make_index(markers, text_of_marker, false);

/// Where the line of a marker begins, if that is near and no sentence ends in between; else `begin` itself.
constexpr std::size_t line_begin(std::string_view text, std::size_t begin, std::size_t floor) noexcept {
    const std::size_t limit = begin - floor > 64 ? begin - 64 : floor;
    for (std::size_t p = begin; p > limit; --p) {
        const char c = text[p - 1];
        if (c == '\n' || c == '\r') return p;
        if (c == '.' || c == '!' || c == '?' || (c == '\x82' && p >= 3 && text.substr(p - 3, 3) == "。")) return begin;
    }
    return limit == 0 ? 0 : limit == floor ? floor : begin;
}

/// Goes through the markers that stand in front of a colon, ASCII or fullwidth, in order. Blanks, markup and closing brackets
/// may stand between the two: "**Answer** :", "【答案】：". One pass: looks at colons only, and at a bounded number of bytes before each.
class colon_markers {
public:
    constexpr explicit colon_markers(std::string_view text) noexcept : text_(text) {}

    /// The next marker; nothing at the end.
    [[nodiscard]] constexpr std::optional<placed_marker> next() noexcept {
        for (;;) {
            if (narrow_at_ < from_ || from_ == 0) narrow_at_ = text_.find(':', from_);
            if (wide_at_ < from_ || from_ == 0) wide_at_ = text_.find("：", from_);
            const std::size_t colon = narrow_at_ < wide_at_ ? narrow_at_ : wide_at_;
            if (colon == std::string_view::npos) return std::nullopt;
            const std::size_t floor = floor_;
            from_ = colon + (colon == wide_at_ ? 3 : 1);
            if (const auto found = ending_at(colon, floor)) {
                floor_ = from_;
                return found;
            }
        }
    }

private:
    [[nodiscard]] constexpr std::optional<placed_marker> ending_at(std::size_t colon, std::size_t floor) const noexcept {
        std::size_t end = colon;
        for (int skipped = 0; skipped < 8; ++skipped) {
            const code_point c = decode_last(text_.substr(floor, end - floor));
            const bool filling = c.value == ' ' || c.value == 0xa0 || c.value == 0x202f || c.value == 0x3000 || c.value == '*' || c.value == '_' ||
                                 c.value == '`' || c.value == '"' || c.value == '\'' || c.value == ']' || c.value == ')' || c.value == U'】' ||
                                 c.value == U'」' || c.value == U'）' || c.value == 0x201d;
            if (c.size == 0 || !filling) break;
            end -= c.size;
        }
        const std::string_view head = text_.substr(floor, end - floor);
        std::size_t best = no_match;
        marker_kind kind{};
        for (const auto i : markers_by_end.bucket(decode_last(head).value)) {
            const std::size_t begin = match_backward(text_, floor, end, markers[i].text);
            if (begin == no_match || begin >= best) continue;
            const code_point before = decode_last(text_.substr(floor, begin - floor));
            if (!breaks(before.value, decode(text_, begin).value)) continue;
            best = begin;
            kind = markers[i].kind;
        }
        if (best == no_match) return std::nullopt;
        placed_marker found{kind, line_begin(text_, best, floor), from_, false};
        found.at_line_start = found.begin == 0 || text_[found.begin - 1] == '\n' || text_[found.begin - 1] == '\r';
        return found;
    }

    std::string_view text_;
    std::size_t from_ = 0;
    std::size_t floor_ = 0;
    std::size_t narrow_at_ = 0;
    std::size_t wide_at_ = 0;
};

/// The answer phrase ("the answer is") or the answer word at a line's start without colon ("## Answer", "<answer>", "【答案】")
/// that begins exactly at `at`. O(marker).
constexpr std::optional<placed_marker> phrase_at(std::string_view text, std::size_t at, bool line_start) noexcept {
    std::size_t best = no_match;
    marker_kind kind{};
    for (const auto i : markers_by_begin.bucket(decode(text, at).value)) {
        const marker& m = markers[i];
        if ((m.kind != marker_kind::answer && m.kind != marker_kind::rejected) || (!m.phrase && !line_start)) continue;
        const std::size_t end = match_forward(text, at, text.size(), m.text);
        if (end == no_match || (best != no_match && end <= best)) continue;
        if (!breaks(decode_last(m.text).value, decode(text, end).value)) continue;
        best = end;
        kind = m.kind;
    }
    if (best == no_match) return std::nullopt;
    return placed_marker{kind, line_begin(text, at, 0), best, line_start};
}

} // namespace calm::extract::detail
