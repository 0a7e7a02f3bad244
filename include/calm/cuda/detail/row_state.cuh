// What is known of a token's row of logits after some of its entries, and what comes of it in the end: the online softmax with all scores.
#pragma once

#include "calm/cuda/detail/block.cuh"
#include "calm/cuda/detail/status.cuh"

#include <cmath>
#include <cstdint>

namespace calm::cuda::detail {

/// a · b, rounded: what is added to it afterwards is not fused with it, so that z' has the same bits in every kernel, whatever scores are asked for.
CALM_DEVICE inline float rounded_product(float a, float b) {
#ifdef __CUDA_ARCH__
    return __fmul_rn(a, b);
#else
    return a * b;
#endif
}

/// head_options, as kernels have them.
struct head {
    const float* bias = nullptr;
    float scale = 1;
    float soft_cap = 0;             ///< 0: none
    float inverse_temperature = 1;

    /// Makes z' of logits side by side from `column`, of which `count` are there. Asks once for all of them what the head has.
    template <unsigned N>
    CALM_DEVICE void apply(float (&z)[N], unsigned count, std::uint32_t column) const {
        if (bias != nullptr)
            for (unsigned i = 0; i < N; ++i)
                if (i < count) z[i] += bias[column + i];
        if (soft_cap > 0)
            for (unsigned i = 0; i < N; ++i) z[i] = rounded_product(soft_cap * tanhf(z[i] * scale / soft_cap), inverse_temperature);
        else if (const float factor = scale * inverse_temperature; factor != 1)
            for (unsigned i = 0; i < N; ++i) z[i] = rounded_product(z[i], factor);
    }
    /// z' of a logit, and its derivative.
    CALM_DEVICE float operator()(float z, std::uint32_t column) const {
        float one[1] = {z};
        apply(one, 1, column);
        return one[0];
    }
    CALM_DEVICE float slope(float capped) const {
        float by = scale * inverse_temperature;
        if (soft_cap > 0) {
            const float t = capped / inverse_temperature / soft_cap;
            by *= 1 - t * t;
        }
        return by;
    }
};

/// e^x, in two instructions where expf has nine, which would keep rows of 16 bits from the memory's speed. Off by some 2^-22 and |x| 2^-24 of itself.
CALM_DEVICE inline float exponential(float x) {
    const float exponent = x * 1.4426950408889634F;
#ifdef __CUDA_ARCH__
    float power;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(power) : "f"(exponent));
    return power;
#else
    return exp2f(exponent);
#endif
}

inline constexpr float lowest = -3.402823466e+38F;

/// Sums are relative to the greatest entry, in double: a float's sum over a vocabulary of 2^18 would lose what the metrics have. Up to a pack of
/// entries are added in float first.
struct row_state {
    float max;         ///< the greatest z', `lowest` when there is none above it
    std::uint32_t at;  ///< its first column
    double sum;        ///< Σ exp(z' - max)
    double weighted;   ///< Σ exp(z' - max) (z' - max)
    double squares;    ///< Σ exp(2 (z' - max))
    double total;      ///< Σ z'

    CALM_DEVICE static row_state none() { return {lowest, ~0U, 0, 0, 0, 0}; }

    CALM_DEVICE void rebase(float to) {
        const double shift = static_cast<double>(max) - static_cast<double>(to), factor = exp(shift);
        weighted = sum == 0 ? 0.0 : factor * (weighted + shift * sum);
        sum *= factor;
        squares *= factor * factor;
        max = to;
    }

    /// Adds entries of rising columns.
    template <bool All, unsigned N>
    CALM_DEVICE void add(const float (&z)[N], unsigned count, std::uint32_t first, std::uint32_t step = 1) {
        float greatest = max;
        for (unsigned i = 0; i < N; ++i)
            if (i < count) greatest = fmaxf(greatest, z[i]);
        if (greatest > max) {  // seldom, so that the entry is looked for only here
            rebase(greatest);
            for (unsigned i = N; i-- > 0;)
                if (i < count && z[i] == greatest) at = first + i * step;
        }
        float e_sum = 0, e_weighted = 0, e_squares = 0, z_sum = 0;
        for (unsigned i = 0; i < N; ++i) {
            if (i >= count) continue;
            const float off = z[i] - max, e = exponential(off);
            e_sum += e;
            if constexpr (All) {
                e_weighted += off < -110.0F ? 0.0F : e * off;  // e is 0 there, and the product with minus infinity would not be
                e_squares += e * e;
                z_sum += z[i];
            }
        }
        sum += static_cast<double>(e_sum);
        if constexpr (All) weighted += static_cast<double>(e_weighted), squares += static_cast<double>(e_squares), total += static_cast<double>(z_sum);
    }
};

/// Of two parts of a row, in any order.
struct merge_states {
    CALM_DEVICE row_state operator()(row_state a, row_state b) const {
        const float max = a.max > b.max ? a.max : b.max;
        const std::uint32_t at = a.max > b.max ? a.at : b.max > a.max ? b.at : a.at < b.at ? a.at : b.at;
        if (a.max < max) a.rebase(max);
        if (b.max < max) b.rebase(max);
        return {max, at, a.sum + b.sum, a.weighted + b.weighted, a.squares + b.squares, a.total + b.total};
    }
};

/// Where scores go, as kernels have them: null is not written.
template <class S>
struct scores_out {
    S* logps = nullptr;
    S* log_sum_exp = nullptr;
    S* entropy = nullptr;
    S* mean_logit = nullptr;
    S* top1 = nullptr;
    S* log_sum_sq = nullptr;

    CALM_DEVICE void write(std::uint32_t token, const row_state& row, float target, std::uint32_t label, std::uint32_t columns) const {
        const double log_sum = log(row.sum), max = static_cast<double>(row.max);
        const double logp = (static_cast<double>(target) - max) - log_sum, nats = log_sum - row.weighted / row.sum;
        if (logps != nullptr) logps[token] = static_cast<S>(logp > 0 ? 0.0 : logp);  // rounding may lift it
        if (log_sum_exp != nullptr) log_sum_exp[token] = static_cast<S>(max + log_sum);
        if (entropy != nullptr) entropy[token] = static_cast<S>(nats < 0 ? 0.0 : nats);
        if (mean_logit != nullptr) mean_logit[token] = static_cast<S>(row.total / static_cast<double>(columns));
        if (top1 != nullptr) top1[token] = static_cast<S>(row.at == label ? 1 : 0);
        if (log_sum_sq != nullptr) log_sum_sq[token] = static_cast<S>(log(row.squares) - 2 * log_sum);
    }
};

} // namespace calm::cuda::detail
