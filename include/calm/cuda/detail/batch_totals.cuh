// Agents that look at all pairs of a batch at once, for losses that subtract or divide by a total.
#pragma once

#include "calm/cuda/detail/pair_terms.cuh"

#include <cstddef>
#include <cstdint>

namespace calm::cuda::detail {

struct three_sums {
    double first, second, third;
};
struct add_three_sums {
    CALM_DEVICE three_sums operator()(const three_sums& a, const three_sums& b) const { return {a.first + b.first, a.second + b.second, a.third + b.third}; }
};

/// SFT's loss, -Σ p / Σ n, and its slope, for a pair of weight 1 and the sum of weights. One block.
template <class T>
struct sft_totals {
    static constexpr const char* name = "sft_totals";
    static constexpr unsigned threads = 256;
    struct parameters {
        pair_columns<T> batch;
        double* to;  ///< loss, slope
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Block::template array<three_sums, 2 * threads / warp_size> sums;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        if (is_refused(p.status)) return;
        three_sums mine{0, 0, 0};
        for (std::uint32_t i = block.thread(); i < p.batch.pairs; i += threads) {
            const T full = p.batch.full_chosen ? p.batch.full_chosen[i] : p.batch.policy_chosen[i];
            mine = add_three_sums{}(mine, {static_cast<double>(full), static_cast<double>(p.batch.length_chosen[i]), p.batch.weight ? p.batch.weight[i] : 1.0});
        }
        mine = reduce<threads>(block, shared.sums, mine, add_three_sums{});
        if (block.thread() != 0) return;
        p.to[0] = mine.second > 0 ? -mine.first / mine.second : 0.0;
        p.to[1] = mine.second > 0 ? -mine.third / mine.second : 0.0;
    }
};

/// The mean of factor · (policy - reference), at least 0 where that is asked for, of what there is here and was before. Writes nothing when one is not
/// finite. One block.
template <class T>
struct mean_ratio {
    static constexpr const char* name = "mean_ratio";
    static constexpr unsigned threads = 256;
    struct parameters {
        column<const T> policy[2], reference[2];
        std::uint32_t count;
        unsigned sides;
        double factor;
        bool at_least_zero;
        field where[2];
        double* before;  ///< sum and number so far, replaced; null: none
        double* mean;
        unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Block::template array<three_sums, 2 * threads / warp_size> sums;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        if (is_refused(p.status)) return;
        three_sums mine{0, 0, 0};
        for (std::uint32_t i = block.thread(); i < p.count; i += threads)
            for (unsigned side = 0; side < p.sides; ++side) mine.first += p.factor * ratio(p, side, i);
        mine = reduce<threads>(block, shared.sums, mine, add_three_sums{});
        if (block.thread() != 0) return;
        if (!is_finite(mine.first)) {  // all threads have read the status by now
            for (std::uint32_t i = 0; i < p.count; ++i)
                for (unsigned side = 0; side < p.sides; ++side)
                    if (!is_finite(ratio(p, side, i))) block.lower(p.status, problem_word(problem::value, p.where[side], i));
            return;
        }
        double sum = mine.first, number = static_cast<double>(p.count) * p.sides;
        if (p.before != nullptr) {
            sum += p.before[0], number += p.before[1];
            p.before[0] = sum, p.before[1] = number;
        }
        const double mean = number > 0 ? sum / number : 0.0;
        *p.mean = p.at_least_zero && mean < 0 ? 0.0 : mean;
    }

private:
    CALM_DEVICE static double ratio(const parameters& p, unsigned side, std::uint32_t i) {
        return static_cast<double>(p.policy[side][i]) - static_cast<double>(p.reference[side][i]);
    }
};

} // namespace calm::cuda::detail
