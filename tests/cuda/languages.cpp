// DCO over two languages and WPO's weights: the kernels' own sources on emulated threads, against the CPU.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/pending_dco.hpp"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/dco_batch.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/tokens.hpp"
#include "calm/loss/workspace.hpp"
#include "catch.hpp"
#include "cuda/caught.hpp"
#include "cuda/same_terms.hpp"
#include "cuda/simt/device.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using backend = cuda::basic_backend<simt::device>;

/// One language of a batch, in both memories.
struct language {
    std::vector<double> columns[4];
    std::vector<std::uint32_t> lengths{};
    std::vector<double> weights{};
    loss::pair_batch<double> host{}, device{};

    language(simt::gpu& gpu, std::size_t pairs, std::uint64_t seed, bool weighted) {
        std::mt19937_64 random(seed);
        for (std::size_t i = 0; i < pairs; ++i) {
            for (auto& column : columns) column.push_back(-static_cast<double>(random() % 4096) / 64);
            lengths.push_back(static_cast<std::uint32_t>(random() % 50));
            if (weighted) weights.push_back(static_cast<double>(random() % 8) / 4);
        }
        fill(gpu);
    }
    void fill(simt::gpu& gpu) {
        const auto put = [&](auto& at_host, auto& at_device, const auto& values) { at_host = values, at_device = gpu.upload(values); };
        put(host.policy_chosen, device.policy_chosen, columns[0]), put(host.policy_rejected, device.policy_rejected, columns[1]);
        put(host.reference_chosen, device.reference_chosen, columns[2]), put(host.reference_rejected, device.reference_rejected, columns[3]);
        put(host.length_chosen, device.length_chosen, lengths), put(host.length_rejected, device.length_rejected, lengths);
        if (!weights.empty()) put(host.weight, device.weight, weights);
    }
};

} // namespace

TEST_CASE("dco gives what it gives on the CPU, each language's metrics, too") {
    for (const std::size_t pairs : {1U, 256U, 700U}) {
        simt::gpu gpu(pairs);
        backend on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes({.pairs = pairs})));
        const language one(gpu, pairs, 1, true), two(gpu, pairs, 2, false);
        const loss::dco of(loss::beta{0.5});
        std::vector<double> expected[6];
        for (auto& column : expected) column.resize(pairs);
        std::span<double> out[6];
        for (auto& column : out) column = gpu.allocate<double>(pairs);
        loss::workspace space;
        const auto wanted = loss::evaluate_dco(of, one.host, two.host, loss::pair_outputs<double>{expected[0], expected[1], expected[2], {}},
                                               loss::pair_outputs<double>{expected[3], expected[4], expected[5], {}}, space);
        const loss::dco_metrics got = on.evaluate_dco(of, one.device, two.device, loss::pair_outputs<double>{out[0], out[1], out[2], {}},
                                                      loss::pair_outputs<double>{out[3], out[4], out[5], {}});
        for (std::size_t c = 0; c < 6; ++c) CHECK(calm_test::same_terms(gpu.download(out[c]), expected[c]));
        // sums of n numbers of up to 2 · 2 · 128 in another order
        const auto close = [&](double value) { return Approx(value).margin(static_cast<double>(pairs) * 0x1p-52 * 512 + calm_test::terms_off(expected[0])).epsilon(0); };
        CHECK(got.loss == close(wanted.loss));
        for (const auto& [mine, theirs] : {std::pair(got.first, wanted.first), std::pair(got.second, wanted.second)}) {
            CHECK(mine.loss == close(theirs.loss));
            CHECK(mine.rewards_margins == close(theirs.rewards_margins));
            CHECK(mine.rewards_accuracies == close(theirs.rewards_accuracies));
            CHECK(mine.logps_rejected == close(theirs.logps_rejected));
            REQUIRE(mine.nll_loss.has_value() == theirs.nll_loss.has_value());
            if (mine.nll_loss) CHECK(*mine.nll_loss == close(*theirs.nll_loss));
        }
    }
}

