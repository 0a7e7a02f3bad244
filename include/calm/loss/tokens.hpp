// A loss from the log-probability of each token: sums over completions, with ld_alpha and WPO's weights, and the gradient by each token.
#pragma once

#include "calm/error.hpp"
#include "calm/loss/batch.hpp"
#include "calm/loss/execution.hpp"
#include "calm/loss/pair_batch.hpp"
#include "calm/loss/workspace.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace calm::loss {

/// Rows of different lengths in one array: row i is values[starts[i]] up to, not including, values[starts[i + 1]]. Tokens of completions
/// only, so there is nothing to mask. T is anything that converts to double.
template <class T>
struct ragged {
    std::span<T> values{};
    std::span<const std::size_t> starts{};  ///< rows + 1 of them, not falling; empty: not there

    [[nodiscard]] constexpr std::size_t rows() const { return starts.empty() ? 0 : starts.size() - 1; }
    [[nodiscard]] constexpr std::span<T> operator[](std::size_t i) const { return values.subspan(starts[i], starts[i + 1] - starts[i]); }
    /// Rows [begin, end), on the same values.
    [[nodiscard]] constexpr ragged part(std::size_t begin, std::size_t end) const { return {values, starts.subspan(begin, end - begin + 1)}; }
};

/// A batch of pairs by their tokens. A reference has the policy's rows, or is not there.
template <class T>
struct token_batch {
    ragged<const T> policy_chosen{};
    ragged<const T> policy_rejected{};
    ragged<const T> reference_chosen{};
    ragged<const T> reference_rejected{};
    strided<const double> weight{};       ///< as in pair_batch
};

/// Where results go; an empty one is not written. A gradient lies as the policy's values do, at the same positions (both may be one array).
template <class T>
struct token_outputs {
    strided<double> loss{};
    std::span<T> grad_chosen{};
    std::span<T> grad_rejected{};
};

struct token_options {
    /// LD-DPO (Liu et al. 2024, arXiv 2409.06411): tokens beyond the length of the pair's shorter side count this much, in [0, 1], in policy and
    /// reference alike; likelihood terms and lengths don't know of it. Not given: 1.
    std::optional<double> ld_alpha{};
};

namespace detail {

/// @throws error (invalid_option)
template <class T>
void check_rows(const ragged<const T>& rows, std::size_t pairs, std::string_view name, const ragged<const T>* like = nullptr) {
    const auto refuse = [&](const std::string& what) { throw error(error_id::invalid_option, std::string(name) + what); };
    if (rows.rows() != pairs)
        refuse(" has " + std::to_string(rows.rows()) + " rows and policy_chosen " + std::to_string(pairs) + "; a batch has one of each a pair");
    for (std::size_t i = 0; i < pairs; ++i) {
        if (rows.starts[i] > rows.starts[i + 1] || rows.starts[i + 1] > rows.values.size())
            refuse(": row " + std::to_string(i) + " ends before it begins, or beyond its values; starts must not fall or pass the end");
        if (rows.starts[i + 1] - rows.starts[i] > std::numeric_limits<std::uint32_t>::max()) refuse(" has a row of more than 2^32 - 1 tokens");
        if (like != nullptr && rows[i].size() != (*like)[i].size())
            refuse(": row " + std::to_string(i) + " has " + std::to_string(rows[i].size()) + " tokens and the policy's " +
                   std::to_string((*like)[i].size()) + "; both score the same completion");
    }
}

/// Σ over the first `shared` tokens + ld · Σ over the rest.
template <class T>
double discounted_sum(std::span<const T> row, std::size_t shared, double ld) {
    const double head = lane_sum(shared, [&](std::size_t i) { return row[i]; });
    return shared == row.size() ? head : head + ld * lane_sum(row.size() - shared, [&](std::size_t i) { return row[shared + i]; });
}

/// @throws error (not_finite), naming the token
template <class T>
void name_bad_token(const ragged<const T>& rows, std::size_t pair, const char* name) {
    const auto row = rows[pair];
    for (std::size_t t = 0; t < row.size(); ++t)
        if (const auto value = static_cast<double>(row[t]); !std::isfinite(value))
            throw error(error_id::not_finite, "the log-probability of token " + std::to_string(t) + " is " + in_words(value) +
                                                  "; a token that can't be generated, or logits that are NaN or infinite", {.record = pair, .field = name});
}

} // namespace detail

