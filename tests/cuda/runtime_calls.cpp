// What the backend on a stream asks of CUDA's runtime, as nvcc compiles its host's side: launches alone, which a captured stream allows; and what becomes of
// a status that is not success.
#include "cuda/recorded_runtime.hpp"
// before all of calm/cuda
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/coupled.hpp"
#include "calm/loss/half.hpp"
#include "calm/loss/modifiers.hpp"
#include "calm/loss/score_losses.hpp"
#include "catch.hpp"
#include "cuda/caught.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using recorded::it;

/// Memory that nobody looks at.
template <class T>
std::span<T> there(std::size_t count) {
    static std::vector<std::vector<std::max_align_t>> all;
    all.emplace_back(count * sizeof(T) / sizeof(std::max_align_t) + 1);
    return {reinterpret_cast<T*>(all.back().data()), count};
}

struct on_recorded {
    recorded_stream stream{};
    std::span<std::byte> workspace = there<std::byte>(cuda::workspace_bytes(
        {.tokens = 40, .vocabulary = 20000, .hidden = 8, .pairs = 3000, .sorted = 1}));
    cuda::backend on{&stream, workspace};

    loss::target_tokens targets{there<std::uint32_t>(40), there<std::uint32_t>(40)};
    loss::matrix<float> logits{there<float>(40 * 20000).data(), 40, 20000};
    loss::projection<float> layer{{there<float>(40 * 8).data(), 40, 8}, {there<float>(20000 * 8).data(), 20000, 8}};
    loss::projection<loss::fp16> halves{{there<loss::fp16>(40 * 8).data(), 40, 8}, {there<loss::fp16>(20000 * 8).data(), 20000, 8}};
    std::span<float> numbers = there<float>(40);
    std::span<const float> slopes{numbers};
    loss::pair_batch<float> pairs = [] {
        loss::pair_batch<float> batch;
        batch.policy_chosen = batch.policy_rejected = batch.reference_chosen = batch.reference_rejected = there<const float>(3000);
        batch.length_chosen = batch.length_rejected = there<const std::uint32_t>(3000);
        return batch;
    }();
    loss::ragged<const float> rows{there<float>(100), there<std::size_t>(21)};
    loss::token_batch<float> tokens{rows, rows, rows, rows, {}};
    double* number = there<double>(3).data();

    /// Every call that gives work to the stream.
    std::vector<std::pair<const char*, std::function<void()>>> calls() {
        const auto evaluate = [this](const auto& of) { return [this, of] { (void)on.evaluate(of, pairs, loss::pair_outputs<float>{}); }; };
        return {
            {"score_rows", [this] { on.forward(loss::matrix<const float>(logits), targets, {}, loss::token_scores<float>{numbers, {}, numbers, {}, {}, {}}); }},
            {"gradient_rows", [this] { on.backward(loss::matrix<const float>(logits), targets, {}, slopes, slopes, logits); }},
            {"score_layer", [this] { on.forward(layer, targets, {}, loss::token_scores<float>{numbers, {}, {}, {}, {}, {}}); }},
            {"multiply", [this] {
                 on.backward(layer, targets, {}, slopes, slopes,
                             loss::projection_gradients<float>{{there<float>(320).data(), 40, 8}, {there<float>(160000).data(), 20000, 8}, there<float>(20000), false});
             }},
            {"greatest_slope", [this] { on.backward(halves, targets, {}, slopes, slopes, loss::projection_gradients<loss::fp16>{{there<loss::fp16>(320).data(), 40, 8}, {}, {}, false}); }},
            {"pair_terms", evaluate(loss::sigmoid())},
            {"merge_runs", evaluate(loss::sum(loss::weigh(1, loss::aot()), loss::weigh(1, loss::sft())))},
            {"sum_tokens", [this] { (void)on.evaluate(loss::sigmoid(), tokens, loss::token_outputs<float>{{}, there<float>(100), there<float>(100)}); }},
            {"dco_terms", [this] { (void)on.evaluate_dco(loss::dco(), pairs, pairs, loss::pair_outputs<float>{}, loss::pair_outputs<float>{}); }},
            {"wpo_weights", [this] { on.multiply_by_wpo_weights(tokens, rows, rows, there<double>(20)); }},
            {"mean_ratio", [this] { on.mismatch_kl(pairs.policy_chosen, pairs.reference_chosen, number); }},
            {"mean_ratio", [this] { on.add_rewards(pairs, 0.1, number, number + 2); }},
        };
    }
};

} // namespace

