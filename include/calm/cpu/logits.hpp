// Log-probabilities of tokens from rows of logits, in one pass over them, and the gradient in place.
#pragma once

#include "calm/cpu/detail/check.hpp"
#include "calm/cpu/detail/finish_row.hpp"
#include "calm/cpu/detail/kernels.hpp"
#include "calm/cpu/isa.hpp"
#include "calm/loss/execution.hpp"
#include "calm/loss/logit_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <type_traits>

namespace calm::cpu {

namespace detail {

/// Entries that are transformed at a time: they stay in the first cache.
inline constexpr std::size_t part = 2048;

/// What a backend's calls have in common: the kernels, and the head's options in the form that they take.
template <class T>
struct row_plan {
    row_kernels<T> kernels;
    row_kernels<wide<T>> wide_kernels;
    head_constants head;
    std::span<const float> bias;
    bool transforms;       ///< entries go through a buffer; else the factor is part of the exponential
    exponent_scale scale;

    row_plan(const loss::head_options& options, std::size_t vocabulary, isa which)
        : kernels(kernels_of<T>(which)), wide_kernels(kernels_of<wide<T>>(which)), head(check_head(options, vocabulary)), bias(options.bias),
          transforms(!bias.empty() || head.soft_cap > 0), scale(transforms ? 1.0 : head.scale / head.temperature, std::is_same_v<T, double>) {}

    [[nodiscard]] const float* bias_from(std::size_t v) const { return bias.empty() ? nullptr : bias.data() + v; }

    /// Adds n entries from position `begin` of the vocabulary to what is known of their row.
    void add(row_state& state, const T* z, std::size_t begin, std::size_t n, std::size_t label, bool everything) const {
        const std::size_t target = label >= begin && label < begin + n ? label - begin : n;
        if (!transforms) return (everything ? kernels.add_everything : kernels.add_scores)(state, z, n, target, scale.l);
        wide<T> buffer[part + padding];
        for (std::size_t i = 0; i < n; i += part) {
            const std::size_t size = std::min(part, n - i);
            kernels.transformed(z + i, bias_from(begin + i), buffer, size, head);
            (everything ? wide_kernels.add_everything : wide_kernels.add_scores)(state, buffer, size, target >= i ? std::min(target - i, size) : size, scale.l);
        }
    }

