// Agents that bring slopes of the last layer's logits to hidden states, weights and bias.
#pragma once

#include "calm/cuda/detail/score_rows.cuh"
#include "calm/cuda/detail/tile_product.cuh"

#include <cstddef>
#include <cstdint>

namespace calm::cuda::detail {

/// What tiles of slopes are left out of a sum over them: those in one row or one column of the tiles of layer_slopes.
struct tiles_that_matter {
    const std::uint32_t* matters = nullptr;  ///< of the first; null: all do
    std::uint32_t stride = 0;                ///< from one to the next
    std::uint32_t size = 1;                  ///< of the inner index, each
    CALM_DEVICE bool operator()(std::uint32_t inner) const { return matters != nullptr && matters[inner / size * stride] == 0; }
};

/// A product into float, on top of what is there when `add` says so. Block (i, j) has a tile of it. The first factor is slopes.
template <class First, class Second, class Tile>
struct multiply {
    static constexpr const char* name = "multiply";
    static constexpr unsigned threads = Tile::threads, resident = Tile::resident;
    struct parameters {
        First first;
        Second second;
        const float* unit;       ///< the product is times this; null: 1
        tiles_that_matter skip;  ///< for block row 0
        std::uint32_t next;      ///< from one block row's tiles to the next's
        float* to;
        std::ptrdiff_t stride;
        bool add;
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Tile::template storage<Block> product;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        if (is_refused(p.status)) return;
        const unsigned thread = block.thread();
        const std::uint32_t first = block.x() * Tile::rows, c = block.y() * Tile::columns;
        tiles_that_matter skip = p.skip;
        if (skip.matters != nullptr) skip.matters += static_cast<std::size_t>(block.x()) * p.next;
        const typename Tile::share sum = Tile::product(block, shared.product, p.first, p.second, first, c, skip);
        const float unit = p.unit == nullptr ? 1.0F : *p.unit;
        CALM_UNROLL
        for (unsigned i = 0; i < Tile::rows_each; ++i) {
            const std::uint32_t row = first + Tile::row_of(thread, i);
            if (row >= p.first.outer) continue;
            float* const to = p.to + static_cast<std::ptrdiff_t>(row) * p.stride;
            CALM_UNROLL
            for (unsigned j = 0; j < Tile::columns_each; ++j) {
                const std::uint32_t column = c + Tile::column_of(thread, j);
                if (column < p.second.outer) to[column] = p.add ? to[column] + unit * sum.values[i][j] : unit * sum.values[i][j];
            }
        }
    }
};

/// The bias's gradient: sums over tokens of the slopes, in double. Block i has 32 entries of the slice; each warp adds up every 16th token's, and the first adds
/// up the warps. 16: a slice of 4096 entries is 128 blocks, one a multiprocessor, and 256 loads one after another (with 4 in flight of 600 clocks, 22 µs at
/// 4096 tokens; one thread for all tokens of an entry would take as long as a product does). Derived, not measured.
template <class T>
struct sum_slopes {
    static constexpr const char* name = "sum_slopes";
    static constexpr unsigned warps = 16, threads = warps * warp_size;
    struct parameters {
        const T* slopes;
        std::uint32_t tokens;
        std::uint32_t slice;
        std::uint32_t pitch;
        const float* unit;
        float* to;
        bool add;
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Block::template array<double, threads> sums;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        if (is_refused(p.status)) return;
        const unsigned thread = block.thread(), lane = thread % warp_size;
        const std::uint32_t column = block.x() * warp_size + lane;
        double sum = 0;
        if (column < p.slice)
            for (std::uint32_t i = thread / warp_size; i < p.tokens; i += warps) sum += static_cast<double>(to_float(p.slopes[static_cast<std::size_t>(i) * p.pitch + column]));
        shared.sums[thread] = sum;
        block.barrier();
        if (thread >= warp_size || column >= p.slice) return;
        for (unsigned warp = 1; warp < warps; ++warp) sum += shared.sums[warp * warp_size + lane];
        if (p.unit != nullptr) sum *= static_cast<double>(*p.unit);
        p.to[column] = static_cast<float>(p.add ? static_cast<double>(p.to[column]) + sum : sum);
    }
};

/// Gradients of tokens to the rows of their hidden states. Block i has token i.
template <class T>
struct place_rows {
    static constexpr const char* name = "place_rows";
    static constexpr unsigned threads = 128;
    struct parameters {
        const float* from;  ///< tokens × columns
        std::uint32_t columns;
        targets of;
        T* to;
        std::ptrdiff_t stride;
        bool add;
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {};

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>&, const parameters& p) {
        if (is_refused(p.status)) return;
        const float* const from = p.from + static_cast<std::size_t>(block.x()) * p.columns;
        T* const to = p.to + static_cast<std::ptrdiff_t>(p.of.row_of(block.x())) * p.stride;
        for (std::uint32_t h = block.thread(); h < p.columns; h += threads) to[h] = from_float<T>(p.add ? to_float(to[h]) + from[h] : from[h]);
    }
};

/// 0 for the gradients of hidden states that no token is scored by. Block i has row i.
template <class T>
struct clear_rows {
    static constexpr const char* name = "clear_rows";
    static constexpr unsigned threads = 128;
    struct parameters {
        std::uint32_t columns;
        targets of;
        T* to;
        std::ptrdiff_t stride;
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {};

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>&, const parameters& p) {
        if (is_refused(p.status) || p.of.token_of(block.x()) < p.of.tokens) return;
        T* const to = p.to + static_cast<std::ptrdiff_t>(block.x()) * p.stride;
        for (std::uint32_t h = block.thread(); h < p.columns; h += threads) to[h] = from_float<T>(0.0F);
    }
};

} // namespace calm::cuda::detail
