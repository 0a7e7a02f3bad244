// The words of a text as a set, to count those that two texts share.
#pragma once

#include "calm/extract/detail/option_text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

/// The words of a text as a set of hashes: words by their first five letters without accents, so that endings don't matter; in scripts without spaces,
/// pairs of neighbouring letters.
class word_set {
public:
    void clear() noexcept { bits_ = {}, size_ = 0; }
    void add(std::uint32_t hash) noexcept {
        hash = hash * 0x9e3779b1U >> 20;   // the upper bits depend on all letters
        std::uint64_t& part = bits_[hash >> 6];
        const std::uint64_t bit = std::uint64_t{1} << (hash & 63U);
        if ((part & bit) == 0 && size_ < members_.size()) members_[size_++] = static_cast<std::uint16_t>(hash);
        part |= bit;
    }
    [[nodiscard]] int size() const noexcept { return static_cast<int>(size_); }
    /// How many of the words of `other` are here. O(other)
    [[nodiscard]] int shared(const word_set& other) const noexcept {
        int n = 0;
        for (std::size_t i = 0; i < other.size_; ++i) n += static_cast<int>(bits_[other.members_[i] >> 6] >> (other.members_[i] & 63U) & 1U);
        return n;
    }

    /// The set of a text. O(text).
    /// @param content count words of four letters or more (three from the Arabic script on) and not of two: shorter ones are mostly articles and the like
    void read(std::string_view text, bool content = false) noexcept {
        clear();
        std::uint32_t hash = 0;
        int letters = 0, least = 2;
        char32_t before = 0;
        const auto close = [&] {
            if (letters >= least) add(hash);
            hash = 0;
            letters = 0;
        };
        for (std::size_t at = 0; at < text.size();) {
            const code_point c = decode(text, at);
            at += c.size;
            if (!is_word(c.value)) {
                close();
                before = 0;
                continue;
            }
            const auto letter = static_cast<std::uint32_t>(without_accent(c.value));
            if (unspaced(c.value)) {
                close();
                if (before != 0) add((static_cast<std::uint32_t>(before) * 0x9e3779b1U + letter * 0x85ebca77U) >> 20);
                before = c.value;
                continue;
            }
            before = 0;
            if (letters == 0 && content) least = letter >= 0x600 ? 3 : 4;
            if (++letters <= 5) hash = ((hash << 20 | hash >> 12) + letter) * 0x9e3779b1U >> 3;
        }
        close();
    }

private:
    std::array<std::uint64_t, 64> bits_{};         ///< as many that two words seldom fall together
    std::array<std::uint16_t, 256> members_;       ///< the bits that are set; words past the 256th different one are not counted
    std::size_t size_ = 0;
};

} // namespace calm::extract::detail
