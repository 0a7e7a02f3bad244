// How much workspace a backend needs, asked for before there is one.
#pragma once

#include "calm/cuda/detail/evaluate.cuh"
#include "calm/cuda/detail/layer.cuh"
#include "calm/cuda/detail/rows.cuh"
#include "calm/cuda/detail/session.cuh"
#include "calm/cuda/policy.cuh"

#include <algorithm>
#include <cstddef>

namespace calm::cuda {

/// The largest calls that a backend will see; 0 for what it won't.
struct sizes {
    std::size_t tokens = 0;      ///< targets of a forward or backward
    std::size_t vocabulary = 0;
    std::size_t hidden = 0;      ///< numbers a hidden state, when there are calls on the last layer
    std::size_t number = 4;      ///< bytes of a number of the layer: 2 for bf16 and fp16
    std::size_t pairs = 0;       ///< of an evaluate
    std::size_t sorted = 1;      ///< losses that sort (aot, aot_unpaired) in one sum
};

/// Bytes of device memory for these. Policy is the backend's.
template <class Policy = layer_policy<>>
[[nodiscard]] std::size_t workspace_bytes(const sizes& of) {
    detail::scratch rows, forward, backward, pairs;
    const detail::score_scratch scores(rows, of.tokens, policy_for_rows(of.tokens, of.vocabulary, 1).segments);
    if (of.hidden > 0) {
        const auto take = [&]<class T>(T) {
            using tile = typename Policy::template tile<T>;
            const detail::score_scratch parts(forward, of.tokens, detail::blocks_for(of.vocabulary, Policy::segment) * tile::strips);
            const detail::layer_scratch slopes(backward, of.number, std::min<std::size_t>(Policy::tokens, of.tokens), std::min<std::size_t>(Policy::slice, of.vocabulary),
                                               of.hidden, tile::rows, tile::columns);
        };
        if (of.number < sizeof(float)) take(loss::bf16());
        else take(float());
    }
    (void)detail::take_pairs(pairs, of.pairs);
    pairs.take<loss::chunk_sums>(2 * detail::blocks_for(of.pairs, loss::detail::chunk_pairs));
    pairs.take<double>(2);
    for (std::size_t i = 0; i < of.sorted; ++i) (void)detail::sort_scratch(pairs, of.pairs);
    return detail::reserved::bytes() + std::max({rows.used(), forward.used(), backward.used(), pairs.used()});
}

} // namespace calm::cuda
