// The emulated machine itself: what it lets pass and what it catches, with small agents that are wrong in one way each, and the real kernels with faults.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/modifiers.hpp"
#include "calm/loss/score_losses.hpp"
#include "catch.hpp"
#include "cuda/simt/device.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using cuda::detail::reduce;

enum class slip {
    none, no_barrier, unwritten, beyond_shared, beyond_global, divergent_barrier, two_barriers, left_early, half_a_warp, two_shuffles, two_writers, reused_too_early
};

/// Adds up its threads' numbers backwards, in one of several wrong ways.
template <slip Slip>
struct turned_around {
    static constexpr const char* name = "turned_around";
    static constexpr unsigned threads = 64;
    struct parameters {
        const int* from;
        int* to;
    };
    template <class Block>
    struct storage {
        typename Block::template array<int, threads> values;
        typename Block::template array<int, 4> sums;
    };

    template <class Block>
    static void run(Block& block, storage<Block>& shared, const parameters& p) {
        const unsigned t = block.thread();
        if (Slip == slip::left_early && t == 7) return;
        if (Slip != slip::unwritten || t != 3) shared.values[Slip == slip::beyond_shared ? t + 1 : t] = p.from[Slip == slip::beyond_global ? t + threads : t];
        if (Slip == slip::two_writers) shared.values[0] = 1;
        if (Slip != slip::no_barrier) block.barrier();
        if (Slip == slip::divergent_barrier) {
            if (t < 32) block.barrier();
        } else if (Slip == slip::two_barriers) {
            if (t < 32) block.barrier();
            else block.barrier();
        }
        int value = shared.values[threads - 1 - t];
        if (Slip == slip::reused_too_early) shared.values[t] = 0;
        if (Slip == slip::half_a_warp) {
            if (t % 32 < 16) value += block.shuffle_down(value, 1);
        } else if (Slip == slip::two_shuffles) {
            if (t % 2 == 0) value += block.shuffle_down(value, 1);
            else value += block.shuffle_down(value, 1);
        }
        p.to[t] = value;
        const int sum = reduce<threads>(block, shared.sums, value, [](int a, int b) { return a + b; });
        if (t == 0) p.to[threads] = sum;
    }
};

template <slip Slip>
std::string outcome(std::uint64_t seed) {
    simt::gpu gpu(seed);
    std::vector<int> numbers(64);
    for (int i = 0; i < 64; ++i) numbers[static_cast<std::size_t>(i)] = i;
    const auto from = gpu.upload(numbers);
    const auto to = gpu.allocate<int>(65);
    gpu.launch<turned_around<Slip>>({}, {from.data(), to.data()});
    try {
        const auto got = gpu.download(to);
        for (int i = 0; i < 64; ++i)
            if (got[static_cast<std::size_t>(i)] != 63 - i) return "wrong order";
        return got[64] == 63 * 32 ? "right" : "wrong sum";
    } catch (const simt::violation& what) {
        return what.what();
    }
}

template <slip Slip>
void expect(const std::string& words) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) CHECK_THAT(outcome<Slip>(seed), Catch::Contains(words));
}

} // namespace

TEST_CASE("a right agent runs under any schedule; each slip is noticed under all of them") {
    expect<slip::none>("right");
    expect<slip::no_barrier>("shared memory");
    expect<slip::unwritten>("that nobody has written");
    expect<slip::beyond_shared>("index 64 into shared memory of 64 elements");
    expect<slip::beyond_global>("outside of device memory");
    expect<slip::divergent_barrier>("barrier");
    expect<slip::two_barriers>("different barriers");
    expect<slip::left_early>("barrier");
    expect<slip::half_a_warp>("shuffle");
    expect<slip::two_shuffles>("different shuffles");
    expect<slip::two_writers>("writes, too, without a barrier");
    expect<slip::reused_too_early>("without a barrier in between");
}

namespace {

struct shuffles {
    static constexpr const char* name = "shuffles";
    static constexpr unsigned threads = 32;
    struct parameters {
        int* to;
    };
    template <class Block>
    struct storage {};
    template <class Block>
    static void run(Block& block, storage<Block>&, const parameters& p) {
        const int lane = static_cast<int>(block.thread());
        p.to[lane] = block.shuffle_down(lane, 3);
        p.to[32 + lane] = block.shuffle_down(lane, 3, 8);
    }
};

} // namespace

TEST_CASE("shuffles give what CUDA's do, at the ends of groups, too") {
    simt::gpu gpu;
    const auto to = gpu.allocate<int>(64);
    gpu.launch<shuffles>({}, {to.data()});
    const auto got = gpu.download(to);
    for (int lane = 0; lane < 32; ++lane) {
        CHECK(got[static_cast<std::size_t>(lane)] == (lane + 3 < 32 ? lane + 3 : lane));
        CHECK(got[static_cast<std::size_t>(32 + lane)] == (lane % 8 + 3 < 8 ? lane + 3 : lane));
    }
}

