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

/// Whether the letters that a word begins with, up to number `last`, are the Arabic article, by itself or behind a letter that is written together with it: "ال", "لل", "وال".
constexpr bool is_arabic_article(const std::array<std::uint32_t, 3>& letters, int last) noexcept {
    constexpr std::uint32_t alif = U'ا', lam = U'ل';
    if (last == 1) return letters[1] == lam && (letters[0] == alif || letters[0] == lam);
    return last == 2 && letters[1] == alif && letters[2] == lam && (letters[0] == U'و' || letters[0] == U'ب' || letters[0] == U'ف' || letters[0] == U'ك');
}

/// Shows word(hash, content) each word of two letters or more, by its first five letters without accents, so that endings don't matter, and in scripts
/// without spaces each pair of neighbouring letters; content: of four letters or more (three from the Arabic script on), shorter ones are mostly articles and
/// the like. begins(at): where each word begins. O(text).
template <bool bare, class Begins, class Word>
void each_word_hash(std::string_view text, Begins begins, Word word) noexcept {
    std::uint32_t hash = 0;
    int letters = 0, least = 4;
    char32_t before = 0;
    std::array<std::uint32_t, 3> opening{};   // of a word of the Arabic script
    bool article = false;                     // it has been left out
    const auto close = [&] {
        if (letters >= 2) word(hash, letters >= least);
        hash = 0;
        letters = 0;
        article = false;
    };
    for (std::size_t at = 0; at < text.size();) {
        const code_point c = decode(text, at);
        at += c.size;
        if (!is_word(c.value)) {
            if (letters > 0) close();
            before = 0;
            article = false;
            continue;
        }
        if (bare && letters > 0 && c.value >= 0x300 && may_be_missing(c.value)) continue;
        const auto letter = static_cast<std::uint32_t>(bare ? common_letter(without_accent(c.value)) : without_accent(c.value));
        if ((letters == 0 && !article) || unspaced(c.value)) begins(at - c.size);
        if (unspaced(c.value)) {
            if (letters > 0) close();
            if (before != 0) word((static_cast<std::uint32_t>(before) * 0x9e3779b1U + letter * 0x85ebca77U) >> 20, true);
            before = c.value;
            continue;
        }
        before = 0;
        if (letters == 0) least = letter >= 0x600 ? 3 : 4;
        if (bare && letters < 3 && !article && letter >= 0x620 && letter < 0x700) {
            opening[static_cast<std::size_t>(letters)] = letter;
            if (letters > 0 && is_arabic_article(opening, letters)) {
                hash = 0;
                letters = 0;
                article = true;
                continue;
            }
        }
        if (++letters <= 5) hash = ((hash << 20 | hash >> 12) + letter) * 0x9e3779b1U >> 3;
    }
    close();
}

/// The words of a text, as each_word_hash() shows them.
struct words_of {
    word_set all{};
    word_set content{};

    explicit words_of(std::string_view text) noexcept : words_of(text, [](std::size_t) {}) {}

    /// The same, and shows visit(at) where each word begins. O(text).
    template <class Visit>
    words_of(std::string_view text, Visit visit) noexcept {
        each_word_hash<false>(text, visit, [&](std::uint32_t hash, bool is_content) {
            all.add(hash);
            if (is_content) content.add(hash);
        });
    }
};

} // namespace calm::extract::detail
