// Losses that judge each side by its own log-ratio r = p - q, not only by the difference: NCA, BCO, SPPO, APO, KTO.
#pragma once

#include "calm/host_device.hpp"
#include "calm/loss/detail/links.hpp"
#include "calm/loss/options.hpp"
#include "calm/loss/pair_values.hpp"

namespace calm::loss {

/// NCA for pairs (Chen et al. 2024, arXiv 2402.05369, equation 11): -ls(βr_w) - ½ ls(-βr_w) - ½ ls(-βr_l).
struct nca_pair : options<beta> {
    using options::options;
    static constexpr bool reads_reference() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const T b = T(beta::value), half = T(0.5), w = b * chosen_ratio(v);
        const auto up = detail::logistic_link(w), rejected = detail::logistic_link(-(b * rejected_ratio(v)));
        // -ls(-w) = -ls(w) + w, and its derivative σ(w) = 1 - σ(-w)
        return {up.value + half * (up.value + w + rejected.value), b * (up.slope + half * (T(1) + up.slope)), -(b * half * rejected.slope), T(0)};
    }
};

/// BCO for pairs (Jung et al. 2024, arXiv 2404.04656, equation 6): -ls(βr_w - δ) - ls(-(βr_l - δ)). reward_shift is δ, a running mean of rewards
/// (running_reward); 0 is what TRL's DPO trainer has.
struct bco_pair : options<beta, reward_shift> {
    using options::options;
    static constexpr bool reads_reference() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const T b = T(beta::value), shift = T(reward_shift::value);
        const auto up = detail::logistic_link(b * chosen_ratio(v) - shift);
        const auto down = detail::logistic_link(shift - b * rejected_ratio(v));
        return {up.value + down.value, b * up.slope, -(b * down.slope), T(0)};
    }
};

/// SPPO with hard labels (Wu et al. 2024, arXiv 2405.00675, equation 4.7): (r_w - 1/(2β))² + (r_l + 1/(2β))².
struct sppo_hard : options<beta> {
    using options::options;
    static constexpr bool reads_reference() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const auto up = detail::squared_link(chosen_ratio(v), 0.5 / beta::value);
        const auto down = detail::squared_link(rejected_ratio(v), -0.5 / beta::value);
        return {up.value + down.value, up.slope, down.slope, T(0)};
    }
};

/// APO-zero (D'Oosterlinck et al. 2024, arXiv 2408.06266, equation 7): 1 - σ(βr_w) + σ(βr_l). For chosen sides better than the policy.
struct apo_zero : options<beta> {
    using options::options;
    static constexpr bool reads_reference() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const T b = T(beta::value), w = b * chosen_ratio(v), l = b * rejected_ratio(v);
        const T lost = sigmoid_function(-w), risen = sigmoid_function(l);
        return {lost + risen, -(b * lost * sigmoid_function(w)), b * risen * sigmoid_function(-l), T(0)};
    }
};

/// APO-down (the same, equation 8): σ(βr_w) + 1 - σ(β(r_w - r_l)). For chosen sides worse than the policy.
struct apo_down : options<beta> {
    using options::options;
    static constexpr bool reads_reference() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const T b = T(beta::value), w = b * chosen_ratio(v), x = w - b * rejected_ratio(v);
        const T risen = sigmoid_function(w), lost = sigmoid_function(-x);
        const T by_margin = b * lost * sigmoid_function(x);
        return {risen + lost, b * risen * sigmoid_function(-w) - by_margin, by_margin, T(0)};
    }
};

/// KTO (Ethayarajh et al. 2024, arXiv 2402.01306, equation 8): λ_D [1 - σ(β(r_w - KL))] + λ_U [1 - σ(β(KL - r_l))]. `kl` comes from the
/// batch (mismatch_kl) and has no gradient, so it must be given.
struct kto : options<beta, kl, desirable_weight, undesirable_weight> {
    static constexpr bool reads_reference() { return true; }

    template <class... Given>
    constexpr explicit kto(const Given&... given) : options(given...) {
        static_assert(among<loss::kl, Given...>, "calm: kto compares with the KL of the batch: give it, kl{mismatch_kl(policy, reference)}, or kl{0} "
                                                 "to go without");
    }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const T b = T(beta::value), at = T(kl::value), good = T(desirable_weight::value), bad = T(undesirable_weight::value);
        const T w = b * (chosen_ratio(v) - at), l = b * (rejected_ratio(v) - at);
        const T lost = good * sigmoid_function(-w), risen = bad * sigmoid_function(l);
        return {lost + risen, -(b * lost * sigmoid_function(w)), b * risen * sigmoid_function(-l), T(0)};
    }
};

} // namespace calm::loss
