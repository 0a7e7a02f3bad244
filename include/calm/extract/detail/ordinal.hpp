// Options named by their place: "the third option", "la segunda", "الخيار الأول", "第四个选项".
#pragma once

#include "calm/extract/detail/option_match.hpp"

#include <cstddef>

namespace calm::extract::detail {

inline constexpr role ordinals = role::first | role::second | role::third | role::fourth | role::fifth | role::last;

/// The option at the place that a word says; no_match: the word says none, or there are fewer options.
inline std::size_t option_at_place(const option_matcher& in, role what) noexcept {
    if (any(what, role::last)) return in.count() - 1;
    std::size_t place = 0;
    for (const role one : {role::first, role::second, role::third, role::fourth, role::fifth}) {
        if (any(what, one)) return place < in.count() ? place : no_match;
        ++place;
    }
    return no_match;
}

/// The option that an ordinal at `pos` names: with a word for option or answer behind it ("third option"), or, where `alone` allows it, at the end of what is said.
inline key_token ordinal_at(const option_matcher& in, std::size_t pos, std::size_t end, bool alone) noexcept {
    const found_word word = word_at(in.text(), pos, end, ordinals);
    if (!word) return {};
    const std::size_t option = option_at_place(in, word.what);
    if (option == no_match) return {};
    const std::size_t named = end_of_word(in.text(), in.skip_signs(word.end, end), end, any(word.what, role::last) ? role::option : role::option | role::answer);   // "the last answer" is the final one
    if (named != no_match) return {option, pos, named};
    if (in.at(pos, end).value >= 0x600) {   // "三番目を選びます", "چوتھا صحیح ہے": the verb stands last; "first choose" would count steps
        std::size_t behind = in.skip_blanks(word.end, end);
        if (const std::size_t particle = end_of_word(in.text(), behind, end, role::closing | role::copula); particle != no_match) behind = in.skip_blanks(particle, end);
        if (end_of_word(in.text(), behind, end, role::choose | role::right) != no_match) return {option, pos, word.end};
    }
    const bool ends = in.ends_there(word.end, end) || end_of_word(in.text(), in.skip_blanks(word.end, end), end, in.behind_article) != no_match;
    return alone && ends ? key_token{option, pos, word.end} : key_token{};
}

} // namespace calm::extract::detail
