// Losses on scores s of log-ratios (loss/scores.hpp): DPO and its relatives. D = s_w - s_l throughout; s = r unless a divergence is given.
#pragma once

#include "calm/error.hpp"
#include "calm/host_device.hpp"
#include "calm/loss/detail/links.hpp"
#include "calm/loss/options.hpp"
#include "calm/loss/pair_values.hpp"
#include "calm/loss/scores.hpp"

#include <cmath>

namespace calm::loss {

namespace detail {

/// link(β (s_w/d_w - s_l/d_l)) with d the lengths, or 1, as a term of the pair.
template <class T, class Score, class Link>
CALM_HOST_DEVICE inline pair_term<T> of_score_margin(const pair_values<T>& v, const Score& divergence, double beta, bool per_token, const Link& link) {
    const auto chosen = divergence.score(chosen_ratio(v)), rejected = divergence.score(rejected_ratio(v));
    const T by_chosen = per_token ? T(beta) / at_least_one(v.length_chosen) : T(beta);
    const T by_rejected = per_token ? T(beta) / at_least_one(v.length_rejected) : T(beta);
    const slope_of<T> at = link(by_chosen * chosen.value - by_rejected * rejected.value);
    return {at.value, at.slope * by_chosen * chosen.slope, -at.slope * by_rejected * rejected.slope, T(0)};
}

} // namespace detail

/// DPO (Rafailov et al. 2023, arXiv 2305.18290, equation 7): -ls(βD).
template <class Score = reverse_kl>
struct sigmoid : options<beta, Score> {
    using options<beta, Score>::options;
    static constexpr bool reads_reference() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        return detail::of_score_margin(v, static_cast<const Score&>(*this), this->beta::value, false, [](const T& x) { return detail::logistic_link(x); });
    }
};
template <class... Given>
explicit sigmoid(const Given&...) -> sigmoid<score_among<Given...>>;

/// Conservative DPO (Mitchell 2023, "A note on DPO with noisy preferences"): -(1-ε) ls(βD) - ε ls(-βD).
template <class Score = reverse_kl>
struct conservative : options<beta, label_smoothing, Score> {
    using options<beta, label_smoothing, Score>::options;
    static constexpr bool reads_reference() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const double smoothing = this->label_smoothing::value;
        return detail::of_score_margin(v, static_cast<const Score&>(*this), this->beta::value, false,
                                       [=](const T& x) { return detail::smoothed_link(x, smoothing); });
    }
};
template <class... Given>
explicit conservative(const Given&...) -> conservative<score_among<Given...>>;

/// Robust DPO (Chowdhury et al. 2024, arXiv 2403.00409, equation 9): [-(1-ε) ls(βD) + ε ls(-βD)] / (1-2ε). Not bounded below.
template <class Score = reverse_kl>
struct robust : options<beta, label_smoothing, Score> {
    static constexpr bool reads_reference() { return true; }

    constexpr robust() = default;
    /// @throws error (invalid_option) for label_smoothing 0.5 too, where the loss is not defined
    template <class... Given>
        requires(sizeof...(Given) > 0)
    constexpr explicit robust(const Given&... given) : options<beta, label_smoothing, Score>(given...) {
        if (!(this->label_smoothing::value < 0.5)) refuse_option("label_smoothing of robust", this->label_smoothing::value, "in [0, 0.5)");
    }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const double smoothing = this->label_smoothing::value;
        return detail::of_score_margin(v, static_cast<const Score&>(*this), this->beta::value, false,
                                       [=](const T& x) { return detail::robust_link(x, smoothing); });
    }
};
template <class... Given>
explicit robust(const Given&...) -> robust<score_among<Given...>>;

/// Hinge (SLiC, Zhao et al. 2023, arXiv 2305.10425; RSO, Liu et al. 2023, arXiv 2309.06657): max(0, 1 - βD). Slope 0 at the kink.
template <class Score = reverse_kl>
struct hinge : options<beta, Score> {
    using options<beta, Score>::options;
    static constexpr bool reads_reference() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        return detail::of_score_margin(v, static_cast<const Score&>(*this), this->beta::value, false, [](const T& x) { return detail::hinge_link(x); });
    }
};
template <class... Given>
explicit hinge(const Given&...) -> hinge<score_among<Given...>>;

