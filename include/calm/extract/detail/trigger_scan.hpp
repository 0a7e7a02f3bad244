// Finding the words that answers are announced with, from the end of a response, without looking at each word.
#pragma once

#include "calm/extract/detail/ordinal.hpp"
#include "calm/extract/detail/word_index.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace calm::extract::detail {

/// Roles of the words that a statement of an answer has at least one of.
inline constexpr role announcing = role::answer | role::right | role::choose;

/// Roles of the words that make a sentence worth reading: those, and "wait", "actually".
inline constexpr role triggering = announcing | role::correcting;

/// A hash of four bytes, the same for small and capital ASCII letters.
constexpr std::uint32_t hash_of_four(std::uint32_t bytes) noexcept { return ((bytes | 0x20202020U) * 0x9e3779b1U) >> 16; }

/// ✅ ✓ ✔ ☑
constexpr bool is_check_mark(char32_t c) noexcept { return c == 0x2705 || c == 0x2713 || c == 0x2714 || c == 0x2611; }

/// The size of the mark at text[at] that calls something right: those, and the ticked box of a list, "[x]". 0: none.
constexpr std::size_t check_mark_at(std::string_view text, std::size_t at) noexcept {
    const code_point c = decode(text, at);
    if (is_check_mark(c.value)) return c.size;
    return c.value == '[' && at + 3 < text.size() && (text[at + 1] | 0x20) == 'x' && text[at + 2] == ']' ? 3 : 0;
}

/// One bit for each hash that a word of some roles, or a sign, may begin with: what has no bit is none of them.
class trigger_map {
public:
    explicit trigger_map(role what, std::initializer_list<std::string_view> signs = {}) noexcept {
        each_word([&](const word_entry& word) {
            if (any(word.what, what)) add(word.text);
        });
        for (const std::string_view sign : signs) add(sign);
    }

    [[nodiscard]] bool may_begin(std::uint32_t bytes) const noexcept {
        const std::uint32_t h = hash_of_four(bytes);
        return (bits_[h >> 6] >> (h & 63U) & 1U) != 0;
    }

private:
    void set(std::uint32_t bytes) {
        const std::uint32_t h = hash_of_four(bytes);
        bits_[h >> 6] |= std::uint64_t{1} << (h & 63U);
    }

    /// The first four bytes, in small letters, with a capital first letter, and all in capitals. What is shorter may go on in any way.
    void add(std::string_view word) {
        std::array<char, 16> small{}, first{}, all{};
        std::size_t n = 0;
        for (std::size_t at = 0; at < word.size() && n < 4;) {
            const code_point c = decode(word, at);
            for (std::size_t i = 0; i < c.size; ++i) small[n + i] = first[n + i] = all[n + i] = word[at + i];
            if (const char32_t upper = capital(c.value); c.size == 2 && upper != c.value) {
                all[n] = static_cast<char>(0xc0U | upper >> 6);
                all[n + 1] = static_cast<char>(0x80U | (upper & 0x3fU));
                if (n == 0) first[0] = all[0], first[1] = all[1];
            }
            n += c.size;
            at += c.size;
        }
        std::uint32_t before = 0;
        for (const auto& bytes : {small, first, all}) {
            const std::uint32_t begin = four_bytes(bytes.data()) | 0x20202020U;
            if (begin == before) continue;   // ASCII: the hash is the same
            before = begin;
            if (n >= 4) set(begin);
            else for (std::uint32_t last = 0; last < 256; ++last) if ((last & 0x20U) != 0) set((begin & 0xffffffU) | last << 24);
        }
    }

    static char32_t capital(char32_t c) {
        for (const char32_t other : {c - 32, c - 1, c - 80})
            if (other != c && fold(other) == c) return other;
        return c;
    }

    std::array<std::uint64_t, 1024> bits_{};
};

/// Made when first asked for, as index_of_words() is.
inline const trigger_map& triggers() noexcept {
    static const trigger_map map(triggering, {"✅", "✓", "✔", "☑", "[x] ", "\\boxed"});
    return map;
}
inline const trigger_map& denials() noexcept {
    static const trigger_map map(role::no_option | ordinals);
    return map;
}

/// Whether a word that denies all options or names one by its place begins in [from, to). O(to - from).
inline bool may_deny_all_or_count(std::string_view text, std::size_t from, std::size_t to) noexcept {
    const trigger_map& map = denials();
    for (std::size_t at = from; at < to && at + 4 <= text.size(); ++at)
        if (map.may_begin(four_bytes(text.data() + at)) && word_at(text, at, to, role::no_option | ordinals)) return true;
    return false;
}

/// The last place in [from, to) where a word of a role in `triggering`, a check mark or a box begins; no_match: none. O(to - from).
/// @param known a place where such a word is known to begin
inline std::size_t last_trigger(std::string_view text, std::size_t from, std::size_t to, std::size_t known = no_match) noexcept {
    if (text.size() < 4) return no_match;
    const trigger_map& map = triggers();
    for (std::size_t at = to < text.size() - 3 ? to : text.size() - 3; at-- > from;) {
        if (!map.may_begin(four_bytes(text.data() + at))) continue;
        if (at == known) return at;
        const code_point c = decode(text, at);
        if (check_mark_at(text, at) != 0 || (c.value == '\\' && text.substr(at).starts_with("\\boxed{"))) return at;
        if (is_word(c.value) && (at == 0 || breaks(decode_last(up_to(text, at)).value, c.value)) && word_at(text, at, text.size(), triggering)) return at;
    }
    return no_match;
}

} // namespace calm::extract::detail