TEST_CASE("calls give launches to the caller's stream, and nothing else: nothing that a captured stream forbids, no memory, no wait") {
    it = {};
    on_recorded with;
    for (const auto& [name, call] : with.calls()) {
        CAPTURE(name);
        it.calls.clear(), it.capturing = true;
        call();
        CHECK(it.calls.size() >= 1);
        for (const auto& one : it.calls) {
            CHECK(one.what == "launch");
            CHECK(one.stream == &with.stream);
            CHECK(one.how.dynamicSmemBytes == 0);
        }
        CHECK(calm_test::caught([&] { with.on.check(); }).id() == calm::error_id::device_failed);  // it waits, so it is none
        it.capturing = false;
    }
}

TEST_CASE("making a backend asks for the device, and fills the word of errors; check copies and waits") {
    it = {};
    on_recorded with;
    std::vector<std::string> made;
    for (const auto& one : it.calls) made.push_back(one.what);
    CHECK(made == std::vector<std::string>{"ask", "ask", "memset"});
    for (const bool problem : {false, true}) {
        it.calls.clear();
        if (problem) {
            const auto word = cuda::detail::problem_word(cuda::detail::problem::score, cuda::detail::field::none, 3);  // as a kernel leaves it
            std::memcpy(with.workspace.data(), &word, sizeof word);
            CHECK(calm_test::caught([&] { with.on.check(); }).id() == calm::error_id::not_finite);
        } else {
            with.on.check();
        }
        std::vector<std::string> checked;
        for (const auto& one : it.calls) {
            checked.push_back(one.what);
            CHECK(one.stream == &with.stream);
        }
        CHECK(checked == (problem ? std::vector<std::string>{"memcpy", "wait", "memset"} : std::vector<std::string>{"memcpy", "wait"}));
    }
}

TEST_CASE("every status is looked at: whichever call fails, it is thrown with the kernel's name, and the runtime does not keep it") {
    it = {};
    on_recorded with;
    for (const auto& [name, call] : with.calls()) {
        CAPTURE(name);
        it.calls.clear();
        call();
        const int count = static_cast<int>(it.calls.size());
        bool named = false;
        for (int failing = 0; failing < count; ++failing) {
            it.calls.clear(), it.fails_in = failing;
            const auto problem = calm_test::caught(call);
            CHECK(problem.id() == calm::error_id::device_failed);
            CHECK_THAT(problem.what(), Catch::Contains(" failed: cudaErrorInvalidValue, in words"));
            named = named || std::string(problem.what()).find(std::string(name) + " failed") != std::string::npos;
            CHECK(static_cast<int>(it.calls.size()) == failing + 1);  // nothing is launched behind it
            CHECK(cudaGetLastError() == cudaSuccess);
        }
        CHECK(named);
    }
    for (int failing = 0; failing < 3; ++failing) {
        it.fails_in = failing;
        CHECK(calm_test::caught([&] { cuda::backend(&with.stream, with.workspace); }).id() == calm::error_id::device_failed);
        CHECK(cudaGetLastError() == cudaSuccess);
        if (failing == 2) continue;  // check copies and waits
        it.fails_in = failing;
        CHECK(calm_test::caught([&] { with.on.check(); }).id() == calm::error_id::device_failed);
        CHECK(cudaGetLastError() == cudaSuccess);
    }
    it.last = cudaErrorInvalidValue;  // somebody else's, from before
    with.calls().front().second();
    CHECK(cudaGetLastError() == cudaErrorInvalidValue);
}

TEST_CASE("a grid that no device takes is refused by the runtime, and that is thrown") {
    it = {};
    on_recorded with;
    with.layer.weight.rows = std::size_t{65536} * 4096, with.targets.row = with.targets.row.first(1), with.targets.label = with.targets.label.first(1);
    const auto room = there<std::byte>(cuda::workspace_bytes({.tokens = 1, .vocabulary = with.layer.weight.rows, .hidden = 8}));
    cuda::backend on(&with.stream, room);
    const auto problem = calm_test::caught([&] { on.forward(with.layer, with.targets, {}, loss::token_scores<float>{}); });
    CHECK(problem.id() == calm::error_id::device_failed);
    CHECK_THAT(problem.what(), Catch::Contains("score_layer failed: cudaErrorInvalidConfiguration"));
}
