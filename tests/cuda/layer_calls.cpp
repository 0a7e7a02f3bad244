// Calls on the last layer: what they leave out, keep, add to, refuse.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/half.hpp"
#include "catch.hpp"
#include "cuda/caught.hpp"
#include "cuda/layer_case.hpp"
#include "cuda/layer_run.hpp"
#include "cuda/simt/device.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using calm_test::layer_case;
using calm_test::layer_backend;
using calm_test::results_of;
using calm_test::small;
using loss::bf16;

const loss::head_options all_options{.scale = 0.5, .soft_cap = 3.0, .temperature = 1.5};

} // namespace

TEST_CASE("the same bits under any schedule, however much is kept, and with what nothing is left out for") {
    const layer_case<float> given(170, 130, 17);
    const layer_case<bf16> narrow(11, 257, 33, all_options, 0, true);
    const auto plain = results_of(given);
    const auto tensor = results_of(narrow);
    for (const std::size_t keep : {100U * 130 + 5, 130U * 130, 136U * 130}) CHECK(results_of(given, {.keep = keep, .seed = keep}) == plain);
    for (const std::size_t keep : {4U * 257, 9U * 257}) CHECK(results_of(narrow, {.keep = keep, .seed = keep}) == tensor);
    CHECK(results_of(narrow, {.skip = 1e-30, .seed = 9}) == tensor);
    CHECK(results_of<cuda::layer_policy<>>(narrow).by_weight == tensor.by_weight);  // slices don't matter to weights
    const layer_case<bf16> wide(2, 9001, 8);  // three of the policy's own segments and slices
    CHECK(wide.wrong(results_of<cuda::layer_policy<>>(wide)) == "");
}

TEST_CASE("tiles that don't matter are left out, within the bound") {
    const layer_case<bf16> given(170, 500, 24, {.scale = 6.0});
    const auto all = results_of(given), some = results_of(given, {.skip = 0.02}), fewer = results_of(given, {.skip = 0.9});
    CHECK(given.wrong(some, false, 0.02) == "");
    CHECK(given.wrong(fewer, false, 0.9) == "");
    CHECK(all.logps == fewer.logps);
    const layer_case<float> few(3, 500, 24, {.scale = 6.0});  // three labels in four tiles
    CHECK_FALSE(results_of(few).by_weight == results_of(few, {.skip = 0.9}).by_weight);  // it does leave out
    CHECK(few.wrong(results_of(few, {.skip = 0.9}), false, 0.9) == "");
}

TEST_CASE("no targets: no scores, and gradients of 0, or none added") {
    layer_case<bf16> given(4, 140, 20);
    given.row.clear(), given.label.clear(), given.slope.clear();
    for (const bool accumulate : {false, true}) {
        const auto got = results_of(given, {.accumulate = accumulate});
        for (const auto one : got.by_hidden) REQUIRE(static_cast<float>(one) == (accumulate ? 7 : 0));
        for (const auto one : got.by_weight) REQUIRE(one == (accumulate ? 7 : 0));
        for (const auto one : got.by_bias) REQUIRE(one == (accumulate ? 7 : 0));
    }
}

TEST_CASE("targets by position, only some gradients, and a stride that goes backwards") {
    layer_case<bf16> given(12, 140, 20);
    given.row.clear();
    given.label.resize(7), given.slope.resize(7);
    for (std::size_t i = 0; i < 7; ++i) given.row.push_back(static_cast<std::uint32_t>(i));
    given.expect();
    const auto listed = results_of(given);
    simt::gpu gpu;
    layer_backend<> on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes<small<>>({.tokens = 7, .vocabulary = 140, .hidden = 20, .number = 2})));
    std::vector<bf16> turned(given.hidden.size());
    for (std::size_t r = 0; r < 12; ++r) std::copy_n(given.hidden.begin() + static_cast<std::ptrdiff_t>(r * 20), 20, turned.begin() + static_cast<std::ptrdiff_t>((11 - r) * 20));
    const loss::projection<bf16> layer{{gpu.upload(turned).data() + 11 * 20, 12, 20, -20}, {gpu.upload(given.weight).data(), 140, 20}};
    const loss::target_tokens targets{{}, gpu.upload(given.label)};
    const auto lse = gpu.allocate<double>(7);
    on.forward(layer, targets, given.head, loss::token_scores<double>{{}, lse, {}, {}, {}, {}});
    const auto slopes = gpu.upload(given.slope);
    const auto weight = gpu.allocate<float>(140 * 20);
    on.backward(layer, targets, given.head, std::span<const double>(lse), std::span<const double>(slopes), loss::projection_gradients<bf16>{{}, {weight.data(), 140, 20}, {}, false});
    on.check();
    CHECK(gpu.download(lse) == listed.lse);
    CHECK(gpu.download(weight) == listed.by_weight);
    const auto hidden = gpu.allocate<bf16>(12 * 20);
    on.backward(layer, targets, given.head, std::span<const double>(lse), std::span<const double>(slopes), loss::projection_gradients<bf16>{{hidden.data(), 12, 20}, {}, {}, false});
    on.check();
    const auto got = gpu.download(hidden);
    for (std::size_t i = 0; i < got.size(); ++i) REQUIRE(got[i].bits == listed.by_hidden[i].bits);
}

