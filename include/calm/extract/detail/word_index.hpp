// The words of the vocabulary, to be found by what they begin with, and comparing text as a reader does.
#pragma once

#include "calm/extract/text.hpp"
#include "calm/extract/vocabulary.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace calm::extract::detail {

inline constexpr std::size_t no_match = static_cast<std::size_t>(-1);

/// Scripts that write words without spaces between them: Han, kana, Hangul and what follows, and before them the circled letters, which stand alone.
constexpr bool unspaced(char32_t c) noexcept { return c >= 0x2460; }

/// Whether a word can end between two code points (0: the text's edge). Unspaced scripts break anywhere.
constexpr bool breaks(char32_t before, char32_t after) noexcept {
    return !is_word(before) || !is_word(after) || unspaced(before) || unspaced(after);
}

/// canonical() from U+0080 on.
[[gnu::noinline]] constexpr char32_t canonical_beyond_ascii(char32_t c) noexcept {
    if (c >= 0x530 && c < 0x1680) return narrow(c);        // scripts without capitals
    return c == 0x2019 ? U'\'' : is_space(c) ? U' ' : fold(c);
}

/// One form for letters that differ in case or width alone, for white space, and for apostrophes.
constexpr char32_t canonical(char32_t c) noexcept {
    if (c < 0x80) return c - 'A' < 26 ? c + 32 : c - 0x09 < 5 ? U' ' : c;
    return c >= 0x3001 && c < 0xff01 ? c : canonical_beyond_ascii(c);
}

/// The four bytes at `at`, the first one lowest.
constexpr std::uint32_t four_bytes(const char* at) noexcept {
    std::uint32_t bytes = 0;
    if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
        std::memcpy(&bytes, at, 4);
        return bytes;
    }
    for (int i = 3; i >= 0; --i) bytes = bytes << 8 | static_cast<unsigned char>(at[i]);
    return bytes;
}

/// The same for a text that may end before; 0 stands for what is behind its end.
constexpr std::uint32_t four_bytes(std::string_view text, std::size_t at) noexcept {
    if (at + 4 <= text.size()) return four_bytes(text.data() + at);
    std::uint32_t bytes = 0;
    for (std::size_t i = text.size(); i-- > at;) bytes = bytes << 8 | static_cast<unsigned char>(text[i]);
    return bytes;
}

/// Goes on comparing: moves `at` and `same` on over what text[at..] and word[same..] have in common, code point by code point. 0 where that is all of
/// the word, else below or above 0 as the text is before or behind it in the order of code points. Case, width, the kind of white space and of
/// apostrophe don't matter. O(word).
/// @param letters how many ASCII letters the word begins with, as far as that is known
constexpr int match_on(std::string_view text, std::size_t& at, std::string_view word, std::size_t& same, std::size_t letters = 0) noexcept {
    while (same + 4 <= letters && at + 4 <= text.size() && ((four_bytes(text.data() + at) ^ four_bytes(word.data() + same)) & 0xdfdfdfdfU) == 0) at += 4, same += 4;
    while (same < word.size()) {
        if (at >= text.size()) return -1;
        const auto here = static_cast<unsigned char>(text[at]), wanted = static_cast<unsigned char>(word[same]);
        if (here < 0x80 && wanted < 0x80) {
            if (const auto a = canonical(here), b = canonical(wanted); a != b) return a < b ? -1 : 1;
            ++at, ++same;
            continue;
        }
        if (here == wanted && (wanted & 0xf0U) == 0xe0U && at + 2 < text.size() && text[at + 1] == word[same + 1] && text[at + 2] == word[same + 2]) {
            at += 3, same += 3;
            continue;
        }
        const code_point a = decode(text, at), b = decode(word, same);
        if (a.value != b.value)
            if (const char32_t x = canonical(a.value), y = canonical(b.value); x != y) return x < y ? -1 : 1;
        at += a.size;
        same += b.size;
    }
    return 0;
}

/// The end of `word` in text[at, end), or no_match; compared as match_on() does. O(word).
constexpr std::size_t match_forward(std::string_view text, std::size_t at, std::size_t end, std::string_view word) noexcept {
    std::size_t same = 0;
    return match_on(up_to(text, end), at, word, same) == 0 ? at : no_match;
}

