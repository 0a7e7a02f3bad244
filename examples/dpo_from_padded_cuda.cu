// dpo_from_padded on a GPU: the tokens are listed by the host; logits, scores, weights, loss and gradient stay in the device's memory.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"
#include "calm/loss/completion_tokens.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/token_metrics.hpp"
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
    // Two pairs: chosen 0, chosen 1, rejected 0, rejected 1. Prompt first, then the completion, then padding.
    constexpr std::size_t pairs = 2, sequences = 2 * pairs, length = 8, vocabulary = 1000;
    const std::vector<std::int64_t> ids{11, 12, 13, 501, 502, 503, 0, 0, 21, 22, 601, 602, 603, 604, 605, 0,   // chosen
                                        11, 12, 13, 504, 505, 506, 507, 508, 21, 22, 606, 607, 0, 0, 0, 0};    // rejected
    const std::vector<std::uint8_t> completion{0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0,  //
                                               0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0};
    std::mt19937 random(1);
    std::vector<float> numbers(sequences * length * vocabulary), reference_numbers(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = static_cast<float>(random() % 8001) / 1000.0F - 4.0F;
        reference_numbers[i] = 0.875F * numbers[i];
    }
    loss::completion_tokens tokens;
    tokens.assign(loss::matrix(ids.data(), sequences, length), loss::matrix(completion.data(), sequences, length));

    using column = examples::device_vector<float>;
    const std::size_t count = tokens.size();
    const column logits(numbers), reference_logits(reference_numbers);
    const column logps(count), lse(count), entropy(count), mean_logit(count), top1(count), log_sum_sq(count), reference(count), slope(count);
    const auto copied = [](const auto& of) { return std::vector(of.begin(), of.end()); };
    const examples::device_vector<std::uint32_t> row(copied(tokens.targets().row)), label(copied(tokens.targets().label));
    const loss::target_tokens targets{row.span(), label.span()};
    const auto host_rows = tokens.rows_of<const float>(std::span<const float>());
    const examples::device_vector<std::size_t> starts(copied(host_rows.starts));
    const examples::device_vector<std::byte> workspace(calm::cuda::workspace_bytes({.tokens = count, .vocabulary = vocabulary, .pairs = pairs}));
    calm::cuda::backend backend(nullptr, workspace.span());
    const auto matrix = [&](const column& of) { return loss::matrix<float>(of.data(), sequences * length, vocabulary); };
    backend.forward(loss::matrix<const float>(matrix(reference_logits)), targets, {}, loss::token_scores<float>{.logps = reference.span()});
    backend.forward(loss::matrix<const float>(matrix(logits)), targets, {},
                    loss::token_scores<float>{logps.span(), lse.span(), entropy.span(), mean_logit.span(), top1.span(), log_sum_sq.span()});

    const auto chosen = [&](const column& of) { return loss::ragged<const float>{of.span(), starts.span()}.part(0, pairs); };
    const auto rejected = [&](const column& of) { return loss::ragged<const float>{of.span(), starts.span()}.part(pairs, sequences); };
    loss::token_batch<float> batch{chosen(logps), rejected(logps), chosen(reference), rejected(reference), {}};
    const examples::device_vector<double> weights(std::vector<double>(pairs, 1.0));
    backend.multiply_by_wpo_weights(batch, chosen(log_sum_sq), rejected(log_sum_sq), weights.span());
    batch.weight = weights.span();
    const auto pending = backend.evaluate(loss::sigmoid(loss::beta{0.1}), batch, loss::token_outputs<float>{{}, slope.span(), slope.span()});
    // The gradient takes the logits' place; rows of prompts and padding get 0.
    backend.backward(loss::matrix<const float>(matrix(logits)), targets, {}, std::span<const float>(lse.span()), std::span<const float>(slope.span()), matrix(logits));

    const auto print = [](const char* name, double value) { std::printf("%-20s %9.4f\n", name, value); };
    pending.get().each(print);  // waits
    const std::vector<float> means = mean_logit.copy(), entropies = entropy.copy(), hits = top1.copy();
    const auto of_chosen = [&](const std::vector<float>& of) { return tokens.rows_of<const float>(of).part(0, pairs); };
    const auto of_rejected = [&](const std::vector<float>& of) { return tokens.rows_of<const float>(of).part(pairs, sequences); };
    loss::metrics_of(loss::token_statistics<float>{of_chosen(means), of_rejected(means), of_chosen(entropies), of_rejected(entropies), of_chosen(hits)}).each(print);
    const auto w = weights.copy();
    std::printf("WPO's weights: %.2e and %.2e\n", w[0], w[1]);
    const auto gradient = logits.copy();
    double sum = 0, of_prompts = 0;
    for (std::size_t i = 0; i < gradient.size(); ++i) sum += std::abs(static_cast<double>(gradient[i]));
    for (std::size_t i = 0; i < 2 * vocabulary; ++i) of_prompts += std::abs(static_cast<double>(gradient[i]));
    std::printf("gradient of the logits: %.2e in all, %.0f of a prompt\n", sum, of_prompts);
}
