// The whole catalogue of losses in double, evaluated by the kernels' own sources on emulated threads, against the CPU.
#include "catch.hpp"
#include "cuda/pairs.hpp"

TEST_CASE("the whole catalogue gives what it gives on the CPU, in double") {
    simt::gpu gpu(7);
    calm_test::backend on(simt::device(gpu), gpu.allocate<std::byte>(calm_test::enough(300)));
    const calm_test::both<double> with(gpu, 300, true), without(gpu, 300, true, false);
    calm_test::each_loss([&](const std::string& name, const auto& loss) {
        INFO(name);
        if constexpr (requires { loss.forbids_reference(); }) calm_test::check_pairs(gpu, on, without, loss);
        else calm_test::check_pairs(gpu, on, with, loss);
    });
}
