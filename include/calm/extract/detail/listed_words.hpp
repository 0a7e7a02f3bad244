// Short lists of words in one string, separated by "|".
#pragma once

#include "calm/extract/detail/option_match.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// Whether `is` holds for a word of the list; it is asked one after another up to that one.
template <class Is>
constexpr bool any_listed(std::string_view list, const Is& is) {
    while (!list.empty()) {
        const std::string_view word = list.substr(0, std::min(list.find('|'), list.size()));
        if (is(word)) return true;
        list.remove_prefix(std::min(word.size() + 1, list.size()));
    }
    return false;
}

/// Words that begin an answer to a question of yes or no.
inline constexpr std::string_view yes_words = "yes|ja|oui|sí|sim|sì|tak|да|是的|对|はい|có|vâng|نعم|हाँ|हां|جی ہاں|ہاں|ndiyo";
inline constexpr std::string_view no_words = "no|nein|nee|non|não|nie|нет|不是|不对|否|いいえ|không|لا|नहीं|نہیں|hapana";

/// The end of the word of a list that stands at `at`; no_match where none does. O(the list).
inline std::size_t word_of(const option_matcher& in, std::string_view list, std::size_t at, std::size_t end) noexcept {
    std::size_t found = no_match;
    any_listed(list, [&](std::string_view word) {
        const std::size_t stop = match_forward(in.text(), at, end, word);
        if (stop != no_match && breaks(decode_last(word).value, in.at(stop, end).value)) found = stop;
        return found != no_match;
    });
    return found;
}

} // namespace calm::extract::detail
