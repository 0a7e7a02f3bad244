// dpo_from_hidden on a GPU: DPO from the last hidden states, with the gradients of hidden states and head and without a matrix of logits; then the same from
// logits. Every pointer that the backend is given is to the device's memory.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"
#include "calm/loss/logit_rows.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/tokens.hpp"
#include "support/device_memory.cuh"

#include <algorithm>
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
    using numbers = examples::device_vector<float>;
    constexpr std::size_t vocabulary = 1000, width = 64, pairs = 2, tokens = 18;
    const examples::device_vector<std::size_t> starts(std::vector<std::size_t>{0, 5, 9, 15, tokens});  // chosen 0, chosen 1, rejected 0, rejected 1
    std::mt19937 random(1);
    const auto number = [&] { return static_cast<float>(random() % 2001) / 1000.0F - 1.0F; };
    std::vector<float> hidden_numbers(tokens * width), weight_numbers(vocabulary * width);
    std::generate(hidden_numbers.begin(), hidden_numbers.end(), number), std::generate(weight_numbers.begin(), weight_numbers.end(), number);
    std::vector<std::uint32_t> token_ids(tokens);
    for (auto& one : token_ids) one = static_cast<std::uint32_t>(random() % vocabulary);
    const numbers hidden(hidden_numbers), weight(weight_numbers);
    const examples::device_vector<std::uint32_t> label(token_ids);

    const examples::device_vector<std::byte> workspace(
        calm::cuda::workspace_bytes({.tokens = tokens, .vocabulary = vocabulary, .hidden = width, .number = sizeof(float), .pairs = pairs}));
    calm::cuda::backend backend(nullptr, workspace.span());  // on the default stream
    const loss::projection<float> layer{{hidden.data(), tokens, width}, {weight.data(), vocabulary, width}};
    const loss::target_tokens targets{{}, label.span()};
    const numbers logps(tokens), lse(tokens), entropy(tokens), slope(tokens);
    backend.forward(layer, targets, {}, loss::token_scores<float>{.logps = logps.span(), .log_sum_exp = lse.span(), .entropy = entropy.span()});

    // The reference model's log-probabilities come from its own forward(); here it is a policy that is a little less sure of everything.
    auto less_sure = logps.copy();
    for (auto& one : less_sure) one *= 1.01F;
    const numbers reference(less_sure);
    const auto rows = [&](const numbers& values) { return loss::ragged<const float>{values.span(), starts.span()}; };
    const auto pending = backend.evaluate(loss::sigmoid(loss::beta{0.1}),
                                          loss::token_batch<float>{rows(logps).part(0, pairs), rows(logps).part(pairs, 2 * pairs),
                                                                   rows(reference).part(0, pairs), rows(reference).part(pairs, 2 * pairs), {}},
                                          loss::token_outputs<float>{{}, slope.span(), slope.span()});
    pending.get().each([](const char* name, double value) { std::printf("%-20s %9.3f\n", name, value); });  // waits

    const numbers by_hidden(tokens * width), by_weight(vocabulary * width);
    const std::span<const float> sums = lse.span(), slopes = slope.span();
    backend.backward(layer, targets, {}, sums, slopes,
                     loss::projection_gradients<float>{.hidden = {by_hidden.data(), tokens, width}, .weight = {by_weight.data(), vocabulary, width}});
    backend.check();
    const auto norm = [](const numbers& values) {
        double sum = 0;
        for (const float one : values.copy()) sum += static_cast<double>(one) * static_cast<double>(one);
        return std::sqrt(sum);
    };
    std::printf("gradient: %.3f of the hidden states, %.3f of the head\n", norm(by_hidden), norm(by_weight));

    // With a matrix product of one's own in between: logits in, their gradient in the same memory out.
    std::vector<float> products(tokens * vocabulary);
    for (std::size_t t = 0; t < tokens; ++t)
        for (std::size_t v = 0; v < vocabulary; ++v)
            for (std::size_t h = 0; h < width; ++h) products[t * vocabulary + v] += hidden_numbers[t * width + h] * weight_numbers[v * width + h];
    const numbers logits(products), again(tokens);
    const loss::matrix<float> matrix(logits.data(), tokens, vocabulary);
    backend.forward(loss::matrix<const float>(matrix), targets, {}, loss::token_scores<float>{.logps = again.span(), .log_sum_exp = lse.span()});
    backend.backward(loss::matrix<const float>(matrix), targets, {}, sums, slopes, matrix);
    backend.check();
    float difference = 0;
    const auto first = logps.copy(), second = again.copy();
    for (std::size_t t = 0; t < tokens; ++t) difference = std::max(difference, std::abs(second[t] - first[t]));
    std::printf("from logits: the same log-probabilities%s; gradient %.3f\n", difference < 1e-4F ? "" : ", but for an error", norm(logits));
}
