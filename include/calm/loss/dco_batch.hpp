// DCO over a batch of questions in two languages.
#pragma once

#include "calm/error.hpp"
#include "calm/loss/dco.hpp"
#include "calm/loss/detail/pair_columns.hpp"
#include "calm/loss/execution.hpp"
#include "calm/loss/pair_batch.hpp"
#include "calm/loss/workspace.hpp"

#include <cmath>
#include <cstddef>
#include <string>

namespace calm::loss {

/// What comes of a batch of dco: the mean of its loss, and the metrics of each language, "chosen" being answer a and "rejected" answer b. The loss
/// in these is the mean of the language's own summand of dco.
struct dco_metrics {
    double loss = 0;
    batch_metrics first{};
    batch_metrics second{};
};

/// Evaluates dco over a batch: row i of both batches is the same question with the same two answers. `out_first.loss` gets each question's loss, and
/// so does `out_second.loss`. Weights, where there are some, are the first batch's. Deterministic like evaluate; no allocation once `space` has seen the size.
/// @throws error (invalid_option) for batches of different sizes, without a reference, or with weights in the second; (not_finite) with the question as record
template <class T, execution Execution = serial>
dco_metrics evaluate_dco(const dco& loss, const pair_batch<T>& first, const pair_batch<T>& second, const pair_outputs<T>& out_first,
                         const pair_outputs<T>& out_second, workspace& space, const Execution& run = {}) {
    if (first.size() != second.size())
        throw error(error_id::invalid_option, "dco has " + std::to_string(first.size()) + " pairs in one language and " + std::to_string(second.size()) +
                                                  " in the other; give the same questions in both");
    if (!second.weight.empty()) throw error(error_id::invalid_option, "dco takes the weights of the first batch; leave out those of the second");
    if (!out_first.grad_full.empty() || !out_second.grad_full.empty())
        throw error(error_id::invalid_option, "dco has no likelihood term, so no gradient by full_chosen; leave grad_full out");
    detail::check_shapes(first, out_first, true, false, false);
    detail::check_shapes(second, out_second, true, false, false);
    const std::size_t pairs = first.size();
    if (pairs == 0) return {};
    const std::size_t count = (pairs + detail::chunk_pairs - 1) / detail::chunk_pairs;
    const auto chunks = space.chunks(2 * count);  // those of the first language, then those of the second
    run(count, [&](std::size_t c) { chunks[c].finite = detail::all_finite(first, c), chunks[count + c].finite = detail::all_finite(second, c); });
    for (std::size_t c = 0; c < count; ++c) {
        if (!chunks[c].finite) detail::name_not_finite(first, c);
        if (!chunks[count + c].finite) detail::name_not_finite(second, c);
    }
    const detail::reward_rule<T> reward{static_cast<T>(loss.beta::value), true, false};
    run(count, [&](std::size_t c) {
        const std::size_t begin = c * detail::chunk_pairs, n = detail::chunk_size(first, c);
        const T mean = T(1) / static_cast<T>(pairs);
        detail::chunk_inputs<T> one, two;
        detail::read_chunk(one, first, begin, n);
        detail::read_chunk(two, second, begin, n);
        T value[detail::chunk_pairs], own[detail::chunk_pairs], d[4][detail::chunk_pairs];
        for (std::size_t i = 0; i < n; ++i) {
            const auto term = loss(one.pair(i), two.pair(i));
            const T weight = one.weight[i];
            value[i] = weight * term.value;
            own[i] = weight * term.first;
            d[0][i] = weight * mean * term.d_first_a, d[1][i] = weight * mean * term.d_first_b;
            d[2][i] = weight * mean * term.d_second_a, d[3][i] = weight * mean * term.d_second_b;
        }
        chunks[c] = chunks[count + c] = {};
        chunks[c].loss = detail::lane_sum(n, [&](std::size_t i) { return own[i]; });
        chunks[count + c].loss = detail::lane_sum(n, [&](std::size_t i) { return value[i] - own[i]; });
        detail::add_up(chunks[c], one, reward, !first.length_chosen.empty(), n);
        detail::add_up(chunks[count + c], two, reward, !second.length_chosen.empty(), n);
        detail::write_column(out_first.loss, value, T(1), false, begin, n), detail::write_column(out_second.loss, value, T(1), false, begin, n);
        detail::write_column(out_first.grad_chosen, d[0], T(1), false, begin, n), detail::write_column(out_first.grad_rejected, d[1], T(1), false, begin, n);
        detail::write_column(out_second.grad_chosen, d[2], T(1), false, begin, n), detail::write_column(out_second.grad_rejected, d[3], T(1), false, begin, n);
    });
    chunk_sums all_first, all_second;
    for (std::size_t c = 0; c < count; ++c) all_first = detail::added(all_first, chunks[c]), all_second = detail::added(all_second, chunks[count + c]);
    const auto n = static_cast<double>(pairs);
    return {(all_first.loss + all_second.loss) / n, detail::means(all_first, n), detail::means(all_second, n)};
}

} // namespace calm::loss
