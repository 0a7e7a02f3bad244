// Where sentences begin and end in a response.
#pragma once

#include "calm/extract/detail/option_match.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// Whether a sentence ends with the sign in front of `at` that may end one. The stop of a label ("A. pond") and of a number ends none.
/// @pre `ends` is set for it in the marks
inline bool sentence_ends_before(const option_matcher& in, std::size_t at) noexcept {
    const std::string_view text = in.text();
    const char last = text[at - 1];
    if (last != '.' && last != '!' && last != '?') return true;
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
    const std::size_t end = text.size(), text_begin = in.skip_signs(at, end);
    const key_token key = in.key_at(begin, at);
    if (!key) return !(narrow(letter.value) >= '0' && narrow(letter.value) <= '9');
    if (in.text_at(key.option, text_begin, end) != no_match) return false;
    for (std::size_t i = 0; text_begin < end && i < in.count() && in.text_may_begin(text_begin); ++i)
        if (in.text_at(i, text_begin, end) != no_match) return false;
    return true;
}

/// The beginning of the sentence that `at` lies in, not before `from`. O(its length).
inline std::size_t sentence_begin(const option_matcher& in, std::size_t at, std::size_t from) noexcept {
    while (at > from) {
        const std::size_t last = in.marked().last(&marks::ends, from, at);
        if (last == no_match) return from;
        if (sentence_ends_before(in, last + 1)) return last + 1;
        at = last;
    }
    return at;
}

/// The end of the sentence that `at` lies in, its full stop included, not behind `to`. O(its length).
inline std::size_t sentence_end(const option_matcher& in, std::size_t at, std::size_t to) noexcept {
    for (; at < to; ++at) {
        at = in.marked().next(&marks::ends, at, to);
        if (at + 1 >= to || sentence_ends_before(in, at + 1)) return at + 1 < to ? at + 1 : to;
    }
    return to;
}

/// Whether a word of [begin, end) denies something.
inline bool denies(const marked_text& in, std::size_t begin, std::size_t end) noexcept {
    for (std::size_t at = in.next(&marks::vocabulary, begin, end); at < end; at = in.next(&marks::vocabulary, at + 1, end))
        if (end_of_word(in.text(), at, end, role::negative | role::no_option) != no_match) return true;
    return false;
}

} // namespace calm::extract::detail
