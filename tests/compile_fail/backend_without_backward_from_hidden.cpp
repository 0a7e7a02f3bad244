// expect: calm: not a loss_backend: it must have backward(projection<float>, target_tokens, head_options, span<const float> log_sum_exp
#include "calm/loss/loss_backend.hpp"

#include <span>

namespace loss = calm::loss;

struct backend {
    void forward(loss::matrix<const float>, loss::target_tokens, loss::head_options, loss::token_scores<float>);
    void backward(loss::matrix<const float>, loss::target_tokens, loss::head_options, std::span<const float>, std::span<const float>, loss::matrix<float>);
    void forward(loss::projection<float>, loss::target_tokens, loss::head_options, loss::token_scores<float>, loss::projection_options);
    loss::batch_metrics evaluate(loss::sigmoid<loss::reverse_kl>, loss::token_batch<float>, loss::token_outputs<float>);
    loss::batch_metrics evaluate(loss::sigmoid<loss::reverse_kl>, loss::pair_batch<float>, loss::pair_outputs<float>);
};

void checked() { loss::diagnose_loss_backend<backend>(); }
