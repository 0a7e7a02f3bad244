// A sort of two lists on a device, as losses that compare ranks do it.
#pragma once

#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"
#include "calm/loss/coupled.hpp"
#include "cuda/simt/device.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <span>
#include <vector>

namespace calm_test {

/// Sorts two lists on a device as a loss does: whether the ranks, and what is sorted, are those of a stable sort.
inline bool sorts(simt::gpu& gpu, std::size_t count, unsigned values) {
    std::mt19937_64 random(count + values);
    std::vector<double> from[2], what(count);
    for (std::size_t i = 0; i < count; ++i) {
        what[i] = static_cast<double>(random() % values) / 3;
        for (auto& list : from) list.push_back(what[i] + static_cast<double>(random() % values) - values / 2);
    }
    calm::loss::pair_batch<double> batch;
    batch.policy_chosen = gpu.upload(from[0]), batch.policy_rejected = gpu.upload(from[1]);
    batch.reference_chosen = gpu.upload(what), batch.reference_rejected = batch.reference_chosen;
    const auto status = gpu.upload(std::vector<unsigned long long>{calm::cuda::detail::no_problem});
    const auto room = gpu.allocate<std::byte>(calm::cuda::workspace_bytes({.pairs = count}));
    calm::cuda::detail::scratch space(room);
    simt::device device(gpu);
    const auto term = calm::cuda::detail::preparation<double, simt::device>{batch, space, &device, status.data()}(calm::loss::aot_unpaired());
    for (std::size_t list = 0; list < 2; ++list) {
        std::vector<double> difference(count);
        for (std::size_t i = 0; i < count; ++i) difference[i] = from[list][i] - what[i];
        std::vector<std::uint32_t> order(count), rank(count);
        std::iota(order.begin(), order.end(), 0U);
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return difference[a] < difference[b]; });
        for (std::size_t i = 0; i < count; ++i) rank[order[i]] = static_cast<std::uint32_t>(i);
        std::sort(difference.begin(), difference.end());
        if (gpu.download(std::span(list == 0 ? term.lists.first_rank : term.lists.second_rank, count)) != rank) return false;
        if (gpu.download(std::span(list == 0 ? term.lists.first_sorted : term.lists.second_sorted, count)) != difference) return false;
    }
    return true;
}

} // namespace calm_test
