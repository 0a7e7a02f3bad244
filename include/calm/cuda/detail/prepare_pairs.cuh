// One shape for all losses on a device: what pair_terms calls with (index of the pair, its values, its weight). What a loss of a batch needs to know
// of all pairs is computed by kernels ahead of it, into the workspace.
#pragma once

#include "calm/cuda/detail/batch_totals.cuh"
#include "calm/cuda/detail/scratch.cuh"
#include "calm/cuda/detail/sort_pairs.cuh"
#include "calm/cuda/detail/stream_device.cuh"
#include "calm/loss/coupled.hpp"
#include "calm/loss/detail/links.hpp"
#include "calm/loss/detail/prepare.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace calm::cuda::detail {

template <class T, class L>
struct pointwise_term {
    L loss;
    CALM_DEVICE loss::pair_term<T> operator()(std::uint32_t, const loss::pair_values<T>& v, T weight) const { return weight * loss::term_of(loss, v); }
};

template <class T>
struct sft_term {
    const double* totals;
    CALM_DEVICE loss::pair_term<T> operator()(std::uint32_t, const loss::pair_values<T>&, T weight) const {
        return {weight * static_cast<T>(totals[0]), T(0), T(0), static_cast<T>(totals[1])};
    }
};

/// Two lists of which elements of the same rank are compared.
struct ranked {
    const std::uint32_t* first_rank;
    const double* first_sorted;
    const std::uint32_t* second_rank;
    const double* second_sorted;
};

/// What sorting two lists takes of the workspace: each twice, from one to the other and back.
struct sort_scratch {
    sorted_list lists[2][2];

    sort_scratch(scratch& space, std::size_t pairs) {
        for (auto& side : lists)
            for (auto& one : side) one.values = space.take<double>(pairs), one.index = space.take<std::uint32_t>(pairs);
    }
};

template <class T>
struct aot_term {
    double beta, smoothing;
    ranked lists;  ///< the policy's margins, the reference's
    CALM_DEVICE loss::pair_term<T> operator()(std::uint32_t i, const loss::pair_values<T>& v, T) const {
        const T partner = static_cast<T>(lists.second_sorted[lists.first_rank[i]]);
        const auto at = loss::detail::smoothed_link(T(beta) * (v.policy_chosen - v.policy_rejected - partner), smoothing);
        const T slope = T(beta) * at.slope;
        return {at.value, slope, -slope, T(0)};
    }
};

template <class T>
struct aot_unpaired_term {
    double beta, smoothing;
    ranked lists;  ///< the chosen sides' log-ratios, the rejected ones'
    CALM_DEVICE loss::pair_term<T> operator()(std::uint32_t i, const loss::pair_values<T>& v, T) const {
        const T of_chosen = static_cast<T>(lists.second_sorted[lists.first_rank[i]]), of_rejected = static_cast<T>(lists.first_sorted[lists.second_rank[i]]);
        const auto at_chosen = loss::detail::smoothed_link(T(beta) * (loss::chosen_ratio(v) - of_chosen), smoothing);
        const auto at_rejected = loss::detail::smoothed_link(T(beta) * (of_rejected - loss::rejected_ratio(v)), smoothing);
        return {at_chosen.value, T(beta) * at_chosen.slope, -(T(beta) * at_rejected.slope), T(0)};
    }
};

template <class T, class First>
struct last_of_sum {
    First first;
    T factor;
    CALM_DEVICE loss::pair_term<T> operator()(std::uint32_t i, const loss::pair_values<T>& v, T weight) const { return factor * first(i, v, weight); }
};
template <class T, class First, class Rest>
struct sum_term {
    First first;
    T factor;
    Rest rest;
    CALM_DEVICE loss::pair_term<T> operator()(std::uint32_t i, const loss::pair_values<T>& v, T weight) const {
        return factor * first(i, v, weight) + rest(i, v, weight);
    }
};

/// Launches what has to be known ahead. With a null device it only takes from the workspace, to count.
template <class T, class Device>
struct preparation {
    const loss::pair_batch<T>& batch;
    scratch& space;
    Device* device;
    unsigned long long* status;

    template <class L>
    auto operator()(const L& loss) const {
        if constexpr (std::same_as<L, loss::sft>) {
            sft_term<T> term{space.take<double>(2)};
            if (device != nullptr) device->template launch<sft_totals<T>>({}, {pair_columns<T>(batch), const_cast<double*>(term.totals), status});
            return term;
        } else if constexpr (std::same_as<L, loss::aot> || std::same_as<L, loss::aot_unpaired>) {
            loss::detail::refuse_weights(!batch.weight.empty(), std::same_as<L, loss::aot> ? "aot" : "aot_unpaired");
            const double b = loss.loss::beta::value, smoothing = loss.loss::label_smoothing::value;
            if constexpr (std::same_as<L, loss::aot>)
                return aot_term<T>{b, smoothing, rank(batch.policy_chosen, batch.policy_rejected, batch.reference_chosen, batch.reference_rejected)};
            else
                return aot_unpaired_term<T>{b, smoothing, rank(batch.policy_chosen, batch.reference_chosen, batch.policy_rejected, batch.reference_rejected)};
        } else if constexpr (loss::detail::is_sum<L> && !loss::preference_loss<L, T>) {
            const auto first = (*this)(loss.first.loss);
            const T factor = static_cast<T>(loss.first.weight);
            if constexpr (requires { loss.rest.first; }) {
                const auto rest = (*this)(loss.rest);
                return sum_term<T, std::remove_const_t<decltype(first)>, std::remove_const_t<decltype(rest)>>{first, factor, rest};
            } else {
                return last_of_sum<T, std::remove_const_t<decltype(first)>>{first, factor};
            }
        } else {
            static_assert(loss::preference_loss<L, T>, "calm: a loss of a batch of your own runs on the host; write it as a preference_loss for a device");
            return pointwise_term<T, L>{loss};
        }
    }

private:
    using column_of_batch = loss::strided<const T>;
    ranked rank(const column_of_batch& a, const column_of_batch& minus_a, const column_of_batch& b, const column_of_batch& minus_b) const {
        const std::size_t pairs = batch.size();
        const unsigned merges = merges_for(pairs);
        const sort_scratch at(space, pairs);
        if (device != nullptr) {
            using column = column<const T>;
            const auto count = static_cast<std::uint32_t>(pairs);
            device->template launch<sort_runs<T>>({(pairs + run_size - 1) / run_size, 2}, {{column(a), column(b)}, {column(minus_a), column(minus_b)}, count, merges == 0,
                                                                                        {at.lists[0][0], at.lists[0][1]}, status});
            for (unsigned m = 0; m < merges; ++m) {
                const auto &from = at.lists[m % 2], &to = at.lists[(m + 1) % 2];
                device->template launch<merge_runs>({(pairs + merge_runs::threads - 1) / merge_runs::threads, 2},
                                                    {{from[0], from[1]}, count, run_size << m, m + 1 == merges, {to[0], to[1]}, status});
            }
        }
        const auto& sorted = at.lists[merges % 2];
        return {sorted[0].index, sorted[0].values, sorted[1].index, sorted[1].values};
    }
};

} // namespace calm::cuda::detail
