// Losses on the policy's log-probabilities alone, without a reference: CPO, SimPO, AlphaPO, ORPO, and the likelihood of the chosen side.
#pragma once

#include "calm/host_device.hpp"
#include "calm/loss/detail/links.hpp"
#include "calm/loss/options.hpp"
#include "calm/loss/pair_values.hpp"

#include <cmath>

namespace calm::loss {

namespace detail {

/// Adds weight · NLL of the chosen side, its mean over the tokens.
template <class T>
CALM_HOST_DEVICE inline pair_term<T> with_nll(pair_term<T> term, const pair_values<T>& v, double weight) {
    if (weight == 0) return term;  // lengths need not be there
    const T per_token = T(weight) / at_least_one(v.length_chosen);
    term.value = term.value - per_token * v.full_chosen;
    term.d_full = term.d_full - per_token;
    return term;
}

/// link(β (t(p_w/d_w) - t(p_l/d_l)) - γ), t being AlphaPO's (1 - exp(-α p))/α, d the lengths or 1.
template <class T, class Link>
CALM_HOST_DEVICE inline pair_term<T> of_policy_margin(const pair_values<T>& v, double alpha, double beta, double margin, bool per_token, const Link& link) {
    const T n_w = per_token ? at_least_one(v.length_chosen) : T(1), n_l = per_token ? at_least_one(v.length_rejected) : T(1);
    const auto chosen = deformed(v.policy_chosen / n_w, -alpha), rejected = deformed(v.policy_rejected / n_l, -alpha);
    const slope_of<T> at = link(T(beta) * (chosen.value - rejected.value) - T(margin));
    return {at.value, at.slope * T(beta) * chosen.slope / n_w, -at.slope * T(beta) * rejected.slope / n_l, T(0)};
}

} // namespace detail

/// CPO (Xu et al. 2024, arXiv 2401.08417, equation 3, with label smoothing): -(1-ε) ls(x) - ε ls(-x), x = β(p_w - p_l), + nll_weight · NLL_w.
/// alpha_reward puts AlphaPO's reward (Gupta et al. 2025, arXiv 2501.03884) in the place of p.
struct cpo : options<beta, label_smoothing, alpha_reward, nll_weight> {
    using options::options;
    static constexpr bool reads_reference() { return false; }
    [[nodiscard]] constexpr bool reads_lengths() const { return nll_weight::value > 0; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const double smoothing = label_smoothing::value;
        return detail::with_nll(detail::of_policy_margin(v, alpha_reward::value, beta::value, 0.0, false,
                                                         [=](const T& x) { return detail::smoothed_link(x, smoothing); }), v, nll_weight::value);
    }
};

/// CPO with a hinge: max(0, 1 - β(p_w - p_l)) + nll_weight · NLL_w.
struct cpo_hinge : options<beta, alpha_reward, nll_weight> {
    using options::options;
    static constexpr bool reads_reference() { return false; }
    [[nodiscard]] constexpr bool reads_lengths() const { return nll_weight::value > 0; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        return detail::with_nll(detail::of_policy_margin(v, alpha_reward::value, beta::value, 0.0, false,
                                                         [](const T& x) { return detail::hinge_link(x); }), v, nll_weight::value);
    }
};

/// CPO with IPO's square: (p̄_w - p̄_l - 1/(2β))² + nll_weight · NLL_w; without length averaging on p.
struct cpo_ipo : options<beta, length_average, alpha_reward, nll_weight> {
    using options::options;
    static constexpr bool reads_reference() { return false; }
    [[nodiscard]] constexpr bool reads_lengths() const { return length_average::value || nll_weight::value > 0; }
    [[nodiscard]] constexpr bool rewards_per_token() const { return length_average::value; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const double target = 0.5 / beta::value;
        return detail::with_nll(detail::of_policy_margin(v, alpha_reward::value, 1.0, 0.0, length_average::value,
                                                         [=](const T& x) { return detail::squared_link(x, target); }), v, nll_weight::value);
    }
};

/// SimPO (Meng et al. 2024, arXiv 2405.14734, equation 6): -ls(x), x = β(p̄_w - p̄_l) - γ, with label smoothing as in CPO; alpha_reward makes it
/// AlphaPO; nll_weight adds NLL_w (CPO-SimPO). The default β is the paper's.
struct simpo : options<beta, label_smoothing, margin, alpha_reward, nll_weight> {
    constexpr simpo() : simpo(beta{2.0}) {}
    template <class... Given>
        requires(sizeof...(Given) > 0)
    constexpr explicit simpo(const Given&... given) : options(given...) {
        if constexpr (!among<beta, Given...>) beta::value = 2.0;
    }
    static constexpr bool reads_reference() { return false; }
    static constexpr bool reads_lengths() { return true; }
    static constexpr bool rewards_per_token() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const double smoothing = label_smoothing::value;
        return detail::with_nll(detail::of_policy_margin(v, alpha_reward::value, beta::value, margin::value, true,
                                                         [=](const T& x) { return detail::smoothed_link(x, smoothing); }), v, nll_weight::value);
    }
};

/// ORPO (Hong et al. 2024, arXiv 2403.07691, equations 4 and 6): nll_weight · NLL_w - β ls(o), o = (p̄_w - p̄_l) - [log1mexp(p̄_w) - log1mexp(p̄_l)],
/// the log of the ratio of odds. nll_weight is 1 unless given. A mean log-probability above -1e-30 counts as -1e-30 (odds of 1 : 1e-30), so the loss is finite
/// for an empty completion and one of probability 1, too.
struct orpo : options<beta, nll_weight> {
    constexpr orpo() : orpo(beta{}) {}
    template <class... Given>
        requires(sizeof...(Given) > 0)
    constexpr explicit orpo(const Given&... given) : options(given...) {
        if constexpr (!among<nll_weight, Given...>) nll_weight::value = 1.0;
    }
    static constexpr bool reads_reference() { return false; }
    static constexpr bool reads_lengths() { return true; }
    static constexpr bool rewards_per_token() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const T b = T(beta::value), n_w = at_least_one(v.length_chosen), n_l = at_least_one(v.length_rejected);
        const auto chosen = log_odds(v.policy_chosen / n_w), rejected = log_odds(v.policy_rejected / n_l);
        const auto at = detail::logistic_link(chosen.value - rejected.value);
        const pair_term<T> odds{b * at.value, b * at.slope * chosen.slope / n_w, -(b * at.slope * rejected.slope) / n_l, T(0)};
        return detail::with_nll(odds, v, nll_weight::value);
    }

private:
    /// log(exp(x) / (1 - exp(x))), slope 1 / (1 - exp(x)).
    template <class T>
    CALM_HOST_DEVICE static slope_of<T> log_odds(const T& mean) {
        using std::expm1;
        const T x = mean > T(-1e-30) ? T(-1e-30) : mean;
        return {x - log1mexp(x), T(-1) / expm1(x)};
    }
};

/// The negative log-likelihood of the chosen side, its mean over the tokens: what nll_weight adds, as a term of its own (RPO: Pang et al. 2024,
/// arXiv 2404.19733, equation 1). Mean over pairs; sft is the mean over the batch's tokens. 0 for an empty completion.
struct nll {
    static constexpr bool reads_reference() { return false; }
    static constexpr bool reads_lengths() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        return detail::with_nll(pair_term<T>{}, v, 1.0);
    }
};

} // namespace calm::loss