    /// out = slope · (∂logp/∂z), of n entries from position `begin`.
    void gradient(const T* z, T* out, std::size_t begin, std::size_t n, std::size_t label, double lse, double slope) const {
        if (slope == 0) {
            std::fill_n(out, n, T{});
            return;
        }
        const double c = scale.base2(lse);
        const bool here = label >= begin && label < begin + n;
        const auto of_label = [&](double transformed_z) { return slope * -std::expm1(std::min(0.0, scale.factor * transformed_z - lse)); };
        if (!transforms) {
            const double at_label = here ? scale.factor * of_label(static_cast<double>(z[label - begin])) : 0.0;
            kernels.scaled_powers(z, out, n, scale.l, c, -slope * scale.factor);
            if (here) out[label - begin] = T(static_cast<wide<T>>(at_label));
            return;
        }
        wide<T> buffer[part + padding], slopes[part + padding];
        for (std::size_t i = 0; i < n; i += part) {
            const std::size_t size = std::min(part, n - i);
            kernels.transformed(z + i, bias_from(begin + i), buffer, size, head);
            wide_kernels.scaled_powers(buffer, slopes, size, scale.l, c, -slope);
            if (here && label - begin >= i && label - begin < i + size) {
                const std::size_t j = label - begin - i;
                slopes[j] = static_cast<wide<T>>(of_label(static_cast<double>(buffer[j])));
            }
            kernels.chained(buffer, slopes, out + i, size, head);
        }
    }
};

/// Whether more than the sum is asked for.
template <class S>
[[nodiscard]] bool asks_for_everything(const loss::token_scores<S>& scores) {
    return !scores.entropy.empty() || !scores.mean_logit.empty() || !scores.top1.empty() || !scores.log_sum_sq.empty();
}

} // namespace detail

/// Scores each target token from its row of logits: one pass over the row, sums over the vocabulary in double over parts in float.
///
/// Error of a log-probability, T not double: at most (V + 8) 2^-24 absolute by the sums (of parts of 2048 entries, lanes apart, so in practice some 2^-23)
/// and 2^-24 |z'| by the product with log2(e), z' the logits within some units of the greatest. -∞ is a logit like others (an entry
/// that can't be generated) unless it is the label's.
///
/// O(tokens · V); nothing is allocated. The results, to the bit, depend neither on `run` nor on strides; they do on `which`.
///
/// @param logits  T is float, bf16, fp16, or double, whose arithmetic is in double and not vectorised
/// @throws error (invalid_option) for what does not fit, and labels outside the vocabulary, with the token as record, before anything is written;
///         (not_finite) for a bias that is, before anything is written; for a row with NaN or +∞, or -∞ for the label, with the token as record and the row and the entry in words; scores are unspecified then
template <class T, class S, loss::execution Execution = loss::serial>
void forward(loss::matrix<const T> logits, const loss::target_tokens& targets, const loss::head_options& head, const loss::token_scores<S>& scores,
             const Execution& run = {}, isa which = widest()) {
    detail::check_targets(targets, logits.rows, logits.columns), detail::check_scores(scores, targets.size());
    const detail::row_plan<T> plan(head, logits.columns, which);
    const bool everything = detail::asks_for_everything(scores);
    detail::first_bad_token bad;
    run(targets.size(), [&](std::size_t i) {
        detail::row_state state;
        plan.add(state, logits[targets.row_of(i)], 0, logits.columns, targets.label[i], everything);
        if (!detail::finish_row(state, plan.scale, logits.columns, scores, i)) bad.report(i);
    });
    if (bad.any()) {
        const T* row = logits[targets.row_of(bad.token())];
        detail::name_bad_row(bad.token(), targets.row_of(bad.token()), targets.label[bad.token()], logits.columns, [row](std::size_t v) { return row[v]; });
    }
}

/// Writes Σ grad_logps[i] ∂logps[i] / ∂logits: (1 at the label - softmax) · grad_logps, through scale, cap and temperature. All rows are written, those
/// that no token is scored by with 0. To sixteen bits it rounds to the nearest (bf16: ties away from 0).
///
/// O(rows · V); nothing is allocated. The same bits on any threads.
///
/// @param log_sum_exp  as forward() wrote it, from the same logits and options; its rounding to S is a relative error of the softmax
/// @param grad_logps   as evaluate_tokens() wrote it
/// @param gradient     as large as the logits; may be the logits themselves
/// @throws error (invalid_option, not_finite), before anything is written
template <class T, class S, loss::execution Execution = loss::serial>
void backward(loss::matrix<const T> logits, const loss::target_tokens& targets, const loss::head_options& head, std::span<const S> log_sum_exp,
              std::span<const S> grad_logps, loss::matrix<T> gradient, const Execution& run = {}, isa which = widest()) {
    detail::check_targets(targets, logits.rows, logits.columns), detail::check_slopes(log_sum_exp, grad_logps, targets.size());
    if (gradient.rows != logits.rows || gradient.columns != logits.columns)
        detail::refuse("the gradient has " + std::to_string(gradient.rows) + " x " + std::to_string(gradient.columns) + " numbers and the logits " +
                       std::to_string(logits.rows) + " x " + std::to_string(logits.columns) + "; make them the same");
    const detail::row_plan<T> plan(head, logits.columns, which);
    const std::size_t tokens = targets.size();
    run(tokens + 1, [&](std::size_t i) {  // each token with the rows before it that have none; then the rows behind the last
        const std::size_t row = i < tokens ? targets.row_of(i) : logits.rows;
        for (std::size_t r = i == 0 ? 0 : targets.row_of(i - 1) + 1; r < row; ++r) std::fill_n(gradient[r], logits.columns, T{});
        if (i < tokens)
            plan.gradient(logits[row], gradient[row], 0, logits.columns, targets.label[i], static_cast<double>(log_sum_exp[i]), static_cast<double>(grad_logps[i]));
    });
}

} // namespace calm::cpu
