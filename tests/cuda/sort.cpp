// Losses that sort their batch, on emulated threads: runs, merges of runs, ties, and faults in them.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/batch.hpp"
#include "calm/loss/coupled.hpp"
#include "calm/loss/modifiers.hpp"
#include "calm/loss/workspace.hpp"
#include "catch.hpp"
#include "cuda/simt/device.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using cuda::detail::sorted_list;

/// Sorts two lists on a device as a loss does, and compares the ranks, and what is sorted, with a stable sort: "right", "wrong", or what was noticed.
std::string sorts(std::size_t count, unsigned values, const std::function<void(simt::machine&)>& spoil = {}, std::uint64_t seed = 1) {
    std::mt19937_64 random(count + values);
    std::vector<double> from[2], what(count);
    for (std::size_t i = 0; i < count; ++i) {
        what[i] = static_cast<double>(random() % values) / 3;
        for (auto& list : from) list.push_back(what[i] + static_cast<double>(random() % values) - values / 2);
    }
    simt::gpu gpu(seed);
    gpu.spoil = spoil;
    loss::pair_batch<double> batch;
    batch.policy_chosen = gpu.upload(from[0]), batch.policy_rejected = gpu.upload(from[1]);
    batch.reference_chosen = gpu.upload(what), batch.reference_rejected = batch.reference_chosen;
    const auto status = gpu.upload(std::vector<unsigned long long>{cuda::detail::no_problem});
    const auto room = gpu.allocate<std::byte>(cuda::workspace_bytes({.pairs = count}));
    cuda::detail::scratch space(room);
    simt::device device(gpu);
    const auto term = cuda::detail::preparation<double, simt::device>{batch, space, &device, status.data()}(loss::aot_unpaired());
    try {
        for (std::size_t list = 0; list < 2; ++list) {
            std::vector<double> difference(count);
            for (std::size_t i = 0; i < count; ++i) difference[i] = from[list][i] - what[i];
            std::vector<std::uint32_t> order(count), rank(count);
            std::iota(order.begin(), order.end(), 0U);
            std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return difference[a] < difference[b]; });
            for (std::size_t i = 0; i < count; ++i) rank[order[i]] = static_cast<std::uint32_t>(i);
            std::sort(difference.begin(), difference.end());
            if (gpu.download(std::span(list == 0 ? term.lists.first_rank : term.lists.second_rank, count)) != rank) return "wrong";
            if (gpu.download(std::span(list == 0 ? term.lists.first_sorted : term.lists.second_sorted, count)) != difference) return "wrong";
        }
        return "right";
    } catch (const simt::violation& what_happened) {
        return what_happened.what();
    }
}

} // namespace

TEST_CASE("lists of any size are sorted, equal values in the order of their pairs") {
    for (const std::size_t count : {1U, 2U, 3U, 5U, 31U, 255U, 256U, 1000U, 1023U, 1024U, 1025U, 2047U, 2048U, 2049U, 3000U, 4096U, 5001U})
        for (const unsigned values : {1U, 7U, 1000000U}) {
            CAPTURE(count, values);
            CHECK(sorts(count, values, {}, count) == "right");
        }
}

TEST_CASE("faults in the sort are noticed: any missing barrier") {
    for (int barrier = 0; barrier < 22; ++barrier) {  // 64 elements: one, and 21 steps
        CAPTURE(barrier);
        const auto words = sorts(64, 1000, [=](simt::machine& m) { m.wrong.skip_barrier = barrier; });
        CHECK_THAT(words, Catch::Contains("sort_runs") && Catch::Contains("shared memory"));
    }
}

TEST_CASE("losses of batches that are several runs give what they give on the CPU, to the bit") {
    const std::size_t pairs = 3001;
    std::mt19937_64 random(4);
    std::vector<float> columns[4];
    for (auto& column : columns)
        for (std::size_t i = 0; i < pairs; ++i) column.push_back(-static_cast<float>(random() % 400) / 16);
    simt::gpu gpu(6);
    cuda::basic_backend<simt::device> on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes({.pairs = pairs, .sorted = 2})));
    loss::pair_batch<float> host, device;
    host.policy_chosen = columns[0], host.policy_rejected = columns[1], host.reference_chosen = columns[2], host.reference_rejected = columns[3];
    device.policy_chosen = gpu.upload(columns[0]), device.policy_rejected = gpu.upload(columns[1]);
    device.reference_chosen = gpu.upload(columns[2]), device.reference_rejected = gpu.upload(columns[3]);
    const loss::sum both(loss::weigh(0.5, loss::aot(loss::label_smoothing{0.1})), loss::weigh(0.25, loss::aot_unpaired()));
    std::vector<float> chosen(pairs), rejected(pairs);
    loss::workspace space;
    loss::evaluate(both, host, loss::pair_outputs<float>{{}, chosen, rejected, {}}, space);
    const auto by_chosen = gpu.allocate<float>(pairs), by_rejected = gpu.allocate<float>(pairs);
    on.evaluate(both, device, loss::pair_outputs<float>{{}, by_chosen, by_rejected, {}}).get();
    CHECK(gpu.download(by_chosen) == chosen);
    CHECK(gpu.download(by_rejected) == rejected);
}
