// Whether bytes are UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace calm::io::detail {

/// Offset of the first byte that is not part of a well-formed UTF-8 sequence (Unicode 15, table 3-7: no overlong forms,
/// no surrogates, nothing above U+10FFFF), or npos. O(size).
constexpr std::size_t find_invalid_utf8(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned lead = byte(i);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        const std::size_t size = lead >= 0xC2 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
        if (size == 0 || text.size() - i < size) return i;
        // The second byte's range depends on the first; this is what excludes overlong forms and surrogates.
        const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (byte(i + 1) < low || byte(i + 1) > high) return i;
        for (std::size_t k = 2; k < size; ++k)
            if ((byte(i + k) & 0xC0) != 0x80) return i;
        i += size;
    }
    return std::string_view::npos;
}

constexpr bool is_utf8(std::string_view text) { return find_invalid_utf8(text) == std::string_view::npos; }

} // namespace calm::io::detail
