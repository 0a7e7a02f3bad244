// Losses over batches: the kernels' own sources on emulated threads, against the CPU. The whole catalogue is in catalogue_*.cpp.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/late_options.cuh"

#include "calm/loss/batch.hpp"
#include "calm/loss/coupled.hpp"
#include "calm/loss/tokens.hpp"
#include "calm/loss/workspace.hpp"
#include "catch.hpp"
#include "cuda/caught.hpp"
#include "cuda/pairs.hpp"
#include "cuda/simt/device.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using calm_test::backend, calm_test::both, calm_test::check_close, calm_test::check_pairs, calm_test::enough, calm_test::same;

TEST_CASE("batches of all sizes, without weights, and of columns that are not there") {
    simt::gpu gpu(8);
    backend on(simt::device(gpu), gpu.allocate<std::byte>(enough(70000)));
    for (const std::size_t pairs : {1U, 2U, 31U, 255U, 256U, 257U, 70000U}) {
        const both<double> batch(gpu, pairs, false, true, pairs % 2 == 0);
        check_pairs(gpu, on, batch, loss::sigmoid(), {.reward_scale = 0.5});
    }
    const both<double> empty(gpu, 0, false);
    CHECK(on.evaluate(loss::sigmoid(), empty.device, loss::pair_outputs<double>{}).get().loss == 0);
}

TEST_CASE("a gradient by full_chosen that is not asked for is part of grad_chosen; strides are honoured") {
    simt::gpu gpu(9);
    backend on(simt::device(gpu), gpu.allocate<std::byte>(enough(20)));
    const both<double> batch(gpu, 20, false);
    std::vector<double> expected(20);
    loss::workspace space;
    loss::evaluate(loss::orpo(), batch.host, loss::pair_outputs<double>{{}, expected, {}, {}}, space);
    const auto out = gpu.allocate<double>(60);
    auto backwards = batch.device;  // all columns from their ends
    const auto turn = [](auto& column) { column = {column.data + column.size - 1, column.size, -1}; };
    turn(backwards.policy_chosen), turn(backwards.policy_rejected), turn(backwards.reference_chosen), turn(backwards.reference_rejected);
    turn(backwards.length_chosen), turn(backwards.length_rejected), turn(backwards.full_chosen);
    on.evaluate(loss::orpo(), backwards, loss::pair_outputs<double>{{}, {out.data() + 57, 20, -3}, {}, {}}).get();
    const auto got = gpu.download(out);
    std::vector<double> every_third(20);
    for (std::size_t i = 0; i < 20; ++i) every_third[i] = got[3 * i];
    CHECK(calm_test::same_terms(every_third, expected));
    CHECK(std::isnan(got[1]));
}

TEST_CASE("losses that look at the whole batch: sorted, with ties; divided by all tokens; and sums of them") {
    simt::gpu gpu(10);
    backend on(simt::device(gpu), gpu.allocate<std::byte>(enough(3001)));
    for (const std::size_t pairs : {1U, 5U, 256U, 2500U}) {  // the last is three runs of the sort
        both<double> batch(gpu, pairs, false);
        for (auto& column : batch.columns)
            for (auto& one : column) one = std::round(one * 4) / 4;  // ties
        batch.fill(gpu, true, true);
        check_pairs(gpu, on, batch, loss::aot(loss::label_smoothing{0.1}));
        check_pairs(gpu, on, batch, loss::aot_unpaired(loss::beta{0.5}));
        check_pairs(gpu, on, batch, loss::sum(loss::weigh(0.5, loss::aot()), loss::weigh(0.25, loss::aot_unpaired()), loss::weigh(2, loss::orpo())));
    }
    const both<float> single(gpu, 3001, false);
    check_pairs(gpu, on, single, loss::aot());
    const both<double> weighted(gpu, 300, true);
    CHECK(calm_test::caught([&] { on.evaluate(loss::aot(), weighted.device, loss::pair_outputs<double>{}); }).id() == calm::error_id::invalid_option);

    // sft's sums are made in another order than the CPU's
    for (const bool heavy : {false, true}) {
        const both<double> batch(gpu, 300, heavy);
        std::vector<double> expected(300), slopes(300);
        loss::workspace space;
        const loss::sum loss(loss::weigh(1, loss::sigmoid()), loss::weigh(0.5, loss::sft()));
        const auto metrics = loss::evaluate(loss, batch.host, loss::pair_outputs<double>{expected, {}, {}, slopes}, space);
        const auto out = gpu.allocate<double>(300), full = gpu.allocate<double>(300);
        const loss::batch_metrics got = on.evaluate(loss, batch.device, loss::pair_outputs<double>{out, {}, {}, full});
        check_close(got, metrics, 300, 64);
        for (std::size_t i = 0; i < 300; ++i) {
            CHECK(gpu.download(out)[i] == Approx(expected[i]).epsilon(300 * 0x1p-52));
            CHECK(gpu.download(full)[i] == Approx(slopes[i]).epsilon(300 * 0x1p-52));
        }
    }
}

