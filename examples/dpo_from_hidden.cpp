// DPO from the last hidden states: log-probabilities, loss, and the gradients of hidden states and head, without a matrix of logits. Then the same from logits.
#include "calm/cpu/backend.hpp"
#include "calm/loss/logit_rows.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/thread_team.hpp"
#include "calm/loss/tokens.hpp"

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
    // What a model leaves behind for two pairs: hidden states of the positions that score a completion's tokens, chosen completions first, and those
    // tokens. Prompts and padding are left out, or named rows leave them out: target_tokens::row.
    constexpr std::size_t vocabulary = 1000, width = 64, pairs = 2;
    const std::vector<std::size_t> starts{0, 5, 9, 15, 18};  // chosen 0, chosen 1, rejected 0, rejected 1
    const std::size_t tokens = starts.back();
    std::mt19937 random(1);
    const auto number = [&] { return static_cast<float>(random() % 2001) / 1000.0F - 1.0F; };
    std::vector<float> hidden(tokens * width), weight(vocabulary * width);
    std::generate(hidden.begin(), hidden.end(), number), std::generate(weight.begin(), weight.end(), number);
    std::vector<std::uint32_t> label(tokens);
    for (auto& one : label) one = static_cast<std::uint32_t>(random() % vocabulary);

    const loss::thread_team team(2);
    calm::cpu::backend backend(team);
    const loss::projection<float> layer{{hidden.data(), tokens, width}, {weight.data(), vocabulary, width}};
    std::vector<float> logps(tokens), lse(tokens), entropy(tokens);
    backend.forward(layer, {{}, label}, {}, loss::token_scores<float>{.logps = logps, .log_sum_exp = lse, .entropy = entropy});

    // The reference model's log-probabilities come from its own forward(); here it is a policy that is a little less sure of everything.
    std::vector<float> reference(logps), slope(tokens);
    for (auto& one : reference) one *= 1.01F;
    const auto rows = [&](std::span<const float> values) { return loss::ragged<const float>{values, starts}; };
    const auto metrics = backend.evaluate(loss::sigmoid(loss::beta{0.1}),
                                          loss::token_batch<float>{rows(logps).part(0, pairs), rows(logps).part(pairs, 2 * pairs),
                                                                   rows(reference).part(0, pairs), rows(reference).part(pairs, 2 * pairs), {}},
                                          loss::token_outputs<float>{{}, slope, slope});
    metrics.each([](const char* name, double value) { std::printf("%-20s %9.3f\n", name, value); });

    std::vector<float> by_hidden(hidden.size()), by_weight(weight.size());
    backend.backward(layer, {{}, label}, {}, std::span<const float>(lse), std::span<const float>(slope),
                     loss::projection_gradients<float>{.hidden = {by_hidden.data(), tokens, width}, .weight = {by_weight.data(), vocabulary, width}});
    const auto norm = [](const std::vector<float>& values) {
        double sum = 0;
        for (const float one : values) sum += static_cast<double>(one) * static_cast<double>(one);
        return std::sqrt(sum);
    };
    std::printf("gradient: %.3f of the hidden states, %.3f of the head\n", norm(by_hidden), norm(by_weight));

    // With a matrix product of one's own in between: logits in, their gradient in the same memory out.
    std::vector<float> logits(tokens * vocabulary);
    for (std::size_t t = 0; t < tokens; ++t)
        for (std::size_t v = 0; v < vocabulary; ++v)
            for (std::size_t h = 0; h < width; ++h) logits[t * vocabulary + v] += hidden[t * width + h] * weight[v * width + h];
    const loss::matrix<float> matrix(logits.data(), tokens, vocabulary);
    std::vector<float> again(tokens);
    backend.forward(loss::matrix<const float>(matrix), {{}, label}, {}, loss::token_scores<float>{.logps = again, .log_sum_exp = lse});
    backend.backward(loss::matrix<const float>(matrix), {{}, label}, {}, std::span<const float>(lse), std::span<const float>(slope), matrix);
    float difference = 0;
    for (std::size_t t = 0; t < tokens; ++t) difference = std::max(difference, std::abs(again[t] - logps[t]));
    std::printf("from logits: the same log-probabilities%s; gradient %.3f\n", difference < 1e-4F ? "" : ", but for an error", norm(logits));
}
