// Finding which words of the vocabulary stand at a place of a text, without trying them all.
#pragma once

#include "calm/extract/detail/char_class.hpp"
#include "calm/extract/detail/word_index.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

/// What stands at a place: the longest word, and all the roles that it plays.
struct found_word {
    role what = role::none;
    std::size_t end = no_match;

    [[nodiscard]] constexpr explicit operator bool() const noexcept { return end != no_match; }
};

/// The words of a bucket that stand at text[at], longer ones than `best` or as long. Out of line: most buckets are empty. The entries are sorted, so that
/// what an entry shares with the one before it is not compared again. O(entries + longest word).
[[gnu::noinline]] inline void look_in(std::size_t place, std::string_view text, std::size_t at, role wanted, found_word& best) noexcept {
    const word_index& index = index_of_words();
    const word_bucket& here = index.bucket(place);
    if (!any(here.what, wanted)) return;
    std::size_t same = 0, stop = at;   // the entry's first bytes, and where what they match ends
    for (std::size_t i = here.first; i < here.last; ++i) {
        const word_entry& word = index.entry(i);
        if (i > here.first && word.shared != same) {
            if (word.shared > same) continue;   // it differs where the one before did
            break;                              // that matched further, and what is behind it in the order can't
        }
        const int order = match_on(text, stop, word.text, same, word.letters);
        if (order < 0) break;   // all entries from here on are behind the text
        if (order > 0 || !any(word.what, wanted)) continue;
        std::size_t end = stop;
        if (word.stem) {
            for (code_point c = decode(text, end); is_word(c.value); c = decode(text, end)) end += c.size;
        } else if (word.spaced) {
            if (const char32_t next = decode(text, end).value; is_word(next) && !unspaced(next)) continue;
        }
        if (best.end == no_match || end > best.end) best = {word.what, end};
        else if (end == best.end) best.what |= word.what;
    }
}

/// Whether any word of the vocabulary may begin at text[at]. O(1).
inline bool may_begin_word(std::string_view text, std::size_t at, std::size_t end) noexcept {
    text = up_to(text, end);
    if (is_ascii_word(static_cast<unsigned char>(text[at]))) return index_of_words().may_begin(four_bytes(text, at));
    return (classes_of_chars().of(decode(text, at).value) & char_class::vocabulary) != 0;
}

/// The longest word of the vocabulary with one of the roles `wanted` that begins at text[at] and ends, as a word, not behind `end`. O(its length).
inline found_word word_at(std::string_view text, std::size_t at, std::size_t end, role wanted) noexcept {
    text = up_to(text, end);
    if (at >= text.size()) return {};
    const word_index& index = index_of_words();
    found_word best;
    if (is_ascii_word(static_cast<unsigned char>(text[at]))) {
        const std::uint32_t four = four_bytes(text, at), letters = leading_letters(four);
        if (!letters_go_on(four, letters)) {
            if (const std::size_t place = word_index::place_of(letters); !index.empty(place)) look_in(place, text, at, wanted, best);
            return best;
        }
    }
    const code_point a = decode(text, at);
    if (a.value >= 0x80 && (classes_of_chars().of(a.value) & char_class::vocabulary) == 0) return {};
    const code_point b = decode(text, at + a.size);
    const char32_t first = canonical(a.value), second = canonical(b.value);
    if (const std::size_t place = word_index::place_of(first, 0, 0); !index.empty(place) && breaks(a.value, b.value)) look_in(place, text, at, wanted, best);
    if (!index.may_begin(first, second)) return best;
    const char32_t third = canonical(decode(text, at + a.size + b.size).value);
    if (const std::size_t place = word_index::place_of(first, second, 0); !index.empty(place)) look_in(place, text, at, wanted, best);
    if (const std::size_t place = word_index::place_of(first, second, third); !index.empty(place)) look_in(place, text, at, wanted, best);
    return best;
}

/// The end of the longest word with one of these roles at text[at]; no_match: none.
inline std::size_t end_of_word(std::string_view text, std::size_t at, std::size_t end, role wanted) noexcept {
    return word_at(text, at, end, wanted).end;
}

} // namespace calm::extract::detail
