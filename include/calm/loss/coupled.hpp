// Losses that couple the pairs of a batch: AOT sorts them, SFT divides by all tokens, KTO and BCO subtract a mean over the batch.
#pragma once

#include "calm/error.hpp"
#include "calm/loss/detail/links.hpp"
#include "calm/loss/options.hpp"
#include "calm/loss/pair_batch.hpp"
#include "calm/loss/pair_values.hpp"
#include "calm/loss/workspace.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>

namespace calm::loss {

namespace detail {

/// A loss of a batch: `prepare(batch, space)` looks at all of it and gives what is called with (index of the pair, its values, its weight) and
/// returns the pair's term, the weight in it. The derivatives are those of B times the batch's loss.
template <class L, class T>
concept coupled_loss = requires(const L& loss, const pair_batch<T>& batch, workspace& space) { loss.prepare(batch, space); };

/// The pairs by value, ties by index, so that any sort gives the same.
inline std::span<const std::uint32_t> sorted_order(std::span<const double> values, workspace& space) {
    const auto order = space.indices(values.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b] || (values[a] == values[b] && a < b); });
    return order;
}

template <class T>
std::span<const double> differences(const strided<const T>& from, const strided<const T>& what, workspace& space) {
    const auto result = space.numbers(from.size);
    for (std::size_t i = 0; i < from.size; ++i) result[i] = static_cast<double>(from[i]) - static_cast<double>(what[i]);
    return result;
}

/// For each i the element of `other` that has the rank which i has in `own`.
inline std::span<const double> partners(std::span<const double> own, std::span<const std::uint32_t> own_order, std::span<const double> other,
                                        std::span<const std::uint32_t> other_order, workspace& space) {
    const auto partner = space.numbers(own.size());
    for (std::size_t rank = 0; rank < own.size(); ++rank) partner[own_order[rank]] = other[other_order[rank]];
    return partner;
}

inline void refuse_weights(bool given, std::string_view name) {
    if (given)
        throw error(error_id::invalid_option, std::string(name) + " compares sorted lists, so a weight belongs to no pair of it; leave the weights out, or "
                                              "take a loss on pairs");
}

} // namespace detail

/// AOT on pairs (Melnyk et al. 2024, "Distributional Preference Alignment of LLMs via Optimal Transport", arXiv 2406.05882): δ = sort(p_w - p_l) -
/// sort(q_w - q_l) over the batch, then -(1-ε) ls(βδ) - ε ls(-βδ). The loss of a pair is that at its rank. It depends on which pairs are in
/// the batch, so on the size of micro-batches. Ties are in the order of the pairs. O(B log B). No weights.
struct aot : options<beta, label_smoothing> {
    using options::options;
    static constexpr bool reads_reference() { return true; }

    /// @throws error (invalid_option) for a batch with weights
    template <class T>
    [[nodiscard]] auto prepare(const pair_batch<T>& batch, workspace& space) const {
        detail::refuse_weights(!batch.weight.empty(), "aot");
        const auto policy = detail::differences(batch.policy_chosen, batch.policy_rejected, space);
        const auto reference = detail::differences(batch.reference_chosen, batch.reference_rejected, space);
        const auto partner = detail::partners(policy, detail::sorted_order(policy, space), reference, detail::sorted_order(reference, space), space);
        return [b = beta::value, smoothing = label_smoothing::value, partner](std::size_t i, const pair_values<T>& v, T) {
            const auto at = detail::smoothed_link(T(b) * (v.policy_chosen - v.policy_rejected - static_cast<T>(partner[i])), smoothing);
            const T slope = T(b) * at.slope;
            return pair_term<T>{at.value, slope, -slope, T(0)};
        };
    }
};

/// AOT on unpaired sides (the same paper): δ = sort(r_w) - sort(r_l), then as aot. The loss of a pair is that at its chosen side's rank.
struct aot_unpaired : options<beta, label_smoothing> {
    using options::options;
    static constexpr bool reads_reference() { return true; }

