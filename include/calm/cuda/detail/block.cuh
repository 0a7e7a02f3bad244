// The seam between a kernel's maths and the machine. An agent is a struct of static functions that are given their block of threads; on a
// GPU that is the one here, which is CUDA's intrinsics, in the tests an emulated one. Nothing below it names CUDA, so any compiler takes an agent.
#pragma once

#include "calm/cuda/detail/mma.cuh"
#include "calm/loss/half.hpp"

#include <cassert>
#include <cstdint>
#include <type_traits>

namespace calm::cuda::detail {

inline constexpr unsigned warp_size = 32;

/// Sixteen bytes, the widest that a thread loads or stores at once.
template <class T>
struct alignas(16) pack {
    static constexpr unsigned size = 16 / sizeof(T);
    T values[size];
};

template <class T>
CALM_DEVICE inline bool is_aligned(const T* at) {
    return reinterpret_cast<std::uintptr_t>(at) % sizeof(pack<T>) == 0;
}
/// @pre is_aligned(from)
template <class T>
CALM_DEVICE inline pack<T> load(const T* from) {
    pack<T> all;
#ifdef __CUDA_ARCH__
    const uint4 words = *reinterpret_cast<const uint4*>(from);  // of a pack, nvcc makes narrower loads where it is used in parts
    __builtin_memcpy(static_cast<void*>(&all), &words, sizeof all);
    return all;
#else
    assert(is_aligned(from));
    __builtin_memcpy(static_cast<void*>(&all), from, sizeof all);
    return all;
#endif
}
/// @pre is_aligned(to)
template <class T>
CALM_DEVICE inline void store(T* to, const pack<T>& all) {
#ifdef __CUDA_ARCH__
    uint4 words;
    __builtin_memcpy(&words, static_cast<const void*>(&all), sizeof words);
    *reinterpret_cast<uint4*>(to) = words;
#else
    assert(is_aligned(to));
    __builtin_memcpy(static_cast<void*>(to), &all, sizeof all);
#endif
}

/// A stored number as float, and back, to the nearest. On a GPU one instruction; its scalar twin is loss/half.hpp.
template <class T>
CALM_DEVICE inline float to_float(T value) {
#ifdef __CUDA_ARCH__
    if constexpr (std::is_same_v<T, loss::fp16>) {
        float wide;
        asm("cvt.f32.f16 %0, %1;" : "=f"(wide) : "h"(value.bits));
        return wide;
    }
#endif
    return static_cast<float>(value);
}
template <class T>
CALM_DEVICE inline T from_float(float value) {
#ifdef __CUDA_ARCH__
    if constexpr (std::is_same_v<T, loss::fp16> || std::is_same_v<T, loss::bf16>) {
        T narrow;
        if constexpr (std::is_same_v<T, loss::fp16>) asm("cvt.rn.f16.f32 %0, %1;" : "=h"(narrow.bits) : "f"(value));
        else asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(narrow.bits) : "f"(value));
        return narrow;
    }
#endif
    return static_cast<T>(value);
}

#ifdef __CUDACC__
/// A block of threads on a GPU, a whole number of warps. What an agent may ask of it:
struct block {
    /// Memory that the block's threads share; what is in it before the first write is unspecified.
    template <class T, unsigned N>
    struct array {
        static_assert(std::is_trivially_copyable_v<T>);
        alignas(16) unsigned char bytes[N * sizeof(T)];
        __device__ T& operator[](unsigned i) { return reinterpret_cast<T*>(bytes)[i]; }
    };

