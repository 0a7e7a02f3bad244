// Scores and gradients of rows of logits by their definitions, in long double, two passes: what the kernels are compared with.
#pragma once

#include "calm/loss/logit_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace calm_test {

struct row_scores {
    double logp = 0, log_sum_exp = 0, entropy = 0, mean_logit = 0, top1 = 0, log_sum_sq = 0;
    double greatest = 0;         ///< of |z'|, finite ones
    std::vector<double> gradient{};  ///< ∂logp/∂z
};

/// What the head makes of logit v.
inline long double transformed(double z, std::size_t v, const calm::loss::head_options& head) {
    const long double scaled = head.scale * (static_cast<long double>(z) + (head.bias.empty() ? 0.0L : static_cast<long double>(head.bias[v])));
    const long double capped = head.soft_cap ? *head.soft_cap * std::tanh(scaled / *head.soft_cap) : scaled;
    return capped / head.temperature;
}

/// @param z  the row, as double
inline row_scores score_row(const std::vector<double>& z, std::size_t label, const calm::loss::head_options& head = {}) {
    std::vector<long double> t(z.size());
    for (std::size_t v = 0; v < z.size(); ++v) t[v] = transformed(z[v], v, head);
    const long double max = *std::max_element(t.begin(), t.end());
    long double sum = 0, sum_z = 0, sum_sq = 0, expected = 0;
    for (const auto x : t) sum += std::exp(x - max), sum_z += x;
    row_scores out;
    const long double lse = max + std::log(sum);
    for (std::size_t v = 0; v < z.size(); ++v) {
        const long double p = std::exp(t[v] - lse);
        sum_sq += p * p;
        if (p > 0) expected += p * (t[v] - lse);
        if (std::isfinite(t[v])) out.greatest = std::max(out.greatest, static_cast<double>(std::fabs(t[v])));
    }
    out.logp = static_cast<double>(t[label] - lse), out.log_sum_exp = static_cast<double>(lse), out.entropy = static_cast<double>(-expected);
    out.mean_logit = static_cast<double>(sum_z / static_cast<long double>(z.size())), out.log_sum_sq = static_cast<double>(std::log(sum_sq));
    out.top1 = static_cast<std::size_t>(std::max_element(t.begin(), t.end()) - t.begin()) == label ? 1 : 0;
    for (std::size_t v = 0; v < z.size(); ++v) {
        const long double unit = head.soft_cap ? t[v] * head.temperature / *head.soft_cap : 0.0L;
        const long double p = std::exp(t[v] - lse), slope = head.scale / head.temperature * (1 - unit * unit);
        out.gradient.push_back(static_cast<double>(((v == label ? 1.0L : 0.0L) - p) * slope));
    }
    return out;
}

/// 1 - p(label), without its cancellation where p is near 1.
inline double one_minus_p(const std::vector<double>& z, std::size_t label, double log_sum_exp, const calm::loss::head_options& head = {}) {
    long double others = 0;
    for (std::size_t v = 0; v < z.size(); ++v)
        if (v != label) others += std::exp(transformed(z[v], v, head) - static_cast<long double>(log_sum_exp));
    return static_cast<double>(std::min(1.0L, others));
}

} // namespace calm_test
