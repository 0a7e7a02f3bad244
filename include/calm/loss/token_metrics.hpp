// What a trainer logs of a model's output at each token: entropy, logits, accuracy. Statistics come from whoever saw the logits.
#pragma once

#include "calm/error.hpp"
#include "calm/loss/tokens.hpp"

#include <cstddef>
#include <string_view>

namespace calm::loss {

/// Statistics of the vocabulary's distribution at each token; rows as in token_batch. One that is not there gives no metric.
template <class T>
struct token_statistics {
    ragged<const T> mean_logit_chosen{};
    ragged<const T> mean_logit_rejected{};
    ragged<const T> entropy_chosen{};        ///< nats
    ragged<const T> entropy_rejected{};
    ragged<const T> top1_chosen{};           ///< 1 where the target has the greatest logit, and no earlier token the same; else 0
};

/// Means over tokens of completions; 0 where there are none.
struct token_metrics {
    double entropy = 0;                 ///< of both sides
    double logits_chosen = 0;
    double logits_rejected = 0;
    double mean_token_accuracy = 0;     ///< of the chosen sides

    /// Calls f(name, value) for each.
    template <class F>
    void each(F&& f) const {
        f("entropy", entropy);
        f("logits/chosen", logits_chosen);
        f("logits/rejected", logits_rejected);
        f("mean_token_accuracy", mean_token_accuracy);
    }
};

namespace detail {

struct sum_and_count {
    double sum = 0;
    std::size_t count = 0;
    [[nodiscard]] double mean() const { return count == 0 ? 0.0 : sum / static_cast<double>(count); }
    friend sum_and_count operator+(const sum_and_count& a, const sum_and_count& b) { return {a.sum + b.sum, a.count + b.count}; }
};

template <class T>
sum_and_count over_tokens(const ragged<const T>& rows, std::string_view name) {
    check_rows(rows, rows.rows(), name);
    sum_and_count all;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto row = rows[i];
        all = all + sum_and_count{lane_sum(row.size(), [&](std::size_t t) { return row[t]; }), row.size()};
    }
    return all;
}

} // namespace detail

/// O(tokens). @throws error (invalid_option) for rows that end before they begin
template <class T>
[[nodiscard]] token_metrics metrics_of(const token_statistics<T>& of) {
    const auto both = detail::over_tokens(of.entropy_chosen, "entropy_chosen") + detail::over_tokens(of.entropy_rejected, "entropy_rejected");
    return {both.mean(), detail::over_tokens(of.mean_logit_chosen, "mean_logit_chosen").mean(),
            detail::over_tokens(of.mean_logit_rejected, "mean_logit_rejected").mean(), detail::over_tokens(of.top1_chosen, "top1_chosen").mean()};
}

} // namespace calm::loss