/// A word of the vocabulary by itself.
struct word_entry {
    std::string_view text;
    role what = role::none;
    bool stem = false;          ///< every word that begins so
    bool spaced = false;        ///< its last letter is of a script with spaces, so that it ends only where no other letter follows
    std::uint8_t letters = 0;   ///< of ASCII, that it begins with
    std::uint8_t shared = 0;    ///< in the index: bytes, of whole code points, that it begins with as the entry before it does
};

/// One spelling of the vocabulary, ready to be compared.
inline word_entry entry_of(std::string_view spelling, role what) noexcept {
    const bool stem = spelling.back() == '*';
    const std::string_view text = spelling.substr(0, spelling.size() - stem);
    const char32_t last = decode_last(text).value;
    std::size_t letters = 0;
    while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z') ++letters;
    return {text, what, stem, is_word(last) && !unspaced(last), static_cast<std::uint8_t>(letters)};
}

/// Shows visit(word_entry) each word of the vocabulary, in its order. O(vocabulary).
template <class Visit>
void each_word(Visit visit) {
    for (const auto& part : vocabulary)
        for (const auto& group : part)
            for (std::size_t begin = 0, end = 0; begin < group.words.size(); begin = end + 1) {
                end = group.words.find('|', begin);
                if (end == std::string_view::npos) end = group.words.size();
                visit(entry_of(group.words.substr(begin, end - begin), group.what));
            }
}

/// The ASCII letters and digits that the four bytes begin with, small, and nothing else. @pre the first is one
constexpr std::uint32_t leading_letters(std::uint32_t four) noexcept {
    const auto is_letter = [&](int i) { return ascii_words[four >> (8 * i) & 0xffU]; };
    const std::uint32_t small = four | 0x20202020U;
    if (!is_letter(1)) return small & 0xffU;
    if (!is_letter(2)) return small & 0xffffU;
    return is_letter(3) ? small : small & 0xffffffU;
}

/// Whether the leading letters of four bytes, fewer than four, end in front of a byte beyond ASCII, which may be a letter of any width.
constexpr bool letters_go_on(std::uint32_t four, std::uint32_t letters) noexcept {
    return (four & 0x80808080U) != 0 && letters < 0x1000000U && (four >> (std::bit_width(letters) + 7) / 8 * 8 & 0x80U) != 0;
}

/// The words of one bucket: entries[first] .. entries[last], and the roles that any of them plays.
struct word_bucket {
    std::uint16_t first = 0, last = 0;
    role what = role::none;
};

/// The words, each once with all its roles, in buckets by what they begin with: all by their first three code points, and those of ASCII letters by their
/// leading letters too, which is what most text is looked up by. Most places of a text lead to an empty bucket, so that which are empty stands by
/// itself, in few lines of the cache.
class word_index {
public:
    static constexpr std::size_t capacity = 9216;   ///< words of the vocabulary, counted once for each key; a test holds it

    word_index() noexcept {
        std::size_t buckets = 0, n = 0;
        each_key([&](const word_entry& word, std::size_t place) {
            const code_point first = decode(word.text, 0);
            const std::size_t pair = place_of(first.value, decode(word.text, first.size).value, 0);
            pairs_[pair >> 6] |= std::uint64_t{1} << (pair & 63U);
            if (empty(place)) bucket_[place] = static_cast<std::uint16_t>(buckets++);
            filled_[place >> 6] |= std::uint64_t{1} << (place & 63U);
            ++buckets_[bucket_[place]].last;   // counts, to begin with
        });
        for (std::size_t i = 0; i < buckets; ++i) {
            const std::size_t begin = n;
            n += buckets_[i].last;
            buckets_[i].first = buckets_[i].last = static_cast<std::uint16_t>(begin);
        }
        each_key([&](const word_entry& word, std::size_t place) {
            word_bucket& here = buckets_[bucket_[place]];
            here.what |= word.what;
            std::size_t at = here.first;
            while (at < here.last && (entries_[at].text < word.text || (entries_[at].text == word.text && entries_[at].stem < word.stem))) ++at;
            if (at < here.last && entries_[at].text == word.text && entries_[at].stem == word.stem) {
                entries_[at].what |= word.what;
                return;
            }
            for (std::size_t i = here.last++; i > at; --i) entries_[i] = entries_[i - 1];
            entries_[at] = word;
        });
        for (std::size_t i = 1; i < n; ++i) {
            const std::string_view before = entries_[i - 1].text, text = entries_[i].text;
            std::size_t shared = 0;
            while (shared < before.size() && shared < text.size() && before[shared] == text[shared]) ++shared;
            while (shared > 0 && shared < text.size() && (static_cast<unsigned char>(text[shared]) & 0xc0U) == 0x80U) --shared;
            entries_[i].shared = static_cast<std::uint8_t>(shared);
        }
    }