/// As evaluate on pairs, from tokens: sums and pairs in double whatever T is. O(tokens).
/// @throws error (invalid_option) for rows that don't fit each other, too; (not_finite) with the pair's index as record, and the token's position
///         in the row, before anything is written
template <class T, class L, execution Execution = serial>
batch_metrics evaluate_tokens(const L& loss, const token_batch<T>& batch, const token_outputs<T>& out, workspace& space, const token_options& tokens = {},
                              const metric_options& how = {}, const Execution& run = {}) {
    const std::size_t pairs = batch.policy_chosen.rows();
    const bool reference = batch.reference_chosen.rows() > 0 || batch.reference_rejected.rows() > 0;
    detail::check_rows(batch.policy_chosen, pairs, "policy_chosen"), detail::check_rows(batch.policy_rejected, pairs, "policy_rejected");
    if (reference) {
        detail::check_rows(batch.reference_chosen, pairs, "reference_chosen", &batch.policy_chosen);
        detail::check_rows(batch.reference_rejected, pairs, "reference_rejected", &batch.policy_rejected);
    }
    const double ld = tokens.ld_alpha.value_or(1.0);
    if (!(ld >= 0 && ld <= 1)) throw error(error_id::invalid_option, "ld_alpha is " + std::to_string(ld) + "; it must be in [0, 1]");
    const auto fits = [](std::size_t room, std::size_t needed, const char* name) {
        if (room != 0 && room < needed)
            throw error(error_id::invalid_option, std::string(name) + " has room for " + std::to_string(room) + " tokens and the policy has " +
                                                      std::to_string(needed) + "; give it the policy's size, or none");
    };
    fits(out.grad_chosen.size(), pairs == 0 ? 0 : batch.policy_chosen.starts[pairs], "grad_chosen");
    fits(out.grad_rejected.size(), pairs == 0 ? 0 : batch.policy_rejected.starts[pairs], "grad_rejected");

    const auto mark = space.here();
    const std::size_t chunks = (pairs + detail::chunk_pairs - 1) / detail::chunk_pairs;
    const auto each_pair = [&](const auto& work) {
        run(chunks, [&](std::size_t c) {
            for (std::size_t i = c * detail::chunk_pairs; i < std::min(pairs, (c + 1) * detail::chunk_pairs); ++i) work(i);
        });
    };
    const auto p_w = space.numbers(pairs), p_l = space.numbers(pairs), q_w = space.numbers(pairs), q_l = space.numbers(pairs), full = space.numbers(pairs);
    const auto n_w = space.indices(pairs), n_l = space.indices(pairs);
    each_pair([&](std::size_t i) {
        const auto chosen = batch.policy_chosen[i], rejected = batch.policy_rejected[i];
        const std::size_t shared = ld == 1.0 ? std::numeric_limits<std::size_t>::max() : std::min(chosen.size(), rejected.size());
        const auto sum = [&](std::span<const T> row) { return detail::discounted_sum(row, std::min(shared, row.size()), ld); };
        n_w[i] = static_cast<std::uint32_t>(chosen.size()), n_l[i] = static_cast<std::uint32_t>(rejected.size());
        full[i] = detail::discounted_sum(chosen, chosen.size(), 1.0);
        p_w[i] = sum(chosen), p_l[i] = sum(rejected);
        if (reference) q_w[i] = sum(batch.reference_chosen[i]), q_l[i] = sum(batch.reference_rejected[i]);
    });
    for (std::size_t i = 0; i < pairs; ++i) {  // a sum of tokens that are not all finite is not finite
        const double all = p_w[i] + p_l[i] + full[i] + (reference ? q_w[i] + q_l[i] : 0.0);
        if (std::isfinite(all)) continue;
        detail::name_bad_token(batch.policy_chosen, i, "policy_chosen"), detail::name_bad_token(batch.policy_rejected, i, "policy_rejected");
        if (reference)
            detail::name_bad_token(batch.reference_chosen, i, "reference_chosen"), detail::name_bad_token(batch.reference_rejected, i, "reference_rejected");
    }

    const auto g_w = space.numbers(pairs), g_l = space.numbers(pairs), g_full = space.numbers(pairs);
    const auto column = [&](std::span<const double> values) { return reference ? strided<const double>(values) : strided<const double>(); };
    const pair_batch<double> sums{p_w, p_l, column(q_w), column(q_l), n_w, n_l, batch.weight, full};
    const auto metrics = evaluate(loss, sums, pair_outputs<double>{out.loss, g_w, g_l, g_full}, space, how, run);
    each_pair([&](std::size_t i) {
        const std::size_t shared = std::min(n_w[i], n_l[i]);
        const auto spread = [&](std::span<T> to, std::size_t begin, std::size_t length, double slope, double always) {
            if (to.empty()) return;
            const auto head = static_cast<T>(slope + always), tail = static_cast<T>(ld * slope + always);
            for (std::size_t t = 0; t < length; ++t) to[begin + t] = t < shared ? head : tail;
        };
        spread(out.grad_chosen, batch.policy_chosen.starts[i], n_w[i], g_w[i], g_full[i]);
        spread(out.grad_rejected, batch.policy_rejected.starts[i], n_l[i], g_l[i], 0.0);
    });
    space.back_to(mark);
    return metrics;
}

