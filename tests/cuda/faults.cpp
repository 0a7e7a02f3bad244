// Faults in the kernels of the last layer and of the sort, put in by a test, are noticed; machine.cpp has those in rows of logits. On emulated threads alone.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/half.hpp"
#include "catch.hpp"
#include "cuda/layer_case.hpp"
#include "cuda/layer_run.hpp"
#include "cuda/simt/device.hpp"
#include "cuda/sorts.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using agent_tile = cuda::detail::mma_tile<loss::bf16>;
using cuda::detail::factor;

/// A tile that thinks that a fragment's sums lie otherwise than they do.
struct crooked : agent_tile {
    static unsigned column_of(unsigned thread, unsigned j) { return agent_tile::column_of(thread ^ 1U, j); }
};

/// A product of whole numbers, 128 x 130 by 130 x 128, on a machine that something is wrong with: "right", "wrong", or what was noticed.
template <class Tile>
std::string product_with(const std::function<void(simt::machine&)>& spoil) {
    using agent = cuda::detail::multiply<factor<loss::bf16, true>, factor<loss::bf16, true>, Tile>;
    simt::gpu gpu(5);
    std::vector<loss::bf16> a(128 * 130), b(128 * 130);
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = loss::bf16(static_cast<float>(i % 7)), b[i] = loss::bf16(static_cast<float>(i % 11) - 5);
    const auto to = gpu.allocate<float>(128 * 128);
    const auto status = gpu.upload(std::vector<unsigned long long>{cuda::detail::no_problem});
    gpu.spoil = spoil;
    gpu.launch<agent>({}, {{gpu.upload(a).data(), 130, 128, 130, nullptr}, {gpu.upload(b).data(), 130, 128, 130, nullptr}, nullptr, {}, 0, to.data(), 128, false, status.data()});
    try {
        const auto got = gpu.download(to);
        for (std::size_t i = 0; i < 128; ++i)
            for (std::size_t j = 0; j < 128; ++j) {
                float sum = 0;
                for (std::size_t k = 0; k < 130; ++k) sum += static_cast<float>(a[i * 130 + k]) * static_cast<float>(b[j * 130 + k]);
                if (got[i * 128 + j] != sum) return "wrong";
            }
        return "right";
    } catch (const simt::violation& what) {
        return what.what();
    }
}

} // namespace

TEST_CASE("faults in a product are noticed: a missing barrier, sums elsewhere, a thread that leaves") {
    CHECK(product_with<agent_tile>({}) == "right");
    for (int barrier = 0; barrier < 6; ++barrier) {  // one before the first of five stages, and one after each; nothing is read behind the last
        CAPTURE(barrier);
        const auto words = product_with<agent_tile>([=](simt::machine& m) { m.wrong.skip_barrier = barrier; });
        if (barrier < 5) CHECK_THAT(words, Catch::Contains("shared memory"));
        else CHECK(words == "right");
    }
    using plain_tile = cuda::detail::plain_tile<128, 128, 16, 8, 8>;
    for (const int barrier : {0, 1, 9, 16}) {  // two in each of nine steps: behind what is brought, and before it is replaced
        CAPTURE(barrier);
        CHECK_THAT(product_with<plain_tile>([=](simt::machine& m) { m.wrong.skip_barrier = barrier; }), Catch::Contains("shared memory"));
    }
    CHECK(product_with<plain_tile>({}) == "right");
    CHECK(product_with<crooked>({}) == "wrong");
    CHECK_THAT(product_with<agent_tile>([](simt::machine& m) { m.wrong.late_warp = true; }), Catch::Contains("barrier"));
}

TEST_CASE("a wrong shuffle in a row's softmax is noticed, and a vocabulary that is one too long") {
    const calm_test::layer_case<loss::bf16> given(3, 20, 16);
    simt::gpu gpu(3);
    calm_test::layer_backend<> on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes<calm_test::small<>>({.tokens = 3, .vocabulary = 21, .hidden = 16, .number = 2})));
    const auto hidden = gpu.upload(given.hidden), weight = gpu.upload(given.weight);
    const loss::target_tokens targets{gpu.upload(given.row), gpu.upload(given.label)};
    const auto lse = gpu.allocate<double>(3);
    const auto score = [&](std::size_t vocabulary) {
        on.forward(loss::projection<loss::bf16>{{hidden.data(), 3, 16}, {weight.data(), vocabulary, 16}}, targets, {}, loss::token_scores<double>{{}, lse, {}, {}, {}, {}});
        return gpu.download(lse);
    };
    const auto right = score(20);
    CHECK(right[0] == Approx(given.expected[0].log_sum_exp).margin(1e-4));
    CHECK_THROWS_WITH(score(21), Catch::Contains("score_layer") && Catch::Contains("outside of device memory"));
    gpu.spoil = [](simt::machine& m) { m.wrong.shuffle_delta = [](unsigned mask) { return mask / 2; }; };
    CHECK(score(20)[0] != right[0]);
}

TEST_CASE("faults in the sort are noticed: any missing barrier") {
    for (int barrier = 0; barrier < 22; ++barrier) {  // 64 elements: one, and 21 steps
        CAPTURE(barrier);
        simt::gpu gpu;
        gpu.spoil = [=](simt::machine& m) { m.wrong.skip_barrier = barrier; };
        CHECK_THROWS_WITH(calm_test::sorts(gpu, 64, 1000), Catch::Contains("sort_runs") && Catch::Contains("shared memory"));
    }
}
