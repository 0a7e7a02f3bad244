// A tile of a matrix product by tensor cores: the interface of plain_tile, with factors of sixteen bits, or floats as tf32.
#pragma once

#include "calm/cuda/detail/tile_product.cuh"

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace calm::cuda::detail {

/// WarpsDown × WarpsAcross warps have M × N products of 16 × 8 each. Shared memory has two stages of 16 words of the inner index: while one is multiplied,
/// the next is on its way from memory in registers, so there is one barrier a stage.
template <class Kind, unsigned WarpsDown = 4, unsigned WarpsAcross = 2, unsigned M = 2, unsigned N = 8>
struct mma_tile {
    static constexpr unsigned rows = WarpsDown * 16 * M, columns = WarpsAcross * 8 * N;
    static constexpr unsigned words = 16, depth = words * numbers_a_word<Kind>;
    static constexpr unsigned threads = WarpsDown * WarpsAcross * warp_size, rows_each = 2 * M, columns_each = 2 * N;
    static constexpr unsigned across = 4, strips = WarpsAcross, resident = 2;
    static_assert(rows_each <= across && rows % 8 == 0);

    template <class Block>
    struct storage {
        typename Block::template array<std::uint32_t, 2 * rows * words> first;
        typename Block::template array<std::uint32_t, 2 * columns * words> second;
    };
    struct share {
        float values[rows_each][columns_each];
    };
    CALM_DEVICE static unsigned row_of(unsigned thread, unsigned i) { return first_row(thread) + i / 2 * 16 + i % 2 * 8 + thread % warp_size / 4; }
    CALM_DEVICE static unsigned column_of(unsigned thread, unsigned j) { return first_column(thread) + j / 2 * 8 + thread % 4 * 2 + j % 2; }
    CALM_DEVICE static unsigned strip_of(unsigned thread) { return thread / warp_size % WarpsAcross; }

    /// plain_tile::product.
    template <class Block, class Storage, class First, class Second, class Skip = leave_out_nothing>
    CALM_DEVICE static share product(Block& block, Storage& shared, const First& first, const Second& second, std::uint32_t row, std::uint32_t column,
                                     const Skip& skip = {}) {
        share sum{};
        const unsigned thread = block.thread();
        const auto next_of = [&](std::uint32_t begin) {
            while (begin < first.inner && skip(begin)) begin += depth;
            return begin;
        };
        std::uint32_t begin = next_of(0);
        if (begin >= first.inner) return sum;
        staged<First, rows> a;
        staged<Second, columns> b;
        a.fetch(thread, first, row, begin), b.fetch(thread, second, column, begin);
        a.store(thread, shared.first, 0), b.store(thread, shared.second, 0);
        block.barrier();
        for (unsigned stage = 0; begin < first.inner; stage ^= 1U) {
            begin = next_of(begin + depth);
            const bool more = begin < first.inner;
            if (more) a.fetch(thread, first, row, begin), b.fetch(thread, second, column, begin);
            multiply_stage(block, thread, shared, stage, sum);
            if (more) a.store(thread, shared.first, stage ^ 1U), b.store(thread, shared.second, stage ^ 1U);
            block.barrier();
        }
        return sum;
    }

private:
    CALM_DEVICE static unsigned first_row(unsigned thread) { return thread / warp_size / WarpsAcross * 16 * M; }
    CALM_DEVICE static unsigned first_column(unsigned thread) { return strip_of(thread) * 8 * N; }

    /// Where a word lies: rows of 16 words, whose groups of 4 change places from every second row to the next, so that 8 rows by 4 words (a fragment's
    /// loads), and 2 rows by 16 (a pack's stores), are in 32 different banks.
    CALM_DEVICE static unsigned place(unsigned outer, unsigned word) { return outer * words + ((word / 4 ^ outer / 2) % 4) * 4 + word % 4; }

    template <class Block, class Storage>
    CALM_DEVICE static void multiply_stage(Block& block, unsigned thread, Storage& shared, unsigned stage, share& sum) {
        const unsigned group = thread % warp_size / 4, in_group = thread % 4;
        CALM_UNROLL
        for (unsigned k = 0; k < words; k += 8) {
            std::uint32_t a[M][4], b[N][2];
            CALM_UNROLL
            for (unsigned i = 0; i < M; ++i)
                CALM_UNROLL
                for (unsigned r = 0; r < 4; ++r)
                    a[i][r] = shared.first[stage * rows * words + place(first_row(thread) + i * 16 + r % 2 * 8 + group, k + r / 2 * 4 + in_group)];
            CALM_UNROLL
            for (unsigned j = 0; j < N; ++j)
                CALM_UNROLL
                for (unsigned r = 0; r < 2; ++r)
                    b[j][r] = shared.second[stage * columns * words + place(first_column(thread) + j * 8 + group, k + r * 4 + in_group)];
            block.template multiply<Kind, M, N>(sum.values, a, b);
        }
    }

    /// What a thread brings of a stage: Size of the outer index by 16 words.
    template <class Factor, unsigned Size>
    struct staged {
        using T = typename Factor::value;
        static_assert(std::is_same_v<T, std::conditional_t<std::is_same_v<Kind, tf32>, float, Kind>>);
        static constexpr unsigned width = pack<T>::size, numbers = numbers_a_word<Kind>;
        static constexpr unsigned count = Size * words / 4 / threads;  ///< packs
        static_assert(count * threads * 4 == Size * words && count % numbers == 0);
        std::uint32_t packs[count][4];

        // Inner first, a pack is 4 words of one row; neighbouring threads have neighbours of it. Else it is one inner index of several rows, and the thread has
        // those that share words with it, too; neighbouring threads have neighbouring words, so that few of their stores meet in a bank.
        CALM_DEVICE void fetch(unsigned thread, const Factor& from, std::uint32_t outer, std::uint32_t inner) {
            CALM_UNROLL
            for (unsigned i = 0; i < count; ++i) {
                pack<T> loaded;
                if constexpr (Factor::inner_first) {
                    const unsigned e = thread + i * threads;
                    loaded = from.at(outer + e / (words / 4), inner + e % (words / 4) * width);
                } else {
                    const unsigned e = thread + i / numbers * threads;
                    loaded = from.at(inner + e % words * numbers + i % numbers, outer + e / words * width);
                }
                __builtin_memcpy(packs[i], &loaded, sizeof loaded);
            }
        }
        template <class Array>
        CALM_DEVICE void store(unsigned thread, Array& to, unsigned stage) const {
            CALM_UNROLL
            for (unsigned i = 0; i < count; i += Factor::inner_first ? 1 : numbers) {
                CALM_UNROLL
                for (unsigned w = 0; w < (Factor::inner_first ? 4 : width); ++w) {
                    if constexpr (Factor::inner_first) {
                        const unsigned e = thread + i * threads;
                        to[stage * Size * words + place(e / (words / 4), e % (words / 4) * 4 + w)] = word(packs[i][w]);
                    } else {
                        const unsigned e = thread + i / numbers * threads;
                        to[stage * Size * words + place(e / words * width + w, e % words)] = numbers == 1 ? word(packs[i][w]) : pair(packs[i], packs[i + numbers - 1], w);
                    }
                }
            }
        }

    private:
        CALM_DEVICE static std::uint32_t word(std::uint32_t bits) {
            if constexpr (std::is_same_v<T, float>) return to_tf32(__builtin_bit_cast(float, bits));
            else return bits;
        }
        /// Number i of both packs, of sixteen bits.
        CALM_DEVICE static std::uint32_t pair(const std::uint32_t (&low)[4], const std::uint32_t (&high)[4], unsigned i) {
            return i % 2 == 0 ? (low[i / 2] & 0xffffU) | high[i / 2] << 16 : low[i / 2] >> 16 | (high[i / 2] & 0xffff0000U);
        }
    };
};

} // namespace calm::cuda::detail