TEST_CASE("KTO's KL and BCO's running mean stay on the device") {
    simt::gpu gpu(11);
    backend on(simt::device(gpu), gpu.allocate<std::byte>(enough(300)));
    const both<double> batch(gpu, 300, false);
    const auto numbers = gpu.upload(std::vector<double>{-1, 0, 0, -1});
    double *kl = numbers.data(), *seen = kl + 1, *mean = kl + 3;
    on.mismatch_kl(batch.device.policy_chosen, batch.device.reference_rejected, kl);
    const double expected_kl = loss::mismatch_kl(batch.host.policy_chosen, batch.host.reference_rejected);
    const auto out = gpu.allocate<double>(300);
    loss::workspace space;
    std::vector<double> expected(300);
    const loss::batch_metrics got = on.evaluate(cuda::kto_with_kl{loss::kto(loss::kl{0}, loss::beta{0.3}), kl}, batch.device, loss::pair_outputs<double>{{}, out, {}, {}});
    const auto metrics = loss::evaluate(loss::kto(loss::kl{expected_kl}, loss::beta{0.3}), batch.host, loss::pair_outputs<double>{{}, expected, {}, {}}, space);
    check_close(got, metrics, 300, 64);
    for (std::size_t i = 0; i < 300; ++i) CHECK(gpu.download(out)[i] == Approx(expected[i]).epsilon(300 * 0x1p-50).margin(1e-15));

    loss::running_reward running;
    for (int step = 0; step < 2; ++step) {
        on.add_rewards(batch.device, 0.3, seen, mean);
        const double shift = running.add(batch.host, 0.3);
        CHECK(gpu.download(numbers)[3] == Approx(shift).margin(600 * 0x1p-52));
        const loss::batch_metrics shifted = on.evaluate(cuda::bco_with_shift{loss::bco_pair(loss::beta{0.3}), mean}, batch.device, loss::pair_outputs<double>{});
        check_close(shifted, loss::evaluate(loss::bco_pair(loss::beta{0.3}, loss::reward_shift{shift}), batch.host, loss::pair_outputs<double>{}, space), 300, 64);
    }
    both<double> bad(gpu, 300, false);
    bad.columns[0][70] = std::nan("");
    bad.fill(gpu, true, true);
    const auto before = gpu.download(numbers);
    on.add_rewards(bad.device, 0.3, seen, mean);
    const auto problem = calm_test::caught([&] { on.check(); });
    CHECK(problem.id() == calm::error_id::not_finite);
    CHECK(problem.where() == calm::data_location{.record = 70, .field = "policy_chosen"});
    CHECK(same(gpu.download(numbers), before));
}

/// A loss of a user's own that is NaN for most pairs.
struct root_of_negative {
    template <class T>
    CALM_HOST_DEVICE T operator()(const loss::pair_values<T>& v) const {
        using std::sqrt;
        return sqrt(v.policy_chosen + T(1));
    }
};

TEST_CASE("numbers that are not finite are refused before anything is written, and named") {
    simt::gpu gpu(12);
    backend on(simt::device(gpu), gpu.allocate<std::byte>(enough(400)));
    const auto refusal = [&](auto change) {
        both<double> batch(gpu, 400, true);
        change(batch);
        batch.fill(gpu, true, true);
        const auto out = gpu.upload(std::vector<double>(400, 42.0));
        const auto pending = on.evaluate(loss::sigmoid(), batch.device, loss::pair_outputs<double>{out, out, {}, {}});
        const auto problem = calm_test::caught([&] { pending.get(); });
        CHECK(gpu.download(out) == std::vector<double>(400, 42.0));
        return problem;
    };
    const auto nan = refusal([](auto& batch) { batch.columns[2][300] = std::nan(""), batch.columns[2][301] = std::nan(""); });
    CHECK(nan.id() == calm::error_id::not_finite);
    CHECK(nan.where() == calm::data_location{.record = 300, .field = "reference_chosen"});
    CHECK(refusal([](auto& batch) { batch.weights[3] = -1; }).id() == calm::error_id::invalid_option);
    CHECK(refusal([](auto& batch) { batch.weights[3] = std::numeric_limits<double>::infinity(); }).where() == calm::data_location{.record = 3, .field = "weight"});
    const both<double> good(gpu, 400, true);
    CHECK(std::isfinite(on.evaluate(loss::sigmoid(), good.device, loss::pair_outputs<double>{}).get().loss));
    // a loss that is not finite is reported, with the pair
    CHECK(calm_test::caught([&] { on.evaluate(root_of_negative{}, good.device, loss::pair_outputs<double>{}).get(); }).where().field == "loss");
}

TEST_CASE("what the host can see of a batch is refused at once") {
    simt::gpu gpu(13);
    backend on(simt::device(gpu), gpu.allocate<std::byte>(enough(10)));
    const both<double> with(gpu, 10, false), without(gpu, 10, false, false), many(gpu, 1000, false);
    gpu.run();
    gpu.launched.clear();
    const auto id = [&](auto&& call) { return calm_test::caught(call).id(); };
    CHECK(id([&] { on.evaluate(loss::sigmoid(), without.device, loss::pair_outputs<double>{}); }) == calm::error_id::invalid_option);
    CHECK(id([&] { on.evaluate(loss::reference_free(loss::sigmoid()), with.device, loss::pair_outputs<double>{}); }) == calm::error_id::invalid_option);
    CHECK(id([&] { on.evaluate(loss::aot(), many.device, loss::pair_outputs<double>{}); }) == calm::error_id::invalid_option);
    gpu.run();
    CHECK(gpu.launched.empty());
}
