// The CPU's backend for preference losses: loss::loss_backend on memory of the host.
#pragma once

#include "calm/cpu/isa.hpp"
#include "calm/cpu/layer.hpp"
#include "calm/cpu/logits.hpp"
#include "calm/cpu/matrix_product.hpp"
#include "calm/cpu/packed_product.hpp"
#include "calm/cpu/workspace.hpp"
#include "calm/loss/batch.hpp"
#include "calm/loss/execution.hpp"
#include "calm/loss/logit_rows.hpp"
#include "calm/loss/tokens.hpp"
#include "calm/loss/workspace.hpp"

#include <span>
#include <utility>

namespace calm::cpu {

/// Models loss::loss_backend. Owns workspaces, which grow to the largest call seen; borrows what it runs on. For one call at a time.
///
///     calm::loss::thread_team team(2);
///     calm::cpu::backend backend(team);
///     backend.forward(logits, targets, {}, scores);
template <loss::execution Execution = loss::serial, matrix_product Product = packed_product>
class backend {
public:
    backend()
        requires std::default_initializable<Execution>
    = default;
    /// @param run  outlives the backend
    explicit backend(const Execution& run, Product product = Product(), isa which = widest()) : run_(&run), product_(std::move(product)), which_(which) {}

    /// cpu::forward from logits.
    template <class T, class S>
    void forward(const loss::matrix<const T>& logits, const loss::target_tokens& targets, const loss::head_options& head, const loss::token_scores<S>& scores) {
        cpu::forward(logits, targets, head, scores, *run_, which_);
    }
    /// cpu::backward from logits.
    template <class T, class S>
    void backward(const loss::matrix<const T>& logits, const loss::target_tokens& targets, const loss::head_options& head, std::span<const S> log_sum_exp,
                  std::span<const S> grad_logps, const loss::matrix<T>& gradient) {
        cpu::backward(logits, targets, head, log_sum_exp, grad_logps, gradient, *run_, which_);
    }
    /// cpu::forward from hidden states.
    template <class T, class S>
    void forward(const loss::projection<T>& layer, const loss::target_tokens& targets, const loss::head_options& head, const loss::token_scores<S>& scores,
                 const loss::projection_options& how = {}) {
        cpu::forward(layer, targets, head, scores, how, space_, *run_, product_, which_);
    }
    /// cpu::backward from hidden states.
    template <class T, class S>
    void backward(const loss::projection<T>& layer, const loss::target_tokens& targets, const loss::head_options& head, std::span<const S> log_sum_exp,
                  std::span<const S> grad_logps, const loss::projection_gradients<T>& gradients, const loss::projection_options& how = {}) {
        cpu::backward(layer, targets, head, log_sum_exp, grad_logps, gradients, how, space_, *run_, product_, which_);
    }
    /// loss::evaluate_tokens.
    template <class T, class L>
    loss::batch_metrics evaluate(const L& of, const loss::token_batch<T>& batch, const loss::token_outputs<T>& out, const loss::token_options& tokens = {},
                                 const loss::metric_options& how = {}) {
        return loss::evaluate_tokens(of, batch, out, loss_space_, tokens, how, *run_);
    }
    /// loss::evaluate.
    template <class T, class L>
    loss::batch_metrics evaluate(const L& of, const loss::pair_batch<T>& batch, const loss::pair_outputs<T>& out, const loss::metric_options& how = {}) {
        return loss::evaluate(of, batch, out, loss_space_, how, *run_);
    }

private:
    static const Execution& own() {
        static const Execution one{};
        return one;
    }

    const Execution* run_ = &own();
    Product product_{};
    isa which_ = widest();
    workspace space_{};
    loss::workspace loss_space_{};
};

} // namespace calm::cpu
