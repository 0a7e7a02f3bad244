// dpo_from_logits on a GPU: DPO from a model's logits, and from its reference's. Every pointer that the backend is given is to the device's memory; it returns
// before the work is done, and asking for the metrics waits.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"
#include "calm/loss/logit_rows.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/tokens.hpp"
#include "support/device_memory.cuh"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <span>
#include <vector>

namespace loss = calm::loss;

int main() {
    examples::need_device();
    constexpr std::size_t vocabulary = 1000, pairs = 2, tokens = 18;
    const examples::device_vector<std::size_t> starts(std::vector<std::size_t>{0, 5, 9, 15, tokens});  // chosen 0, chosen 1, rejected 0, rejected 1
    std::mt19937 random(1);
    std::vector<float> numbers(tokens * vocabulary), reference_numbers(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = static_cast<float>(random() % 8001) / 1000.0F - 4.0F;
        reference_numbers[i] = 0.875F * numbers[i];
    }
    std::vector<std::uint32_t> token_ids(tokens);
    for (auto& one : token_ids) one = static_cast<std::uint32_t>(random() % vocabulary);
    const examples::device_vector<float> logits(numbers), reference_logits(reference_numbers);
    const examples::device_vector<std::uint32_t> label(token_ids);

    const examples::device_vector<std::byte> workspace(calm::cuda::workspace_bytes({.tokens = tokens, .vocabulary = vocabulary, .pairs = pairs}));
    calm::cuda::backend backend(nullptr, workspace.span());  // on the default stream
    const loss::matrix<float> rows(logits.data(), tokens, vocabulary);
    const loss::target_tokens targets{{}, label.span()};
    const examples::device_vector<float> logps(tokens), lse(tokens), reference(tokens), slope(tokens);
    backend.forward(loss::matrix<const float>(reference_logits.data(), tokens, vocabulary), targets, {}, loss::token_scores<float>{.logps = reference.span()});
    backend.forward(loss::matrix<const float>(rows), targets, {}, loss::token_scores<float>{.logps = logps.span(), .log_sum_exp = lse.span()});

    const loss::ragged<const float> policy_rows{logps.span(), starts.span()}, reference_rows{reference.span(), starts.span()};
    const auto pending = backend.evaluate(loss::sigmoid(loss::beta{0.1}),
                                          loss::token_batch<float>{policy_rows.part(0, pairs), policy_rows.part(pairs, 2 * pairs),
                                                                   reference_rows.part(0, pairs), reference_rows.part(pairs, 2 * pairs), {}},
                                          loss::token_outputs<float>{{}, slope.span(), slope.span()});
    backend.backward(loss::matrix<const float>(rows), targets, {}, std::span<const float>(lse.span()), std::span<const float>(slope.span()), rows);

    pending.get().each([](const char* name, double value) { std::printf("%-20s %9.3f\n", name, value); });
    double sum = 0;
    for (const float one : logits.copy()) sum += static_cast<double>(one) * static_cast<double>(one);
    std::printf("gradient of the logits, in their place: %.4f\n", std::sqrt(sum));
}
