// The backend behind virtual functions gives what the one behind it gives; here on emulated threads.
#include "calm/cuda/any_backend.cuh"
#include "calm/cuda/any_backend.hpp"
#include "calm/cuda/backend.cuh"
#include "calm/cuda/pending_dco.hpp"
#include "calm/cuda/pending_metrics.hpp"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/by_name.hpp"
#include "catch.hpp"
#include "cuda/caught.hpp"
#include "cuda/simt/device.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

namespace loss = calm::loss;
namespace cuda = calm::cuda;

namespace {

struct two_backends {
    simt::gpu gpu{5};
    std::span<std::byte> first = gpu.allocate<std::byte>(cuda::workspace_bytes({.tokens = 4, .vocabulary = 100, .hidden = 8, .number = 2, .pairs = 3}));
    std::span<std::byte> second = gpu.allocate<std::byte>(cuda::workspace_bytes({.tokens = 4, .vocabulary = 100, .hidden = 8, .number = 2, .pairs = 3}));
    cuda::basic_backend<simt::device> plain{simt::device(gpu), first};
    std::unique_ptr<cuda::any_backend> any = std::make_unique<cuda::detail::erased<cuda::basic_backend<simt::device>>>(simt::device(gpu), second);
};

template <class T>
std::vector<T> some(std::size_t n, float step) {
    std::vector<T> values(n);
    for (std::size_t i = 0; i < n; ++i) values[i] = T(-0.5F - step * static_cast<float>((i * 7) % 11));
    return values;
}
template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
    return std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

} // namespace

TEMPLATE_TEST_CASE("rows of logits through virtual functions", "", float, loss::bf16, loss::fp16) {
    two_backends both;
    const auto z = both.gpu.upload(some<TestType>(400, 0.25F));
    const loss::matrix<const TestType> logits(z.data(), 4, 100);
    const loss::target_tokens targets{{}, both.gpu.upload(std::vector<std::uint32_t>{3, 99, 0, 50})};
    const auto slopes = both.gpu.upload(std::vector<float>{1, -2, 0, 3});
    std::vector<float> logps[2];
    std::vector<TestType> gradients[2];
    const auto go = [&](auto& on, std::size_t which) {
        const auto p = both.gpu.allocate<float>(4), lse = both.gpu.allocate<float>(4);
        const auto gradient = both.gpu.allocate<TestType>(400);
        on.forward(logits, targets, loss::head_options{.temperature = 2}, loss::token_scores<float>{p, lse, {}, {}, {}, {}});
        on.backward(logits, targets, loss::head_options{.temperature = 2}, std::span<const float>(lse), std::span<const float>(slopes),
                    loss::matrix<TestType>(gradient.data(), 4, 100));
        on.check();
        logps[which] = both.gpu.download(p), gradients[which] = both.gpu.download(gradient);
    };
    go(both.plain, 0), go(*both.any, 1);
    CHECK(same(logps[0], logps[1]));
    CHECK(same(gradients[0], gradients[1]));
    CHECK(logps[0][0] < 0);
}

TEST_CASE("hidden states through virtual functions") {
    two_backends both;
    const auto hidden = both.gpu.upload(some<loss::bf16>(4 * 8, 0.25F)), weight = both.gpu.upload(some<loss::bf16>(100 * 8, 0.125F));
    const loss::projection<loss::bf16> layer{{hidden.data(), 4, 8}, {weight.data(), 100, 8}};
    const loss::target_tokens targets{{}, both.gpu.upload(std::vector<std::uint32_t>{3, 99, 0, 50})};
    const auto slopes = both.gpu.upload(std::vector<float>{1, -2, 0, 3});
    std::vector<float> logps[2], by_weight[2];
    const auto go = [&](auto& on, std::size_t which) {
        const auto p = both.gpu.allocate<float>(4), lse = both.gpu.allocate<float>(4), to = both.gpu.allocate<float>(800);
        on.forward(layer, targets, loss::head_options{}, loss::token_scores<float>{p, lse, {}, {}, {}, {}});
        on.backward(layer, targets, loss::head_options{}, std::span<const float>(lse), std::span<const float>(slopes),
                    loss::projection_gradients<loss::bf16>{.weight = {to.data(), 100, 8}});
        on.check();
        logps[which] = both.gpu.download(p), by_weight[which] = both.gpu.download(to);
    };
    go(both.plain, 0), go(*both.any, 1);
    CHECK(same(logps[0], logps[1]));
    CHECK(same(by_weight[0], by_weight[1]));
    CHECK(logps[0][0] < 0);
}

