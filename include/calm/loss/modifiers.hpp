// Losses made of losses: weighted sums (MPO, RPO, an NLL term), and any of them without its reference.
#pragma once

#include "calm/error.hpp"
#include "calm/host_device.hpp"
#include "calm/loss/pair_values.hpp"
#include "calm/loss/preference_loss.hpp"

#include <string>
#include <type_traits>

namespace calm::loss {

/// A loss and its weight in a sum.
template <class L>
struct weighed {
    double weight = 1;
    L loss;
};

/// @param weight  finite; a negative one subtracts
/// @throws error (invalid_option)
template <class L>
[[nodiscard]] constexpr weighed<L> weigh(double weight, const L& loss) {
    if (!(weight > -1e300 && weight < 1e300))
        throw error(error_id::invalid_option, "a loss has the weight " + std::to_string(weight) + "; it must be finite");
    return {weight, loss};
}

/// The weighted sum of losses (MPO: Wang et al. 2024, arXiv 2411.10442, equation 1; RPO): sum(weigh(0.8, sigmoid()), weigh(0.2, bco_pair()), weigh(1.0, sft())).
/// Summands may be a user's own losses and those of a batch (loss/coupled.hpp); without the latter a sum is a preference_loss itself.
/// Its rewards, for the metrics, are those of the first summand.
template <class... Ls>
struct sum;

template <class First, class... Rest>
struct sum<First, Rest...> {
    constexpr explicit sum(const weighed<First>& head, const weighed<Rest>&... tail) : first(head), rest(tail...) {}

    weighed<First> first;
    sum<Rest...> rest;

    static constexpr bool reads_reference() { return detail::reads_reference<First>() || sum<Rest...>::reads_reference(); }
    [[nodiscard]] constexpr bool reads_lengths() const { return detail::reads_lengths(first.loss) || rest.reads_lengths(); }
    [[nodiscard]] constexpr bool rewards_per_token() const { return detail::rewards_per_token(first.loss); }
    [[nodiscard]] constexpr double reward_scale() const { return detail::reward_scale(first.loss); }

    template <class T>
        requires preference_loss<First, T> && (preference_loss<Rest, T> && ...)
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        if constexpr (sizeof...(Rest) == 0) return T(first.weight) * term_of(first.loss, v);
        else return T(first.weight) * term_of(first.loss, v) + rest(v);
    }
};

template <>
struct sum<> {
    static constexpr bool reads_reference() { return false; }
    static constexpr bool reads_lengths() { return false; }
};

template <class... Ls>
explicit sum(const weighed<Ls>&...) -> sum<Ls...>;

namespace detail {

/// Whether a loss is known to read no reference.
template <class L>
inline constexpr bool reads_no_reference = declares_reference<L> && !reads_reference<L>();
template <class... Ls>
inline constexpr bool reads_no_reference<sum<Ls...>> = (reads_no_reference<Ls> && ...);

} // namespace detail

/// A loss with q = 0: reference-free DPO and its like. The batch must have no reference, then.
template <class L>
struct reference_free {
    L loss;

    constexpr explicit reference_free(const L& of) : loss(of) {
        static_assert(!detail::reads_no_reference<L>, "calm: this loss reads no reference, so there is none to leave out");
    }

    static constexpr bool reads_reference() { return false; }
    static constexpr bool forbids_reference() { return true; }
    [[nodiscard]] constexpr bool reads_lengths() const { return detail::reads_lengths(loss); }
    [[nodiscard]] constexpr bool rewards_per_token() const { return detail::rewards_per_token(loss); }
    [[nodiscard]] constexpr double reward_scale() const { return detail::reward_scale(loss); }

    template <class T>
        requires preference_loss<L, T>
    CALM_HOST_DEVICE pair_term<T> operator()(pair_values<T> v) const {
        v.reference_chosen = T(0);
        v.reference_rejected = T(0);
        return term_of(loss, v);
    }
};

} // namespace calm::loss
