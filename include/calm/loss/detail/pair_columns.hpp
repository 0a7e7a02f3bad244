// What evaluate() does with a chunk of pairs: check, read into short columns, compute, write, add up.
#pragma once

#include "calm/error.hpp"
#include "calm/loss/math.hpp"
#include "calm/loss/pair_batch.hpp"
#include "calm/loss/pair_values.hpp"
#include "calm/loss/workspace.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace calm::loss::detail {

/// Pairs a chunk. Its columns (16 at most, 8 bytes an element) stay in 32 KiB of L1. Part of the results: sums are made chunk by chunk.
inline constexpr std::size_t chunk_pairs = 256;

template <class T>
std::size_t chunk_size(const pair_batch<T>& batch, std::size_t chunk) {
    return std::min(chunk_pairs, batch.size() - chunk * chunk_pairs);
}

/// @throws error (invalid_option)
template <class T>
void check_shapes(const pair_batch<T>& batch, const pair_outputs<T>& out, bool reads_reference, bool forbids_reference, bool reads_lengths) {
    const auto same = [&](std::string_view name, std::size_t size) {
        if (size != 0 && size != batch.size())
            throw error(error_id::invalid_option, std::string(name) + " has " + std::to_string(size) + " elements and policy_chosen " +
                                                      std::to_string(batch.size()) + "; a batch has one of each a pair");
    };
    const auto together = [](std::string_view names, bool one, bool other) {
        if (one != other) throw error(error_id::invalid_option, "only one of " + std::string(names) + " is given; give both or none");
    };
    if (batch.policy_rejected.empty() && batch.size() > 0)
        throw error(error_id::invalid_option, "the batch has no policy_rejected; a pair has two sides");
    same("policy_rejected", batch.policy_rejected.size);
    same("reference_chosen", batch.reference_chosen.size), same("reference_rejected", batch.reference_rejected.size);
    same("length_chosen", batch.length_chosen.size), same("length_rejected", batch.length_rejected.size);
    same("weight", batch.weight.size), same("full_chosen", batch.full_chosen.size);
    same("the output loss", out.loss.size), same("the output grad_chosen", out.grad_chosen.size);
    same("the output grad_rejected", out.grad_rejected.size), same("the output grad_full", out.grad_full.size);
    together("reference_chosen and reference_rejected", batch.reference_chosen.empty(), batch.reference_rejected.empty());
    together("length_chosen and length_rejected", batch.length_chosen.empty(), batch.length_rejected.empty());
    if (batch.size() == 0) return;
    if (reads_reference && batch.reference_chosen.empty())
        throw error(error_id::invalid_option, "the loss reads the reference's log-probabilities, and the batch has none; give them, or take reference_free(loss)");
    if (forbids_reference && !batch.reference_chosen.empty())
        throw error(error_id::invalid_option, "the loss is reference_free, and the batch has a reference; leave one of the two out");
    if (reads_lengths && batch.length_chosen.empty())
        throw error(error_id::invalid_option, "the loss reads the completions' lengths, and the batch has none; give length_chosen and length_rejected");
}

/// Whether all of `n` elements from `begin` are finite: the greatest exponent, in integers, which any compiler vectorises.
template <class T>
bool all_finite(const strided<const T>& column, std::size_t begin, std::size_t n) {
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    constexpr bits infinity = std::bit_cast<bits>(std::numeric_limits<T>::infinity());
    bits bad = 0;
    if (column.stride == 1) {
        const T* values = column.data + begin;
        for (std::size_t i = 0; i < n; ++i) bad |= static_cast<bits>((std::bit_cast<bits>(values[i]) & infinity) == infinity);
    } else {
        for (std::size_t i = begin; i < begin + n; ++i) bad |= static_cast<bits>((std::bit_cast<bits>(column[i]) & infinity) == infinity);
    }
    return bad == 0;
}

template <class T>
bool all_finite(const pair_batch<T>& batch, std::size_t chunk) {
    const std::size_t begin = chunk * chunk_pairs, n = chunk_size(batch, chunk);
    const auto fine = [&](const auto& column) { return column.empty() || all_finite(column, begin, n); };
    if (!fine(batch.policy_chosen) || !fine(batch.policy_rejected) || !fine(batch.reference_chosen) || !fine(batch.reference_rejected) ||
        !fine(batch.full_chosen))
        return false;
    bool good = true;
    for (std::size_t i = begin; !batch.weight.empty() && i < begin + n; ++i) good = good && batch.weight[i] >= 0 && std::isfinite(batch.weight[i]);
    return good;
}

/// "NaN", "inf" or "-inf", or the number.
inline std::string in_words(double value) { return std::isnan(value) ? "NaN" : std::isinf(value) ? (value < 0 ? "-inf" : "inf") : std::to_string(value); }