    /// @throws error (invalid_option) for a batch with weights
    template <class T>
    [[nodiscard]] auto prepare(const pair_batch<T>& batch, workspace& space) const {
        detail::refuse_weights(!batch.weight.empty(), "aot_unpaired");
        const auto chosen = detail::differences(batch.policy_chosen, batch.reference_chosen, space);
        const auto rejected = detail::differences(batch.policy_rejected, batch.reference_rejected, space);
        const auto chosen_order = detail::sorted_order(chosen, space), rejected_order = detail::sorted_order(rejected, space);
        const auto of_chosen = detail::partners(chosen, chosen_order, rejected, rejected_order, space);
        const auto of_rejected = detail::partners(rejected, rejected_order, chosen, chosen_order, space);
        return [b = beta::value, smoothing = label_smoothing::value, of_chosen, of_rejected](std::size_t i, const pair_values<T>& v, T) {
            const auto at_chosen = detail::smoothed_link(T(b) * (chosen_ratio(v) - static_cast<T>(of_chosen[i])), smoothing);
            const auto at_rejected = detail::smoothed_link(T(b) * (static_cast<T>(of_rejected[i]) - rejected_ratio(v)), smoothing);
            return pair_term<T>{at_chosen.value, T(b) * at_chosen.slope, -(T(b) * at_rejected.slope), T(0)};
        };
    }
};

/// Cross-entropy of the chosen sides, the mean over all tokens of the batch, as a fine-tuning trainer has it: -Σ p_w / Σ n_w; 0 without
/// tokens. It is one number that every pair shares, so weights scale it by their mean (as WPO's do in TRL); to weigh pairs, take nll.
struct sft {
    static constexpr bool reads_reference() { return false; }
    static constexpr bool reads_lengths() { return true; }

    template <class T>
    [[nodiscard]] auto prepare(const pair_batch<T>& batch, workspace&) const {
        const auto& full = batch.full_chosen.empty() ? batch.policy_chosen : batch.full_chosen;
        double sum = 0, tokens = 0, weights = 0;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            sum += static_cast<double>(full[i]);
            tokens += batch.length_chosen[i];
            weights += batch.weight.empty() ? 1.0 : batch.weight[i];
        }
        const T loss = static_cast<T>(tokens > 0 ? -sum / tokens : 0.0), slope = static_cast<T>(tokens > 0 ? -weights / tokens : 0.0);
        return [loss, slope](std::size_t, const pair_values<T>&, T weight) { return pair_term<T>{weight * loss, T(0), T(0), slope}; };
    }
};

/// KTO's estimate of the KL between policy and reference: max(0, mean of p - q) over completions that belong to other prompts of the batch. In nats.
/// @throws error (invalid_option) when there are none, or not as many of one as of the other; (not_finite)
template <class T>
[[nodiscard]] double mismatch_kl(strided<const T> policy, strided<const T> reference) {
    if (policy.empty() || policy.size != reference.size)
        throw error(error_id::invalid_option, "the KL of KTO needs as many reference log-probabilities as policy ones, and one at least");
    double sum = 0;
    for (std::size_t i = 0; i < policy.size; ++i) {
        const double ratio = static_cast<double>(policy[i]) - static_cast<double>(reference[i]);
        if (!std::isfinite(ratio))
            throw error(error_id::not_finite, "the log-ratio of a mismatched pair is NaN or infinite; leave it out", {.record = i, .field = "mismatched"});
        sum += ratio;
    }
    return std::max(0.0, sum / static_cast<double>(policy.size));
}

/// BCO's δ: the mean of all rewards β(p - q) seen so far, chosen and rejected alike. Add a batch before its loss is computed:
/// bco_pair(beta{b}, reward_shift{seen.add(batch, b)}).
class running_reward {
public:
    /// The mean with this batch in it. @throws error (invalid_option) for a batch without a reference
    template <class T>
    double add(const pair_batch<T>& batch, double beta) {
        if (batch.reference_chosen.size != batch.size() || batch.reference_rejected.size != batch.size())
            throw error(error_id::invalid_option, "a running reward needs the reference's log-probabilities; give reference_chosen and reference_rejected");
        for (std::size_t i = 0; i < batch.size(); ++i) {
            sum_ += beta * (static_cast<double>(batch.policy_chosen[i]) - static_cast<double>(batch.reference_chosen[i]));
            sum_ += beta * (static_cast<double>(batch.policy_rejected[i]) - static_cast<double>(batch.reference_rejected[i]));
        }
        count_ += 2 * batch.size();
        return mean();
    }
    /// 0 before anything was added.
    [[nodiscard]] double mean() const noexcept { return count_ == 0 ? 0.0 : sum_ / static_cast<double>(count_); }

private:
    double sum_ = 0;
    std::size_t count_ = 0;
};

} // namespace calm::loss
