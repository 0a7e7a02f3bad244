// From the sums over a row of logits to its token's scores.
#pragma once

#include "calm/cpu/detail/row_state.hpp"
#include "calm/error.hpp"
#include "calm/loss/logit_rows.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <string>

namespace calm::cpu::detail {

/// What rows of logits are multiplied with on their way into a power of two, as the kernels have it.
struct exponent_scale {
    double factor = 1;                 ///< z' = factor · z
    double l = std::numbers::log2e;    ///< factor · log2(e), rounded as the kernels' arithmetic is

    /// @param exact  whether the kernels compute in double
    exponent_scale(double factor_, bool exact)
        : factor(factor_), l(exact ? factor_ * std::numbers::log2e : static_cast<double>(static_cast<float>(factor_ * std::numbers::log2e))) {}
    /// From logarithms to base 2 of sums of 2^(z l), to natural ones. Divided by the rounded l, so that its error counts for the spread of the logits
    /// only, not for their size.
    [[nodiscard]] double natural(double log2_sum) const { return log2_sum * factor / l; }
    [[nodiscard]] double base2(double log_sum) const { return log_sum * l / factor; }
};

/// Writes a token's scores. Returns whether its log-probability is a finite number.
template <class S>
bool finish_row(const row_state& row, const exponent_scale& scale, std::size_t vocabulary, const loss::token_scores<S>& out, std::size_t i) {
    const double log2_sum = std::log2(row.sum), lse = scale.natural(row.k + log2_sum);
    const double logp = std::min(0.0, scale.factor * row.target - lse);  // rounding may lift it above 0
    const auto put = [i](std::span<S> to, const auto& value) {
        if (!to.empty()) to[i] = static_cast<S>(value());
    };
    put(out.logps, [&] { return logp; }), put(out.log_sum_exp, [&] { return lse; });
    put(out.entropy, [&] { return std::max(0.0, std::numbers::ln2 * (log2_sum - row.sum_u / row.sum)); });
    put(out.mean_logit, [&] { return scale.factor * row.sum_z / static_cast<double>(vocabulary); });
    put(out.top1, [&] { return row.target == row.max && row.before < row.target ? 1 : 0; });
    put(out.log_sum_sq, [&] { return std::numbers::ln2 * (std::log2(row.sum_sq) - 2 * log2_sum); });
    return std::isfinite(lse) && std::isfinite(row.target) && std::isfinite(logp);
}

/// The first token, of all threads, that something is wrong with.
class first_bad_token {
public:
    void report(std::size_t token) noexcept {
        for (auto seen = first_.load(); token < seen && !first_.compare_exchange_weak(seen, token);) {}
    }
    [[nodiscard]] bool any() const noexcept { return first_.load() != none; }
    [[nodiscard]] std::size_t token() const noexcept { return first_.load(); }

private:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    std::atomic<std::size_t> first_{none};
};

/// Says what is wrong with a row of logits that finish_row() did not like; `z(v)` is entry v.
template <class Z>
[[noreturn]] void name_bad_row(std::size_t token, std::size_t row, std::size_t label, std::size_t vocabulary, const Z& z) {
    const data_location where{.record = token, .field = "logits"};
    const auto at = [&](std::size_t v) { return "row " + std::to_string(row) + ", vocabulary entry " + std::to_string(v) + ": the logit is "; };
    for (std::size_t v = 0; v < vocabulary; ++v) {
        const auto value = static_cast<double>(z(v));
        if (std::isnan(value)) throw error(error_id::not_finite, at(v) + "NaN; look for an overflow in the model, or weights that diverged", where);
        if (value == std::numeric_limits<double>::infinity())
            throw error(error_id::not_finite, at(v) + "infinite; look for an overflow in the model, or weights that diverged", where);
    }
    if (std::isinf(static_cast<double>(z(label))))
        throw error(error_id::not_finite, at(label) + "-inf, and it is the label's: the token can't be generated; leave it out, or don't mask its logit", where);
    throw error(error_id::not_finite, "row " + std::to_string(row) + ": its log-probability is not finite; look for logits beyond what float holds", where);
}

} // namespace calm::cpu::detail