namespace {

/// What a call on a layer with something wrong says. Nothing may be written then.
template <class Change>
calm::error refusal(const Change& change, double skip = 0) {
    layer_case<float> given(8, 150, 20);
    change(given);
    simt::gpu gpu;
    const std::size_t n = given.label.size();
    layer_backend<> on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes<small<>>({.tokens = 7, .vocabulary = 150, .hidden = 20})));
    const loss::projection<float> layer{{gpu.upload(given.hidden).data(), given.rows, given.width}, {gpu.upload(given.weight).data(), given.vocabulary, given.pitch}};
    const loss::target_tokens targets{gpu.upload(given.row), gpu.upload(given.label)};
    const auto numbers = gpu.upload(std::vector<float>(given.slope.begin(), given.slope.end()));
    const auto logps = gpu.upload(std::vector<float>(n, 42.0F)), hidden = gpu.upload(std::vector<float>(8 * 20, 42.0F)), weight = gpu.upload(std::vector<float>(150 * 20, 42.0F));
    const auto problem = calm_test::caught([&] {
        on.forward(layer, targets, given.head, loss::token_scores<float>{logps, {}, {}, {}, {}, {}});
        on.backward(layer, targets, given.head, std::span<const float>(numbers), std::span<const float>(numbers),
                    loss::projection_gradients<float>{{hidden.data(), 8, 20}, {weight.data(), 150, 20}, {}, false}, {{}, skip});
        on.check();
    });
    if (problem.id() == calm::error_id::invalid_option) {
        if (!problem.where().field.empty()) CHECK(gpu.download(logps) == std::vector<float>(n, 42.0F));  // else backward refused
        CHECK(gpu.download(hidden) == std::vector<float>(8 * 20, 42.0F));
        CHECK(gpu.download(weight) == std::vector<float>(150 * 20, 42.0F));
    }
    return problem;
}

} // namespace

TEST_CASE("what is wrong with a layer is said before anything is written; rows that are NaN are named") {
    using given = layer_case<float>;
    const auto label = refusal([](given& g) { g.label[2] = 150; });
    CHECK(label.id() == calm::error_id::invalid_option);
    CHECK(label.where() == calm::data_location{.record = 2, .field = "label"});
    CHECK(refusal([](given& g) { g.row[3] = g.row[2]; }).where() == calm::data_location{.record = 3, .field = "row"});
    CHECK(refusal([](given& g) { g.row[6] = 8; }).where() == calm::data_location{.record = 6, .field = "row"});
    CHECK_THAT(refusal([](given& g) { g.vocabulary = 75, g.pitch = 40; }).what(), Catch::Contains("hidden states have 20 numbers and weights 40"));
    CHECK_THAT(refusal([](given& g) { g.rows = 7, g.row.pop_back(), g.label.pop_back(), g.slope.pop_back(); }).what(), Catch::Contains("the gradient of the hidden states has 8 x 20"));
    CHECK_THAT(refusal([](given&) {}, 1.0).what(), Catch::Contains("skip_below is 1"));
    CHECK_THAT(refusal([](given& g) { g.rows = 400, g.width = 1; }).what(), Catch::Contains("hidden states have 1 numbers"));
    CHECK_THAT(refusal([](given& g) { g.head.temperature = 0; }).what(), Catch::Contains("temperature"));
    const auto nan = refusal([](given& g) { g.hidden[g.row[4] * 20 + 7] = std::nanf(""); });
    CHECK(nan.id() == calm::error_id::not_finite);
    CHECK(nan.where() == calm::data_location{.record = 4, .field = "logits"});
    CHECK(refusal([](given& g) { g.weight[140 * 20] = std::numeric_limits<float>::infinity(); }).id() == calm::error_id::not_finite);
    CHECK(refusal([](given& g) { g.slope[1] = std::nan(""); }).where() == calm::data_location{.record = 1, .field = "log_sum_exp"});

    simt::gpu gpu;
    layer_backend<> tiny(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes<small<>>({})));
    const auto x = gpu.allocate<float>(400);
    const auto labels = gpu.allocate<std::uint32_t>(4);
    gpu.launched.clear();
    CHECK_THAT(calm_test::caught([&] { tiny.forward(loss::projection<float>{{x.data(), 20, 20}, {x.data(), 20, 20}}, {{}, labels}, {}, loss::token_scores<float>{}); }).what(),
               Catch::Contains("needs a workspace of"));
    gpu.run();
    CHECK(gpu.launched.empty());
}

TEST_CASE("a layer's calls can be captured into a graph") {
    const layer_case<float> given(8, 150, 20);
    const auto expected = results_of(given);
    simt::gpu gpu;
    layer_backend<> on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes<small<>>({.tokens = 7, .vocabulary = 150, .hidden = 20})));
    const loss::projection<float> layer{{gpu.upload(given.hidden).data(), 8, 20}, {gpu.upload(given.weight).data(), 150, 20}};
    const loss::target_tokens targets{gpu.upload(given.row), gpu.upload(given.label)};
    const auto lse = gpu.allocate<double>(7);
    const auto slopes = gpu.upload(given.slope);
    const auto weight = gpu.allocate<float>(150 * 20);
    gpu.run();
    gpu.begin_capture();
    on.forward(layer, targets, {}, loss::token_scores<double>{{}, lse, {}, {}, {}, {}});
    on.backward(layer, targets, {}, std::span<const double>(lse), std::span<const double>(slopes), loss::projection_gradients<float>{{}, {weight.data(), 150, 20}, {}, false});
    const auto graph = gpu.end_capture();
    gpu.replay(graph), gpu.replay(graph);
    CHECK(gpu.download(weight) == expected.by_weight);
}
