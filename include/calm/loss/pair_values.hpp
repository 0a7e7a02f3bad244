// What a loss sees of one pair, and what it gives for it.
#pragma once

#include "calm/host_device.hpp"

namespace calm::loss {

/// One pair's log-probabilities, natural logarithms summed over the tokens of the completion, and its lengths. T is float, double or a
/// dual number. In the catalogue's notation p_w, p_l, q_w, q_l, n_w, n_l.
template <class T>
struct pair_values {
    T policy_chosen{};
    T policy_rejected{};
    T reference_chosen{};
    T reference_rejected{};
    T length_chosen{};    ///< tokens
    T length_rejected{};  ///< tokens
    T full_chosen{};      ///< policy_chosen without the discount of ld_alpha, which a term of negative log-likelihood reads; the same where there is none
};

/// One pair's loss and its partial derivatives.
template <class T>
struct pair_term {
    T value{};
    T d_chosen{};    ///< by policy_chosen
    T d_rejected{};  ///< by policy_rejected
    T d_full{};      ///< by full_chosen

    CALM_HOST_DEVICE friend constexpr pair_term operator*(const T& factor, const pair_term& term) {
        return {factor * term.value, factor * term.d_chosen, factor * term.d_rejected, factor * term.d_full};
    }
    CALM_HOST_DEVICE friend constexpr pair_term operator+(const pair_term& a, const pair_term& b) {
        return {a.value + b.value, a.d_chosen + b.d_chosen, a.d_rejected + b.d_rejected, a.d_full + b.d_full};
    }
};

/// Log-ratios r = p - q of the two sides.
template <class T>
CALM_HOST_DEVICE constexpr T chosen_ratio(const pair_values<T>& v) {
    return v.policy_chosen - v.reference_chosen;
}
template <class T>
CALM_HOST_DEVICE constexpr T rejected_ratio(const pair_values<T>& v) {
    return v.policy_rejected - v.reference_rejected;
}

} // namespace calm::loss
