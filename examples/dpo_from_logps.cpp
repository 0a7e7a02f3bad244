// DPO on log-probabilities from any trainer: one number a completion in, loss, gradient and the trainer's metrics out.
#include "calm/loss/batch.hpp"
#include "calm/loss/score_losses.hpp"

#include <cstdio>
#include <vector>

int main() {
    namespace loss = calm::loss;
    // Summed over the completion's tokens, by the policy and by the reference, for three pairs.
    const std::vector<float> policy_chosen{-21.5F, -9.25F, -40.0F}, policy_rejected{-30.0F, -9.0F, -38.5F};
    const std::vector<float> reference_chosen{-24.0F, -9.5F, -41.0F}, reference_rejected{-28.5F, -9.5F, -40.0F};
    const std::vector<double> weight{1.0, 0.25, 0.5};  // preference_pair::weight, say: the margin of the vote behind the pair

    std::vector<float> grad_chosen(3), grad_rejected(3);
    loss::workspace space;  // kept from batch to batch: then nothing is allocated
    const auto metrics = loss::evaluate(loss::sigmoid(loss::beta{0.1}),
                                        loss::pair_batch<float>{.policy_chosen = policy_chosen,
                                                                .policy_rejected = policy_rejected,
                                                                .reference_chosen = reference_chosen,
                                                                .reference_rejected = reference_rejected,
                                                                .weight = weight},
                                        {.grad_chosen = grad_chosen, .grad_rejected = grad_rejected}, space);

    metrics.each([](const char* name, double value) { std::printf("%-20s %9.5f\n", name, value); });
    for (std::size_t i = 0; i < 3; ++i) std::printf("pair %zu: d/dp_w %9.6f, d/dp_l %9.6f\n", i, double(grad_chosen[i]), double(grad_rejected[i]));
}
