// The concept of a loss on one pair, built in or a user's own, and its evaluation with gradient whether it was written with one or not.
#pragma once

#include "calm/host_device.hpp"
#include "calm/loss/dual.hpp"
#include "calm/loss/options.hpp"
#include "calm/loss/pair_values.hpp"

#include <concepts>
#include <type_traits>

namespace calm::loss {

/// What a loss without a gradient is called with: variables are policy_chosen, policy_rejected and full_chosen.
template <class T>
using pair_dual = dual<T, 3>;

namespace detail {

template <class L, class T>
concept callable_on_pair = requires(const L& loss, const pair_values<T>& pair) { loss(pair); };

template <class L, class T>
concept gives_term = callable_on_pair<L, T> && requires(const L& loss, const pair_values<T>& pair) {
    { loss(pair) } -> std::convertible_to<pair_term<T>>;
};

template <class L, class T>
concept gives_value = callable_on_pair<L, T> && !gives_term<L, T> && requires(const L& loss, const pair_values<T>& pair) {
    { loss(pair) } -> std::convertible_to<T>;
};

template <class L, class T>
concept gives_dual = callable_on_pair<L, pair_dual<T>> && requires(const L& loss, const pair_values<pair_dual<T>>& pair) {
    { loss(pair) } -> std::convertible_to<pair_dual<T>>;
};

} // namespace detail

/// A loss on one pair, in arithmetic of type T.
///
/// Syntax: a const L is callable with `const pair_values<T>&` and returns either a `pair_term<T>` (value and gradient) or a value alone, something
/// convertible to T. In the second case it is differentiated, so it must be callable with `const pair_values<pair_dual<T>>&`, too: a lambda whose
/// parameter is `const auto&` is, when it calls exp, log, ... unqualified or takes calm::loss::log_sigmoid and its like.
///
/// Semantics: a pure function; the gradient is that of the value.
///
/// Models: sigmoid, conservative, robust, hinge, ipo, exo_pair, discopop, sigmoid_norm; nca_pair, bco_pair, sppo_hard, apo_zero, apo_down, kto;
/// cpo, cpo_hinge, cpo_ipo, simpo, orpo, nll; sum and reference_free of them.
template <class L, class T = double>
concept preference_loss = detail::gives_term<L, T> || (detail::gives_value<L, T> && detail::gives_dual<L, T>);

/// Says which clause of preference_loss L fails, as a compile-time error; compiles silently when none does.
template <class L, class T = double>
constexpr void diagnose_preference_loss() {
    static_assert(detail::callable_on_pair<L, T>, "calm: not a preference_loss: it must be callable, when const, with (const calm::loss::pair_values<T>&)");
    if constexpr (detail::callable_on_pair<L, T> && !detail::gives_term<L, T>) {
        static_assert(detail::gives_value<L, T>,
                      "calm: not a preference_loss: the call must return a calm::loss::pair_term<T>, or something convertible to T (a value alone)");
        if constexpr (detail::gives_value<L, T>)
            static_assert(detail::gives_dual<L, T>,
                          "calm: not a preference_loss: it gives a value alone, so it must also be callable with pair_values<pair_dual<T>> and return "
                          "pair_dual<T>; take const auto& as parameter, or return a pair_term<T> with the gradient");
    }
}

/// One pair's loss with its gradient.
template <class T, class L>
    requires preference_loss<L, T>
CALM_HOST_DEVICE inline pair_term<T> term_of(const L& loss, const pair_values<T>& v) {
    if constexpr (detail::gives_term<L, T>) {
        return loss(v);
    } else {
        using number = pair_dual<T>;
        const number value = loss(pair_values<number>{number::variable(v.policy_chosen, 0), number::variable(v.policy_rejected, 1),
                                                      number(v.reference_chosen), number(v.reference_rejected), number(v.length_chosen),
                                                      number(v.length_rejected), number::variable(v.full_chosen, 2)});
        return {value.value, value.d[0], value.d[1], value.d[2]};
    }
}

namespace detail {

// What a loss says of itself. One that says nothing may read anything; see evaluate.

template <class L>
concept declares_reference = requires {
    { L::reads_reference() } -> std::convertible_to<bool>;
};

template <class L>
constexpr bool reads_reference() {
    if constexpr (declares_reference<L>) return L::reads_reference();
    else return false;
}
template <class L>
constexpr bool reads_lengths(const L& which) {
    if constexpr (requires { { which.reads_lengths() } -> std::convertible_to<bool>; }) return which.reads_lengths();
    else return false;
}
/// Whether its rewards are means over tokens.
template <class L>
constexpr bool rewards_per_token(const L& which) {
    if constexpr (requires { { which.rewards_per_token() } -> std::convertible_to<bool>; }) return which.rewards_per_token();
    else return false;
}
/// The β that makes rewards of its log-ratios: its own, or 1.
template <class L>
constexpr double reward_scale(const L& which) {
    if constexpr (requires { { which.reward_scale() } -> std::convertible_to<double>; }) return which.reward_scale();
    else if constexpr (std::derived_from<L, beta>) return static_cast<const beta&>(which).value;
    else return 1.0;
}

} // namespace detail

} // namespace calm::loss
