// The agent that gives the gradient by rows of logits, in place or elsewhere. Bound by memory: a logit is read and its gradient written.
#pragma once

#include "calm/cuda/detail/score_rows.cuh"

#include <cstddef>
#include <cstdint>

namespace calm::cuda::detail {

/// ∂/∂z of slope · log p(label): slope · (1 - p) at the label, -slope · p elsewhere, by the derivative of the head.
CALM_DEVICE inline float logit_gradient(float capped, bool is_label, float log_sum_exp, float slope, const head& how) {
    const float off = capped - log_sum_exp;
    return slope * (is_label ? -expm1f(off < 0 ? off : 0.0F) : -exponential(off)) * how.slope(capped);
}

/// The same for logits side by side from `column`, of which `count` are there, in their place.
template <unsigned N>
CALM_DEVICE inline void logit_gradients(float (&z)[N], unsigned count, std::uint32_t column, std::uint32_t label, float log_sum_exp, float slope, const head& how) {
    how.apply(z, count, column);
    float gradient[N];
    const float by = how.scale * how.inverse_temperature;
    for (unsigned i = 0; i < N; ++i) gradient[i] = slope * -exponential(z[i] - log_sum_exp) * by;
    if (how.soft_cap > 0 || label - column < count)  // seldom
        for (unsigned i = 0; i < N; ++i)
            if (how.soft_cap > 0 || column + i == label) gradient[i] = logit_gradient(z[i], column + i == label, log_sum_exp, slope, how);
    for (unsigned i = 0; i < N; ++i) z[i] = gradient[i];
}

/// Refuses slopes and log-sum-exps that are not finite. One thread a token.
template <class S>
struct check_slopes {
    static constexpr const char* name = "check_slopes";
    static constexpr unsigned threads = 256;
    struct parameters {
        const S* log_sum_exp;
        const S* grad_logps;
        std::uint32_t tokens;
        unsigned long long* status;
    };
    template <class Block>
    struct storage {};

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>&, const parameters& p) {
        const std::uint32_t token = block.x() * threads + block.thread();
        if (token >= p.tokens) return;
        if (!is_finite(p.log_sum_exp[token])) block.lower(p.status, problem_word(problem::value, field::log_sum_exp, token));
        if (!is_finite(p.grad_logps[token])) block.lower(p.status, problem_word(problem::value, field::grad_logps, token));
    }
};

/// Block (i, j) has row i and columns [j · segment, (j + 1) · segment). A row that no token is scored by gets 0 without being read, and so
/// does one of slope 0. `gradient` may be `logits`.
template <class T, class S, unsigned Threads = 256>
struct gradient_rows {
    static constexpr const char* name = "gradient_rows";
    static constexpr unsigned threads = Threads;
    static constexpr unsigned resident = 5;  ///< as score_rows: loads in flight
    struct parameters {
        const T* logits;
        std::ptrdiff_t stride;
        std::uint32_t columns;
        std::uint32_t segment;
        targets of;
        head how;
        const S* log_sum_exp;
        const S* grad_logps;
        T* gradient;
        std::ptrdiff_t gradient_stride;
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {};

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>&, const parameters& p) {
        if (is_refused(p.status)) return;
        constexpr unsigned width = pack<T>::size;
        const T* const row = p.logits + static_cast<std::ptrdiff_t>(block.x()) * p.stride;
        T* const to = p.gradient + static_cast<std::ptrdiff_t>(block.x()) * p.gradient_stride;
        const std::uint32_t token = p.of.token_of(block.x());
        const bool scored = token < p.of.tokens && p.grad_logps[token] != 0, aligned = is_aligned(row) && is_aligned(to);
        const float slope = scored ? static_cast<float>(p.grad_logps[token]) : 0.0F, lse = scored ? static_cast<float>(p.log_sum_exp[token]) : 0.0F;
        const std::uint32_t label = scored ? p.of.label[token] : 0;
        const std::uint32_t begin = block.y() * p.segment, end = p.columns - begin < p.segment ? p.columns : begin + p.segment;
        for (std::uint32_t c = begin + block.thread() * width; c < end; c += Threads * width) {
            const unsigned count = end - c < width ? end - c : width;
            pack<T> all{};
            if (scored) {  // else nothing is read
                float z[width];
                if (aligned && count == width) {
                    all = load(row + c);
                    for (unsigned i = 0; i < width; ++i) z[i] = to_float(all.values[i]);
                } else {
                    for (unsigned i = 0; i < width; ++i) z[i] = i < count ? to_float(row[c + i]) : 0.0F;
                }
                logit_gradients(z, count, c, label, lse, slope, p.how);
                for (unsigned i = 0; i < width; ++i) all.values[i] = from_float<T>(z[i]);
            }
            if (aligned && count == width) {
                store(to + c, all);
            } else {
                for (unsigned i = 0; i < width; ++i)
                    if (i < count) to[c + i] = all.values[i];
            }
        }
    }
};

} // namespace calm::cuda::detail
