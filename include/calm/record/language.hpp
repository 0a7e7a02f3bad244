// The language tag: which language a text is in.
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

/// A BCP 47 language tag of at most 15 ASCII characters ("en", "zh", "pt-BR", "zh-Hant"), held in place: cheap to
/// copy, usable as a key. Tags differ in more than case, so it is kept as BCP 47 writes it (section 2.1.1: "pt-BR",
/// "zh-Hant"), and "_" becomes "-". The released CALM files call Chinese "cn", which is a country: it is read as "zh".
/// A default-constructed tag is empty and means "no language".
class language {
public:
    static constexpr std::size_t max_size = 15;

    constexpr language() = default;

    /// @throws error (invalid_language) unless the text is a tag: 2 or 3 letters, then subtags of 1 to 8 letters or digits.
    constexpr language(std::string_view tag) {  // NOLINT: a tag is what its text says, so it converts
        if (!well_formed(tag))
            throw error(error_id::invalid_language,
                        "\"" + std::string(tag) + "\" is not a language tag; write it as en, zh, pt-BR");
        std::size_t begin = 0;  // of the subtag
        for (std::size_t i = 0; i < tag.size(); ++i) {
            chars_[i] = tag[i] == '_' ? '-' : lower(tag[i]);
            if (chars_[i] == '-') begin = i + 1;
            if (begin == 0 || (i + 1 < tag.size() && tag[i + 1] != '-' && tag[i + 1] != '_')) continue;
            const std::size_t length = i + 1 - begin;  // 2: a region, in capitals; 4: a script, with one capital
            if (length == 2) chars_[begin + 1] = upper(chars_[begin + 1]);
            if (length == 2 || length == 4) chars_[begin] = upper(chars_[begin]);
        }
        size_ = static_cast<std::uint8_t>(tag.size());
        if (view() == "cn" || view().starts_with("cn-")) chars_[0] = 'z', chars_[1] = 'h';
    }
    constexpr language(const char* tag) : language(std::string_view(tag)) {}      // NOLINT
    language(const std::string& tag) : language(std::string_view(tag)) {}         // NOLINT

    [[nodiscard]] constexpr std::string_view view() const noexcept { return {chars_.data(), size_}; }
    [[nodiscard]] std::string str() const { return std::string(view()); }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }

    /// The tag without its subtags: "pt" of "pt-BR".
    [[nodiscard]] constexpr language primary() const {
        const auto text = view();
        return empty() ? *this : language(text.substr(0, text.find('-')));
    }

    /// Order of the text of the tags.
    friend constexpr bool operator==(const language& a, const language& b) noexcept { return a.bits() == b.bits(); }
    friend constexpr std::strong_ordering operator<=>(const language& a, const language& b) noexcept {
        return a.view() <=> b.view();
    }

private:
    static constexpr bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
    static constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
    static constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
    static constexpr bool well_formed(std::string_view tag) {
        if (tag.empty() || tag.size() > max_size) return false;
        std::size_t length = 0;
        bool primary = true;
        for (std::size_t i = 0; i <= tag.size(); ++i) {
            if (i == tag.size() || tag[i] == '-' || tag[i] == '_') {
                if (primary ? (length < 2 || length > 3) : (length < 1 || length > 8)) return false;
                primary = false;
                length = 0;
            } else if (letter(tag[i]) || (!primary && tag[i] >= '0' && tag[i] <= '9')) {
                ++length;
            } else {
                return false;
            }
        }
        return true;
    }

    /// The tag as two numbers: what is behind its end is zero, so equal tags have equal bits.
    [[nodiscard]] constexpr std::array<std::uint64_t, 2> bits() const noexcept { return std::bit_cast<std::array<std::uint64_t, 2>>(*this); }

    std::array<char, max_size> chars_{};
    std::uint8_t size_ = 0;
};

inline std::string to_string(const language& tag) { return tag.str(); }

} // namespace calm

template <>
struct std::hash<calm::language> {
    std::size_t operator()(const calm::language& tag) const noexcept { return std::hash<std::string_view>{}(tag.view()); }
};
