// A loss over a batch of pairs: its value, its gradient by each log-probability, and what a trainer logs.
#pragma once

#include "calm/error.hpp"
#include "calm/loss/detail/pair_columns.hpp"
#include "calm/loss/detail/prepare.hpp"
#include "calm/loss/execution.hpp"
#include "calm/loss/pair_batch.hpp"
#include "calm/loss/preference_loss.hpp"
#include "calm/loss/workspace.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

namespace calm::loss {

/// How the metrics of a batch are made.
struct metric_options {
    std::optional<double> reward_scale{};  ///< β of the rewards; not given: the loss's (a sum's first summand's), 1 where it has none
};

namespace detail {

/// What evaluate() is; `out` gets factor times the results, on top of what is there when `add` says so.
template <class T, class L, execution Execution>
batch_metrics evaluate_into(const L& loss, const pair_batch<T>& batch, const pair_outputs<T>& out, workspace& space, const metric_options& how,
                            const Execution& run, double factor, bool add) {
    check_shapes(batch, out, reads_reference<L>(), requires { L::forbids_reference(); }, reads_lengths(loss));
    const std::size_t pairs = batch.size();
    if (pairs == 0) return {};
    const std::size_t count = (pairs + chunk_pairs - 1) / chunk_pairs;
    const auto chunks = space.chunks(count);
    run(count, [&](std::size_t c) { chunks[c].finite = all_finite(batch, c); });
    for (std::size_t c = 0; c < count; ++c)
        if (!chunks[c].finite) name_not_finite(batch, c);

    const auto mark = space.here();
    const auto term = prepare(loss, batch, space);
    const reward_rule<T> reward{static_cast<T>(how.reward_scale.value_or(reward_scale(loss))), !batch.reference_chosen.empty(),
                                rewards_per_token(loss) && !batch.length_chosen.empty()};
    run(count, [&](std::size_t c) { chunks[c] = evaluate_chunk(term, batch, out, reward, static_cast<T>(factor), add, c); });
    space.back_to(mark);

    chunk_sums all;
    for (std::size_t c = 0; c < count; ++c) {
        if (!std::isfinite(chunks[c].loss) || !std::isfinite(chunks[c].gradient)) name_bad_term(term, batch, c);
        all = added(all, chunks[c]);
    }
    return means(all, static_cast<double>(pairs));
}

} // namespace detail

/// Evaluates a loss over a batch: the mean over pairs of weight · loss (the divisor is the number of pairs, not the sum of weights), the gradient
/// of that mean, and the metrics.
///
/// A loss that reads what the batch does not have is refused. A user's own loss can't be asked; what it reads and the batch does not have is NaN,
/// so that its value is, too, which is reported. An empty completion has the log-probability 0 and a mean of 0 over its tokens.
///
/// Nothing is allocated once `space` has seen a batch of this size, in the caller's thread and with a thread_team (on_threads starts threads,
/// which do). The result, to the bit, depends neither on `run` nor on strides. O(B), and O(B log B) for aot.
///
/// @param loss   a preference_loss, aot, aot_unpaired, sft, or a sum of such
/// @param out    columns that are wanted, each empty or of the batch's size; they may not overlap the batch
/// @throws error (invalid_option) for columns that don't fit the loss or each other; (not_finite), with the pair's index as record, for NaN or an
///         infinity: in the batch, before anything is written; in what the loss gives, with `out` unspecified
template <class T, class L, execution Execution = serial>
batch_metrics evaluate(const L& loss, const pair_batch<T>& batch, const pair_outputs<T>& out, workspace& space, const metric_options& how = {},
                       const Execution& run = {}) {
    detail::diagnose_batch_loss<L, T>::say();
    if constexpr (detail::usable_on_batch<L, T>) return detail::evaluate_into(loss, batch, out, space, how, run, 1.0, false);
    else return {};
}

} // namespace calm::loss
