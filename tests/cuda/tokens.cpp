// Losses from tokens: sums over completions and the gradient spread over them, on emulated threads against the CPU.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/modifiers.hpp"
#include "calm/loss/policy_losses.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/tokens.hpp"
#include "calm/loss/workspace.hpp"
#include "catch.hpp"
#include "cuda/caught.hpp"
#include "cuda/simt/device.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using backend = cuda::basic_backend<simt::device>;

template <class T>
struct rows_of {
    std::vector<T> values{};
    std::vector<std::size_t> starts{0};
    void add(std::size_t length, std::mt19937_64& random) {
        for (std::size_t t = 0; t < length; ++t) values.push_back(static_cast<T>(-3.0 * static_cast<double>(random() >> 11) * 0x1p-53));
        starts.push_back(values.size());
    }
    [[nodiscard]] loss::ragged<const T> host() const { return {values, starts}; }
    [[nodiscard]] loss::ragged<const T> device(simt::gpu& gpu) const { return {gpu.upload(values), gpu.upload(starts)}; }
};

/// Chosen and rejected, policy and reference; completions of 0 to 300 tokens.
template <class T>
struct case_of_tokens {
    rows_of<T> rows[4];
    std::vector<double> weights{};

    explicit case_of_tokens(std::size_t pairs) {
        std::mt19937_64 random(pairs + 1);
        for (std::size_t i = 0; i < pairs; ++i) {
            const std::size_t chosen = random() % 301, rejected = i % 7 == 3 ? 0 : random() % 301;
            for (std::size_t c = 0; c < 4; ++c) rows[c].add(c % 2 == 0 ? chosen : rejected, random);
            weights.push_back(0.5 * static_cast<double>(random() % 4));
        }
    }
    [[nodiscard]] loss::token_batch<T> host() const { return {rows[0].host(), rows[1].host(), rows[2].host(), rows[3].host(), weights}; }
    [[nodiscard]] loss::token_batch<T> device(simt::gpu& gpu) const {
        return {rows[0].device(gpu), rows[1].device(gpu), rows[2].device(gpu), rows[3].device(gpu), gpu.upload(weights)};
    }
};

template <class T, class L>
void check_tokens(std::size_t pairs, const L& loss, const loss::token_options& tokens = {}) {
    const case_of_tokens<T> batch(pairs);
    std::vector<double> losses(pairs);
    std::vector<T> chosen(batch.rows[0].values.size()), rejected(batch.rows[1].values.size());
    loss::workspace space;
    const auto expected = loss::evaluate_tokens(loss, batch.host(), loss::token_outputs<T>{losses, chosen, rejected}, space, tokens);

    simt::gpu gpu(pairs);
    backend on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes({.pairs = pairs})));
    const auto out = gpu.allocate<double>(pairs);
    const auto to_chosen = gpu.allocate<T>(chosen.size()), to_rejected = gpu.allocate<T>(rejected.size());
    const loss::batch_metrics got = on.evaluate(loss, batch.device(gpu), loss::token_outputs<T>{out, to_chosen, to_rejected}, tokens);

    // A sum of up to 300 tokens of up to 3 in another order is off by 900 · 300 · 2^-53 at most, which is 3e-11; slopes of these losses are below 1.
    const double margin = 900 * 300 * 0x1p-53 * 4;
    CHECK(got.loss == Approx(expected.loss).margin(margin));
    CHECK(got.rewards_margins == Approx(expected.rewards_margins).margin(margin));
    CHECK(got.logps_rejected == Approx(expected.logps_rejected).margin(margin));
    CHECK(*got.nll_loss == Approx(*expected.nll_loss).margin(margin));
    std::size_t wrong = 0;
    const auto compare = [&](const auto& values, const auto& wanted, double epsilon) {
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const double error = std::abs(static_cast<double>(values[i]) - static_cast<double>(wanted[i]));
            if (!(error <= margin + epsilon * std::abs(static_cast<double>(wanted[i]))) && ++wrong < 3) UNSCOPED_INFO(i << ": " << values[i] << " for " << wanted[i]);
        }
    };
    const double epsilon = std::is_same_v<T, float> ? 0x1p-23 : 0.0;
    compare(gpu.download(out), losses, 0), compare(gpu.download(to_chosen), chosen, epsilon), compare(gpu.download(to_rejected), rejected, epsilon);
    CHECK(wrong == 0);
}

} // namespace

TEMPLATE_TEST_CASE("token rows give what they give on the CPU", "", float, double) {
    for (const std::size_t pairs : {1U, 3U, 40U, 300U}) {
        check_tokens<TestType>(pairs, loss::sigmoid());
        check_tokens<TestType>(pairs, loss::sum(loss::weigh(1, loss::sigmoid_norm()), loss::weigh(0.5, loss::nll())), {.ld_alpha = 0.25});
    }
    check_tokens<TestType>(20, loss::sigmoid(), {.ld_alpha = 0.0});
}

