// What tensor cores do: a warp's product of small matrices with sums in float. Rows are of 32-bit words: two neighbours of sixteen bits, the earlier one in
// the low half, or one tf32. On a GPU the instruction, which no other compiler has; its twins are plain_tile (the same tile by fused
// multiply-adds) and, for where a fragment's elements lie, the tests' mma by the layouts of the PTX ISA.
#pragma once

#include "calm/host_device.hpp"
#include "calm/loss/half.hpp"

#include <cstdint>
#include <type_traits>

#ifdef __CUDACC__
#define CALM_DEVICE __device__
#else
#define CALM_DEVICE
#endif
/// Before a loop that a GPU's compiler unrolls, so that arrays with its index stay in registers.
#ifdef __CUDA_ARCH__
#define CALM_UNROLL _Pragma("unroll")
#else
#define CALM_UNROLL
#endif

namespace calm::cuda::detail {

/// A kind of factor, beside bf16 and fp16: a float of which the first 10 bits behind the point count.
struct tf32 {};

template <class Kind>
inline constexpr unsigned numbers_a_word = std::is_same_v<Kind, tf32> ? 1 : 2;

/// A float's bits as tf32, to the nearest, ties away from 0.
CALM_DEVICE inline std::uint32_t to_tf32(float value) {
#ifdef __CUDA_ARCH__
    std::uint32_t bits;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(value));
    return bits;
#else
    const auto bits = __builtin_bit_cast(std::uint32_t, value);
    return (bits & 0x7f800000U) == 0x7f800000U ? bits : (bits + 0x1000U) & ~0x1fffU;
#endif
}

#ifdef __CUDACC__
/// (c0 c1; c2 c3) += a · b, of 16 rows by 8 words and 8 words by 8 columns: mma.m16n8k16, for tf32 mma.m16n8k8. For sm_80 and later.
/// All lanes of the warp must come to it: volatile, so that it is not moved into what only some of them do with its sums.
template <class Kind>
__device__ inline void mma(float& c0, float& c1, float& c2, float& c3, const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]) {
#define CALM_MMA(shape_and_types)                                                                                                \
    asm volatile("mma.sync.aligned." shape_and_types " {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"                              \
        : "+f"(c0), "+f"(c1), "+f"(c2), "+f"(c3)                                                                                 \
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]))
    if constexpr (std::is_same_v<Kind, loss::bf16>) CALM_MMA("m16n8k16.row.col.f32.bf16.bf16.f32");
    else if constexpr (std::is_same_v<Kind, loss::fp16>) CALM_MMA("m16n8k16.row.col.f32.f16.f16.f32");
    else CALM_MMA("m16n8k8.row.col.f32.tf32.tf32.f32");
#undef CALM_MMA
}
#endif

} // namespace calm::cuda::detail
