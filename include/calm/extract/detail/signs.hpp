// What is neither a word nor a space, where lines end, and which letters are words.
#pragma once

#include "calm/extract/text.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// A sign: anything that is neither part of a word nor white space.
constexpr bool is_sign(char32_t c) noexcept { return c != 0 && !is_word(c) && !is_space(c); }
constexpr bool is_line_break(char32_t c) noexcept { return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029; }

/// × ✗ ✘ ❌: what it stands beside is wrong.
constexpr bool is_cross(char32_t c) noexcept { return c == 0xd7 || c == 0x2717 || c == 0x2718 || c == 0x274c; }

/// ✅ ✓ ✔ ☑
constexpr bool is_check_mark(char32_t c) noexcept { return c == 0x2705 || c == 0x2713 || c == 0x2714 || c == 0x2611; }

/// The size of the mark at text[at] that calls something right: those, and the ticked box of a list, "[x]". 0: none.
constexpr std::size_t check_mark_at(std::string_view text, std::size_t at) noexcept {
    const code_point c = decode(text, at);
    if (is_check_mark(c.value)) return c.size;
    return c.value == '[' && at + 3 < text.size() && (text[at + 1] | 0x20) == 'x' && text[at + 2] == ']' ? 3 : 0;
}

/// The end of the line that `at` lies in, its break not included, not behind `end`.
constexpr std::size_t line_end(std::string_view text, std::size_t at, std::size_t end) noexcept {
    text = up_to(text, end);
    if (const std::size_t newline = text.find('\n', at); newline != std::string_view::npos) text = up_to(text, newline);
    const std::size_t carriage = text.find('\r', at);
    return carriage != std::string_view::npos ? carriage : text.size();
}

/// Where the line of the value at `at` ends, or what a tag encloses in it: "<answer>C</answer>".
constexpr std::size_t value_end(std::string_view text, std::size_t at, std::size_t end) noexcept {
    text = up_to(text, end);
    const auto closes = [&](std::size_t i) { return text[i] == '<' && i + 1 < text.size() && text[i + 1] == '/'; };
    for (std::size_t i = 0; i < 32; ++i, ++at) {   // values are short, so that one look at each byte costs less than three searches
        if (at >= text.size() || text[at] == '\n' || text[at] == '\r' || closes(at)) return at < text.size() ? at : text.size();
    }
    text = up_to(text, line_end(text, at, text.size()));
    while (at < text.size() && (at = text.find('<', at)) < text.size() && !closes(at)) ++at;
    return at < text.size() ? at : text.size();
}

/// Signs that join two keys: "A, C", "A/C".
constexpr bool joins_keys(char32_t c) noexcept {
    if (c < 0x80) return c == ',' || c == '/' || c == '&' || c == '+' || c == ';' || c == '~' || c == '-';
    return c == U'、' || c == U'・' || c == U'–' || c == U'—';
}

/// Signs that make the letter behind them the name of a figure: ∠C, △A.
constexpr bool is_of_geometry(char32_t c) noexcept { return c == U'∠' || c == U'△' || c == U'∆' || c == U'⊙'; }

/// Letters that are words by themselves in some language, where they are capital at a sentence's beginning.
constexpr bool is_word_itself(char32_t c) noexcept { return std::u32string_view(U"AEIOUYKSVWZАВСОУКИЯ").find(narrow(c)) != std::u32string_view::npos; }

} // namespace calm::extract::detail
