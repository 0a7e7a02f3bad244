// Making a model's bytes UTF-8: a completion can end inside a character, or hold bytes that are none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace calm::engines {

namespace detail {
/// What stands at the head of a text: `size` bytes that are one character, a beginning of one that the text cuts
/// off, or neither.
struct utf8_head {
    enum class kind { whole, cut_off, invalid } what;
    std::size_t size;  ///< bytes, at least 1
};

/// Reads the head by the table of well-formed byte sequences (Unicode Standard, table 3-7): no overlong forms, no
/// surrogates, nothing beyond U+10FFFF. An invalid head is its longest well-formed beginning, so that a decoder makes one
/// replacement character of it. @pre text is not empty
constexpr utf8_head head_of(std::string_view text) {
    using enum utf8_head::kind;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    if (first < 0x80) return {whole, 1};
    if (first < 0xC2 || first > 0xF4) return {invalid, 1};
    const std::size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    for (std::size_t i = 1; i < size; ++i) {
        if (i == text.size()) return {cut_off, i};
        if (byte(i) < low || byte(i) > high) return {invalid, i};
        low = 0x80, high = 0xBF;
    }
    return {whole, size};
}
} // namespace detail

/// The bytes a model wrote, as a text that every format of this library can hold: a character that the end cuts off is
/// dropped, invalid bytes inside and NUL bytes become U+FFFD, the replacement character. Text that is
/// UTF-8 without NUL comes back as it was. O(size).
[[nodiscard]] inline std::string utf8_repair(std::string_view bytes) {
    using enum detail::utf8_head::kind;
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto head = detail::head_of(bytes);
        if (head.what == whole && bytes.front() != '\0') text += bytes.substr(0, head.size);
        else if (head.what != cut_off) text += "\xEF\xBF\xBD";
        bytes.remove_prefix(head.size);
    }
    return text;
}

} // namespace calm::engines
