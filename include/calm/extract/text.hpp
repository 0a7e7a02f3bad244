// UTF-8 text, read leniently: code points, Unicode white space, case folding of the alphabets that keys and markers use.
#pragma once

#include "calm/record/answer.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract {

/// A code point and the number of bytes it takes.
struct code_point {
    char32_t value = 0;    ///< U+FFFD for a byte that is not part of valid UTF-8
    std::size_t size = 0;  ///< 1 to 4; 0 only at the end of the text

    friend constexpr bool operator==(const code_point&, const code_point&) = default;
};

namespace detail {
/// decode() for a lead byte of 0x80 and above. Out of line, so that what most text needs stays small. @pre at < text.size()
[[gnu::noinline]] constexpr code_point decode_multibyte(std::string_view text, std::size_t at) noexcept {
    const char* const bytes = text.data() + at;
    const std::size_t left = text.size() - at;
    const auto tail = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(bytes[i])) ^ 0x80U; };   // below 0x40 for a continuation byte
    const char32_t lead = static_cast<unsigned char>(bytes[0]);
    constexpr code_point bad{0xfffd, 1};
    if (lead < 0xe0) {
        if (lead < 0xc2 || left < 2) return bad;
        const char32_t second = tail(1);
        return second < 0x40 ? code_point{(lead & 0x1fU) << 6 | second, 2} : bad;
    }
    if (left < 3) return bad;
    const char32_t second = tail(1), third = tail(2);
    if ((second | third) >= 0x40) return bad;
    if (lead < 0xf0) {
        const char32_t value = (lead & 0x0fU) << 12 | second << 6 | third;
        return value >= 0x800 && value - 0xd800 >= 0x800 ? code_point{value, 3} : bad;
    }
    if (lead > 0xf4 || left < 4) return bad;
    const char32_t fourth = tail(3), value = (lead & 0x07U) << 18 | second << 12 | third << 6 | fourth;
    return fourth < 0x40 && value >= 0x10000 && value <= 0x10ffff ? code_point{value, 4} : bad;
}

inline constexpr std::array<bool, 256> ascii_words = [] {
    std::array<bool, 256> t{};
    for (std::size_t c = 0; c < 128; ++c) t[c] = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return t;
}();
/// A letter or digit of ASCII.
constexpr bool is_ascii_word(unsigned char c) noexcept { return ascii_words[c]; }
} // namespace detail

/// The code point that starts at byte `at`. Bytes that are not UTF-8 (stray or missing continuation bytes, overlong
/// forms, surrogates, values above U+10FFFF) read as U+FFFD of one byte, so a loop that adds `size` always ends.
/// At or past the end: value 0, size 0. Never throws, never reads outside the text. O(1).
[[nodiscard]] constexpr code_point decode(std::string_view text, std::size_t at) noexcept {
    if (at >= text.size()) return {};
    const auto lead = static_cast<unsigned char>(text[at]);
    return lead < 0x80 ? code_point{lead, 1} : detail::decode_multibyte(text, at);
}

namespace detail {
/// decode_last() for a last byte of 0x80 and above. @pre !text.empty()
[[gnu::noinline]] constexpr code_point decode_last_multibyte(std::string_view text) noexcept {
    const std::size_t size = text.size();
    const auto from_end = [&](std::size_t i) { return static_cast<unsigned char>(text[size - i]); };
    code_point c;
    if (size >= 3 && from_end(3) >= 0xe0 && from_end(3) < 0xf0) c = decode_multibyte(text, size - 3);
    if (c.size == 3) return c;
    if (size >= 2 && from_end(2) >= 0xc2) c = decode_multibyte(text, size - 2);
    if (c.size == 2) return c;
    if (size >= 4 && from_end(4) >= 0xf0) c = decode_multibyte(text, size - 4);
    return c.size == 4 ? c : code_point{0xfffd, 1};
}

constexpr bool is_space_beyond_ascii(char32_t c) noexcept {
    return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}
} // namespace detail

/// The last code point of the text, under the rules of decode(); value 0, size 0 for an empty text. O(1).
[[nodiscard]] constexpr code_point decode_last(std::string_view text) noexcept {
    if (text.empty()) return {};
    const auto last = static_cast<unsigned char>(text.back());
    return last < 0x80 ? code_point{last, 1} : detail::decode_last_multibyte(text);
}

/// Unicode white space as Python's str.strip() understands it.
/// Source: CPython's _PyUnicode_IsWhitespace (bidirectional type WS, B or S, or category Zs).
[[nodiscard]] constexpr bool is_space(char32_t c) noexcept {
    constexpr std::uint64_t blanks = 0x1f0003e00;   // 9 to 13, 28 to 32
    return c < 0x80 ? c < 64 && (blanks >> c & 1U) != 0 : detail::is_space_beyond_ascii(c);
}

/// The text without leading white space. O(what is removed).
[[nodiscard]] constexpr std::string_view strip_front(std::string_view text) noexcept {
    for (code_point c = decode(text, 0); c.size != 0 && is_space(c.value); c = decode(text, 0)) text.remove_prefix(c.size);
    return text;
}

