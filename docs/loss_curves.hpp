// What the figures of docs/losses.md show: each loss, and its gradient, over the log-ratio of one side.
#pragma once

#include "calm/loss/by_name.hpp"
#include "calm/loss/dco_batch.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace docs {

namespace loss = calm::loss;

/// A loss over one side of a pair.
struct curve {
    std::string loss{};
    bool rejected = false;   ///< which side moves; the other has r = 0 (orpo and apo_down: p = -1, r = -1)
    std::string axis{};
    double low = -6;
    double high = 6;
};

/// Value, and gradient by the side that moves.
struct point {
    double loss = 0;
    double gradient = 0;
};

/// The curves of the page: one for each loss, two where the sides are judged apart.
inline std::vector<curve> curves() {
    std::vector<curve> all;
    for (const auto name_of : loss::loss_names) {
        const std::string name(name_of);
        const bool apart = name == "nca_pair" || name == "bco_pair" || name == "sppo_hard" || name == "apo_zero" || name == "apo_down" || name == "kto";
        if (name == "orpo") all.push_back({name, false, "mean of p_w, that of p_l at -1", -4, -0.02});
        else if (name == "nll" || name == "sft") all.push_back({name, false, "mean of p_w", -4, 0});
        else if (name.starts_with("cpo")) all.push_back({name, false, "p_w - p_l"});
        else if (name == "simpo") all.push_back({name, false, "mean of p_w - mean of p_l"});
        else if (apart) all.push_back({name, false, "r_w (blue) or r_l (orange), the other at " + std::string(name == "apo_down" ? "-1" : "0")}),
            all.push_back({name, true, all.back().axis});
        else if (name == "sigmoid_norm" || name == "ipo") all.push_back({name, false, "s_w/n_w - s_l/n_l"});
        else if (name == "aot" || name == "aot_unpaired") all.push_back({name, false, "difference at a rank"});
        else all.push_back({name, false, "r_w - r_l"});
    }
    all.push_back({"dco", false, "log-ratio of a to b in one language, all else 0"});
    return all;
}

/// One point of a curve: β = 1, ε = 0.1 for the three losses that are about it, KL = 0, lengths 1, else the defaults.
inline point at(const curve& which, double x) {
    const std::array<double, 1> zero{0}, still{which.loss == "orpo" || which.loss == "apo_down" ? -1.0 : 0.0}, moving{x};
    const std::array<std::uint32_t, 1> one{1};
    std::array<double, 1> by_chosen{}, by_rejected{};
    const auto& chosen = which.rejected ? still : moving;
    const auto& rejected = which.rejected ? moving : still;
    const loss::pair_batch<double> batch{chosen, rejected, zero, zero, one, one};
    const loss::pair_outputs<double> out{{}, by_chosen, by_rejected, {}};
    loss::workspace space;
    if (which.loss == "dco") {
        const loss::pair_batch<double> other{zero, zero, zero, zero, one, one};
        return {evaluate_dco(loss::dco(loss::beta{1}), batch, other, out, {}, space).loss, by_chosen[0]};
    }
    std::vector<loss::named_option> options;
    if (loss::loss_takes(which.loss, "beta")) options.push_back({"beta", 1});
    if (which.loss == "conservative" || which.loss == "robust" || which.loss == "exo_pair") options.push_back({"label_smoothing", 0.1});
    if (which.loss == "kto") options.push_back({"kl", 0});
    const double value = evaluate(loss::named_sum{{loss::weigh(1.0, loss::by_name(which.loss, options))}}, batch, out, space).loss;
    return {value, which.rejected ? by_rejected[0] : by_chosen[0]};
}

} // namespace docs
