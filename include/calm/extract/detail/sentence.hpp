// Where sentences begin and end in a response.
#pragma once

#include "calm/extract/detail/option_match.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// The bytes that may be the last of a sign that ends a sentence.
inline constexpr std::array<bool, 256> sentence_ends = [] {
    std::array<bool, 256> t{};
    for (const char b : {'\n', '\r', '.', '!', '?'}) t[static_cast<unsigned char>(b)] = true;
    for (const unsigned b : {0x81U, 0x82U, 0x94U, 0x9fU, 0xa4U, 0xa5U, 0xa8U, 0xa9U}) t[b] = true;
    return t;
}();
inline bool may_end_sentence(char c) noexcept { return sentence_ends[static_cast<unsigned char>(c)]; }

/// Whether a sentence ends with the code point in front of `at`, which must not be 0: a line break, a full stop, an exclamation or question mark of any
/// script. The stop of a label ("A. pond") and of a number ends none.
inline bool sentence_ends_before(const option_matcher& in, std::size_t at, std::size_t limit) noexcept {
    const std::string_view text = in.text();
    const auto last = static_cast<unsigned char>(text[at - 1]);
    if (last < 0x80) {
        if (last == '\n' || last == '\r') return true;
        if (last != '.' && last != '!' && last != '?') return false;
        const char32_t next = decode(text, at).value;
        if (is_word(next) && !unspaced(next)) return false;
        if (last != '.') return true;
        // a single letter or number in front: a label where its line begins with it or an option's text follows
        const code_point letter = decode_last(up_to(text, at - 1));
        const std::size_t begin = at - 1 - letter.size;
        if (!is_word(letter.value)) return true;
        const char32_t before = decode_last(up_to(text, begin)).value;
        if (is_word(before)) return true;
        if (before == 0 || is_line_break(before)) return false;
        const std::size_t text_begin = in.skip_signs(at, limit);
        const key_token key = in.key_at(begin, at);
        if (!key) return !(narrow(letter.value) >= '0' && narrow(letter.value) <= '9');
        if (in.text_at(key.option, text_begin, limit) != no_match) return false;
        for (std::size_t i = 0; i < in.count() && in.text_may_begin(in.at(text_begin, limit).value); ++i)
            if (in.text_at(i, text_begin, limit) != no_match) return false;
        return true;
    }
    const char32_t c = decode_last(up_to(text, at)).value;
    return c == U'。' || c == U'！' || c == U'？' || c == U'؟' || c == U'।' || c == U'॥' || c == U'۔' || c == 0x2028 || c == 0x2029;
}

/// The beginning of the sentence that `at` lies in, not before `from`. O(its length).
inline std::size_t sentence_begin(const option_matcher& in, std::size_t at, std::size_t from) noexcept {
    while (at > from && !(may_end_sentence(in.text()[at - 1]) && sentence_ends_before(in, at, in.text().size()))) --at;
    return at;
}

/// The end of the sentence that `at` lies in, its full stop included, not behind `to`. O(its length).
inline std::size_t sentence_end(const option_matcher& in, std::size_t at, std::size_t to) noexcept {
    if (at >= to) return to;
    do ++at; while (at < to && !(may_end_sentence(in.text()[at - 1]) && sentence_ends_before(in, at, in.text().size())));
    return at;
}

/// Whether a word of the sentence denies something.
inline bool denies(const option_matcher& in, std::size_t begin, std::size_t end) noexcept {
    char32_t before = 0;
    for (std::size_t at = begin; at < end;) {
        const code_point c = in.at(at, end);
        if (is_word(c.value) && breaks(before, c.value) && end_of_word(in.text(), at, end, role::negative | role::no_option) != no_match) return true;
        before = c.value;
        at += c.size;
    }
    return false;
}

} // namespace calm::extract::detail
