// How much workspace a backend needs, asked for before there is one.
#pragma once

#include "calm/cuda/detail/evaluate.cuh"
#include "calm/cuda/detail/rows.cuh"
#include "calm/cuda/detail/session.cuh"

#include <algorithm>
#include <cstddef>

namespace calm::cuda {

/// The largest calls that a backend will see; 0 for what it won't.
struct sizes {
    std::size_t tokens = 0;      ///< targets of a forward or backward
    std::size_t vocabulary = 0;
    std::size_t pairs = 0;       ///< of an evaluate
    std::size_t sorted = 1;      ///< losses that sort (aot, aot_unpaired) in one sum
};

/// Bytes of device memory for these.
[[nodiscard]] inline std::size_t workspace_bytes(const sizes& of) {
    detail::scratch rows, pairs;
    const detail::score_scratch scores(rows, of.tokens, policy_for_rows(of.tokens, of.vocabulary, 1).segments);
    (void)detail::take_pairs(pairs, of.pairs);
    pairs.take<loss::chunk_sums>(detail::blocks_for(of.pairs, loss::detail::chunk_pairs));
    pairs.take<double>(2);
    for (std::size_t i = 0; i < 2 * of.sorted; ++i) pairs.take<std::uint32_t>(of.pairs), pairs.take<double>(of.pairs);
    return detail::reserved::bytes() + std::max(rows.used(), pairs.used());
}

} // namespace calm::cuda