/// WPO's weights (Zhou et al. 2024, arXiv 2406.11827, equation 2, as TRL has it): how likely the policy itself is to write the pair. Multiplies each
/// weight by exp(mean over tokens of (log p - log Σ p²)) of both sides; a side without tokens counts as 1. `log_sum_sq` has log Σ p² over the
/// vocabulary at each token of the policy's rows. No gradient goes through them.
/// @throws error (invalid_option); (not_finite) for a weight that is not
template <class T>
void multiply_by_wpo_weights(const token_batch<T>& batch, const ragged<const T>& log_sum_sq_chosen, const ragged<const T>& log_sum_sq_rejected,
                             std::span<double> weights) {
    detail::check_rows(log_sum_sq_chosen, batch.policy_chosen.rows(), "log_sum_sq_chosen", &batch.policy_chosen);
    detail::check_rows(log_sum_sq_rejected, batch.policy_rejected.rows(), "log_sum_sq_rejected", &batch.policy_rejected);
    if (weights.size() != batch.policy_chosen.rows())
        throw error(error_id::invalid_option, "there are " + std::to_string(weights.size()) + " weights for " + std::to_string(batch.policy_chosen.rows()) +
                                                  " pairs; give one a pair");
    const auto mean = [](std::span<const T> logps, std::span<const T> log_sum_sq) {
        const double sum = detail::lane_sum(logps.size(), [&](std::size_t i) { return static_cast<double>(logps[i]) - static_cast<double>(log_sum_sq[i]); });
        return logps.empty() ? 0.0 : sum / static_cast<double>(logps.size());
    };
    for (std::size_t i = 0; i < weights.size(); ++i) {
        weights[i] *= std::exp(mean(batch.policy_chosen[i], log_sum_sq_chosen[i]) + mean(batch.policy_rejected[i], log_sum_sq_rejected[i]));
        if (!std::isfinite(weights[i])) throw error(error_id::not_finite, "the weight of WPO is " + detail::in_words(weights[i]) +
                                                                              "; a log-probability is NaN or infinite", {.record = i, .field = "weight"});
    }
}

} // namespace calm::loss
