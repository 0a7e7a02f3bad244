// How work is cut for a device: values to look at and print. They depend on sizes alone, so results do, too; only how many blocks share a row depends
// on the device, which changes no bit.
#pragma once

#include "calm/cuda/detail/score_rows.cuh"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace calm::cuda {

/// How rows of logits are worked through.
struct row_policy {
    std::size_t segment_columns = 0;  ///< columns that are summed up on their own
    std::size_t segments = 0;         ///< of a row
    std::size_t blocks = 0;           ///< of threads, a row
    std::size_t threads = 0;          ///< a block
};

/// One block a row when the rows alone fill the device: 8 blocks of 256 threads are resident on a multiprocessor at most. Else one a segment.
[[nodiscard]] inline row_policy policy_for_rows(std::size_t rows, std::size_t columns, std::size_t multiprocessors) {
    const std::size_t segments = (columns + detail::segment_columns - 1) / detail::segment_columns;
    return {detail::segment_columns, segments, rows >= 8 * multiprocessors ? 1 : segments, 256};
}

[[nodiscard]] inline std::string to_string(const row_policy& policy) {
    return std::to_string(policy.segments) + " segments of up to " + std::to_string(policy.segment_columns) + " columns a row, " +
           std::to_string(policy.blocks) + " blocks of " + std::to_string(policy.threads) + " threads a row";
}

} // namespace calm::cuda
