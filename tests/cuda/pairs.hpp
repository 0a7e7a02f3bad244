// What tests of losses over batches on the emulated device share: a batch on both sides, and the comparison with the CPU.
#pragma once

#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/batch.hpp"
#include "calm/loss/workspace.hpp"
#include "catch.hpp"
#include "cuda/same_terms.hpp"
#include "cuda/simt/device.hpp"
#include "loss/catalogue.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

namespace calm_test {

namespace cuda = calm::cuda;
using backend = cuda::basic_backend<simt::device>;

/// A batch in the host's memory and in a device's.
template <class T>
struct both {
    std::vector<T> columns[5];
    std::vector<std::uint32_t> lengths[2];
    std::vector<double> weights{};
    loss::pair_batch<T> host{}, device{};

    both(simt::gpu& gpu, std::size_t pairs, bool weighted, bool reference = true, bool full = true) {
        for (const auto& v : calm_test::some_pairs<T>(pairs, 0.5)) {
            columns[0].push_back(v.policy_chosen), columns[1].push_back(v.policy_rejected);
            columns[2].push_back(v.reference_chosen), columns[3].push_back(v.reference_rejected), columns[4].push_back(v.full_chosen);
            lengths[0].push_back(static_cast<std::uint32_t>(v.length_chosen)), lengths[1].push_back(static_cast<std::uint32_t>(v.length_rejected));
        }
        for (std::size_t i = 0; weighted && i < pairs; ++i) weights.push_back(0.25 * static_cast<double>(i % 5));
        fill(gpu, reference, full);
    }
    void fill(simt::gpu& gpu, bool reference, bool full) {
        const auto put = [&](auto& at_host, auto& at_device, const auto& values, bool there = true) {
            if (!there) return;
            at_host = values, at_device = gpu.upload(values);
        };
        put(host.policy_chosen, device.policy_chosen, columns[0]), put(host.policy_rejected, device.policy_rejected, columns[1]);
        put(host.reference_chosen, device.reference_chosen, columns[2], reference), put(host.reference_rejected, device.reference_rejected, columns[3], reference);
        put(host.full_chosen, device.full_chosen, columns[4], full), put(host.weight, device.weight, weights);
        put(host.length_chosen, device.length_chosen, lengths[0]), put(host.length_rejected, device.length_rejected, lengths[1]);
    }
    [[nodiscard]] std::size_t size() const { return columns[0].size(); }
};

/// Sums of n doubles in two orders differ by n roundings of the greatest partial sum.
inline void check_close(const loss::batch_metrics& got, const loss::batch_metrics& expected, std::size_t pairs, double size, double terms_off = 0) {
    const double n = static_cast<double>(pairs), margin = n * 0x1p-52 * size;
    const auto close = [&](double value) { return Approx(value).margin(margin).epsilon(0); };
    CHECK(got.loss == Approx(expected.loss).margin(margin + terms_off).epsilon(0));
    CHECK(got.rewards_chosen == close(expected.rewards_chosen));
    CHECK(got.rewards_rejected == close(expected.rewards_rejected));
    CHECK(got.rewards_margins == close(expected.rewards_margins));
    CHECK(got.rewards_accuracies == close(expected.rewards_accuracies));
    CHECK(got.logps_chosen == close(expected.logps_chosen));
    CHECK(got.logps_rejected == close(expected.logps_rejected));
    REQUIRE(got.nll_loss.has_value() == expected.nll_loss.has_value());
    if (got.nll_loss) CHECK(*got.nll_loss == close(*expected.nll_loss));
}

template <class T>
void compare(simt::gpu& gpu, const loss::batch_metrics& got, const std::span<T> (&out)[4], const loss::batch_metrics& metrics, const std::vector<T> (&expected)[4]) {
    check_close(got, metrics, expected[0].size(), 64 * greatest(expected[0]), terms_off(expected[0]));
    for (std::size_t c = 0; c < 4; ++c) CHECK(same_terms(gpu.download(out[c]), expected[c]));
}

/// A loss of a pair behind a pointer, so that the CPU's evaluation is compiled once for all of them.
template <class T>
struct behind_pointer {
    const void* of;
    loss::pair_term<T> (*call)(const void*, const loss::pair_values<T>&);
    double scale;
    bool per_token;

    template <class L>
    explicit behind_pointer(const L& loss)
        : of(&loss), call([](const void* at, const loss::pair_values<T>& v) { return loss::term_of(*static_cast<const L*>(at), v); }),
          scale(loss::detail::reward_scale(loss)), per_token(loss::detail::rewards_per_token(loss)) {}
    CALM_HOST_DEVICE loss::pair_term<T> operator()(const loss::pair_values<T>& v) const { return call(of, v); }
    [[nodiscard]] double reward_scale() const { return scale; }
    [[nodiscard]] bool rewards_per_token() const { return per_token; }
};

/// What the CPU gives.
template <class T, class L>
loss::batch_metrics expect(const L& loss, const both<T>& batch, std::vector<T> (&to)[4], const loss::metric_options& how) {
    loss::workspace space;
    const loss::pair_outputs<T> out{to[0], to[1], to[2], to[3]};
    if constexpr (loss::preference_loss<L, T> && !std::is_same_v<L, behind_pointer<T>>) return expect(behind_pointer<T>(loss), batch, to, how);
    else return loss::evaluate(loss, batch.host, out, space, how);
}

/// The same functions in the same arithmetic: each pair's term is the same bits, sums are not.
template <class T, class L>
void check_pairs(simt::gpu& gpu, backend& on, const both<T>& batch, const L& loss, const loss::metric_options& how = {}) {
    const simt::gpu::scope temporary(gpu);
    const std::size_t n = batch.size();
    std::vector<T> expected[4];
    for (auto& one : expected) one.assign(n, T(0));
    const auto metrics = expect(loss, batch, expected, how);
    std::span<T> out[4];
    for (auto& one : out) one = gpu.allocate<T>(n);
    const auto pending = on.evaluate(loss, batch.device, loss::pair_outputs<T>{out[0], out[1], out[2], out[3]}, how);
    compare(gpu, pending, out, metrics, expected);
}

inline std::size_t enough(std::size_t pairs) { return cuda::workspace_bytes({.pairs = pairs, .sorted = 2}); }

} // namespace calm_test
