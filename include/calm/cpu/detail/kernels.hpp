// The vector kernels for every instruction set, and the tables from which one is taken when the program runs.
#pragma once

#include "calm/cpu/detail/plain_rows.hpp"
#include "calm/cpu/detail/row_state.hpp"
#include "calm/cpu/isa.hpp"
#include "calm/loss/half.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numbers>
#include <type_traits>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define CALM_ISA baseline
#define CALM_LANES 4
#include "calm/cpu/detail/vectors.inl"
#include "calm/cpu/detail/row_kernels.inl"
#include "calm/cpu/detail/head_kernels.inl"
#include "calm/cpu/detail/product_kernel.inl"
#undef CALM_ISA
#undef CALM_LANES

#if defined(__x86_64__)

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c")
#endif
#define CALM_ISA avx2
#define CALM_LANES 8
#include "calm/cpu/detail/vectors.inl"
#include "calm/cpu/detail/row_kernels.inl"
#include "calm/cpu/detail/head_kernels.inl"
#include "calm/cpu/detail/product_kernel.inl"
#undef CALM_ISA
#undef CALM_LANES
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl")
#endif
#define CALM_ISA avx512
#define CALM_LANES 16
#include "calm/cpu/detail/vectors.inl"
#include "calm/cpu/detail/row_kernels.inl"
#include "calm/cpu/detail/head_kernels.inl"
#include "calm/cpu/detail/product_kernel.inl"
#undef CALM_ISA
#undef CALM_LANES
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif

namespace calm::cpu::detail {

/// What logits of type T are transformed to where something has to be added to them or capped.
template <class T>
using wide = std::conditional_t<std::is_same_v<T, double>, double, float>;

/// The kernels of one instruction set on entries of type T: double, float, bf16 or fp16. A buffer that is written has room for `padding` more.
template <class T>
struct row_kernels {
    void (*add_scores)(row_state&, const T*, std::size_t n, std::size_t target, double l);      ///< sum, max, target
    void (*add_everything)(row_state&, const T*, std::size_t n, std::size_t target, double l);  ///< all of row_state
    void (*scaled_powers)(const T*, T*, std::size_t n, double l, double c, double factor);
    void (*transformed)(const T*, const float* bias, wide<T>*, std::size_t n, const head_constants&);
    void (*chained)(const wide<T>* transformed, const wide<T>* slope, T*, std::size_t n, const head_constants&);
};

inline constexpr std::size_t padding = 16;

template <class T>
[[nodiscard]] row_kernels<T> kernels_of(isa which) {
    if constexpr (std::is_same_v<T, double>) {
        static_cast<void>(which);
        return {&plain::add_entries<false, T>, &plain::add_entries<true, T>, &plain::scaled_powers<T>, &plain::transformed<T, T>, &plain::chained<T, T>};
    } else {
#if defined(__x86_64__)
        if (which == isa::avx512)
            return {&avx512::add_entries<false, T>, &avx512::add_entries<true, T>, &avx512::scaled_powers<T>, &avx512::transformed<T>, &avx512::chained<T>};
        if (which == isa::avx2)
            return {&avx2::add_entries<false, T>, &avx2::add_entries<true, T>, &avx2::scaled_powers<T>, &avx2::transformed<T>, &avx2::chained<T>};
#endif
        return {&baseline::add_entries<false, T>, &baseline::add_entries<true, T>, &baseline::scaled_powers<T>, &baseline::transformed<T>,
                &baseline::chained<T>};
    }
}

/// Multiplies matrices: see product_kernel.inl.
using product_kernel = void (*)(const float* a, std::ptrdiff_t a_stride, bool transpose_a, const float* b, std::ptrdiff_t b_stride, bool transpose_b, float* c,
                                std::ptrdiff_t c_stride, std::size_t m, std::size_t n, std::size_t k, bool accumulate, bool not_cached);

[[nodiscard]] inline product_kernel product_kernel_of(isa which) {
#if defined(__x86_64__)
    if (which == isa::avx512) return &avx512::multiply;
    if (which == isa::avx2) return &avx2::multiply;
#else
    static_cast<void>(which);
#endif
    return &baseline::multiply;
}

/// Transposes a matrix: see product_kernel.inl.
using turn_kernel = void (*)(const float* from, std::ptrdiff_t from_stride, std::size_t rows, std::size_t columns, float* to, std::ptrdiff_t to_stride);

[[nodiscard]] inline turn_kernel turn_kernel_of(isa which) {
#if defined(__x86_64__)
    if (which == isa::avx512) return &avx512::turn;
    if (which == isa::avx2) return &avx2::turn;
#else
    static_cast<void>(which);
#endif
    return &baseline::turn;
}

} // namespace calm::cpu::detail
