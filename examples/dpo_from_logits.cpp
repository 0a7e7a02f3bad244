// DPO from a model's logits, and from its reference's: log-probabilities, loss and metrics, and the gradient in the logits' own memory.
#include "calm/cpu/backend.hpp"
#include "calm/loss/logit_rows.hpp"
#include "calm/loss/score_losses.hpp"
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
    // The positions that score the tokens of two pairs' completions, chosen ones first, and those tokens.
    constexpr std::size_t vocabulary = 1000, pairs = 2;
    const std::vector<std::size_t> starts{0, 5, 9, 15, 18};  // chosen 0, chosen 1, rejected 0, rejected 1
    const std::size_t tokens = starts.back();
    std::mt19937 random(1);
    std::vector<float> logits(tokens * vocabulary), reference_logits(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i) {
        logits[i] = static_cast<float>(random() % 8001) / 1000.0F - 4.0F;
        reference_logits[i] = 0.875F * logits[i];
    }
    std::vector<std::uint32_t> label(tokens);
    for (auto& one : label) one = static_cast<std::uint32_t>(random() % vocabulary);

    calm::cpu::backend backend;
    const loss::matrix<float> rows(logits.data(), tokens, vocabulary);
    std::vector<float> logps(tokens), lse(tokens), reference(tokens), slope(tokens);
    backend.forward(loss::matrix<const float>(reference_logits.data(), tokens, vocabulary), {{}, label}, {}, loss::token_scores<float>{.logps = reference});
    backend.forward(loss::matrix<const float>(rows), {{}, label}, {}, loss::token_scores<float>{.logps = logps, .log_sum_exp = lse});

    const loss::ragged<const float> policy_rows{logps, starts}, reference_rows{reference, starts};
    const auto metrics = backend.evaluate(loss::sigmoid(loss::beta{0.1}),
                                          loss::token_batch<float>{policy_rows.part(0, pairs), policy_rows.part(pairs, 2 * pairs),
                                                                   reference_rows.part(0, pairs), reference_rows.part(pairs, 2 * pairs), {}},
                                          loss::token_outputs<float>{{}, slope, slope});
    metrics.each([](const char* name, double value) { std::printf("%-20s %9.3f\n", name, value); });

    backend.backward(loss::matrix<const float>(rows), {{}, label}, {}, std::span<const float>(lse), std::span<const float>(slope), rows);
    double sum = 0;
    for (const float one : logits) sum += static_cast<double>(one) * static_cast<double>(one);
    std::printf("gradient of the logits, in their place: %.4f\n", std::sqrt(sum));
}
