// An option in other forms of its words: "the organs are protected", of the option "to protect the organ".
#pragma once

#include "calm/extract/detail/asked.hpp"
#include "calm/extract/detail/reading.hpp"
#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/word_set.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// The only option of which a response has words that neither the question nor another option has; two of three of them between two commas, beside a word
/// of the question or in a response of a few words, in a sentence that denies nothing.
/// @param has_any set where the response has any word of an option. O(options^2 + response), for options of bounded length.
inline reading read_own_words(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to, bool& has_any) noexcept {
    constexpr std::size_t most = 10, few = 64;   // options; bytes of a response that has nothing else to be about
    if (question.empty() || in.count() > most) return {};
    for (const option& one : in.options()) {
        const char32_t first = decode(one.text, 0).value;
        has_any |= first >= 0x600;   // not told from words that vowel signs or an article are written with
        if (unspaced(first)) return {};   // pairs of letters are no words
    }
    const std::string_view text = in.text();
    const word_set all = words_of(text.substr(from, to - from)).content;
    word_set asked;
    reading found;
    for (std::size_t i = 0; i < in.count(); ++i) {
        word_set own = words_of(in.options()[i].text).content;
        if (all.shared(own) == 0) continue;
        has_any = true;
        if (asked.size() == 0) asked = words_of(question).content;
        own.remove(asked);
        for (std::size_t j = 0; j < in.count() && all.shared(own) > 0; ++j) {
            if (j == i) continue;
            own.remove(words_of(in.options()[j].text).content);
        }
        if (all.shared(own) == 0) continue;
        if (found.names_option()) return {};
        found = {outcome::text, i, {}};
        bool said = false;
        int denied = -1;   // whether there is a denial behind here in the sentence; negative: not yet known. To look at each part would take the square of a long sentence
        for (std::size_t begin = from, end = from, part = from; begin < to; begin = part) {
            if (begin == end) end = sentence_end(in, begin, to), denied = -1;
            part = part_end(in, begin, end);
            const word_set words = words_of(text.substr(begin, part - begin)).content;
            const int shared = words.shared(own);
            if (shared == 0) continue;
            if (denied < 0) denied = denies(in.marked(), begin, end);
            if (denied != 0) return {};
            if (shared * 3 < own.size() * 2 || (words.shared(asked) == 0 && to - from > few)) continue;
            said = true;
            found.span = {begin, part};
        }
        if (!said) return {};
    }
    return found;
}

} // namespace calm::extract::detail