TEST_CASE("what does not fit dco is refused") {
    simt::gpu gpu(3);
    backend on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes({.pairs = 300})));
    const language one(gpu, 300, 1, true), two(gpu, 300, 2, false), few(gpu, 3, 2, false);
    const auto problem = [&](const language& a, const language& b) {
        return calm_test::caught([&] { on.evaluate_dco(loss::dco(), a.device, b.device, loss::pair_outputs<double>{}, loss::pair_outputs<double>{}).get(); });
    };
    CHECK(problem(one, few).id() == calm::error_id::invalid_option);
    CHECK(problem(two, one).id() == calm::error_id::invalid_option);  // weights in the second
    language bad(gpu, 300, 2, false);
    bad.columns[3][277] = std::nan("");
    bad.fill(gpu);
    const auto nan = problem(one, bad);
    CHECK(nan.id() == calm::error_id::not_finite);
    CHECK(nan.where() == calm::data_location{.record = 277, .field = "reference_rejected"});
    const auto first = on.evaluate_dco(loss::dco(), one.device, two.device, loss::pair_outputs<double>{}, loss::pair_outputs<double>{});
    (void)on.evaluate(loss::sigmoid(), one.device, loss::pair_outputs<double>{});
    CHECK(calm_test::caught([&] { first.get(); }).id() == calm::error_id::invalid_option);  // replaced
    const language none(gpu, 0, 1, false);
    CHECK(on.evaluate_dco(loss::dco(), none.device, none.device, loss::pair_outputs<double>{}, loss::pair_outputs<double>{}).get().loss == 0);
}

TEMPLATE_TEST_CASE("WPO's weights stay on the device", "", float, double) {
    const std::size_t pairs = 40;
    std::mt19937_64 random(5);
    std::vector<TestType> values[4];
    std::vector<std::size_t> starts[2]{{0}, {0}};
    for (std::size_t i = 0; i < pairs; ++i)
        for (std::size_t side = 0; side < 2; ++side) {
            const std::size_t length = i % 9 == 4 ? 0 : random() % 300;
            for (std::size_t t = 0; t < length; ++t)
                values[side].push_back(-static_cast<TestType>(random() % 256) / 64), values[2 + side].push_back(-static_cast<TestType>(random() % 256) / 64);
            starts[side].push_back(values[side].size());
        }
    std::vector<double> weights(pairs);
    for (std::size_t i = 0; i < pairs; ++i) weights[i] = 0.25 * static_cast<double>(i % 5);
    simt::gpu gpu(2);
    backend on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes({.pairs = pairs})));
    const auto there = [&](std::size_t which, std::size_t count) {
        return loss::ragged<const TestType>{gpu.upload(values[which]), gpu.upload(std::vector(starts[which % 2].begin(), starts[which % 2].begin() + static_cast<std::ptrdiff_t>(count) + 1))};
    };
    const loss::token_batch<TestType> batch{there(0, pairs), there(1, pairs), {}, {}, {}};
    const auto on_device = gpu.upload(weights);
    on.multiply_by_wpo_weights(batch, there(2, pairs), there(3, pairs), on_device);
    on.check();
    loss::multiply_by_wpo_weights(loss::token_batch<TestType>{{values[0], starts[0]}, {values[1], starts[1]}, {}, {}, {}}, loss::ragged<const TestType>{values[2], starts[0]},
                                  loss::ragged<const TestType>{values[3], starts[1]}, weights);
    const auto got = gpu.download(on_device);
    for (std::size_t i = 0; i < pairs; ++i) CHECK(got[i] == Approx(weights[i]).epsilon(600 * 8 * 0x1p-52).margin(0));  // two sums of up to 300 terms below 4

    CHECK(calm_test::caught([&] { on.multiply_by_wpo_weights(batch, there(2, pairs - 1), there(3, pairs), on_device); }).id() == calm::error_id::invalid_option);
    CHECK(calm_test::caught([&] { on.multiply_by_wpo_weights(batch, there(2, pairs), there(3, pairs), on_device.first(3)); }).id() == calm::error_id::invalid_option);
    on.multiply_by_wpo_weights(batch, there(3, pairs), there(3, pairs), on_device);  // rows of other lengths
    const auto lengths = calm_test::caught([&] { on.check(); });
    CHECK(lengths.id() == calm::error_id::invalid_option);
    CHECK(lengths.where().field == "log_sum_sq_chosen");
    values[2][starts[0][7]] = std::numeric_limits<TestType>::infinity(), values[0][starts[0][20]] = std::numeric_limits<TestType>::quiet_NaN();
    on.multiply_by_wpo_weights(batch, there(2, pairs), there(3, pairs), gpu.upload(std::vector<double>(pairs, 1.0)));
    on.check();  // a weight of 0 is one
    on.multiply_by_wpo_weights(loss::token_batch<TestType>{there(0, pairs), there(1, pairs), {}, {}, {}}, there(2, pairs), there(3, pairs), gpu.upload(std::vector<double>(pairs, 1.0)));
    CHECK(calm_test::caught([&] { on.check(); }).where() == calm::data_location{.record = 20, .field = "weight"});
}