/// The text without trailing white space. O(what is removed).
[[nodiscard]] constexpr std::string_view strip_back(std::string_view text) noexcept {
    for (code_point c = decode_last(text); c.size != 0 && is_space(c.value); c = decode_last(text)) text.remove_suffix(c.size);
    return text;
}

/// Python's str.strip(): the text without white space at either end. O(what is removed).
[[nodiscard]] constexpr std::string_view strip(std::string_view text) noexcept { return strip_back(strip_front(text)); }

/// Where a part of a text lies in it. @pre `part` is a view into `text`
[[nodiscard]] constexpr byte_span span_of(std::string_view text, std::string_view part) noexcept {
    const auto begin = static_cast<std::size_t>(part.data() - text.data());
    return {begin, begin + part.size()};
}

namespace detail {
/// narrow() from U+0660 on.
[[gnu::noinline]] constexpr char32_t narrow_from_arabic(char32_t c) noexcept {
    if (c <= 0x669) return c - 0x660 + '0';
    if (c >= 0x6f0 && c <= 0x6f9) return c - 0x6f0 + '0';
    if (c >= 0x966 && c <= 0x96f) return c - 0x966 + '0';
    return c >= 0xff01 && c <= 0xff5e ? c - 0xff01 + 0x21 : c;
}
} // namespace detail

/// Fullwidth forms (U+FF01 to U+FF5E) and Arabic, Urdu and Devanagari digits as the ASCII characters they stand for; other
/// code points unchanged.
[[nodiscard]] constexpr char32_t narrow(char32_t c) noexcept { return c < 0x660 ? c : detail::narrow_from_arabic(c); }

namespace detail {
/// fold() from U+00C0 on.
[[gnu::noinline]] constexpr char32_t fold_beyond(char32_t c) noexcept {
    c = narrow(c);
    if (c < 0xc0) return c - 'A' < 26 ? c + 32 : c;
    if (c <= 0xde) return c == 0xd7 ? c : c + 32;
    if (c >= 0x100 && c <= 0x137) return c == 0x130 ? U'i' : c | 1U;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e)) return (c & 1U) != 0 ? c + 1 : c;
    if (c >= 0x14a && c <= 0x177) return c | 1U;
    if (c >= 0x391 && c <= 0x3a9) return c + 32;
    if (c >= 0x410 && c <= 0x42f) return c + 32;
    if (c >= 0x400 && c <= 0x40f) return c + 80;
    return c;
}
} // namespace detail

/// The lower-case form of a code point, after narrow(): ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic; others unchanged.
/// One code point to one code point; not a full Unicode case folding.
[[nodiscard]] constexpr char32_t fold(char32_t c) noexcept { return c >= 0xc0 ? detail::fold_beyond(c) : c - 'A' < 26 ? c + 32 : c; }

/// Circled, bracketed and dotted digits and letters: ① ⑴ ⒈ ⒜ Ⓐ ⓐ ❶ ➀ ➊.
[[nodiscard]] constexpr bool is_circled(char32_t c) noexcept { return (c >= 0x2460 && c <= 0x24ff) || (c >= 0x2776 && c <= 0x2793); }

namespace detail {
/// is_word() from U+0080 on.
[[gnu::noinline]] constexpr bool is_word_beyond_ascii(char32_t c) noexcept {
    if ((c >= 0x400 && c < 0x530) || (c >= 0x620 && c < 0x66a) || (c >= 0x900 && c < 0x964) || (c >= 0x3041 && c < 0x30fb) || (c >= 0x4e00 && c < 0xa000)) return true;
    if (c < 0xc0) return c == 0xaa || c == 0xb5 || c == 0xba;
    if (c == 0xd7 || c == 0xf7 || c == 0xfffd || is_space(c)) return false;
    if (c >= 0xff01 && c <= 0xff5e) return is_ascii_word(static_cast<unsigned char>(narrow(c)));
    if (c == 0x964 || c == 0x965 || c == 0x60c || c == 0x61b || c == 0x61f || c == 0x6d4) return false;
    return !((c >= 0x2000 && c <= 0x2bff && !is_circled(c)) || (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) || c == 0x30fb ||
             (c >= 0xfe00 && c <= 0xfe6f) || (c >= 0xff5f && c <= 0xff65) || c == 0xfeff || c >= 0x1f000);
}
} // namespace detail

/// Whether a code point belongs to a word: letters, digits and combining marks of any script, but neither punctuation nor
/// symbols nor spaces. Coarse by design: above U+00BF everything outside the punctuation and symbol blocks counts.
[[nodiscard]] constexpr bool is_word(char32_t c) noexcept {
    return c < 0x80 ? detail::is_ascii_word(static_cast<unsigned char>(c)) : detail::is_word_beyond_ascii(c);
}

/// The beginning of a text, up to byte `end` or its own end.
[[nodiscard]] constexpr std::string_view up_to(std::string_view text, std::size_t end) noexcept { return {text.data(), end < text.size() ? end : text.size()}; }

} // namespace calm::extract
