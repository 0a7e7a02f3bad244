// The majority vote over a whole label table.
#pragma once

#include "calm/vote/detail/chunks.hpp"
#include "calm/vote/label_table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace calm::vote {

namespace detail {

/// For each class its rank among the keys: what settles a tie.
inline std::vector<std::uint16_t> key_ranks(const std::vector<answer_key>& classes) {
    std::vector<std::size_t> order(classes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return classes[a] < classes[b]; });
    std::vector<std::uint16_t> ranks(classes.size());
    for (std::size_t i = 0; i < order.size(); ++i) ranks[order[i]] = static_cast<std::uint16_t>(i);
    return ranks;
}

/// The class with the greatest sum; of several, up to the rounding of `terms` summands, the one whose key is smallest.
/// Numbers behind those of the classes are 0. @pre the greatest is positive
template <class Sums>
std::uint16_t leading(const Sums& sums, std::size_t terms, std::span<const std::uint16_t> ranks) {
    double greatest = sums[0];
    for (std::size_t k = 1; k < sums.size(); ++k) greatest = std::max(greatest, sums[k]);
    const double near = greatest - static_cast<double>(terms * ranks.size()) * std::numeric_limits<double>::epsilon() * greatest;
    std::size_t at = 0, leaders = 0;
    for (std::size_t k = 0; k < sums.size(); ++k) {  // without a branch: which class leads is not to be predicted
        const bool leads = sums[k] >= near;
        leaders += leads;
        at = leads ? k : at;
    }
    if (leaders > 1)
        for (std::size_t k = 0; k < ranks.size(); ++k)
            if (sums[k] >= near && ranks[k] < ranks[at]) at = k;
    return static_cast<std::uint16_t>(at);
}

} // namespace detail

/// The class that most labels of a task name (by weight), one a task, as an index into the table's classes. Ties, up to the rounding
/// of the sums, go to the key that is smallest, as in crowd-kit's MajorityVote: for a tie policy of your own, count ballots.
/// The same for any number of threads and any order of the tasks. O(labels + tasks × classes).
[[nodiscard]] inline std::vector<std::uint16_t> majority(const label_table& table, std::size_t threads = 1) {
    std::vector<std::uint16_t> winners(table.tasks());
    const auto ranks = detail::key_ranks(table.classes());
    const std::size_t chunks = detail::chunk_count(table, table.classes().size());
    const auto count = [&](detail::task_range tasks, auto& sums) {
        for (std::size_t task = tasks.begin; task < tasks.end; ++task) {
            const auto labels = table.labels_of(task);
            const auto weights = table.weights_of(task);
            std::fill(sums.begin(), sums.end(), 0.0);
            if (weights.empty())
                for (const auto label : labels) sums[label.cls] += 1;
            else
                for (std::size_t i = 0; i < labels.size(); ++i) sums[labels[i].cls] += weights[i];
            winners[task] = detail::leading(sums, labels.size(), ranks);
        }
    };
    std::vector<std::vector<double>> scratch(ranks.size() > 8 ? chunks : 0, detail::zeros_apart(ranks.size()));
    detail::for_chunks(chunks, threads, [&](std::size_t chunk) {
        const auto tasks = detail::chunk_of(table, chunk, chunks);
        if (ranks.size() > 8) {
            auto sums = std::span(scratch[chunk]).first(ranks.size());
            return count(tasks, sums);
        }
        std::array<double, 8> sums;  // on the stack and of a known size: twice as fast
        count(tasks, sums);
    });
    return winners;
}

} // namespace calm::vote
