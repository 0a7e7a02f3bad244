// WPO's weights: the agent and its dispatch.
#pragma once

#include "calm/cuda/detail/check_shapes.cuh"
#include "calm/cuda/detail/session.cuh"
#include "calm/cuda/detail/token_rows.cuh"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace calm::cuda::detail {

struct two_sums {
    double first, second;
};
struct add_two_sums {
    CALM_DEVICE two_sums operator()(const two_sums& a, const two_sums& b) const { return {a.first + b.first, a.second + b.second}; }
};

/// What both agents below are given: sides are chosen and rejected.
template <class T>
struct wpo_rows {
    rows<T> logps[2], log_sum_sq[2];
};

/// Refuses rows that don't fit. One thread a pair.
template <class T>
struct check_wpo {
    static constexpr const char* name = "check_wpo";
    static constexpr unsigned threads = 128;
    struct parameters {
        wpo_rows<T> of;
        std::uint32_t pairs;
        unsigned long long* status;
    };
    template <class Block>
    struct storage {};

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>&, const parameters& p) {
        const std::uint32_t pair = block.x() * threads + block.thread();
        if (pair >= p.pairs) return;
        for (unsigned side = 0; side < 2; ++side) {
            const rows<T>&logps = p.of.logps[side], &squares = p.of.log_sum_sq[side];
            const field given = side == 0 ? field::log_sum_sq_chosen : field::log_sum_sq_rejected;
            if (!logps.is_good(pair)) block.lower(p.status, problem_word(problem::row_starts, side == 0 ? field::policy_chosen : field::policy_rejected, pair));
            else if (!squares.is_good(pair)) block.lower(p.status, problem_word(problem::row_starts, given, pair));
            else if (squares.length(pair) != logps.length(pair)) block.lower(p.status, problem_word(problem::row_lengths, given, pair));
        }
    }
};

/// One block a pair. Reports a weight that is not finite, so that what reads it is refused.
template <class T>
struct wpo_weights {
    static constexpr const char* name = "wpo_weights";
    static constexpr unsigned threads = 128;
    struct parameters {
        wpo_rows<T> of;
        double* weights;
        unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Block::template array<two_sums, 2 * threads / warp_size> sums;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        const std::uint32_t pair = block.x();
        const auto sum_of = [&](unsigned side) {
            const rows<T>&logps = p.of.logps[side], &squares = p.of.log_sum_sq[side];
            double sum = 0;
            if (!logps.is_good(pair) || !squares.is_good(pair) || squares.length(pair) != logps.length(pair)) return sum;  // refused
            for (std::uint32_t t = block.thread(); t < logps.length(pair); t += threads)
                sum += static_cast<double>(logps.values[logps.starts[pair] + t]) - static_cast<double>(squares.values[squares.starts[pair] + t]);
            return sum;
        };
        const two_sums all = reduce<threads>(block, shared.sums, two_sums{sum_of(0), sum_of(1)}, add_two_sums{});
        // The word may be lowered by another block meanwhile, so that thread 0 alone looks at it: the others would not all see the same.
        if (block.thread() != 0 || is_refused(p.status)) return;
        const auto mean = [](double sum, std::uint32_t length) { return length == 0 ? 0.0 : sum / static_cast<double>(length); };
        const double weight = p.weights[pair] * exp(mean(all.first, p.of.logps[0].length(pair)) + mean(all.second, p.of.logps[1].length(pair)));
        if (!is_finite(weight)) block.lower(p.status, problem_word(problem::value, field::weight, pair));
        p.weights[pair] = weight;
    }
};

template <class T, class Device>
void multiply_by_wpo_weights(session<Device>& with, const loss::token_batch<T>& batch, const loss::ragged<const T>& chosen, const loss::ragged<const T>& rejected,
                             std::span<double> weights) {
    const std::size_t pairs = counted(batch.policy_chosen.rows(), "pairs");
    const auto same = [&](std::size_t count, std::string_view name) {
        if (count != pairs)
            refuse(std::string(name) + " has " + std::to_string(count) + " rows and policy_chosen " + std::to_string(pairs) + "; a batch has one of each a pair");
    };
    same(batch.policy_rejected.rows(), "policy_rejected"), same(chosen.rows(), "log_sum_sq_chosen"), same(rejected.rows(), "log_sum_sq_rejected");
    if (weights.size() != pairs)
        refuse("there are " + std::to_string(weights.size()) + " weights for " + std::to_string(pairs) + " pairs; give one a pair");
    if (pairs == 0) return;
    const wpo_rows<T> of{{rows<T>(batch.policy_chosen), rows<T>(batch.policy_rejected)}, {rows<T>(chosen), rows<T>(rejected)}};
    with.template launch_over<check_wpo<T>>(pairs, {of, static_cast<std::uint32_t>(pairs), with.status()});
    with.device().template launch<wpo_weights<T>>({pairs, 1}, {of, weights.data(), with.status()});
}

} // namespace calm::cuda::detail