/// @throws error for the first pair of the chunk with something that is not finite
template <class T>
void name_not_finite(const pair_batch<T>& batch, std::size_t chunk) {
    const std::size_t begin = chunk * chunk_pairs;
    for (std::size_t i = begin; i < begin + chunk_size(batch, chunk); ++i) {
        const auto check = [&](const auto& column, const char* name) {
            if (column.empty() || std::isfinite(column[i])) return;
            throw error(error_id::not_finite, "the log-probability is " + in_words(static_cast<double>(column[i])) +
                                                  "; a completion that can't be generated, or logits that are NaN or infinite",
                        {.record = i, .field = name});
        };
        check(batch.policy_chosen, "policy_chosen"), check(batch.policy_rejected, "policy_rejected");
        check(batch.reference_chosen, "reference_chosen"), check(batch.reference_rejected, "reference_rejected");
        check(batch.full_chosen, "full_chosen");
        if (batch.weight.empty() || (batch.weight[i] >= 0 && std::isfinite(batch.weight[i]))) continue;
        throw error(batch.weight[i] < 0 ? error_id::invalid_option : error_id::not_finite,
                    "the weight is " + in_words(batch.weight[i]) + "; weights are finite and at least 0", {.record = i, .field = "weight"});
    }
}

/// How a log-ratio becomes a reward.
template <class T>
struct reward_rule {
    T scale{};
    bool reference = false;   ///< minus the reference's log-probability
    bool per_token = false;   ///< the policy's log-probabilities divided by the lengths
};

/// A chunk's inputs in order, each a short column; what the batch does not have is NaN, weights 1.
template <class T>
struct chunk_inputs {
    alignas(64) T policy_chosen[chunk_pairs], policy_rejected[chunk_pairs], reference_chosen[chunk_pairs], reference_rejected[chunk_pairs];
    alignas(64) T length_chosen[chunk_pairs], length_rejected[chunk_pairs], full_chosen[chunk_pairs], weight[chunk_pairs];

    [[nodiscard]] pair_values<T> pair(std::size_t i) const {
        return {policy_chosen[i], policy_rejected[i], reference_chosen[i], reference_rejected[i], length_chosen[i], length_rejected[i], full_chosen[i]};
    }
};

template <class T, class U>
void read_column(T* to, const strided<const U>& from, std::size_t begin, std::size_t n, T absent) {
    if (from.empty()) {
        for (std::size_t i = 0; i < n; ++i) to[i] = absent;
    } else if (from.stride == 1) {
        for (std::size_t i = 0; i < n; ++i) to[i] = static_cast<T>(from.data[begin + i]);
    } else {
        for (std::size_t i = 0; i < n; ++i) to[i] = static_cast<T>(from[begin + i]);
    }
}

template <class T>
void read_chunk(chunk_inputs<T>& in, const pair_batch<T>& batch, std::size_t begin, std::size_t n) {
    constexpr T absent = std::numeric_limits<T>::quiet_NaN();
    read_column(in.policy_chosen, batch.policy_chosen, begin, n, absent);
    read_column(in.policy_rejected, batch.policy_rejected, begin, n, absent);
    read_column(in.reference_chosen, batch.reference_chosen, begin, n, absent);
    read_column(in.reference_rejected, batch.reference_rejected, begin, n, absent);
    read_column(in.length_chosen, batch.length_chosen, begin, n, absent);
    read_column(in.length_rejected, batch.length_rejected, begin, n, absent);
    read_column(in.full_chosen, batch.full_chosen.empty() ? batch.policy_chosen : batch.full_chosen, begin, n, absent);
    read_column(in.weight, batch.weight, begin, n, T(1));
}

template <class T>
void write_column(const strided<T>& to, const T* from, T factor, bool add, std::size_t begin, std::size_t n) {
    if (to.empty()) return;
    if (to.stride == 1 && !add) {
        for (std::size_t i = 0; i < n; ++i) to.data[begin + i] = factor * from[i];
    } else {
        for (std::size_t i = 0; i < n; ++i) to[begin + i] = factor * from[i] + (add ? to[begin + i] : T(0));
    }
}

