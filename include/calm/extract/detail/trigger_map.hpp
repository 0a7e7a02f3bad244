// Which bytes the words that answers are announced with may begin with.
#pragma once

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

} // namespace calm::extract::detail
