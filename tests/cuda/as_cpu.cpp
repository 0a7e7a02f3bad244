// The same calls by the same names on both backends: from hidden states to the gradient by them, through a loss, on emulated threads and on the CPU.
// Only on the emulated one: nvcc must not come to the CPU's vectorised kernels.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/cpu/backend.hpp"
#include "calm/loss/half.hpp"
#include "calm/loss/score_losses.hpp"
#include "catch.hpp"
#include "cuda/layer_case.hpp"
#include "cuda/simt/device.hpp"

#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using calm_test::layer_case;
using calm_test::layer_results;

/// Memory that a backend computes in: the host's, or an emulated device's.
struct on_host {
    template <class T>
    std::span<T> put(std::vector<T>& values) { return values; }
    template <class T>
    std::vector<T> get(std::span<T> values) { return {values.begin(), values.end()}; }
};
struct on_device {
    simt::gpu& gpu;
    template <class T>
    std::span<T> put(std::vector<T>& values) { return gpu.upload(values); }
    template <class T>
    std::vector<T> get(std::span<T> values) { return gpu.download(values); }
};

/// A step of training with the layer's tokens as pairs' completions: forward, loss, backward. Written once.
template <class T, class Backend, class Memory>
std::pair<layer_results<T>, loss::batch_metrics> step(layer_case<T> given, Backend& backend, Memory memory) {
    const std::size_t n = given.row.size(), pairs = n / 4;
    const loss::projection<T> layer{{memory.put(given.hidden).data(), given.rows, given.width}, {memory.put(given.weight).data(), given.vocabulary, given.width}};
    const loss::target_tokens targets{memory.put(given.row), memory.put(given.label)};
    std::vector<double> zero[6], reference(n, -3.0);
    for (auto& one : zero) one.assign(n, 0.0);
    std::span<double> s[6];
    for (std::size_t i = 0; i < 6; ++i) s[i] = memory.put(zero[i]);
    backend.forward(layer, targets, given.head, loss::token_scores<double>{s[0], s[1], s[2], s[3], s[4], s[5]});

    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i <= 2 * pairs; ++i) starts.push_back(2 * i);
    const loss::ragged<const double> policy{s[0], memory.put(starts)}, base{memory.put(reference), policy.starts};
    std::vector<double> slopes(n, 0.0);
    const auto slope = memory.put(slopes);
    const loss::batch_metrics metrics = backend.evaluate(
        loss::sigmoid(loss::beta{0.5}), loss::token_batch<double>{policy.part(0, pairs), policy.part(pairs, 2 * pairs), base.part(0, pairs), base.part(pairs, 2 * pairs), {}},
        loss::token_outputs<double>{{}, slope, slope});

    std::vector<T> by_hidden(given.rows * given.width);
    std::vector<float> by_weight(given.vocabulary * given.width), by_bias(given.vocabulary);
    const auto hidden = memory.put(by_hidden);
    const auto weight = memory.put(by_weight), bias = memory.put(by_bias);
    backend.backward(layer, targets, given.head, std::span<const double>(s[1]), std::span<const double>(slope),
                     loss::projection_gradients<T>{{hidden.data(), given.rows, given.width}, {weight.data(), given.vocabulary, given.width}, bias, false});
    return {{memory.get(s[0]), memory.get(s[1]), memory.get(s[2]), memory.get(s[3]), memory.get(s[4]), memory.get(s[5]), memory.get(hidden), memory.get(weight), memory.get(bias)}, metrics};
}

} // namespace

TEST_CASE("a step of training is the same on a device") {
    using T = loss::bf16;
    layer_case<T> given(20, 150, 33, {.scale = 0.5, .temperature = 0.75});  // 16 tokens
    calm::cpu::backend<> cpu;
    const auto [expected, metrics] = step(given, cpu, on_host{});
    simt::gpu gpu(4);
    cuda::basic_backend<simt::device> device(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes(
                                                                     {.tokens = 16, .vocabulary = 150, .hidden = 33, .number = sizeof(T), .pairs = 4})));
    const auto [got, its_metrics] = step(given, device, on_device{gpu});
    // Each is as near to the definition as its bounds say, with its own log-probabilities' slopes.
    CHECK(its_metrics.loss == Approx(metrics.loss).margin(1e-4));
    CHECK(its_metrics.rewards_accuracies == metrics.rewards_accuracies);
    const double slope_error = 1e-4;  // of β σ: a fourth of β² times the error of four log-probabilities of 2e-5
    given.slope.clear();
    for (std::size_t i = 0; i < 16; ++i) {
        const std::size_t pair = i % 8 / 2;
        double margin = 0;
        for (std::size_t t = 2 * pair; t < 2 * pair + 2; ++t) margin += expected.logps[t] - expected.logps[8 + t];
        given.slope.push_back((i < 8 ? -1 : 1) * 0.5 / (1 + std::exp(0.5 * margin)) / 4);
    }
    given.expect();
    CHECK(given.wrong(expected, false, slope_error) == "");
    CHECK(given.wrong(got, false, slope_error) == "");
}
