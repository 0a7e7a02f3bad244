// dpo_from_logps on a GPU: one number a completion in, loss, gradient and the trainer's metrics out, all in the device's memory.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"
#include "calm/loss/score_losses.hpp"
#include "support/device_memory.cuh"

#include <cstddef>
#include <cstdio>
#include <vector>

int main() {
    namespace loss = calm::loss;
    examples::need_device();
    using column = examples::device_vector<float>;
    const column policy_chosen(std::vector<float>{-21.5F, -9.25F, -40.0F}), policy_rejected(std::vector<float>{-30.0F, -9.0F, -38.5F});
    const column reference_chosen(std::vector<float>{-24.0F, -9.5F, -41.0F}), reference_rejected(std::vector<float>{-28.5F, -9.5F, -40.0F});
    const examples::device_vector<double> weight(std::vector<double>{1.0, 0.25, 0.5});

    const column grad_chosen(3), grad_rejected(3);
    const examples::device_vector<std::byte> workspace(calm::cuda::workspace_bytes({.pairs = 3}));  // kept from batch to batch
    calm::cuda::backend backend(nullptr, workspace.span());
    const auto pending = backend.evaluate(loss::sigmoid(loss::beta{0.1}),
                                          loss::pair_batch<float>{.policy_chosen = policy_chosen.span(),
                                                                  .policy_rejected = policy_rejected.span(),
                                                                  .reference_chosen = reference_chosen.span(),
                                                                  .reference_rejected = reference_rejected.span(),
                                                                  .weight = weight.span()},
                                          loss::pair_outputs<float>{.grad_chosen = grad_chosen.span(), .grad_rejected = grad_rejected.span()});

    pending.get().each([](const char* name, double value) { std::printf("%-20s %9.5f\n", name, value); });  // waits
    const auto by_chosen = grad_chosen.copy(), by_rejected = grad_rejected.copy();
    for (std::size_t i = 0; i < 3; ++i) std::printf("pair %zu: d/dp_w %9.6f, d/dp_l %9.6f\n", i, double(by_chosen[i]), double(by_rejected[i]));
}
