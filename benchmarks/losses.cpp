// How many pairs a second the losses take on one core, beside a loop that calls the standard library's exp and log1p, and beside reading and writing
// the same columns.
//   benchmark_losses [PAIRS]      10^6 unless given
// Each figure is the best of 15 runs, and the ratio is what to look at: all are of one run on one machine. The library's evaluate() also checks
// every number and adds up a trainer's metrics. Compile for the machine (-march=native) to see what its vectors are worth.
#include "calm/loss/batch.hpp"
#include "calm/loss/coupled.hpp"
#include "calm/loss/modifiers.hpp"
#include "calm/loss/pointwise_losses.hpp"
#include "calm/loss/policy_losses.hpp"
#include "calm/loss/score_losses.hpp"
#include "support/best_of.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

namespace {

namespace loss = calm::loss;

/// Millions of pairs a second, the best of 15.
template <class F>
double rate(std::size_t pairs, const F& work) {
    return 1e-6 * static_cast<double>(pairs) / benchmarks::best_of(15, work);
}

template <class T>
void measure(const char* type, std::size_t pairs) {
    std::mt19937_64 random(1);
    std::normal_distribution<double> about(-100, 20);
    std::vector<T> p_w(pairs), p_l(pairs), q_w(pairs), q_l(pairs), losses(pairs), g_w(pairs), g_l(pairs);
    for (auto* column : {&p_w, &p_l, &q_w, &q_l})
        for (auto& value : *column) value = static_cast<T>(about(random));
    const std::vector<std::uint32_t> lengths(pairs, 100);
    const loss::pair_batch<T> batch{.policy_chosen = p_w, .policy_rejected = p_l, .reference_chosen = q_w, .reference_rejected = q_l,
                                    .length_chosen = lengths, .length_rejected = lengths};
    const loss::pair_outputs<T> out{losses, g_w, g_l, {}};
    loss::workspace space;
    volatile double kept = 0;

    const double memory = rate(pairs, [&] {
        for (std::size_t i = 0; i < pairs; ++i) losses[i] = p_w[i] + q_w[i], g_w[i] = p_w[i] - p_l[i], g_l[i] = q_w[i] - q_l[i];
        kept = kept + static_cast<double>(losses[pairs / 2]);
    });
    const double plain = rate(pairs, [&] {
        double sum = 0;
        for (std::size_t i = 0; i < pairs; ++i) {
            const T x = T(0.1) * ((p_w[i] - q_w[i]) - (p_l[i] - q_l[i])), e = std::exp(-std::abs(x));
            losses[i] = (x < 0 ? -x : T(0)) + std::log1p(e);
            g_w[i] = -T(0.1) / static_cast<T>(pairs) * (x < 0 ? T(1) : e) / (1 + e);
            g_l[i] = -g_w[i];
            sum += static_cast<double>(losses[i]);
        }
        kept = kept + sum;
    });
    std::printf("%s, %zu pairs: the columns alone %.0f M/s, a plain loop of sigmoid %.1f M/s\n", type, pairs, memory, plain);
    const auto show = [&](const char* name, const auto& of) {
        const double ours = rate(pairs, [&] { kept = kept + evaluate(of, batch, out, space).loss; });
        std::printf("  %-24s %7.1f M/s, %5.2f x the plain loop of sigmoid\n", name, ours, ours / plain);
    };
    using namespace calm::loss;
    show("sigmoid", sigmoid());
    show("sigmoid, forward KL", sigmoid(forward_kl{}));
    show("hinge", hinge());
    show("ipo", ipo());
    show("exo_pair", exo_pair(label_smoothing{0.1}));
    show("discopop", discopop());
    show("nca_pair", nca_pair());
    show("apo_zero", apo_zero());
    show("simpo", simpo());
    show("orpo", orpo());
    show("aot", aot());
    show("sum of three (MPO)", sum(weigh(0.8, sigmoid()), weigh(0.2, bco_pair()), weigh(1, sft())));
}

} // namespace

int main(int argc, char** argv) {
    const std::size_t pairs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000000;
    if (pairs == 0) {
        std::fprintf(stderr, "usage: benchmark_losses [PAIRS]\n");
        return 2;
    }
    measure<float>("float", pairs);
    measure<double>("double", pairs);
}
