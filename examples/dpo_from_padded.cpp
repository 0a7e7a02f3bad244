// DPO with WPO's weights from what a trainer has: padded ids, a mask of the completions, and the logits of all positions. Statistics of the tokens, too.
#include "calm/cpu/backend.hpp"
#include "calm/loss/completion_tokens.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/token_metrics.hpp"
#include "calm/loss/tokens.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <span>
#include <vector>

namespace loss = calm::loss;

int main() {
    // Two pairs: chosen 0, chosen 1, rejected 0, rejected 1. Prompt first, then the completion, then padding.
    constexpr std::size_t pairs = 2, sequences = 2 * pairs, length = 8, vocabulary = 1000;
    const std::vector<std::int64_t> ids{11, 12, 13, 501, 502, 503, 0, 0, 21, 22, 601, 602, 603, 604, 605, 0,   // chosen
                                        11, 12, 13, 504, 505, 506, 507, 508, 21, 22, 606, 607, 0, 0, 0, 0};    // rejected
    const std::vector<std::uint8_t> completion{0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0,  //
                                               0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0};
    std::mt19937 random(1);
    std::vector<float> logits(sequences * length * vocabulary), reference_logits(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i) {
        logits[i] = static_cast<float>(random() % 8001) / 1000.0F - 4.0F;
        reference_logits[i] = 0.875F * logits[i];
    }

    loss::completion_tokens tokens;
    tokens.assign(loss::matrix(ids.data(), sequences, length), loss::matrix(completion.data(), sequences, length));
    calm::cpu::backend backend;
    const loss::matrix<float> rows(logits.data(), sequences * length, vocabulary);
    std::vector<float> logps(tokens.size()), lse(logps), entropy(logps), mean_logit(logps), top1(logps), log_sum_sq(logps), reference(logps), slope(logps);
    backend.forward(loss::matrix<const float>(reference_logits.data(), sequences * length, vocabulary), tokens.targets(), {}, loss::token_scores<float>{.logps = reference});
    backend.forward(loss::matrix<const float>(rows), tokens.targets(), {}, loss::token_scores<float>{logps, lse, entropy, mean_logit, top1, log_sum_sq});

    const auto chosen = [&](std::vector<float>& of) { return tokens.rows_of<const float>(of).part(0, pairs); };
    const auto rejected = [&](std::vector<float>& of) { return tokens.rows_of<const float>(of).part(pairs, sequences); };
    loss::token_batch<float> batch{chosen(logps), rejected(logps), chosen(reference), rejected(reference), {}};
    std::vector<double> weights(pairs, 1.0);
    loss::multiply_by_wpo_weights(batch, chosen(log_sum_sq), rejected(log_sum_sq), weights);
    batch.weight = weights;
    const auto metrics = backend.evaluate(loss::sigmoid(loss::beta{0.1}), batch, loss::token_outputs<float>{{}, slope, slope});
    const auto print = [](const char* name, double value) { std::printf("%-20s %9.4f\n", name, value); };
    metrics.each(print);
    loss::metrics_of(loss::token_statistics<float>{chosen(mean_logit), rejected(mean_logit), chosen(entropy), rejected(entropy), chosen(top1)}).each(print);
    std::printf("WPO's weights: %.2e and %.2e\n", weights[0], weights[1]);

    // The gradient takes the logits' place; rows of prompts and padding get 0.
    backend.backward(loss::matrix<const float>(rows), tokens.targets(), {}, std::span<const float>(lse), std::span<const float>(slope), rows);
    double sum = 0, of_prompts = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) sum += std::abs(static_cast<double>(logits[i]));
    for (std::size_t i = 0; i < 2 * vocabulary; ++i) of_prompts += std::abs(static_cast<double>(logits[i]));
    std::printf("gradient of the logits: %.2e in all, %.0f of a prompt\n", sum, of_prompts);
}
