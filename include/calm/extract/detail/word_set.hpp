// The words of a text as a set, to count those that two texts share.
#pragma once

#include "calm/extract/detail/option_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

/// A set of hashes of words.
class word_set {
public:
    void add(std::uint32_t hash) noexcept {
        if (has(hash) || size_ == words_.size()) return;
        words_[size_++] = hash;
        const std::uint32_t at = place(hash);
        bits_[at >> 6] |= std::uint64_t{1} << (at & 63U);
    }
    [[nodiscard]] int size() const noexcept { return static_cast<int>(size_); }
    /// How many of the words of `other` are here. O(other)
    [[nodiscard]] int shared(const word_set& other) const noexcept {
        int n = 0;
        for (std::size_t i = 0; i < other.size_; ++i) n += has(other.words_[i]);
        return n;
    }
    /// Takes out the words of `other`. O(this)
    void remove(const word_set& other) noexcept {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < size_; ++i)
            if (!other.has(words_[i])) words_[kept++] = words_[i];
        size_ = kept;
    }

private:
    static std::uint32_t place(std::uint32_t hash) noexcept { return hash * 0x9e3779b1U >> 22; }

    [[nodiscard]] bool has(std::uint32_t hash) const noexcept {
        const std::uint32_t at = place(hash);
        if ((bits_[at >> 6] >> (at & 63U) & 1U) == 0) return false;
        const auto end = words_.begin() + static_cast<std::ptrdiff_t>(size_);
        return std::find(words_.begin(), end, hash) != end;
    }

    std::array<std::uint64_t, 16> bits_{};       ///< a word's bit is set where it may be there
    std::array<std::uint32_t, 256> words_;       ///< different ones; what comes behind the 256th is not counted
    std::size_t size_ = 0;
};

/// The words of a text: by their first five letters without accents, so that endings don't matter; in scripts without spaces, pairs of neighbouring letters.
struct words_of {
    word_set all{};       ///< of two letters or more
    word_set content{};   ///< of four letters or more (three from the Arabic script on): shorter ones are mostly articles and the like

    explicit words_of(std::string_view text) noexcept : words_of(text, [](std::size_t) {}) {}

    /// The same, and shows visit(at) where each word begins. O(text).
    template <class Visit>
    words_of(std::string_view text, Visit visit) noexcept {
        std::uint32_t hash = 0;
        int letters = 0, least = 4;
        char32_t before = 0;
        const auto close = [&] {
            if (letters >= 2) all.add(hash);
            if (letters >= least) content.add(hash);
            hash = 0;
            letters = 0;
        };
        for (std::size_t at = 0; at < text.size();) {
            const code_point c = decode(text, at);
            at += c.size;
            if (!is_word(c.value)) {
                if (letters > 0) close();
                before = 0;
                continue;
            }
            const auto letter = static_cast<std::uint32_t>(without_accent(c.value));
            if (letters == 0 || unspaced(c.value)) visit(at - c.size);
            if (unspaced(c.value)) {
                if (letters > 0) close();
                if (before != 0) {
                    const std::uint32_t pair = (static_cast<std::uint32_t>(before) * 0x9e3779b1U + letter * 0x85ebca77U) >> 20;
                    all.add(pair);
                    content.add(pair);
                }
                before = c.value;
                continue;
            }
            before = 0;
            if (letters == 0) least = letter >= 0x600 ? 3 : 4;
            if (++letters <= 5) hash = ((hash << 20 | hash >> 12) + letter) * 0x9e3779b1U >> 3;
        }
        close();
    }
};

} // namespace calm::extract::detail
