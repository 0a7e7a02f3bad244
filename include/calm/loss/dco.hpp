// DCO: a loss without a winner. It asks that two languages prefer one of two answers over the other equally much.
#pragma once

#include "calm/host_device.hpp"
#include "calm/loss/options.hpp"
#include "calm/loss/pair_values.hpp"

#include <cmath>

namespace calm::loss {

/// One question's loss of dco and its partial derivatives by the policy's four log-probabilities.
template <class T>
struct dco_term {
    T value{};
    T first{};       ///< of the value, |Δ_1 - (γ_1/β) o_2|, the first language's part
    T d_first_a{};   ///< by the first language's policy_chosen
    T d_first_b{};   ///< by its policy_rejected
    T d_second_a{};
    T d_second_b{};
};

/// DCO (Liu et al., ICML 2026, arXiv 2603.04678): |Δ_1 - (γ_1/β) o_2| + |Δ_2 - (γ_2/β) o_1|. In both languages "chosen" is the same answer a,
/// "rejected" the same answer b; Δ = r_a - r_b, o = q_a - q_b. Consistent where γ_1 γ_2 = β²; the authors' code has γ_1 = 1 and γ_2 = β²,
/// which is the default: gamma_second follows beta unless it is given. Slope 0 at the kinks.
struct dco : options<beta, gamma_first, gamma_second> {
    constexpr dco() : dco(beta{}) {}
    template <class... Given>
        requires(sizeof...(Given) > 0)
    constexpr explicit dco(const Given&... given) : options(given...) {
        if constexpr (!among<gamma_second, Given...>) gamma_second::value = beta::value * beta::value / gamma_first::value;
        check_option(static_cast<const gamma_second&>(*this));
    }

    /// @param first, second  the same two answers in the two languages
    template <class T>
    CALM_HOST_DEVICE dco_term<T> operator()(const pair_values<T>& first, const pair_values<T>& second) const {
        const T odds_first = first.reference_chosen - first.reference_rejected, odds_second = second.reference_chosen - second.reference_rejected;
        const T off_first = chosen_ratio(first) - rejected_ratio(first) - T(gamma_first::value / beta::value) * odds_second;
        const T off_second = chosen_ratio(second) - rejected_ratio(second) - T(gamma_second::value / beta::value) * odds_first;
        using std::abs;
        const T one = sign(off_first), two = sign(off_second);
        return {abs(off_first) + abs(off_second), abs(off_first), one, -one, two, -two};
    }

private:
    template <class T>
    CALM_HOST_DEVICE static T sign(const T& x) {
        return x > T(0) ? T(1) : x < T(0) ? T(-1) : T(0);
    }
};

} // namespace calm::loss
