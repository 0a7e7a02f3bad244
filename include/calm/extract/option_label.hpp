// The labels of answer options in a text: "A. ", "(A)", "（Ａ）", "1)" and where they stand.
#pragma once

#include "calm/extract/text.hpp"
#include "calm/record/answer_key.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace calm::extract {

/// How a label is written.
enum class label_form : unsigned char {
    bracketed,  ///< "(A)", "（A）", "[A]"
    plain,      ///< "A.", "A)", "A:", "A、"
};

/// A label found in a text.
struct option_label {
    int ordinal = -1;        ///< 0 for A, 1 or （一）, 1 for B, ...; negative: no label here
    label_form form = label_form::plain;
    bool numeric = false;    ///< written in Arabic digits
    std::size_t size = 0;    ///< bytes, brackets and separator included, the white space after it not

    [[nodiscard]] constexpr explicit operator bool() const noexcept { return ordinal >= 0; }
};

namespace detail {

/// The ten numerals that machine translation puts in place of A to J in Chinese.
inline constexpr std::array<char32_t, 10> han_numerals{U'一', U'二', U'三', U'四', U'五', U'六', U'七', U'八', U'九', U'十'};

/// A letter (also fullwidth), a number of one or two digits, or, where `han` allows it, a Chinese numeral.
constexpr option_label read_ordinal(std::string_view text, std::size_t at, bool han) noexcept {
    const code_point c = decode(text, at);
    const char32_t n = narrow(c.value);
    option_label label;
    label.size = c.size;
    if (n >= 'A' && n <= 'Z') {
        label.ordinal = static_cast<int>(n - 'A');
    } else if (n >= '1' && n <= '9') {
        label.numeric = true;
        label.ordinal = static_cast<int>(n - '1');
        const code_point second = decode(text, at + c.size);
        const char32_t digit = narrow(second.value);
        if (digit >= '0' && digit <= '9') {
            label.ordinal = static_cast<int>((n - '0') * 10 + (digit - '0')) - 1;
            label.size += second.size;
        }
    } else if (han) {
        for (std::size_t i = 0; i < han_numerals.size(); ++i)
            if (han_numerals[i] == c.value) label.ordinal = static_cast<int>(i);
    }
    return label;
}

constexpr std::size_t skip_blanks(std::string_view text, std::size_t at) noexcept {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    return at;
}

constexpr bool opens(char32_t c) noexcept { c = narrow(c); return c == '(' || c == '[' || c == U'【'; }
constexpr bool closes(char32_t c) noexcept { c = narrow(c); return c == ')' || c == ']' || c == U'】'; }
constexpr bool separates(char32_t c) noexcept { c = narrow(c); return c == '.' || c == ')' || c == ':' || c == U'、'; }

} // namespace detail

/// The label that starts at byte `at`, if one does. Chinese numerals count inside brackets only. O(1), except that
/// blanks inside the brackets are skipped.
[[nodiscard]] constexpr option_label read_label(std::string_view text, std::size_t at) noexcept {
    const code_point first = decode(text, at);
    const bool bracketed = detail::opens(first.value);
    const std::size_t begin = bracketed ? detail::skip_blanks(text, at + first.size) : at;
    option_label label = detail::read_ordinal(text, begin, bracketed);
    if (!label) return {};
    label.form = bracketed ? label_form::bracketed : label_form::plain;
    std::size_t end = begin + label.size;
    if (bracketed) end = detail::skip_blanks(text, end);
    const code_point last = decode(text, end);
    if (!(bracketed ? detail::closes(last.value) : detail::separates(last.value))) return {};
    label.size = end + last.size - at;
    const char32_t after = narrow(decode(text, at + label.size).value);
    if (label.numeric && !bracketed && after >= '0' && after <= '9') return {};   // 1.5 is a number
    return label;
}

/// The key that a label stands for: "A", or "1" where it is numeric. Labels of Chinese numerals stand for letters,
/// so that a question keeps its keys in every language.
[[nodiscard]] inline answer_key key_of(const option_label& label) {
    if (!label.numeric) return answer_key(static_cast<char>('A' + label.ordinal));
    return answer_key(std::to_string(label.ordinal + 1));
}

} // namespace calm::extract