    __device__ unsigned thread() const { return threadIdx.x; }
    /// Which block of the grid.
    __device__ unsigned x() const { return blockIdx.x; }
    __device__ unsigned y() const { return blockIdx.y; }
    /// Waits for all threads of the block; what they wrote before it is seen after it. All of them must come to the same one.
    __device__ void barrier() const { __syncthreads(); }
    /// The value of the lane `delta` further on in this group of `width` lanes, the own one where there is none. All lanes of the warp must come to it.
    template <class T>
    __device__ T shuffle_down(const T& value, unsigned delta, unsigned width = warp_size) const {
        return shuffled(value, [=](unsigned word) { return __shfl_down_sync(0xffffffffU, word, delta, static_cast<int>(width)); });
    }
    /// The value of the lane whose number differs in the bits of `mask`. All lanes of the warp must come to it.
    template <class T>
    __device__ T shuffle_across(const T& value, unsigned mask) const {
        return shuffled(value, [=](unsigned word) { return __shfl_xor_sync(0xffffffffU, word, mask); });
    }
    /// Adds the warp's product to its sums, Rows times 16 rows by Columns times 8, over 8 words. The fragments are those of mma.m16n8k16 (tf32:
    /// mma.m16n8k8): with g = lane / 4 and t = lane % 4, a[i][r] is word t + 4 (r / 2) of row 16 i + g + 8 (r % 2), b[j][r] word t + 4 r of column 8 j + g,
    /// sums[2 i + r][2 j + s] row 16 i + g + 8 r and column 8 j + 2 t + s. All lanes of the warp must come to it.
    template <class Kind, unsigned Rows, unsigned Columns>
    __device__ void multiply(float (&sums)[2 * Rows][2 * Columns], const std::uint32_t (&a)[Rows][4], const std::uint32_t (&b)[Columns][2]) const {
        CALM_UNROLL
        for (unsigned i = 0; i < Rows; ++i)
            CALM_UNROLL
            for (unsigned j = 0; j < Columns; ++j)
                mma<Kind>(sums[2 * i][2 * j], sums[2 * i][2 * j + 1], sums[2 * i + 1][2 * j], sums[2 * i + 1][2 * j + 1], a[i], b[j]);
    }
    /// *word = min(*word, value), whatever other blocks do at the same time.
    __device__ void lower(unsigned long long* word, unsigned long long value) const { atomicMin(word, value); }

private:
    template <class T, class Shuffle>
    __device__ static T shuffled(const T& value, const Shuffle& shuffle) {
        static_assert(std::is_trivially_copyable_v<T> && sizeof(T) % 4 == 0);
        unsigned words[sizeof(T) / 4];
        __builtin_memcpy(words, &value, sizeof(T));
        CALM_UNROLL
        for (unsigned i = 0; i < sizeof(T) / 4; ++i) words[i] = shuffle(words[i]);
        T result;
        __builtin_memcpy(&result, words, sizeof(T));
        return result;
    }
};
#endif

/// The sum, or whatever merge is, over the block's threads, in an order that depends on nothing; for thread 0 alone. Has one barrier, so that the next
/// call must take the other half of the array: `turn`.
/// @param shared  two elements for each warp
template <unsigned Threads, class Block, class T, class Array, class Merge>
CALM_DEVICE inline T reduce(Block& block, Array& shared, T value, const Merge& merge, unsigned turn = 0) {
    constexpr unsigned warps = Threads / warp_size;
    static_assert(Threads % warp_size == 0 && warps <= warp_size && (warps & (warps - 1)) == 0);
    const unsigned thread = block.thread(), lane = thread % warp_size, warp = thread / warp_size, begin = turn % 2 * warps;
    for (unsigned delta = warp_size / 2; delta > 0; delta /= 2) {
        const T other = block.shuffle_down(value, delta);
        if (lane + delta < warp_size) value = merge(value, other);
    }
    if constexpr (warps > 1) {
        if (lane == 0) shared[begin + warp] = value;
        block.barrier();
        if (warp == 0) {
            if (lane < warps) value = shared[begin + lane];
            for (unsigned delta = warps / 2; delta > 0; delta /= 2) {
                const T other = block.shuffle_down(value, delta);
                if (lane + delta < warps) value = merge(value, other);
            }
        }
    }
    return value;
}

} // namespace calm::cuda::detail