TEST_CASE("chosen and rejected rows may lie in one array, and so may their gradients") {
    case_of_tokens<float> batch(6);
    std::vector<float> policy(batch.rows[0].values);
    policy.insert(policy.end(), batch.rows[1].values.begin(), batch.rows[1].values.end());
    std::vector<std::size_t> starts(batch.rows[0].starts);
    for (std::size_t i = 1; i <= 6; ++i) starts.push_back(batch.rows[0].values.size() + batch.rows[1].starts[i]);
    simt::gpu gpu;
    backend on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes({.pairs = 6})));
    const loss::ragged<const float> all{gpu.upload(policy), gpu.upload(starts)};
    loss::token_batch<float> joint{all.part(0, 6), all.part(6, 12), {}, {}, {}};
    const auto gradient = gpu.allocate<float>(policy.size());
    (void)on.evaluate(loss::simpo(), joint, loss::token_outputs<float>{{}, gradient, gradient}).get();
    std::vector<float> expected(policy.size());
    const loss::ragged<const float> host{policy, starts};
    loss::workspace space;
    loss::evaluate_tokens(loss::simpo(), loss::token_batch<float>{host.part(0, 6), host.part(6, 12), {}, {}, {}}, loss::token_outputs<float>{{}, expected, expected}, space);
    const auto got = gpu.download(gradient);
    for (std::size_t i = 0; i < policy.size(); ++i) CHECK(got[i] == Approx(expected[i]).margin(1e-7));
}

TEST_CASE("rows that don't fit, and tokens that are not finite, are refused before anything is written") {
    simt::gpu gpu;
    backend on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes({.pairs = 40})));
    const auto refusal = [&](auto change) {
        case_of_tokens<float> batch(40);
        change(batch);
        const auto gradient = gpu.upload(std::vector<float>(batch.rows[0].values.size(), 42.0F));
        const auto losses = gpu.upload(std::vector<double>(40, 42.0));
        const auto pending = on.evaluate(loss::sigmoid(), batch.device(gpu), loss::token_outputs<float>{losses, gradient, {}});
        const auto problem = calm_test::caught([&] { pending.get(); });
        CHECK(gpu.download(gradient) == std::vector<float>(gradient.size(), 42.0F));
        CHECK(gpu.download(losses) == std::vector<double>(40, 42.0));
        return problem;
    };
    const auto shorter = refusal([](auto& batch) { for (std::size_t i = 30; i <= 40; ++i) --batch.rows[2].starts[i]; });
    CHECK(shorter.id() == calm::error_id::invalid_option);
    CHECK(shorter.where() == calm::data_location{.record = 29, .field = "reference_chosen"});
    CHECK(refusal([](auto& batch) { batch.rows[1].starts[12] = 0; }).where() == calm::data_location{.record = 11, .field = "policy_rejected"});
    CHECK(refusal([](auto& batch) { batch.rows[0].starts[40] += 4000; }).where() == calm::data_location{.record = 39, .field = "policy_chosen"});
    const auto bad = refusal([](auto& batch) { batch.rows[3].values[batch.rows[3].starts[20]] = -std::numeric_limits<float>::infinity(); });
    CHECK(bad.id() == calm::error_id::not_finite);
    CHECK(bad.where() == calm::data_location{.record = 20, .field = "reference_rejected"});
    CHECK(refusal([](auto& batch) { batch.weights[5] = -1; }).where() == calm::data_location{.record = 5, .field = "weight"});

    const case_of_tokens<float> good(40);
    const auto id = [&](auto&& call) { return calm_test::caught(call).id(); };
    auto part = good.device(gpu);
    part.policy_rejected = part.policy_rejected.part(0, 39);
    CHECK(id([&] { on.evaluate(loss::sigmoid(), part, loss::token_outputs<float>{}); }) == calm::error_id::invalid_option);
    CHECK(id([&] { on.evaluate(loss::sigmoid(), good.device(gpu), loss::token_outputs<float>{}, {.ld_alpha = 1.5}); }) == calm::error_id::invalid_option);
    CHECK(id([&] { on.evaluate(loss::sigmoid(), good.device(gpu), loss::token_outputs<float>{{}, gpu.allocate<float>(3), {}}); }) == calm::error_id::invalid_option);
}

TEST_CASE("no pairs, no loss") {
    simt::gpu gpu;
    backend on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes({})));
    CHECK(on.evaluate(loss::sigmoid(), loss::token_batch<float>{}, loss::token_outputs<float>{}).get().loss == 0);
}
