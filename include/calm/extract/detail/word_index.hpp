// Finding which words of a table stand at a place in a text, without trying them all.
#pragma once

#include "calm/extract/text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace calm::extract::detail {

inline constexpr std::size_t no_match = static_cast<std::size_t>(-1);

/// Scripts that write words without spaces between them: Han, kana, Hangul and what follows.
constexpr bool unspaced(char32_t c) noexcept { return c >= 0x2e80; }

/// Whether a word can end between two code points (0: the text's edge). Unspaced scripts break anywhere.
constexpr bool breaks(char32_t before, char32_t after) noexcept {
    return !is_word(before) || !is_word(after) || unspaced(before) || unspaced(after);
}

/// Same letter, whatever the case and width; any white space is a blank; typographic apostrophes are plain ones.
constexpr bool same(char32_t a, char32_t b) noexcept {
    if (a == b) return true;
    a = a == 0x2019 ? U'\'' : is_space(a) ? U' ' : fold(a);
    b = b == 0x2019 ? U'\'' : is_space(b) ? U' ' : fold(b);
    return a == b;
}

/// The end of `word` in text[at, end), or no_match. O(word).
constexpr std::size_t match_forward(std::string_view text, std::size_t at, std::size_t end, std::string_view word) noexcept {
    text = text.substr(0, end);
    for (std::size_t i = 0; i < word.size();) {
        if (at < text.size() && text[at] == word[i] && static_cast<unsigned char>(word[i]) < 0x80) {   // by far the most frequent case
            ++at, ++i;
            continue;
        }
        const code_point a = decode(text, at), b = decode(word, i);
        if (a.size == 0 || !same(a.value, b.value)) return no_match;
        at += a.size;
        i += b.size;
    }
    return at;
}

/// The beginning of `word` that ends text[from, at), or no_match. O(word).
constexpr std::size_t match_backward(std::string_view text, std::size_t from, std::size_t at, std::string_view word) noexcept {
    while (!word.empty()) {
        if (at > from && text[at - 1] == word.back() && static_cast<unsigned char>(word.back()) < 0x80) {
            --at;
            word.remove_suffix(1);
            continue;
        }
        const code_point a = decode_last(text.substr(from, at - from)), b = decode_last(word);
        if (a.size == 0 || !same(a.value, b.value)) return no_match;
        at -= a.size;
        word.remove_suffix(b.size);
    }
    return at;
}

constexpr std::size_t bucket_of(char32_t c) noexcept { return fold(c) & 63U; }

/// The words of a table in 64 buckets by their first or last letter. Built at compile time.
template <std::size_t N>
struct word_index {
    std::array<std::uint16_t, 65> first{};   ///< bucket b is order[first[b]] .. order[first[b + 1]]
    std::array<std::uint16_t, N> order{};

    [[nodiscard]] constexpr std::span<const std::uint16_t> bucket(char32_t c) const noexcept {
        const std::size_t b = bucket_of(c);
        return std::span(order).subspan(first[b], static_cast<std::size_t>(first[b + 1] - first[b]));
    }
};

/// @param text_of  gives the word of a table's entry
/// @param by_last  bucket by the last letter instead of the first
template <class Entry, std::size_t N, class TextOf>
constexpr word_index<N> make_index(const std::array<Entry, N>& table, TextOf text_of, bool by_last) {
    const auto place = [&](const Entry& e) { return bucket_of(by_last ? decode_last(text_of(e)).value : decode(text_of(e), 0).value); };
    word_index<N> index;
    for (const auto& e : table) ++index.first[place(e) + 1];
    for (std::size_t b = 0; b < 64; ++b) index.first[b + 1] = static_cast<std::uint16_t>(index.first[b + 1] + index.first[b]);
    auto next = index.first;
    for (std::size_t i = 0; i < N; ++i) index.order[next[place(table[i])]++] = static_cast<std::uint16_t>(i);
    return index;
}

/// A list of words with its index; longest match at a place.
template <std::size_t N>
struct word_list {
    std::array<std::string_view, N> words;
    word_index<N> index;

    constexpr explicit word_list(const std::array<std::string_view, N>& list)
        : words(list), index(make_index(list, [](std::string_view w) { return w; }, false)) {}

    /// The end of the longest word of the list that stands at text[at] and ends, as a word, not behind `end`; no_match: none.
    [[nodiscard]] constexpr std::size_t match(std::string_view text, std::size_t at, std::size_t end) const noexcept {
        std::size_t best = no_match;
        for (const auto i : index.bucket(decode(text.substr(0, end), at).value)) {
            const std::size_t stop = match_forward(text, at, end, words[i]);
            if (stop == no_match || (best != no_match && stop <= best)) continue;
            if (breaks(decode_last(words[i]).value, decode(text.substr(0, end), stop).value)) best = stop;
        }
        return best;
    }
};

} // namespace calm::extract::detail
