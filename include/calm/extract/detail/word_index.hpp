// Comparing text as a reader does, and finding which words of the vocabulary stand at a place without trying them all.
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
    if (c >= 0x3001 && c < 0xff01) return c;
    return c == 0x2019 ? U'\'' : is_space(c) ? U' ' : fold(c);
}

/// One form for letters that differ in case or width alone, for white space, and for apostrophes.
constexpr char32_t canonical(char32_t c) noexcept {
    if (c >= 0x80) return canonical_beyond_ascii(c);
    return c - 'A' < 26 ? c + 32 : c - 0x09 < 5 ? U' ' : c;
}

/// The end of `word` in text[at, end), or no_match. Case, width, the kind of white space and of apostrophe don't matter. O(word).
constexpr std::size_t match_forward(std::string_view text, std::size_t at, std::size_t end, std::string_view word) noexcept {
    text = up_to(text, end);
    for (std::size_t i = 0; i < word.size();) {
        if (at < text.size()) {
            const auto here = static_cast<unsigned char>(text[at]), wanted = static_cast<unsigned char>(word[i]);
            if (here == wanted) {   // the same bytes, of a code point or a part of one
                ++at, ++i;
                continue;
            }
            if (here < 0x80 && wanted < 0x80) {
                if (canonical(here) != canonical(wanted)) return no_match;
                ++at, ++i;
                continue;
            }
        }
        // back to where the code point begins: "É" and "é" share their first byte
        while (i > 0 && (static_cast<unsigned char>(word[i]) & 0xc0U) == 0x80U) --at, --i;
        const code_point a = decode(text, at), b = decode(word, i);
        if (a.size == 0 || (a.value != b.value && canonical(a.value) != canonical(b.value))) return no_match;
        at += a.size;
        i += b.size;
    }
    return at;
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

/// A word of the vocabulary by itself.
struct word_entry {
    std::string_view text;
    role what = role::none;
    bool stem = false;   ///< every word that begins so
    bool exact = false;       ///< of a script without capitals, in one piece: only the same bytes are the same word
    char last = 0;            ///< the last letter where all are ASCII letters, to see quickly that it is another word
    std::uint32_t four = 0;   ///< then too: the four letters behind those that choose the bucket, or the last four; 0: there are fewer

    /// Where `four` begins.
    [[nodiscard]] constexpr std::size_t four_at() const noexcept { return text.size() < 7 ? text.size() - 4 : 3; }
    /// What is there is surely another word, where it is ASCII.
    [[nodiscard]] constexpr bool differs(std::string_view there, std::size_t at) const noexcept {
        const std::size_t stop = at + text.size();
        if (last == 0 || stop > there.size()) return false;
        if (four == 0) return static_cast<unsigned char>(there[stop - 1]) < 0x80 && (there[stop - 1] | 0x20) != last;
        const std::uint32_t bytes = four_bytes(there.data() + at + four_at());
        return (bytes & 0x80808080U) == 0 && (bytes | 0x20202020U) != four;
    }
};

/// One spelling of the vocabulary, ready to be compared.
inline word_entry entry_of(std::string_view spelling, role what) noexcept {
    const bool stem = spelling.back() == '*';
    word_entry word{spelling.substr(0, spelling.size() - stem), what, stem, true};
    bool plain = true;
    for (const char c : word.text) {
        const auto byte = static_cast<unsigned char>(c);
        plain = plain && ascii_words[byte];
        word.exact = word.exact && (byte >= 0xd8 || (byte >= 0x80 && byte < 0xc0));   // from Arabic on
    }
    if (plain) word.last = word.text.back();
    if (plain && word.text.size() >= 4) word.four = four_bytes(word.text.data() + word.four_at());
    return word;
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

/// The bucket of the words that begin with these code points in canonical form; 0 for those that a shorter word doesn't have.
constexpr std::size_t bucket_of(char32_t a, char32_t b, char32_t c) noexcept {
    return (static_cast<std::uint32_t>(a) * 0x9e3779b1U + static_cast<std::uint32_t>(b) * 0x85ebca77U + static_cast<std::uint32_t>(c) * 0xc2b2ae3dU) >> 18;
}

/// The words of one bucket: entries[first] .. entries[last], and the roles that any of them plays.
struct word_bucket {
    std::uint16_t first = 0, last = 0;
    role what = role::none;
};

/// The words in 16384 buckets by their first three code points, each once with all its roles. Most places of a text lead
/// to an empty bucket, so that which are empty stands by itself, in few lines of the cache.
class word_index {
public:
    static constexpr std::size_t capacity = 4608;   ///< words of the vocabulary; a test holds it

    word_index() noexcept {
        std::size_t buckets = 0, n = 0;
        each_word([&](const word_entry& word) {
            const std::size_t place = place_of(word.text);
            if (empty(place)) bucket_[place] = static_cast<std::uint16_t>(buckets++);
            filled_[place >> 6] |= std::uint64_t{1} << (place & 63U);
            ++buckets_[bucket_[place]].last;   // counts, to begin with
        });
        for (std::size_t i = 0; i < buckets; ++i) {
            const std::size_t begin = n;
            n += buckets_[i].last;
            buckets_[i].first = buckets_[i].last = static_cast<std::uint16_t>(begin);
        }
        each_word([&](const word_entry& word) {
            word_bucket& here = buckets_[bucket_[place_of(word.text)]];
            here.what |= word.what;
            std::size_t same = here.first;
            while (same < here.last && !(entries_[same].stem == word.stem && entries_[same].text == word.text)) ++same;
            if (same == here.last) entries_[here.last++] = word;
            else entries_[same].what |= word.what;
        });
    }

    [[nodiscard]] bool empty(std::size_t place) const noexcept { return (filled_[place >> 6] >> (place & 63U) & 1U) == 0; }
    /// @pre !empty(place)
    [[nodiscard]] const word_bucket& bucket(std::size_t place) const noexcept { return buckets_[bucket_[place]]; }
    [[nodiscard]] const word_entry& entry(std::size_t i) const noexcept { return entries_[i]; }

private:
    /// The words' letters are canonical() as they are written.
    static std::size_t place_of(std::string_view text) noexcept {
        std::array<char32_t, 3> begin{};
        for (std::size_t n = 0, at = 0; n < 3 && at < text.size(); ++n) {
            const code_point c = decode(text, at);
            begin[n] = c.value;
            at += c.size;
        }
        return bucket_of(begin[0], begin[1], begin[2]);
    }

    std::array<std::uint64_t, 256> filled_{};       ///< bit b & 63 of filled_[b >> 6]: bucket b has words
    std::array<std::uint16_t, 16384> bucket_{};     ///< its place in buckets_
    std::array<word_bucket, capacity> buckets_{};
    std::array<word_entry, capacity> entries_{};
};

/// The index, made when first asked for (a fifth of a millisecond) and not by the compiler, which took more than a second in every file that included it.
inline const word_index& index_of_words() noexcept {
    static const word_index index;
    return index;
}

/// What stands at a place: the longest word, and all the roles that it plays.
struct found_word {
    role what = role::none;
    std::size_t end = no_match;

    [[nodiscard]] constexpr explicit operator bool() const noexcept { return end != no_match; }
};

/// The words of a bucket that stand at text[at], longer ones than `best` or as long. Out of line: most buckets are empty.
[[gnu::noinline]] inline void look_in(std::size_t place, std::string_view text, std::size_t at, role wanted, found_word& best) noexcept {
    const word_index& index = index_of_words();
    const word_bucket& here = index.bucket(place);
    if (!any(here.what, wanted)) return;
    for (std::size_t i = here.first; i < here.last; ++i) {
        const word_entry& word = index.entry(i);
        if (!any(word.what, wanted)) continue;
        const std::string_view spelling = word.text;
        std::size_t stop = at + spelling.size();   // mostly the same bytes, but for a capital first letter
        if (word.differs(text, at)) continue;
        if (stop > text.size() || (text[at] != spelling[0] && (static_cast<unsigned char>(spelling[0]) >= 0x80 || (text[at] | 0x20) != spelling[0])) ||
            std::string_view(text.data() + at + 1, spelling.size() - 1) != spelling.substr(1))
            stop = word.exact ? no_match : match_forward(text, at, text.size(), spelling);
        if (stop == no_match) continue;
        if (word.stem) {
            for (code_point c = decode(text, stop); is_word(c.value); c = decode(text, stop)) stop += c.size;
        } else if (!breaks(word.last != 0 ? static_cast<char32_t>(word.last) : decode_last(word.text).value, decode(text, stop).value)) {
            continue;
        }
        if (best.end == no_match || stop > best.end) best = {word.what, stop};
        else if (stop == best.end) best.what |= word.what;
    }
}

/// The longest word of the vocabulary with one of the roles `wanted` that begins at text[at] and ends, as a word, not behind `end`. O(its length).
inline found_word word_at(std::string_view text, std::size_t at, std::size_t end, role wanted) noexcept {
    text = up_to(text, end);
    const code_point a = decode(text, at);
    if (a.size == 0) return {};
    const code_point b = decode(text, at + a.size), c = decode(text, at + a.size + b.size);
    const char32_t first = canonical(a.value), second = canonical(b.value);
    const word_index& index = index_of_words();
    found_word best;
    if (const std::size_t place = bucket_of(first, 0, 0); !index.empty(place) && breaks(a.value, b.value)) look_in(place, text, at, wanted, best);
    if (const std::size_t place = bucket_of(first, second, 0); !index.empty(place)) look_in(place, text, at, wanted, best);
    if (const std::size_t place = bucket_of(first, second, canonical(c.value)); !index.empty(place)) look_in(place, text, at, wanted, best);
    return best;
}

/// The end of the longest word with one of these roles at text[at]; no_match: none.
inline std::size_t end_of_word(std::string_view text, std::size_t at, std::size_t end, role wanted) noexcept {
    return word_at(text, at, end, wanted).end;
}

} // namespace calm::extract::detail
