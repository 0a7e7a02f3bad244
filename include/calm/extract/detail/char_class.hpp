// What a code point may be the beginning or the end of, looked up rather than worked out: what the marks of a text are made from.
#pragma once

#include "calm/extract/detail/key_alias.hpp"
#include "calm/extract/detail/signs.hpp"
#include "calm/extract/detail/word_index.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace calm::extract::detail {

/// Properties of a code point, as a set of bits.
struct char_class {
    static constexpr std::uint8_t word = 1;         ///< is_word()
    static constexpr std::uint8_t sign = 2;         ///< neither a word's nor a space nor a full stop of ASCII
    static constexpr std::uint8_t event = 4;        ///< a sign that a clause or a value may end or begin with
    static constexpr std::uint8_t ends = 8;         ///< may end a sentence; beyond ASCII: does
    static constexpr std::uint8_t letter = 16;      ///< may stand for an option's key by itself
    static constexpr std::uint8_t vocabulary = 32;  ///< a word of the vocabulary may begin with it; beyond ASCII only
    static constexpr std::uint8_t unspaced = 64;    ///< of a word, in a script that writes words without spaces
    static constexpr std::uint8_t beyond = 128;     ///< of a byte: not ASCII
};

/// The class of each code point up to U+FFFF, in pages of 64 of which most are the same.
class char_classes {
public:
    char_classes() noexcept {
        std::array<std::uint8_t, 0x10000> all{};
        for (char32_t c = 0; c < all.size(); ++c) {
            const char32_t n = narrow(c);
            if (is_word(c)) all[c] = unspaced(c) ? char_class::word | char_class::unspaced : char_class::word;
            else if (!is_space(n) && n != '.') all[c] = char_class::sign;
            if (n < 0x80 && n != c && (all[c] & char_class::word) != 0) all[c] |= char_class::letter;
            if (c < 0x3100 && (place_in_sequence(c) >= 0 || begins_letter_name(c) || latin_look_alike(c) != 0)) all[c] |= char_class::letter;
            for (const char32_t event : {U',', U';', U':', U'=', U'|', U'[', U'\\'})
                if (n == event) all[c] |= char_class::event;
        }
        const auto mark = [&](std::uint8_t what, std::initializer_list<char32_t> letters) {
            for (const char32_t c : letters) all[c] |= what;
        };
        mark(char_class::letter, {U'甲', U'乙', U'丙', U'丁', U'戊'});
        for (const char32_t c : han_numerals) all[c] |= char_class::letter;
        mark(char_class::event, {U'、', U'،', U'؛', U'—', U'–', U'→', U'×', U'✗', U'✘', U'❌', U'✅', U'✓', U'✔', U'☑'});
        mark(char_class::ends, {U'\n', U'\r', U'.', U'!', U'?', U'。', U'！', U'？', U'؟', U'।', U'॥', U'۔', 0x2028, 0x2029});
        each_word([&](const word_entry& word) { mark(char_class::vocabulary, {decode(word.text, 0).value}); });
        for (char32_t c = 0; c < all.size(); ++c)
            if (const char32_t same = canonical(c); same != c && (all[same] & char_class::vocabulary) != 0) mark(char_class::vocabulary, {c});
        bytes_.fill(char_class::beyond);
        for (std::size_t c = 0; c < 0x80; ++c) bytes_[c] = all[c] & (char_class::word | char_class::sign | char_class::event | char_class::ends);
        for (std::size_t page = 0; page < pages_.size(); ++page) {
            const auto* const begin = all.data() + page * 64;
            std::size_t same = 0;
            while (same < used_ && !std::equal(begin, begin + 64, classes_.begin() + static_cast<std::ptrdiff_t>(same * 64))) ++same;
            if (same == used_) std::copy(begin, begin + 64, classes_.begin() + static_cast<std::ptrdiff_t>(used_++ * 64));
            pages_[page] = static_cast<std::uint8_t>(same);
        }
    }

    /// The class of a code point.
    [[nodiscard]] std::uint8_t of(char32_t c) const noexcept {
        if (c > 0xffff) return is_word(c) ? char_class::word | char_class::unspaced : char_class::sign;
        return classes_[pages_[c >> 6] * std::size_t{64} + (c & 63U)];
    }

    /// The class of a byte, as far as the first four bits; `beyond` from 0x80 on.
    [[nodiscard]] std::uint8_t of_byte(unsigned char byte) const noexcept { return bytes_[byte]; }

    /// The class of the code point at text[at], a byte from 0x80 on, and its size.
    [[nodiscard]] std::uint8_t at(std::string_view text, std::size_t at, std::size_t& size) const noexcept {
        if (at + 3 <= text.size()) {   // by far the most: three valid bytes, whose bits are page and place
            const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(text[at + i])}; };
            const std::uint32_t lead = byte(0), second = byte(1) ^ 0x80U, third = byte(2) ^ 0x80U;
            if ((lead & 0xf0U) == 0xe0U && (second | third) < 64 && (lead != 0xe0U || second >= 32) && (lead != 0xedU || second < 32)) {
                size = 3;
                return classes_[pages_[(lead & 0x0fU) << 6 | second] * std::size_t{64} + third];
            }
        }
        const code_point c = decode_multibyte(text, at);
        size = c.size;
        return of(c.value);
    }

private:
    std::array<std::uint8_t, 256> bytes_{};
    std::array<std::uint8_t, 1024> pages_{};
    std::array<std::uint8_t, 256 * 64> classes_{};
    std::size_t used_ = 0;
};

/// Made when first asked for, as index_of_words() is.
inline const char_classes& classes_of_chars() noexcept {
    static const char_classes classes;
    return classes;
}

} // namespace calm::extract::detail
