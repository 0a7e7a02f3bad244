// Agents between tokens and pairs: sums over completions, and the pair's gradient spread over its tokens.
#pragma once

#include "calm/cuda/detail/block.cuh"
#include "calm/cuda/detail/status.cuh"
#include "calm/loss/tokens.hpp"

#include <cstddef>
#include <cstdint>

namespace calm::cuda::detail {

/// loss::ragged, as kernels have it.
template <class T>
struct rows {
    const T* values = nullptr;
    const std::size_t* starts = nullptr;  ///< null: not there
    std::size_t size = 0;                 ///< of values

    rows() = default;
    explicit rows(const loss::ragged<const T>& from) : values(from.values.data()), starts(from.rows() > 0 ? from.starts.data() : nullptr), size(from.values.size()) {}
    CALM_DEVICE std::uint32_t length(std::uint32_t row) const { return static_cast<std::uint32_t>(starts[row + 1] - starts[row]); }
    CALM_DEVICE bool is_good(std::uint32_t row) const {
        return starts[row] <= starts[row + 1] && starts[row + 1] <= size && starts[row + 1] - starts[row] <= 0x7fffffffU;
    }
};

/// loss::token_batch, as kernels have it, and what comes of it: columns of the pairs.
template <class T>
struct token_rows {
    rows<T> policy_chosen, policy_rejected, reference_chosen, reference_rejected;

    explicit token_rows(const loss::token_batch<T>& of)
        : policy_chosen(of.policy_chosen), policy_rejected(of.policy_rejected), reference_chosen(of.reference_chosen), reference_rejected(of.reference_rejected) {}
};

struct pair_sums {
    double policy_chosen, policy_rejected, reference_chosen, reference_rejected, full;
};
struct add_pair_sums {
    CALM_DEVICE pair_sums operator()(const pair_sums& a, const pair_sums& b) const {
        return {a.policy_chosen + b.policy_chosen, a.policy_rejected + b.policy_rejected, a.reference_chosen + b.reference_chosen,
                a.reference_rejected + b.reference_rejected, a.full + b.full};
    }
};

/// Columns of pairs in the workspace.
struct pair_scratch {
    double *policy_chosen, *policy_rejected, *reference_chosen, *reference_rejected, *full;
    std::uint32_t *length_chosen, *length_rejected;
    double *grad_chosen, *grad_rejected, *grad_full;
};

/// One block a pair. Refuses rows that don't fit and values that are not finite.
template <class T>
struct sum_tokens {
    static constexpr const char* name = "sum_tokens";
    static constexpr unsigned threads = 128;
    struct parameters {
        token_rows<T> batch;
        double ld;        ///< what tokens beyond the shorter side count
        pair_scratch to;
        unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Block::template array<pair_sums, 2 * threads / warp_size> sums;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        const std::uint32_t pair = block.x();
        const auto& b = p.batch;
        const bool reference = b.reference_chosen.starts != nullptr;
        problem what = problem::refused_below;
        field where = field::none;
        const auto check = [&](const rows<T>& of, const rows<T>* like, field as) {
            if (what != problem::refused_below) return;
            where = as;
            if (!of.is_good(pair)) what = problem::row_starts;
            else if (like != nullptr && of.length(pair) != like->length(pair)) what = problem::row_lengths;
        };
        check(b.policy_chosen, nullptr, field::policy_chosen), check(b.policy_rejected, nullptr, field::policy_rejected);
        if (reference)
            check(b.reference_chosen, &b.policy_chosen, field::reference_chosen), check(b.reference_rejected, &b.policy_rejected, field::reference_rejected);
        if (what != problem::refused_below) {  // the same for all threads
            if (block.thread() == 0) block.lower(p.status, problem_word(what, where, pair));
            return;
        }
        const std::uint32_t chosen = b.policy_chosen.length(pair), rejected = b.policy_rejected.length(pair);
        const std::uint32_t common = chosen < rejected ? chosen : rejected;
        pair_sums mine{0, 0, 0, 0, 0};
        for (std::uint32_t t = block.thread(); t < chosen; t += threads) {
            const double factor = t < common ? 1.0 : p.ld, value = static_cast<double>(b.policy_chosen.values[b.policy_chosen.starts[pair] + t]);
            mine.policy_chosen += factor * value, mine.full += value;
            if (reference) mine.reference_chosen += factor * static_cast<double>(b.reference_chosen.values[b.reference_chosen.starts[pair] + t]);
        }
        for (std::uint32_t t = block.thread(); t < rejected; t += threads) {
            const double factor = t < common ? 1.0 : p.ld;
            mine.policy_rejected += factor * static_cast<double>(b.policy_rejected.values[b.policy_rejected.starts[pair] + t]);
            if (reference) mine.reference_rejected += factor * static_cast<double>(b.reference_rejected.values[b.reference_rejected.starts[pair] + t]);
        }
        mine = reduce<threads>(block, shared.sums, mine, add_pair_sums{});
        if (block.thread() != 0) return;
        const auto finite = [&](double sum, field as) {  // a sum of tokens that are not all finite is not finite
            if (!is_finite(sum)) block.lower(p.status, problem_word(problem::value, as, pair));
        };
        finite(mine.policy_chosen, field::policy_chosen), finite(mine.full, field::policy_chosen), finite(mine.policy_rejected, field::policy_rejected);
        finite(mine.reference_chosen, field::reference_chosen), finite(mine.reference_rejected, field::reference_rejected);
        p.to.policy_chosen[pair] = mine.policy_chosen, p.to.policy_rejected[pair] = mine.policy_rejected, p.to.full[pair] = mine.full;
        if (reference) p.to.reference_chosen[pair] = mine.reference_chosen, p.to.reference_rejected[pair] = mine.reference_rejected;
        p.to.length_chosen[pair] = chosen, p.to.length_rejected[pair] = rejected;
    }
};

/// One block a pair.
template <class T>
struct spread_gradient {
    static constexpr const char* name = "spread_gradient";
    static constexpr unsigned threads = 128;
    struct parameters {
        const std::size_t *starts_chosen, *starts_rejected;
        double ld;
        pair_scratch from;
        T *chosen, *rejected;  ///< null: not written
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {};

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>&, const parameters& p) {
        if (is_refused(p.status)) return;
        const std::uint32_t pair = block.x(), n_w = p.from.length_chosen[pair], n_l = p.from.length_rejected[pair], common = n_w < n_l ? n_w : n_l;
        const auto spread = [&](T* to, std::size_t begin, std::uint32_t length, double slope, double always) {
            if (to == nullptr) return;
            const T head = static_cast<T>(slope + always), tail = static_cast<T>(p.ld * slope + always);
            for (std::uint32_t t = block.thread(); t < length; t += threads) to[begin + t] = t < common ? head : tail;
        };
        spread(p.chosen, p.starts_chosen[pair], n_w, p.from.grad_chosen[pair], p.from.grad_full[pair]);
        spread(p.rejected, p.starts_rejected[pair], n_l, p.from.grad_rejected[pair], 0.0);
    }
};

} // namespace calm::cuda::detail
