// Runs all calls on a last layer on an emulated device.
#pragma once

#include "calm/cuda/backend.cuh"
#include "calm/cuda/policy.cuh"
#include "calm/cuda/sizes.cuh"
#include "catch.hpp"
#include "cuda/layer_case.hpp"
#include "cuda/simt/device.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace calm_test {

/// Segments, slices and parts of tokens as small as a tile, so that small layers have several.
template <calm::cuda::products Of = calm::cuda::products::standard>
struct small : calm::cuda::layer_policy<Of> {
    static constexpr std::uint32_t segment = 128, slice = 128, tokens = 128;
};
template <class Policy = small<>>
using layer_backend = calm::cuda::basic_backend<simt::device, Policy>;

struct layer_options {
    std::size_t keep = 0;
    double skip = 0;
    bool accumulate = false;
    std::uint64_t seed = 1;
};

/// All that a device makes of a layer. What is there before is 7, and padding stays.
template <class Policy = small<>, class T>
layer_results<T> results_of(const layer_case<T>& given, const layer_options& how = {}) {
    simt::gpu gpu(how.seed);
    const std::size_t n = given.row.size();
    layer_backend<Policy> on(simt::device(gpu), gpu.allocate<std::byte>(calm::cuda::workspace_bytes<Policy>(
                                              {.tokens = n, .vocabulary = given.vocabulary, .hidden = given.width, .number = sizeof(T)})));
    const auto pitch = static_cast<std::ptrdiff_t>(given.pitch);
    const loss::projection<T> layer{{gpu.upload(given.hidden).data(), given.rows, given.width, pitch}, {gpu.upload(given.weight).data(), given.vocabulary, given.width, pitch}};
    const loss::target_tokens targets{gpu.upload(given.row), gpu.upload(given.label)};
    auto head = given.head;
    if (!given.bias.empty()) head.bias = gpu.upload(given.bias);
    std::span<double> out[6];
    for (auto& one : out) one = gpu.allocate<double>(n);
    const auto keep = gpu.allocate<float>(how.keep);
    on.forward(layer, targets, head, loss::token_scores<double>{out[0], out[1], out[2], out[3], out[4], out[5]}, {keep.first(how.keep), 0});
    const auto fewer = gpu.allocate<double>(n);
    on.forward(layer, targets, head, loss::token_scores<double>{fewer, {}, {}, {}, {}, {}});
    const auto slopes = gpu.upload(given.slope);
    const std::size_t wide = given.width + 3;
    const auto by_hidden = gpu.upload(std::vector<T>(given.rows * wide, T(7.0F)));
    const auto by_weight = gpu.upload(std::vector<float>(given.vocabulary * wide, 7.0F)), by_bias = gpu.upload(std::vector<float>(given.vocabulary, 7.0F));
    const auto stride = static_cast<std::ptrdiff_t>(wide);
    on.backward(layer, targets, head, std::span<const double>(out[1]), std::span<const double>(slopes),
                loss::projection_gradients<T>{{by_hidden.data(), given.rows, given.width, stride}, {by_weight.data(), given.vocabulary, given.width, stride}, by_bias, how.accumulate},
                {keep.first(how.keep), how.skip});
    on.check();
    layer_results<T> all{gpu.download(out[0]), gpu.download(out[1]), gpu.download(out[2]), gpu.download(out[3]), gpu.download(out[4]), gpu.download(out[5]), {}, {}, gpu.download(by_bias)};
    CHECK(gpu.download(fewer) == all.logps);
    const auto narrow = [&](const auto& from, auto& to) {
        for (std::size_t i = 0; i < from.size(); ++i) {
            if (i % wide < given.width) to.push_back(from[i]);
            else if (static_cast<float>(from[i]) != 7) FAIL("padding was written");
        }
    };
    narrow(gpu.download(by_hidden), all.by_hidden), narrow(gpu.download(by_weight), all.by_weight);
    return all;
}

} // namespace calm_test