/// IPO (Azar et al. 2023, arXiv 2310.12036, equation 17, its τ being β): (s_w/n_w - s_l/n_l - 1/(2β))²; without length averaging (D - 1/(2β))².
template <class Score = reverse_kl>
struct ipo : options<beta, length_average, Score> {
    using options<beta, length_average, Score>::options;
    static constexpr bool reads_reference() { return true; }
    [[nodiscard]] constexpr bool reads_lengths() const { return this->length_average::value; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const double target = 0.5 / this->beta::value;
        return detail::of_score_margin(v, static_cast<const Score&>(*this), 1.0, this->length_average::value,
                                       [=](const T& x) { return detail::squared_link(x, target); });
    }
};
template <class... Given>
explicit ipo(const Given&...) -> ipo<score_among<Given...>>;

/// EXO for pairs (Ji et al. 2024, arXiv 2402.00856, equation 16): σ(x)[ls(x) - log(1-ε)] + σ(-x)[ls(-x) - log ε], x = βD. label_smoothing
/// must be given and above 0: log 0 otherwise.
template <class Score = reverse_kl>
struct exo_pair : options<beta, label_smoothing, single_logs, Score> {
    static constexpr bool reads_reference() { return true; }

    /// @throws error (invalid_option) for label_smoothing 0, too
    template <class... Given>
    explicit exo_pair(const Given&... given) : options<beta, label_smoothing, single_logs, Score>(given...) {
        static_assert(among<label_smoothing, Given...>, "calm: exo_pair takes log(label_smoothing), so it must be given, above 0");
        const double smoothing = this->label_smoothing::value;
        if (!(smoothing > 0)) refuse_option("label_smoothing of exo_pair", smoothing, "in (0, 0.5]");
        const bool single = this->single_logs::value;
        const double rounded = single ? static_cast<double>(static_cast<float>(smoothing)) : smoothing;
        log_high_ = std::log1p(-rounded);
        log_low_ = std::log(rounded);
        if (single) log_high_ = static_cast<float>(log_high_), log_low_ = static_cast<float>(log_low_);
    }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const double high = log_high_, low = log_low_;
        return detail::of_score_margin(v, static_cast<const Score&>(*this), this->beta::value, false,
                                       [=](const T& x) { return detail::exo_link(x, high, low); });
    }

private:
    double log_high_ = 0;
    double log_low_ = 0;
};
template <class... Given>
explicit exo_pair(const Given&...) -> exo_pair<score_among<Given...>>;

/// DiscoPOP (Lu et al. 2024, arXiv 2406.08414, equation 5): (1-m)(-ls(x)) + m exp(-x), x = βD, m = σ(x/τ). Not convex.
template <class Score = reverse_kl>
struct discopop : options<beta, discopop_tau, Score> {
    using options<beta, discopop_tau, Score>::options;
    static constexpr bool reads_reference() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        const double tau = this->discopop_tau::value;
        return detail::of_score_margin(v, static_cast<const Score&>(*this), this->beta::value, false,
                                       [=](const T& x) { return detail::discopop_link(x, tau); });
    }
};
template <class... Given>
explicit discopop(const Given&...) -> discopop<score_among<Given...>>;

/// Length-normalised DPO (Lambert et al. 2024, "Tulu 3", arXiv 2411.15124, equation 6): -ls(β (s_w/n_w - s_l/n_l)).
template <class Score = reverse_kl>
struct sigmoid_norm : options<beta, Score> {
    using options<beta, Score>::options;
    static constexpr bool reads_reference() { return true; }
    static constexpr bool reads_lengths() { return true; }

    template <class T>
    CALM_HOST_DEVICE pair_term<T> operator()(const pair_values<T>& v) const {
        return detail::of_score_margin(v, static_cast<const Score&>(*this), this->beta::value, true, [](const T& x) { return detail::logistic_link(x); });
    }
};
template <class... Given>
explicit sigmoid_norm(const Given&...) -> sigmoid_norm<score_among<Given...>>;

} // namespace calm::loss
