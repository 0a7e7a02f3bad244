// Sixteen-bit floating point as storage: what weights, hidden states and logits come in. Arithmetic is in float or wider.
#pragma once

#include "calm/host_device.hpp"

#include <cstdint>

namespace calm::loss {

// __builtin_bit_cast: nvcc takes std::bit_cast in device code only with a flag that a user would have to set.

/// bfloat16: float's upper half; 8 bits of precision, float's range. Same layout as torch's and CUDA's.
struct bf16 {
    std::uint16_t bits = 0;

    bf16() = default;
    /// To the nearest, ties to even; NaN stays NaN.
    CALM_HOST_DEVICE constexpr explicit bf16(float value) : bits(rounded(__builtin_bit_cast(std::uint32_t, value))) {}
    CALM_HOST_DEVICE constexpr operator float() const { return __builtin_bit_cast(float, static_cast<std::uint32_t>(bits) << 16); }

private:
    CALM_HOST_DEVICE static constexpr std::uint16_t rounded(std::uint32_t value) {
        if ((value & 0x7fffffffU) > 0x7f800000U) return static_cast<std::uint16_t>((value >> 16) | 0x40U);
        return static_cast<std::uint16_t>((value + 0x7fffU + ((value >> 16) & 1U)) >> 16);
    }
};

/// IEEE binary16: 11 bits of precision, up to 65504, subnormal below 2^-14. Same layout as torch's and CUDA's.
struct fp16 {
    std::uint16_t bits = 0;

    fp16() = default;
    /// To the nearest, ties to even; infinity from 65520 on; NaN stays NaN.
    CALM_HOST_DEVICE constexpr explicit fp16(float value) : bits(narrowed(value)) {}
    CALM_HOST_DEVICE constexpr operator float() const {
        const std::uint32_t magnitude = static_cast<std::uint32_t>(bits & 0x7fffU) << 13, sign = static_cast<std::uint32_t>(bits & 0x8000U) << 16;
        // the exponent's bias differs by 112; a product with 2^112 sets it right, for subnormal numbers, too
        const float scaled = __builtin_bit_cast(float, magnitude) * __builtin_bit_cast(float, 0x77800000U);
        const std::uint32_t special = (bits & 0x7c00U) == 0x7c00U ? 0x7f800000U : 0U;  // infinity, NaN
        return __builtin_bit_cast(float, __builtin_bit_cast(std::uint32_t, scaled) | special | sign);
    }

private:
    CALM_HOST_DEVICE static constexpr std::uint16_t narrowed(float value) {
        const auto all = __builtin_bit_cast(std::uint32_t, value);
        const std::uint32_t sign = (all >> 16) & 0x8000U, magnitude = all & 0x7fffffffU;
        if (magnitude > 0x7f800000U) return static_cast<std::uint16_t>(sign | 0x7e00U | ((magnitude >> 13) & 0x1ffU));
        if (magnitude >= 0x477ff000U) return static_cast<std::uint16_t>(sign | 0x7c00U);  // 65520 and more
        if (magnitude < 0x38800000U) {  // subnormal: float's addition rounds at the right bit
            const float shifted = __builtin_bit_cast(float, magnitude) + 0.5F;
            return static_cast<std::uint16_t>(sign | (__builtin_bit_cast(std::uint32_t, shifted) - 0x3f000000U));
        }
        const std::uint32_t rounded = magnitude + 0xfffU + ((magnitude >> 13) & 1U);
        return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000U) >> 13));
    }
};

} // namespace calm::loss
