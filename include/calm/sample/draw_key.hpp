// The key of a draw: everything that the randomness of one sampled response may depend on.
#pragma once

#include "calm/record/language.hpp"

#include <cstddef>
#include <cstdint>

namespace calm {

namespace detail {
/// SplitMix64's output function (Steele, Lea, Flood, OOPSLA 2014): a bijection whose output bits all depend on all input bits.
constexpr std::uint64_t mix64(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}
} // namespace detail

/// Names one draw. Two draws with the same key are the same draw, whatever thread, order or batch they are made in.
struct draw_key {
    std::uint64_t seed = 0;       ///< the run's seed
    std::size_t question = 0;     ///< question::index
    language lang{};
    std::uint32_t sample = 0;     ///< 0-based

    /// A well-mixed 64-bit seed for this draw's own random number generator. Depends on every field; the same on
    /// every platform.
    [[nodiscard]] constexpr std::uint64_t bits() const {
        std::uint64_t h = detail::mix64(seed);
        h = detail::mix64(h ^ static_cast<std::uint64_t>(question));
        for (const char c : lang.view()) h = detail::mix64(h ^ static_cast<unsigned char>(c));
        return detail::mix64(h ^ sample);
    }

    friend bool operator==(const draw_key&, const draw_key&) = default;
};

} // namespace calm
