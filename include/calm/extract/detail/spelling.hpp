// Spellings of the same: "heli- coidal" and "helicoidal", "5,000 km²" and "5000 km^2", "10 °C" and "10°C", "Straße" and "Strasse", "A&amp;W" and "A&W", "हिन्दी" and "हिंदी", "コンピュータ" and "コンピューター".
#pragma once

#include "calm/extract/text.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Whether a sign between digits sets off thousands: "5,000", "5 000".
constexpr bool separates_thousands(std::string_view text, std::size_t at) noexcept {
    const char c = text[at];
    if ((c != ',' && c != '.' && c != ' ' && c != '\'') || at == 0 || at + 3 >= text.size() || !is_digit(text[at - 1])) return false;
    for (std::size_t i = 1; i <= 3; ++i)
        if (!is_digit(text[at + i])) return false;
    return at + 4 == text.size() || !is_digit(text[at + 4]);
}

/// The digit of a power, "²"; 0: none.
constexpr char32_t power_digit(char32_t c) noexcept { return c == U'¹' ? U'1' : c == U'²' ? U'2' : c == U'³' ? U'3' : 0; }

/// Whether `c` is a nasal consonant of Devanagari, which with a virama is often written as an anusvara.
constexpr bool is_devanagari_nasal(char32_t c) noexcept { return c == 0x919 || c == 0x91e || c == 0x923 || c == 0x928 || c == 0x92e; }

/// Past what one of two spellings has at text[at] and the other has not: a blank or hyphen of a line break, a blank in front of a unit, a separator of thousands, the mark of a power.
/// text[at]: nothing of the kind. @param other what the other spelling has there. @pre at > 0
constexpr std::size_t behind_optional(std::string_view text, std::size_t at, char32_t other) noexcept {
    const char c = at < text.size() ? text[at] : '\0', before = text[at - 1];
    if (c == ' ' && (before == ' ' || before == '-' || (is_digit(before) && at + 1 < text.size() && !is_digit(text[at + 1]) && decode(text, at + 1).value == other))) return at + 1;
    if (c == '-' && at + 2 < text.size() && text[at + 1] == ' ' && is_word(other) && is_word(decode(text, at + 2).value)) return at + 2;
    if (c == '^' && at + 1 < text.size() && is_digit(text[at + 1]) && is_ascii_word(static_cast<unsigned char>(before)) && !is_digit(before)) return at + 1;   // "km^2", and not "10^2"
    return at < text.size() && other >= '0' && other <= '9' && separates_thousands(text, at) ? at + 1 : at;
}

/// Signs as HTML writes them.
struct html_entity {
    std::string_view written;
    char sign;
};
inline constexpr std::array<html_entity, 6> html_entities{{{"&amp;", '&'}, {"&#39;", '\''}, {"&apos;", '\''}, {"&quot;", '"'}, {"&lt;", '<'}, {"&gt;", '>'}}};

/// Past an entity at text[at], or behind its ampersand, where the other spelling has its sign, or has had it; `at`: there is none. `taken`: whether the sign is still to be passed. @pre at > 0
constexpr std::size_t behind_entity(std::string_view text, std::size_t at, char32_t other, bool& taken) noexcept {
    if (text[at - 1] == '&' && text.substr(at).starts_with("amp;")) return at + 4;
    if (at >= text.size() || text[at] != '&') return at;
    for (const html_entity& one : html_entities)
        if (static_cast<char32_t>(one.sign) == other && text.substr(at).starts_with(one.written)) return taken = true, at + one.written.size();
    return at;
}

/// Where two texts differ, past what is but another spelling at text[at] and wanted[i]: moves both places; false where it is none. O(1).
/// @pre at > 0 && i > 0
[[gnu::noinline]] constexpr bool skip_spelling(std::string_view text, std::size_t& at, std::string_view wanted, std::size_t& i) noexcept {
    const code_point a = decode(text, at), b = decode(wanted, i);
    if (const std::size_t next = behind_optional(wanted, i, a.value); next != i) return i = next, true;
    if (const std::size_t next = behind_optional(text, at, b.value); next != at) return at = next, true;
    bool sign = false;
    if (const std::size_t next = behind_entity(wanted, i, a.value, sign); next != i) return i = next, at += sign ? a.size : 0, true;
    if (const std::size_t next = behind_entity(text, at, b.value, sign); next != at) return at = next, i += sign ? b.size : 0, true;
    const char32_t a_next = decode(text, at + a.size).value, b_next = decode(wanted, i + b.size).value;
    const bool behind_letter = !is_digit(text[at - 1]) && !is_digit(wanted[i - 1]);
    if (power_digit(a.value) != 0 && b.value == '^' && b_next == power_digit(a.value)) return at += a.size, i += 2, true;   // "10²" and "10^2"
    if (power_digit(b.value) != 0 && a.value == '^' && a_next == power_digit(b.value)) return at += 2, i += b.size, true;
    if (behind_letter && power_digit(a.value) != 0 && b.value == power_digit(a.value)) return at += a.size, i += 1, true;   // "km²" and "km2"
    if (behind_letter && power_digit(b.value) != 0 && a.value == power_digit(b.value)) return at += 1, i += b.size, true;
    constexpr char32_t sharp_s = 0xdf, anusvara = 0x902, virama = 0x94d, long_vowel = 0x30fc;
    if (b.value == sharp_s && fold(a.value) == 's' && fold(a_next) == 's') return at += 2, i += b.size, true;
    if (a.value == sharp_s && fold(b.value) == 's' && fold(b_next) == 's') return at += a.size, i += 2, true;
    if (b.value == anusvara && is_devanagari_nasal(a.value) && a_next == virama) return at += 6, i += b.size, true;
    if (a.value == anusvara && is_devanagari_nasal(b.value) && b_next == virama) return at += a.size, i += 6, true;
    if (b.value == long_vowel && b_next == 0) return i += b.size, true;
    const char32_t before = fold(decode_last(up_to(wanted, i)).value);
    if (a.value == 'e' && (before == U'ä' || before == U'ö' || before == U'ü')) return ++at, true;   // "Kueche"
    return false;
}

} // namespace calm::extract::detail