namespace {

/// Scores of three rows, of several segments, with a machine that something is wrong with; "right", "wrong", or what was noticed.
std::string scores_with(const std::function<void(simt::machine&)>& spoil, const std::vector<double>& right, std::vector<double>* got = nullptr) {
    simt::gpu gpu(3);
    simt::device device(gpu);
    device.multiprocessors_ = 0;  // one block a row, so that its segments follow each other
    cuda::basic_backend<simt::device> on(device, gpu.allocate<std::byte>(cuda::workspace_bytes({.tokens = 2, .vocabulary = 40000})));
    std::vector<float> logits(80000);
    for (std::size_t i = 0; i < logits.size(); ++i) logits[i] = static_cast<float>((i * 7919) % 1009) * 0.01F;
    const auto z = gpu.upload(logits);
    const auto lse = gpu.allocate<double>(2), entropy = gpu.allocate<double>(2);
    const auto label = gpu.upload(std::vector<std::uint32_t>{1, 2});
    gpu.spoil = spoil;
    on.forward(loss::matrix<const float>(z.data(), 2, 40000), {{}, label}, {}, loss::token_scores<double>{{}, lse, entropy, {}, {}, {}});
    try {
        auto all = gpu.download(lse);
        const auto second = gpu.download(entropy);
        all.insert(all.end(), second.begin(), second.end());
        if (got != nullptr) *got = all;
        return all == right ? "right" : "wrong";
    } catch (const simt::violation& what) {
        return what.what();
    }
}

} // namespace

TEST_CASE("faults in the real kernels are noticed: a missing barrier, a wrong shuffle, a thread that leaves") {
    std::vector<double> right;
    (void)scores_with({}, {}, &right);
    CHECK(scores_with({}, right) == "right");
    for (int barrier = 0; barrier < 3; ++barrier) {  // one for each segment of a row
        CAPTURE(barrier);
        CHECK_THAT(scores_with([=](simt::machine& m) { m.wrong.skip_barrier = barrier; }, right), Catch::Contains("shared memory"));
    }
    CHECK(scores_with([](simt::machine& m) { m.wrong.shuffle_delta = [](unsigned delta) { return delta / 2; }; }, right) == "wrong");
    CHECK(scores_with([](simt::machine& m) { m.wrong.shuffle_delta = [](unsigned delta) { return delta == 16 ? 8 : delta; }; }, right) == "wrong");
    CHECK_THAT(scores_with([](simt::machine& m) { m.wrong.late_warp = true; }, right), Catch::Contains("barrier"));
}

TEST_CASE("a tile that is off by one is noticed: too long, it reads what is nobody's; too short, it leaves a column out") {
    simt::gpu gpu;
    const std::size_t columns = 1024;
    std::vector<float> logits(columns, 0.0F);
    const auto z = gpu.upload(logits);
    const auto parts = gpu.allocate<cuda::detail::row_state>(2);
    const auto target = gpu.allocate<float>(1);
    const auto label = gpu.upload(std::vector<std::uint32_t>{0});
    const auto status = gpu.upload(std::vector<unsigned long long>{cuda::detail::no_problem});
    using agent = cuda::detail::score_rows<float, true>;
    const auto sum_of = [&](std::uint32_t told) {
        gpu.launch<agent>({1, 1}, {z.data(), 1024, told, 16384, 1, {nullptr, label.data(), 1}, {}, parts.data(), target.data(), status.data()});
        return gpu.download(parts)[0].sum;
    };
    CHECK(sum_of(1024) == 1024);
    CHECK(sum_of(1023) == 1023);
    CHECK_THROWS_WITH(sum_of(1025), Catch::Contains("score_rows") && Catch::Contains("outside of device memory"));
}

TEST_CASE("waiting is refused while a graph is captured, and a graph runs again on what is there then") {
    simt::gpu gpu;
    cuda::basic_backend<simt::device> on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes({.tokens = 1, .vocabulary = 2, .pairs = 2})));
    const auto z = gpu.upload(std::vector<float>{0, 0});
    const auto label = gpu.upload(std::vector<std::uint32_t>{0});
    const auto logps = gpu.allocate<double>(1);
    const auto chosen = gpu.upload(std::vector<double>{-1, -2}), rejected = gpu.upload(std::vector<double>{-2, -2});
    const loss::reference_free dpo(loss::sigmoid(loss::beta{1}));
    gpu.run();
    gpu.begin_capture();
    on.forward(loss::matrix<const float>(z.data(), 1, 2), {{}, label}, {}, loss::token_scores<double>{logps, {}, {}, {}, {}, {}});
    loss::pair_batch<double> batch;
    batch.policy_chosen = chosen, batch.policy_rejected = rejected;
    const auto metrics = on.evaluate(dpo, batch, loss::pair_outputs<double>{});
    CHECK_THROWS_AS(on.check(), simt::violation);
    CHECK_THROWS_AS(metrics.get(), simt::violation);
    const auto graph = gpu.end_capture();
    gpu.replay(graph);
    CHECK(gpu.download(logps)[0] == Approx(-std::log(2.0)));
    CHECK(metrics.get().rewards_margins == Approx(0.5));
    gpu.write(z, std::vector<float>{std::log(3.0F), 0});
    gpu.write(chosen, std::vector<double>{-1, 0});
    gpu.replay(graph);
    CHECK(gpu.download(logps)[0] == Approx(std::log(0.75)));
    CHECK(metrics.get().rewards_margins == Approx(1.5));
    const auto later = on.evaluate(dpo, batch, loss::pair_outputs<double>{});
    CHECK(later.get().rewards_margins == Approx(1.5));
    CHECK_THROWS_AS(metrics.get(), calm::error);
}