TEST_CASE("losses by name through virtual functions") {
    two_backends both;
    const std::vector<std::size_t> starts{0, 2, 3, 6, 7, 9, 10};
    const loss::ragged<const float> policy{both.gpu.upload(some<float>(10, 0.5F)), both.gpu.upload(starts)};
    const loss::token_batch<float> tokens{policy.part(0, 3), policy.part(3, 6), {}, {}, {}};
    const auto metrics = both.any->evaluate(loss::by_name("simpo"), tokens, loss::token_outputs<float>{}).get();
    CHECK(metrics.loss == both.plain.evaluate(loss::simpo(), tokens, loss::token_outputs<float>{}).get().loss);
    CHECK(metrics.loss > 0);

    loss::pair_batch<float> pairs;
    pairs.policy_chosen = both.gpu.upload(some<float>(3, 0.5F)), pairs.policy_rejected = both.gpu.upload(some<float>(3, 1));
    pairs.reference_chosen = pairs.policy_rejected, pairs.reference_rejected = pairs.policy_chosen;
    const auto expected = both.plain.evaluate(loss::aot(), pairs, loss::pair_outputs<float>{}).get();
    const auto first = both.any->evaluate(loss::by_name("aot"), pairs, loss::pair_outputs<float>{});
    CHECK(first.get().loss == expected.loss);
    CHECK(first.get().rewards_margins == expected.rewards_margins);
    (void)both.any->evaluate(loss::by_name("sigmoid"), pairs, loss::pair_outputs<float>{});
    CHECK(calm_test::caught([&] { (void)first.get(); }).id() == calm::error_id::invalid_option);
    pairs.reference_chosen = {}, pairs.reference_rejected = {};
    CHECK(calm_test::caught([&] { (void)both.any->evaluate(loss::by_name("sigmoid"), pairs, loss::pair_outputs<float>{}); }).id() == calm::error_id::invalid_option);
}

TEST_CASE("dco and WPO's weights through virtual functions") {
    two_backends both;
    loss::pair_batch<float> batches[2];
    float step = 0.5F;
    for (auto& pairs : batches) {
        pairs.policy_chosen = both.gpu.upload(some<float>(3, step)), pairs.policy_rejected = both.gpu.upload(some<float>(3, 2 * step));
        pairs.reference_chosen = pairs.policy_rejected, pairs.reference_rejected = both.gpu.upload(some<float>(3, 0.25F));
        step = 0.75F;
    }
    const loss::pair_outputs<float> nowhere;
    const loss::dco_metrics expected = both.plain.evaluate_dco(loss::dco(), batches[0], batches[1], nowhere, nowhere);
    const auto slopes = both.gpu.allocate<float>(3);
    const auto metrics = both.any->evaluate_dco(loss::dco(), batches[0], batches[1], nowhere, loss::pair_outputs<float>{{}, slopes, {}, {}});
    CHECK(metrics.get().loss == expected.loss);
    CHECK(metrics.get().second.rewards_margins == expected.second.rewards_margins);
    CHECK(expected.loss > 0);
    CHECK(both.gpu.download(slopes)[1] != 0);
    (void)both.any->evaluate_dco(loss::dco(), batches[1], batches[0], nowhere, nowhere);
    CHECK(calm_test::caught([&] { (void)metrics.get(); }).id() == calm::error_id::invalid_option);

    const auto starts = both.gpu.upload(std::vector<std::size_t>{0, 2, 3, 6});
    const loss::ragged<const float> logps{both.gpu.upload(some<float>(6, 0.5F)), starts}, squares{both.gpu.upload(some<float>(6, 0.25F)), starts};
    std::vector<double> weights[2];
    const auto go = [&](auto& on, std::size_t which) {
        const auto to = both.gpu.upload(std::vector<double>{1, 2, 3});
        on.multiply_by_wpo_weights(loss::token_batch<float>{logps, logps, {}, {}, {}}, squares, squares, to);
        on.check();
        weights[which] = both.gpu.download(to);
    };
    go(both.plain, 0), go(*both.any, 1);
    CHECK(same(weights[0], weights[1]));
    CHECK(weights[0][2] != 3);
}
