// A tile of a matrix product, by all threads of a block: parts of both factors go through shared memory, each thread keeps its share of the result in
// registers. What tiles have in common, and the plain one: fused multiply-adds in float, one after another in the order of the inner index. The
// other is mma_tile.
#pragma once

#include "calm/cuda/detail/block.cuh"

#include <cstddef>
#include <cstdint>

namespace calm::cuda::detail {

/// A factor by its outer index (row of the first, column of the second) and the inner one, which is summed over. InnerFirst: neighbours in memory are
/// neighbours by the inner index; else by the outer one. Listed: the other index may go through a list of rows.
template <class T, bool InnerFirst, bool Listed = false>
struct factor {
    using value = T;
    static constexpr bool inner_first = InnerFirst;
    const T* data = nullptr;
    std::ptrdiff_t stride = 0;
    std::uint32_t outer = 0;
    std::uint32_t inner = 0;
    const std::uint32_t* row = nullptr;  ///< if Listed; null: as they come

    /// Sixteen bytes from `far` of the index that strides and `near` of the other; 0 beyond the factor's ends.
    CALM_DEVICE pack<T> at(std::uint32_t far, std::uint32_t near) const {
        const std::uint32_t far_end = InnerFirst ? outer : inner, near_end = InnerFirst ? inner : outer;
        pack<T> all{};
        if (far >= far_end || near >= near_end) return all;
        std::uint32_t line = far;
        if constexpr (Listed)
            if (row != nullptr) line = row[far];
        const T* const from = data + static_cast<std::ptrdiff_t>(line) * stride + near;
        if (near_end - near >= pack<T>::size && is_aligned(from)) return load(from);
        CALM_UNROLL
        for (unsigned i = 0; i < pack<T>::size; ++i)
            if (i < near_end - near) all.values[i] = from[i];
        return all;
    }
};

/// Parts of the inner index that a product is to leave out: none.
struct leave_out_nothing {
    CALM_DEVICE bool operator()(std::uint32_t) const { return false; }
};

/// Rows × Columns of the result, Depth of the inner index at a time; a thread has RowsEach × ColumnsEach of it. Factors of any type, as float.
template <unsigned Rows, unsigned Columns, unsigned Depth, unsigned RowsEach, unsigned ColumnsEach>
struct plain_tile {
    static constexpr unsigned rows = Rows, columns = Columns, depth = Depth, rows_each = RowsEach, columns_each = ColumnsEach;
    static constexpr unsigned across = Columns / ColumnsEach;  ///< lanes that share a row, neighbours
    static constexpr unsigned strips = 1;                      ///< warps that share a row
    static constexpr unsigned resident = 1;                    ///< blocks that a multiprocessor must have registers for; 2 makes it spill on sm_100
    static constexpr unsigned threads = Rows / RowsEach * across;
    static constexpr unsigned group = 4;                       ///< columns of a thread that are neighbours: 16 bytes
    static constexpr unsigned pitch_rows = Rows + 4, pitch_columns = Columns + 4;  ///< padded, so that a transposing store meets fewer conflicts
    static_assert(Rows % RowsEach == 0 && Columns % ColumnsEach == 0 && ColumnsEach % group == 0 && Depth % 8 == 0);
    static_assert(across <= warp_size && warp_size % across == 0 && threads % warp_size == 0 && RowsEach <= across);

    template <class Block>
    struct storage {
        typename Block::template array<float, Depth * pitch_rows> first;
        typename Block::template array<float, Depth * pitch_columns> second;
    };
    /// A thread's part of the result.
    struct share {
        float values[RowsEach][ColumnsEach];
    };
    CALM_DEVICE static unsigned row_of(unsigned thread, unsigned i) { return thread / across * RowsEach + i; }
    CALM_DEVICE static unsigned column_of(unsigned thread, unsigned j) { return j / group * (across * group) + thread % across * group + j % group; }
    CALM_DEVICE static unsigned strip_of(unsigned) { return 0; }

    /// The tile whose first row and column these are. `skip` says of a part of the inner index, by its first, whether to leave it out; the same for
    /// all threads. All threads must come to it, and shared memory may be used again as they return.
    template <class Block, class Storage, class First, class Second, class Skip = leave_out_nothing>
    CALM_DEVICE static share product(Block& block, Storage& shared, const First& first, const Second& second, std::uint32_t row, std::uint32_t column,
                                     const Skip& skip = {}) {
        share sum{};
        const unsigned thread = block.thread();
        for (std::uint32_t begin = 0; begin < first.inner; begin += Depth) {
            if (skip(begin)) continue;
            fetch<Rows, pitch_rows>(thread, shared.first, first, row, begin);
            fetch<Columns, pitch_columns>(thread, shared.second, second, column, begin);
            block.barrier();
            CALM_UNROLL
            for (unsigned k = 0; k < Depth; ++k) {
                float a[RowsEach], b[ColumnsEach];
                CALM_UNROLL
                for (unsigned i = 0; i < RowsEach; ++i) a[i] = shared.first[k * pitch_rows + row_of(thread, i)];
                CALM_UNROLL
                for (unsigned j = 0; j < ColumnsEach; ++j) b[j] = shared.second[k * pitch_columns + column_of(thread, j)];
                CALM_UNROLL
                for (unsigned i = 0; i < RowsEach; ++i)
                    CALM_UNROLL
                    for (unsigned j = 0; j < ColumnsEach; ++j) sum.values[i][j] += a[i] * b[j];
            }
            block.barrier();
        }
        return sum;
    }

private:
    /// Copies [outer, outer + Size) by [inner, inner + Depth) of a factor to shared memory, as [inner][outer].
    template <unsigned Size, unsigned Pitch, class Factor, class Array>
    CALM_DEVICE static void fetch(unsigned thread, Array& to, const Factor& from, std::uint32_t outer, std::uint32_t inner) {
        constexpr unsigned width = pack<typename Factor::value>::size, nears = (Factor::inner_first ? Depth : Size) / width;
        constexpr unsigned fars = Factor::inner_first ? Size : Depth;
        CALM_UNROLL
        for (unsigned e = thread; e < nears * fars; e += threads) {
            const unsigned far = e / nears, near = e % nears * width;
            const auto loaded = Factor::inner_first ? from.at(outer + far, inner + near) : from.at(inner + far, outer + near);
            CALM_UNROLL
            for (unsigned i = 0; i < width; ++i)
                to[Factor::inner_first ? (near + i) * Pitch + far : far * Pitch + near + i] = to_float(loaded.values[i]);
        }
    }
};

} // namespace calm::cuda::detail
