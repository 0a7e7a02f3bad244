// What a backend for preference losses is: the CPU's, a GPU's, one of your own. The same calls with the same names on each.
#pragma once

#include "calm/loss/batch.hpp"
#include "calm/loss/logit_rows.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/tokens.hpp"

#include <concepts>
#include <span>

namespace calm::loss {

namespace detail {

template <class B>
concept scores_logits = requires(B& backend, matrix<const float> logits, target_tokens targets, head_options head, token_scores<float> scores) {
    backend.forward(logits, targets, head, scores);
};
template <class B>
concept differentiates_logits = requires(B& backend, matrix<const float> logits, target_tokens targets, head_options head,
                                         std::span<const float> numbers, matrix<float> gradient) {
    backend.backward(logits, targets, head, numbers, numbers, gradient);
};
template <class B>
concept scores_hidden = requires(B& backend, projection<float> layer, target_tokens targets, head_options head, token_scores<float> scores,
                                 projection_options how) { backend.forward(layer, targets, head, scores, how); };
template <class B>
concept differentiates_hidden =
    requires(B& backend, projection<float> layer, target_tokens targets, head_options head, std::span<const float> numbers,
             projection_gradients<float> gradients, projection_options how) { backend.backward(layer, targets, head, numbers, numbers, gradients, how); };
template <class B>
concept evaluates_tokens = requires(B& backend, token_batch<float> batch, token_outputs<float> out) {
    { backend.evaluate(sigmoid(), batch, out) } -> std::convertible_to<batch_metrics>;
};
template <class B>
concept evaluates_pairs = requires(B& backend, pair_batch<float> batch, pair_outputs<float> out) {
    { backend.evaluate(sigmoid(), batch, out) } -> std::convertible_to<batch_metrics>;
};

} // namespace detail

/// Computes preference losses where the data are: in the host's memory, or a device's.
///
/// Syntax, on a B& backend (T is float, bf16, fp16 and, on a CPU, double; S is float or double):
///
///     backend.forward(logits, targets, head, scores)                                          matrix<const T>, token_scores<S>
///     backend.backward(logits, targets, head, log_sum_exp, grad_logps, gradient)              matrix<T>, may be the logits themselves
///     backend.forward(layer, targets, head, scores, how)                                      projection<T>
///     backend.backward(layer, targets, head, log_sum_exp, grad_logps, gradients, how)         projection_gradients<T>
///     backend.evaluate(loss, batch, out [, token_options] [, metric_options])                 token_batch or pair_batch; converts to batch_metrics
///
/// Semantics: forward gives the scores of each target token. backward gives Σ grad_logps[i] · ∂logps[i], by logits or by the layer's parts; rows that
/// no token is scored by have gradient 0. evaluate is calm::loss::evaluate (evaluate_tokens). All memory is the caller's; a label that is not in the
/// vocabulary is refused before anything is written. A device's backend may return before the work is done; converting what evaluate gives to
/// batch_metrics waits for it.
///
/// Models: cpu::backend, cuda::backend.
template <class B>
concept loss_backend = detail::scores_logits<B> && detail::differentiates_logits<B> && detail::scores_hidden<B> && detail::differentiates_hidden<B> &&
                       detail::evaluates_tokens<B> && detail::evaluates_pairs<B>;

/// Says which clause of loss_backend B fails, as a compile-time error; compiles silently when none does.
template <class B>
constexpr void diagnose_loss_backend() {
    static_assert(detail::scores_logits<B>, "calm: not a loss_backend: it must have forward(matrix<const float>, target_tokens, head_options, token_scores<float>)");
    static_assert(detail::differentiates_logits<B>, "calm: not a loss_backend: it must have backward(matrix<const float>, target_tokens, head_options, "
                                                    "span<const float> log_sum_exp, span<const float> grad_logps, matrix<float>)");
    static_assert(detail::scores_hidden<B>,
                  "calm: not a loss_backend: it must have forward(projection<float>, target_tokens, head_options, token_scores<float>, projection_options)");
    static_assert(detail::differentiates_hidden<B>, "calm: not a loss_backend: it must have backward(projection<float>, target_tokens, head_options, "
                                                    "span<const float> log_sum_exp, span<const float> grad_logps, projection_gradients<float>, projection_options)");
    static_assert(detail::evaluates_tokens<B>,
                  "calm: not a loss_backend: evaluate(loss, token_batch<float>, token_outputs<float>) must give something that converts to batch_metrics");
    static_assert(detail::evaluates_pairs<B>,
                  "calm: not a loss_backend: evaluate(loss, pair_batch<float>, pair_outputs<float>) must give something that converts to batch_metrics");
}

} // namespace calm::loss
