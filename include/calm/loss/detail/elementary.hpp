// exp of a negative number and log1p of one in [0, 1], written so that a compiler vectorises a loop of them: a library's functions are
// called one by one, which is most of the time that a loss takes.
#pragma once

#include "calm/host_device.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace calm::loss::detail {

/// 1/0!, 1/1!, ..., as far as the type's precision needs on |r| <= ln 2 / 2: the next term is below epsilon / 8.
template <class T>
struct exp_series {
    static constexpr int terms = sizeof(T) == 4 ? 8 : 14;
    T coefficient[terms]{};
    constexpr exp_series() {
        double factorial = 1;
        for (int i = 0; i < terms; ++i) {
            coefficient[i] = static_cast<T>(1 / factorial);
            factorial *= i + 1;
        }
    }
};

template <class T>
using bits_of = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// `value` where the sign bit of `sign` is set, else 0, by their bits: a compiler that minds floating-point traps makes a branch of a choice between
/// results of arithmetic, and SSE2 has no choice between 64-bit integers; neither is vectorised.
template <class T>
CALM_HOST_DEVICE inline T if_negative(T sign, T value) {
    using bits = bits_of<T>;
    return std::bit_cast<T>(std::bit_cast<bits>(value) & (bits{0} - (std::bit_cast<bits>(sign) >> (8 * sizeof(T) - 1))));
}

/// exp(-a) for a >= 0, within 1 unit in the last place; 0 where that is below the smallest normal number. NaN stays NaN.
/// -a = k ln 2 + r with |r| <= ln 2 / 2; exp(r) from its series; 2^k by its bits.
template <class T>
CALM_HOST_DEVICE inline T exp_of_minus(const T& a) {
#ifndef __CUDA_ARCH__
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
        using bits = bits_of<T>;
        constexpr int mantissa = sizeof(T) == 4 ? 23 : 52;
        constexpr bits bias = sizeof(T) == 4 ? 127 : 1023;
        constexpr T largest = sizeof(T) == 4 ? T(87) : T(708);
        constexpr T magic = T(1.5) * static_cast<T>(bits{1} << mantissa);  // adding it rounds to a whole number, in the low bits
        // ln 2 in two parts, the first with few enough bits that k times it is exact.
        constexpr T ln2_high = sizeof(T) == 4 ? T(0.693359375) : T(0.693147180369123816490);
        constexpr T ln2_low = sizeof(T) == 4 ? T(-2.12194440e-4) : T(1.90821492927058770002e-10);
        static constexpr exp_series<T> series{};
        const T shifted = magic - a * T(1.44269504088896340736);
        const T k = shifted - magic;
        const T r = -((a + k * ln2_high) + k * ln2_low);
        T sum = series.coefficient[exp_series<T>::terms - 1];
        for (int i = exp_series<T>::terms - 2; i >= 0; --i) sum = sum * r + series.coefficient[i];
        const T scale = std::bit_cast<T>((std::bit_cast<bits>(shifted) + bias) << mantissa);
        const bits beyond = std::bit_cast<bits>(largest - a) >> (8 * sizeof(T) - 1);  // 1 where the product is anything; 0 for NaN, which abs made positive
        return std::bit_cast<T>(std::bit_cast<bits>(sum * scale) & (beyond - 1));
    }
#endif
    using std::exp;
    return exp(-a);
}

/// log(1 + e) for e in [0, 1], within 2 units in the last place. NaN stays NaN.
/// 2 artanh(s) from its series, s = (1 + e - c) / (1 + e + c) with c = 1 or √2, so that s <= 0.172.
template <class T>
CALM_HOST_DEVICE inline T log1p_of_unit(const T& e) {
#ifndef __CUDA_ARCH__
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
        constexpr int terms = sizeof(T) == 4 ? 5 : 11;  // the next one is below epsilon / 8
        constexpr T split = T(0.41421356237309504880);
        const T upper = split - e, shift = if_negative(upper, split);
        const T s = (e - shift) / (T(2) + shift + e);
        const T square = s * s;
        T sum = T(1) / T(2 * terms - 1);
        for (int i = terms - 2; i >= 0; --i) sum = sum * square + T(1) / static_cast<T>(2 * i + 1);
        return if_negative(upper, T(0.34657359027997265471)) + T(2) * s * sum;
    }
#endif
    using std::log1p;
    return log1p(e);
}

} // namespace calm::loss::detail