    /// The bucket of the words that begin with these code points in canonical form; 0 for those that a shorter word doesn't have.
    [[nodiscard]] static constexpr std::size_t place_of(char32_t a, char32_t b, char32_t c) noexcept {
        return (static_cast<std::uint32_t>(a) * 0x9e3779b1U + static_cast<std::uint32_t>(b) * 0x85ebca77U + static_cast<std::uint32_t>(c) * 0xc2b2ae3dU) >> 17;
    }
    /// The bucket of the words with these leading letters. A stem has four letters or more, so that no other word stands where a text has them, unless
    /// letters_go_on().
    [[nodiscard]] static constexpr std::size_t place_of(std::uint32_t letters) noexcept { return letters * 0x9e3779b1U >> 17; }

    /// Whether a word may begin with four bytes of which the first is an ASCII letter or digit. O(1).
    [[nodiscard]] bool may_begin(std::uint32_t four) const noexcept {
        const std::uint32_t letters = leading_letters(four);
        return !empty(place_of(letters)) || letters_go_on(four, letters);
    }

    /// Whether a word of two letters or more may begin with these two, in canonical form.
    [[nodiscard]] bool may_begin(char32_t a, char32_t b) const noexcept {
        const std::size_t place = place_of(a, b, 0);
        return (pairs_[place >> 6] >> (place & 63U) & 1U) != 0;
    }

    [[nodiscard]] bool empty(std::size_t place) const noexcept { return (filled_[place >> 6] >> (place & 63U) & 1U) == 0; }
    /// @pre !empty(place)
    [[nodiscard]] const word_bucket& bucket(std::size_t place) const noexcept { return buckets_[bucket_[place]]; }
    [[nodiscard]] const word_entry& entry(std::size_t i) const noexcept { return entries_[i]; }

private:
    /// Shows visit(word_entry, place) each word with each of its places. The words' letters are canonical() as they are written.
    template <class Visit>
    static void each_key(Visit visit) {
        each_word([&](const word_entry& word) {
            std::array<char32_t, 3> begin{};
            for (std::size_t n = 0, at = 0; n < 3 && at < word.text.size(); ++n) {
                const code_point c = decode(word.text, at);
                begin[n] = c.value;
                at += c.size;
            }
            visit(word, place_of(begin[0], begin[1], begin[2]));
            const std::uint32_t four = four_bytes(word.text, 0);
            if (!is_ascii_word(static_cast<unsigned char>(word.text[0])) || letters_go_on(four, leading_letters(four))) return;
            visit(word, place_of(leading_letters(four)));
        });
    }

    std::array<std::uint64_t, 512> filled_{};       ///< bit p & 63 of filled_[p >> 6]: place p has words
    std::array<std::uint64_t, 512> pairs_{};        ///< the same for the first two letters
    std::array<std::uint16_t, 32768> bucket_{};     ///< its bucket in buckets_
    std::array<word_bucket, capacity> buckets_{};
    std::array<word_entry, capacity> entries_{};
};

/// The index, made when first asked for (a fifth of a millisecond) and not by the compiler, which took more than a second in every file that included it.
inline const word_index& index_of_words() noexcept {
    static const word_index index;
    return index;
}

} // namespace calm::extract::detail
