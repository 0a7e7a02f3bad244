// Scores and gradients from hidden states: the kernels' own sources on emulated threads, against the definitions in double.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/policy.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/half.hpp"
#include "calm/loss/loss_backend.hpp"
#include "catch.hpp"
#include "cuda/layer_case.hpp"
#include "cuda/layer_run.hpp"
#include "cuda/simt/device.hpp"
#include "cuda/simt/mma.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using calm_test::layer_case;
using calm_test::layer_options;
using calm_test::results_of;
using calm_test::small;
using loss::bf16;
using loss::fp16;

template <class Policy = small<>, class T>
void check_case(const layer_case<T>& given, const layer_options& how = {}) {
    INFO(given.row.size() << " tokens, V = " << given.vocabulary << ", H = " << given.width << ", padding " << given.pitch - given.width << ", numbers of " << sizeof(T) << " bytes");
    constexpr bool tf32 = std::is_same_v<Policy, small<cuda::products::tf32>>;
    CHECK(given.wrong(results_of<Policy>(given, how), tf32, how.skip) == "");
}

const loss::head_options all_options{.scale = 0.5, .soft_cap = 3.0, .temperature = 1.5};

} // namespace

TEMPLATE_TEST_CASE("scores and gradients from hidden states are those from all logits", "", float, bf16, fp16) {
    check_case(layer_case<TestType>(23, 300, 40));
    check_case(layer_case<TestType>(1, 1, 1));
    check_case(layer_case<TestType>(6, 40, 150, {.scale = 0.25, .temperature = 0.5}, 2));
    check_case(layer_case<TestType>(11, 257, 33, all_options, 5, true));
    check_case(layer_case<TestType>(170, 130, 17));  // 136 tokens
}

TEMPLATE_TEST_CASE("fragments: each element of a matrix is one lane's, and where the PTX ISA has it", "", bf16, cuda::detail::tf32) {
    using product = simt::mma<TestType>;
    std::vector<int> a(16 * product::k), b(product::k * 8), c(16 * 8);
    for (unsigned lane = 0; lane < 32; ++lane) {
        for (unsigned i = 0; i < product::a_size; ++i) ++a[product::a(lane, i).row * product::k + product::a(lane, i).column];
        for (unsigned i = 0; i < product::b_size; ++i) ++b[product::b(lane, i).row * 8 + product::b(lane, i).column];
        for (unsigned i = 0; i < 4; ++i) ++c[product::c(lane, i).row * 8 + product::c(lane, i).column];
    }
    for (const auto& counts : {a, b, c})
        for (const int one : counts) REQUIRE(one == 1);
    using simt::element;
    constexpr bool sixteen = std::is_same_v<TestType, bf16>;  // lane 13: group 3, thread 1 of it
    CHECK(product::a(13, 1) == (sixteen ? element{3, 3} : element{11, 1}));
    CHECK(product::a(13, 2) == (sixteen ? element{11, 2} : element{3, 5}));
    CHECK(product::b(13, 1) == (sixteen ? element{3, 3} : element{5, 3}));
    CHECK(product::c(13, 2) == element{11, 2});
}

TEST_CASE("floats by tensor cores, and sixteen bits without them") {
    check_case<small<cuda::products::tf32>>(layer_case<float>(11, 140, 37, all_options, 0, true));
    check_case<small<cuda::products::tf32>>(layer_case<float>(150, 20, 135));
    check_case<small<cuda::products::plain>>(layer_case<bf16>(11, 140, 37, all_options, 3, true));
}

TEMPLATE_TEST_CASE("gradients are added to what is there when that is asked for", "", float, bf16, fp16) {
    const layer_case<TestType> given(170, 140, 20);
    const auto once = results_of(given), added = results_of(given, {.accumulate = true});
    const auto check = [](const auto& sum, const auto& term, double epsilon) {
        for (std::size_t i = 0; i < sum.size(); ++i) {
            const double wanted = 7 + static_cast<double>(static_cast<float>(term[i]));
            if (!(std::abs(static_cast<double>(static_cast<float>(sum[i])) - wanted) <= epsilon * (std::abs(wanted) + 7))) FAIL(i << ": " << static_cast<float>(sum[i]) << " for " << wanted);
        }
    };
    check(added.by_hidden, once.by_hidden, std::is_same_v<TestType, float> ? 0x1p-22 : std::is_same_v<TestType, bf16> ? 0x1p-7 : 0x1p-10);
    check(added.by_weight, once.by_weight, 0x1p-22), check(added.by_bias, once.by_bias, 0x1p-22);
}

TEST_CASE("slopes as small as those of a large batch keep their precision in fp16") {
    layer_case<fp16> given(20, 140, 20);
    for (auto& one : given.slope) one *= 0x1p-30;
    given.expect();
    const auto got = results_of(given);
    for (std::size_t i = 0; i < got.by_weight.size(); ++i)
        if (!(std::abs(static_cast<double>(got.by_weight[i]) - given.by_weight[i]) <= 0x1p-8 * given.weight_scale[i] + 20 * 4 * 0x1p-55)) FAIL(i << ": " << got.by_weight[i] << " for " << given.by_weight[i]);
}

TEST_CASE("slopes of a steep head are not too large for fp16, those of a flat one not too small") {
    for (const double temperature : {0x1p-16, 0x1p10}) {
        layer_case<fp16> given(20, 140, 20, {.temperature = temperature});
        for (auto& one : given.slope) one *= temperature < 1 ? 0x1p-12 : 0x1p10;
        given.expect();
        check_case(given);
    }
}

TEST_CASE("a device's backend is one, and its policies can be read") {
    STATIC_REQUIRE(loss::loss_backend<cuda::basic_backend<simt::device>>);
    STATIC_REQUIRE(loss::loss_backend<cuda::basic_backend<simt::device, cuda::layer_policy<cuda::products::tf32>>>);
    loss::diagnose_loss_backend<cuda::basic_backend<simt::device>>();
    CHECK(cuda::to_string<bf16>(cuda::layer_policy<>()) ==
          "tiles of 128 tokens x 128 entries by tensor cores on bf16, 32 numbers a step, 256 threads of 4 x 16; forward: segments of 4096 entries a block; "
          "backward: slopes of 4096 tokens x 4096 entries at a time");
    CHECK_THAT(cuda::to_string<float>(cuda::layer_policy<>()), Catch::Contains("by fused multiply-adds in float, 16 numbers a step, 256 threads of 8 x 8"));
    CHECK_THAT(cuda::to_string<float>(cuda::layer_policy<cuda::products::tf32>()), Catch::Contains("by tensor cores on tf32, 16 numbers a step"));
    // Slopes of a part of the tokens by a slice, and the part's gradient: not of all
    const auto bytes = [](std::size_t tokens, std::size_t vocabulary) { return cuda::workspace_bytes({.tokens = tokens, .vocabulary = vocabulary, .hidden = 4096, .number = 2}); };
    CHECK(bytes(16384, 131072) < bytes(4096, 4096) + 16384 * (64 * sizeof(cuda::detail::row_state) + 4));
}
