// The language tag: which language a text is in.
#pragma once

#include "calm/error.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace calm {

/// A BCP 47 language tag of at most 15 ASCII characters ("en", "zh", "pt-BR", "zh-Hant"), held in place: cheap to
/// copy, usable as a key. The primary subtag is kept in lower case and "_" becomes "-". The released CALM files
/// call Chinese "cn", which is a country: it is read as "zh". A default-constructed tag is empty and means
/// "no language".
class language {
public:
    static constexpr std::size_t max_size = 15;

    constexpr language() = default;

    /// @throws error (invalid_language) unless the text is a tag: 2 or 3 letters, then subtags of 1 to 8 letters or digits.
    constexpr language(std::string_view tag) {  // NOLINT: a tag is what its text says, so it converts
        if (!well_formed(tag))
            throw error(error_id::invalid_language,
                        "\"" + std::string(tag) + "\" is not a language tag; write it as en, zh, pt-BR");
        bool primary = true;
        for (const char c : tag) {
            if (c == '-' || c == '_') primary = false;
            chars_[size_++] = c == '_' ? '-' : (primary && c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
        }
        if (view() == "cn") chars_[0] = 'z', chars_[1] = 'h';
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
    friend constexpr bool operator==(const language& a, const language& b) noexcept { return a.view() == b.view(); }
    friend constexpr std::strong_ordering operator<=>(const language& a, const language& b) noexcept {
        return a.view() <=> b.view();
    }

private:
    static constexpr bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
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

    std::array<char, max_size> chars_{};
    std::uint8_t size_ = 0;
};

inline std::string to_string(const language& tag) { return tag.str(); }

} // namespace calm

template <>
struct std::hash<calm::language> {
    std::size_t operator()(const calm::language& tag) const noexcept { return std::hash<std::string_view>{}(tag.view()); }
};
