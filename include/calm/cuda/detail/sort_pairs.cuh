// Agents that sort lists of a batch: runs in shared memory, then merges of two runs each, until one is left. Both lists of a loss go side by side. Equal
// values are in the order of the pairs, so that any sort gives the same.
#pragma once

#include "calm/cuda/detail/pair_terms.cuh"

#include <cstddef>
#include <cstdint>

namespace calm::cuda::detail {

/// Elements of a run that one block sorts: 16 KiB of shared memory, 55 steps. Derived, not measured: most batches are smaller, so that there is no merge.
inline constexpr std::uint32_t run_size = 1024;

/// Merges until `count` elements are one run.
inline constexpr unsigned merges_for(std::size_t count) {
    unsigned merges = 0;
    for (std::size_t size = run_size; size < count; size *= 2) ++merges;
    return merges;
}

/// A list on its way: values that rise within runs, and whose they are. When it is all sorted, `index` is by pair instead: the rank of each.
struct sorted_list {
    double* values;
    std::uint32_t* index;

    /// The last step leaves ranks.
    CALM_DEVICE void put(std::uint32_t at, double value, std::uint32_t pair, bool last) const {
        values[at] = value;
        if (last) index[pair] = at;
        else index[at] = pair;
    }
};

/// Block (i, j) sorts the i-th run of the j-th list of differences, from - what, by a bitonic network over the next power of two.
template <class T>
struct sort_runs {
    static constexpr const char* name = "sort_runs";
    static constexpr unsigned threads = run_size / 2;
    struct parameters {
        column<const T> from[2], what[2];
        std::uint32_t count;
        bool last;
        sorted_list to[2];
        const unsigned long long* status;
    };
    struct element {
        double value;
        std::uint32_t pair;
        std::uint32_t unused;
    };
    template <class Block>
    struct storage {
        typename Block::template array<element, run_size> run;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        if (is_refused(p.status)) return;
        const std::uint32_t begin = block.x() * run_size, count = p.count - begin < run_size ? p.count - begin : run_size;
        const unsigned thread = block.thread(), list = block.y();
        std::uint32_t size = 2;
        while (size < count) size *= 2;
        for (std::uint32_t i = thread; i < size; i += threads) {
            const std::uint32_t pair = begin + i;
            if (i < count) shared.run[i] = element{static_cast<double>(p.from[list][pair]) - static_cast<double>(p.what[list][pair]), pair, 0};
            else shared.run[i] = element{0, ~0U, 0};  // behind all others
        }
        block.barrier();
        for (std::uint32_t width = 2; width <= size; width *= 2)
            for (std::uint32_t step = width / 2; step > 0; step /= 2) {
                if (2 * thread < size) {
                    const std::uint32_t low = 2 * thread - thread % step, high = low + step;
                    const element a = shared.run[low], b = shared.run[high];
                    if (is_before(b, a) == ((low & width) == 0)) shared.run[low] = b, shared.run[high] = a;
                }
                block.barrier();
            }
        for (std::uint32_t i = thread; i < count; i += threads) {
            const element one = shared.run[i];
            p.to[list].put(begin + i, one.value, one.pair, p.last);
        }
    }

private:
    CALM_DEVICE static bool is_before(const element& a, const element& b) {
        if (a.pair == ~0U || b.pair == ~0U) return a.pair < b.pair;
        return a.value < b.value || (a.value == b.value && a.pair < b.pair);
    }
};

/// Merges runs of `size` by twos. One thread an element, which looks for its place in the other run: log2(size) reads. Pairs of the earlier run are before
/// those of the later one, so that equal values stay in their order.
struct merge_runs {
    static constexpr const char* name = "merge_runs";
    static constexpr unsigned threads = 256;
    struct parameters {
        sorted_list from[2];
        std::uint32_t count;
        std::uint32_t size;
        bool last;
        sorted_list to[2];
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {};

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>&, const parameters& p) {
        const std::uint32_t i = block.x() * threads + block.thread();
        if (is_refused(p.status) || i >= p.count) return;
        const sorted_list from = p.from[block.y()];
        const std::uint32_t run = i / p.size, start = (run ^ 1U) * p.size;  // of the other run, which may not be there, or shorter
        const bool later = run % 2 == 1;
        const double mine = from.values[i];
        std::uint32_t low = start < p.count ? start : p.count, high = p.count - low < p.size ? p.count : low + p.size;
        const std::uint32_t begin = low;
        while (low < high) {
            const std::uint32_t middle = low + (high - low) / 2;
            const double other = from.values[middle];
            if (later ? other <= mine : other < mine) low = middle + 1;
            else high = middle;
        }
        p.to[block.y()].put(run / 2 * 2 * p.size + i % p.size + (low - begin), mine, from.index[i], p.last);
    }
};

} // namespace calm::cuda::detail
