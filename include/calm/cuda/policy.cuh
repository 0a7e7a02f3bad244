// How work is cut for a device: values to look at and print. They depend on sizes alone, so results do, too; only how many blocks share a row depends
// on the device, which changes no bit.
#pragma once

#include "calm/cuda/detail/mma_tile.cuh"
#include "calm/cuda/detail/score_rows.cuh"
#include "calm/cuda/detail/tile_product.cuh"
#include "calm/loss/half.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace calm::cuda {

/// How rows of logits are worked through.
struct row_policy {
    std::size_t segment_columns = 0;  ///< columns that are summed up on their own
    std::size_t segments = 0;         ///< of a row
    std::size_t blocks = 0;           ///< of threads, a row
    std::size_t threads = 0;          ///< a block
};

/// One block a row when the rows alone fill the device: 8 blocks of 256 threads are resident on a multiprocessor at most. Else one a segment.
[[nodiscard]] inline row_policy policy_for_rows(std::size_t rows, std::size_t columns, std::size_t multiprocessors) {
    const std::size_t segments = (columns + detail::segment_columns - 1) / detail::segment_columns;
    return {detail::segment_columns, segments, rows >= 8 * multiprocessors ? 1 : segments, 256};
}

[[nodiscard]] inline std::string to_string(const row_policy& policy) {
    return std::to_string(policy.segments) + " segments of up to " + std::to_string(policy.segment_columns) + " columns a row, " +
           std::to_string(policy.blocks) + " blocks of " + std::to_string(policy.threads) + " threads a row";
}

/// What products of the last layer are made of.
enum class products {
    standard,  ///< bf16 and fp16 by tensor cores, floats by fused multiply-adds
    tf32,      ///< floats by tensor cores, too: their first 10 bits behind the point, so an error of 2^-11 in each
    plain,     ///< all by fused multiply-adds in float: what tensor cores are compared with
};

/// How the last layer is worked through. Derived, not measured:
/// Tiles are 128 × 128 by 256 threads. Plain ones have 8 × 8 a thread, 64 multiply-adds for 16 numbers of shared memory, in steps of 16; those of tensor
/// cores 32 × 64 a warp, 16 products for 24 words (a warp's product takes a tensor core 8 cycles or more, the words three quarters of the bytes that
/// shared memory gives meanwhile), in steps of 64 bytes. Two blocks a multiprocessor by registers (128 a thread) and shared memory (at most 43 KiB); but for some
/// plain tiles on sm_100, to which nvcc gives up to 153 registers, and which spill with 128 (docs/gpu.md).
/// Segment: columns one block goes through in a forward pass. 4096: states of 40 bytes for each token, segment and strip are a hundredth of the
/// weights' bytes at H = 4096, while 32 segments of a vocabulary of 2^17 fill a device from 1024 tokens on.
/// Slice and tokens: of how many logits the slopes are in the workspace at a time in a backward pass. 4096 × 4096: 32 MiB of sixteen bits, which stay in an
/// L2 of 50 MB between the pass that writes them and the two that read them; 1024 tiles a kernel, which is 4 waves of 132 · 2.
/// FLOP: 2 · tokens · V · H a product: one forward, and in backward one (none for tokens that are kept), and one for each of hidden states and weights.
template <products Of = products::standard>
struct layer_policy {
    template <class T>
    using tile = std::conditional_t<Of == products::plain || (Of == products::standard && std::is_same_v<T, float>), detail::plain_tile<128, 128, 16, 8, 8>,
                                    detail::mma_tile<std::conditional_t<std::is_same_v<T, float>, detail::tf32, T>>>;
    static constexpr std::uint32_t segment = 4096;
    static constexpr std::uint32_t slice = 4096;
    static constexpr std::uint32_t tokens = 4096;
};

/// A policy in words, for layers of T.
template <class T, class Policy>
[[nodiscard]] std::string to_string(const Policy&) {
    using tile = typename Policy::template tile<T>;
    constexpr bool plain = requires { tile::group; };
    const std::string_view kind = plain ? "fused multiply-adds in float" : std::is_same_v<T, loss::bf16> ? "tensor cores on bf16" : std::is_same_v<T, loss::fp16> ? "tensor cores on fp16" : "tensor cores on tf32";
    const auto number = [](std::size_t n) { return std::to_string(n); };
    return "tiles of " + number(tile::rows) + " tokens x " + number(tile::columns) + " entries by " + std::string(kind) + ", " + number(tile::depth) + " numbers a step, " +
           number(tile::threads) + " threads of " + number(tile::rows_each) + " x " + number(tile::columns_each) + "; forward: segments of " + number(Policy::segment) +
           " entries a block; backward: slopes of " + number(Policy::tokens) + " tokens x " + number(Policy::slice) + " entries at a time";
}

} // namespace calm::cuda
