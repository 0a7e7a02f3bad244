// A CUDA graph of the backend's calls: nothing that they do is forbidden while a stream is captured, and a graph runs again on what is there then.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/modifiers.hpp"
#include "calm/loss/score_losses.hpp"
#include "catch.hpp"
#include "cuda/simt/device.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace loss = calm::loss;
namespace cuda = calm::cuda;

TEST_CASE("calls are captured into a graph, which runs again on what is there then") {
    simt::gpu gpu;
    cuda::backend on(gpu.stream(), gpu.allocate<std::byte>(cuda::workspace_bytes({.tokens = 1, .vocabulary = 2, .pairs = 2})));
    const auto z = gpu.upload(std::vector<float>{0, 0});
    const auto label = gpu.upload(std::vector<std::uint32_t>{0});
    const auto logps = gpu.allocate<double>(1);
    const auto chosen = gpu.upload(std::vector<double>{-1, -2}), rejected = gpu.upload(std::vector<double>{-2, -2});
    loss::pair_batch<double> batch;
    batch.policy_chosen = chosen, batch.policy_rejected = rejected;

    gpu.begin_capture();
    on.forward(loss::matrix<const float>(z.data(), 1, 2), {{}, label}, {}, loss::token_scores<double>{logps, {}, {}, {}, {}, {}});
    const auto metrics = on.evaluate(loss::reference_free(loss::sigmoid(loss::beta{1})), batch, loss::pair_outputs<double>{});
    const auto graph = gpu.end_capture();
    gpu.replay(graph);
    CHECK(gpu.download(logps)[0] == Approx(-std::log(2.0)));
    CHECK(metrics.get().rewards_margins == Approx(0.5));
    gpu.write(z, std::vector<float>{std::log(3.0F), 0});
    gpu.write(chosen, std::vector<double>{-1, 0});
    gpu.replay(graph);
    CHECK(gpu.download(logps)[0] == Approx(std::log(0.75)));
    CHECK(metrics.get().rewards_margins == Approx(1.5));
}