/// Σ f(i), in eight sums side by side, which a compiler can vectorise; the order is fixed.
template <class F>
double lane_sum(std::size_t n, const F& f) {
    double lanes[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (std::size_t lane = 0; lane < 8; ++lane) lanes[lane] += static_cast<double>(f(i + lane));
    for (std::size_t lane = 0; i < n; ++i, ++lane) lanes[lane] += static_cast<double>(f(i));
    return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

/// The metrics' sums of a chunk.
template <class T>
void add_up(chunk_sums& sums, const chunk_inputs<T>& in, const reward_rule<T>& rule, bool lengths, std::size_t n) {
    alignas(64) T chosen[chunk_pairs], rejected[chunk_pairs];
    std::copy(in.policy_chosen, in.policy_chosen + n, chosen);
    std::copy(in.policy_rejected, in.policy_rejected + n, rejected);
    if (rule.per_token)
        for (std::size_t i = 0; i < n; ++i) chosen[i] /= at_least_one(in.length_chosen[i]), rejected[i] /= at_least_one(in.length_rejected[i]);
    sums.logps_chosen = lane_sum(n, [&](std::size_t i) { return chosen[i]; });
    sums.logps_rejected = lane_sum(n, [&](std::size_t i) { return rejected[i]; });
    if (rule.reference)
        for (std::size_t i = 0; i < n; ++i) chosen[i] -= in.reference_chosen[i], rejected[i] -= in.reference_rejected[i];
    std::uint32_t accurate = 0;  // not a sum of 0 and 1 in double, which would be a branch that nothing can predict
    for (std::size_t i = 0; i < n; ++i) {
        chosen[i] *= rule.scale, rejected[i] *= rule.scale;
        accurate += static_cast<std::uint32_t>(chosen[i] > rejected[i]);
    }
    sums.rewards_chosen = lane_sum(n, [&](std::size_t i) { return chosen[i]; });
    sums.rewards_rejected = lane_sum(n, [&](std::size_t i) { return rejected[i]; });
    sums.accurate = accurate;
    if (!lengths) return;
    sums.nll = lane_sum(n, [&](std::size_t i) { return -in.full_chosen[i]; });
    sums.tokens = lane_sum(n, [&](std::size_t i) { return in.length_chosen[i]; });
}

template <class T, class Term>
chunk_sums evaluate_chunk(const Term& term, const pair_batch<T>& batch, const pair_outputs<T>& out, const reward_rule<T>& rule, T factor,
                          bool add, std::size_t chunk) {
    const std::size_t begin = chunk * chunk_pairs, n = chunk_size(batch, chunk);
    const T mean = T(1) / static_cast<T>(batch.size());
    chunk_inputs<T> in;
    read_chunk(in, batch, begin, n);
    alignas(64) T loss[chunk_pairs], chosen[chunk_pairs], rejected[chunk_pairs], full[chunk_pairs];
    for (std::size_t i = 0; i < n; ++i) {
        const pair_term<T> one = term(begin + i, in.pair(i), in.weight[i]);
        loss[i] = one.value;
        chosen[i] = one.d_chosen * mean;
        rejected[i] = one.d_rejected * mean;
        full[i] = one.d_full * mean;
    }
    chunk_sums sums;
    sums.loss = lane_sum(n, [&](std::size_t i) { return loss[i]; });
    sums.gradient = lane_sum(n, [&](std::size_t i) { return std::abs(chosen[i]) + std::abs(rejected[i]) + std::abs(full[i]); });
    add_up(sums, in, rule, !batch.length_chosen.empty(), n);
    if (out.grad_full.empty())
        for (std::size_t i = 0; i < n; ++i) chosen[i] += full[i];
    write_column(out.loss, loss, factor, add, begin, n);
    write_column(out.grad_chosen, chosen, factor, add, begin, n);
    write_column(out.grad_rejected, rejected, factor, add, begin, n);
    write_column(out.grad_full, full, factor, add, begin, n);
    return sums;
}

/// @throws error for the first pair of the chunk whose term is not finite
template <class T, class Term>
void name_bad_term(const Term& term, const pair_batch<T>& batch, std::size_t chunk) {
    const std::size_t begin = chunk * chunk_pairs, n = chunk_size(batch, chunk);
    chunk_inputs<T> in;
    read_chunk(in, batch, begin, n);
    std::string hint = "mend the loss, which must be finite for any finite log-probabilities";
    if (batch.reference_chosen.empty() || batch.length_chosen.empty())
        hint += std::string(", or give what it reads: the batch has no ") + (batch.length_chosen.empty() ? "lengths" : "reference") +
                (batch.reference_chosen.empty() && batch.length_chosen.empty() ? " and no reference" : "");
    for (std::size_t i = 0; i < n; ++i) {
        const pair_term<T> one = term(begin + i, in.pair(i), in.weight[i]);
        if (!std::isfinite(one.value))
            throw error(error_id::not_finite, "the loss of this pair is " + in_words(static_cast<double>(one.value)) + "; " + hint,
                        {.record = begin + i, .field = "loss"});
        if (!std::isfinite(one.d_chosen) || !std::isfinite(one.d_rejected) || !std::isfinite(one.d_full))
            throw error(error_id::not_finite, "the gradient of this pair's loss is NaN or infinite; " + hint, {.record = begin + i, .field = "gradient"});
    }
    throw error(error_id::not_finite, "the sum of these losses is too large for a number; scale the weights down", {.record = begin, .field = "loss"});
}

inline chunk_sums added(const chunk_sums& a, const chunk_sums& b) {
    return {a.loss + b.loss, a.gradient + b.gradient, a.rewards_chosen + b.rewards_chosen, a.rewards_rejected + b.rewards_rejected, a.accurate + b.accurate,
            a.logps_chosen + b.logps_chosen, a.logps_rejected + b.logps_rejected, a.nll + b.nll, a.tokens + b.tokens, a.finite && b.finite};
}

inline batch_metrics means(const chunk_sums& all, double pairs) {
    batch_metrics mean{all.loss / pairs, all.rewards_chosen / pairs, all.rewards_rejected / pairs, (all.rewards_chosen - all.rewards_rejected) / pairs,
                       all.accurate / pairs, all.logps_chosen / pairs, all.logps_rejected / pairs, {}};
    if (all.tokens > 0) mean.nll_loss = all.nll / all.tokens;
    return mean;
}

} // namespace calm::loss::detail
