// Every loss with every combination of options that tests go through, and pairs that reach their corners.
#pragma once

#include "calm/loss/modifiers.hpp"
#include "calm/loss/pointwise_losses.hpp"
#include "calm/loss/policy_losses.hpp"
#include "calm/loss/score_losses.hpp"

#include <random>
#include <string>
#include <vector>

namespace calm_test {

namespace loss = calm::loss;

template <class F, class Score>
void with_score(F&& f, const std::string& of, double b, const Score& score) {
    using namespace calm::loss;
    f("sigmoid" + of, sigmoid(beta{b}, score));
    f("hinge" + of, hinge(beta{b}, score));
    f("ipo" + of, ipo(beta{b}, score));
    f("ipo, sums" + of, ipo(beta{b}, length_average{false}, score));
    f("discopop" + of, discopop(beta{b}, score));
    f("discopop, tau 1" + of, discopop(beta{b}, discopop_tau{1}, score));
    f("sigmoid_norm" + of, sigmoid_norm(beta{b}, score));
    for (const double smoothing : {0.0, 0.1, 0.3, 0.5}) {
        f("conservative" + of, conservative(beta{b}, label_smoothing{smoothing}, score));
        if (smoothing < 0.5) f("robust" + of, robust(beta{b}, label_smoothing{smoothing}, score));
        if (smoothing > 0) f("exo_pair" + of, exo_pair(beta{b}, label_smoothing{smoothing}, score));
    }
}

/// Calls f(name, loss) for each, with this β.
template <class F>
void each_loss_at(double b, F&& f) {
    using namespace calm::loss;
    with_score(f, " of the reverse KL", b, reverse_kl{});
    with_score(f, " of the forward KL", b, forward_kl{});
    with_score(f, " of JS", b, js_divergence{});
    for (const double order : {-0.5, 0.5, 1.0, 2.0}) with_score(f, " of an alpha-divergence", b, alpha_divergence(order));
    f("nca_pair", nca_pair(beta{b}));
    f("bco_pair", bco_pair(beta{b}));
    f("bco_pair, shifted", bco_pair(beta{b}, reward_shift{0.7}));
    f("sppo_hard", sppo_hard(beta{b}));
    f("apo_zero", apo_zero(beta{b}));
    f("apo_down", apo_down(beta{b}));
    f("kto", kto(beta{b}, kl{0.2}, desirable_weight{1.3}, undesirable_weight{0.6}));
    for (const double alpha : {-0.25, 0.0, 0.25}) {
        f("cpo", cpo(beta{b}, alpha_reward{alpha}));
        f("cpo, smoothed", cpo(beta{b}, label_smoothing{0.2}, alpha_reward{alpha}, nll_weight{0.5}));
        f("cpo_hinge", cpo_hinge(beta{b}, alpha_reward{alpha}, nll_weight{0.5}));
        f("cpo_ipo", cpo_ipo(beta{b}, alpha_reward{alpha}, nll_weight{0.5}));
        f("cpo_ipo, sums", cpo_ipo(beta{b}, alpha_reward{alpha}, length_average{false}));
        f("simpo", simpo(beta{b}, margin{0.4}, alpha_reward{alpha}));
        f("simpo, smoothed", simpo(beta{b}, label_smoothing{0.1}, alpha_reward{alpha}, nll_weight{1}));
    }
    f("orpo", orpo(beta{b}));
    f("orpo, odds alone", orpo(beta{b}, nll_weight{0}));
    f("sum", sum(weigh(0.8, sigmoid(beta{b})), weigh(0.2, bco_pair(beta{b})), weigh(-0.5, nll())));
    f("reference_free", reference_free(hinge(beta{b}, js_divergence{})));
}

/// Calls f(name, loss) for each.
template <class F>
void each_loss(F&& f) {
    for (const double b : {0.05, 0.5, 2.0}) each_loss_at(b, f);
    f("nll", calm::loss::nll());
}

/// Log-probabilities of completions whose tokens have about -1 each, where r is of the order of `spread`.
template <class T>
std::vector<loss::pair_values<T>> some_pairs(std::size_t count, double spread) {
    std::mt19937_64 random(7);
    std::vector<loss::pair_values<T>> pairs;
    for (std::size_t i = 0; i < count; ++i) {
        const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
        loss::pair_values<T> v;
        v.length_chosen = static_cast<T>(1 + random() % 8), v.length_rejected = static_cast<T>(1 + random() % 8);
        v.policy_chosen = static_cast<T>(-(0.05 + uniform())) * v.length_chosen, v.policy_rejected = static_cast<T>(-(0.05 + uniform())) * v.length_rejected;
        v.reference_chosen = v.policy_chosen + static_cast<T>(spread * (2 * uniform() - 1));
        v.reference_rejected = v.policy_rejected + static_cast<T>(spread * (2 * uniform() - 1));
        v.full_chosen = v.policy_chosen - static_cast<T>(uniform());
        pairs.push_back(v);
    }
    return pairs;
}

} // namespace calm_test
