// The answer key: the short name of an option, and what a vote counts.
#pragma once

#include "calm/error.hpp"

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace calm {

/// The key of an option ("A", "10"): 1 to 7 bytes of UTF-8, held in place and compared as one number. Keys are
/// compared byte for byte; making "a" or "Ａ" mean "A" is an extractor's business.
class answer_key {
public:
    static constexpr std::size_t max_size = 7;

    /// @throws error (invalid_key) unless the text has 1 to 7 bytes.
    constexpr answer_key(std::string_view text) {  // NOLINT: a key is its text
        if (text.empty() || text.size() > max_size)
            throw error(error_id::invalid_key,
                        "\"" + std::string(text) + "\" cannot be an answer key; a key has 1 to 7 bytes");
        for (std::size_t i = 0; i < text.size(); ++i) chars_[i] = text[i];
        chars_[max_size] = static_cast<char>(text.size());
    }
    constexpr answer_key(const char* text) : answer_key(std::string_view(text)) {}  // NOLINT
    answer_key(const std::string& text) : answer_key(std::string_view(text)) {}     // NOLINT
    constexpr explicit answer_key(char letter) : answer_key(std::string_view(&letter, 1)) {}

    [[nodiscard]] constexpr std::string_view view() const noexcept {
        return {chars_.data(), static_cast<std::size_t>(chars_[max_size])};
    }
    [[nodiscard]] std::string str() const { return std::string(view()); }

    /// Equality is of the bytes; the order is that of the texts ("A" < "B" < "a").
    friend constexpr bool operator==(const answer_key& a, const answer_key& b) noexcept { return a.bits() == b.bits(); }
    friend constexpr std::strong_ordering operator<=>(const answer_key& a, const answer_key& b) noexcept {
        return a.view() <=> b.view();
    }
    [[nodiscard]] constexpr std::uint64_t bits() const noexcept { return std::bit_cast<std::uint64_t>(chars_); }

private:
    std::array<char, max_size + 1> chars_{};  // the last byte is the size
};

inline std::string to_string(const answer_key& key) { return key.str(); }

} // namespace calm

template <>
struct std::hash<calm::answer_key> {
    std::size_t operator()(const calm::answer_key& key) const noexcept { return std::hash<std::uint64_t>{}(key.bits()); }
};
