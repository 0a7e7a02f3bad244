// The GPU's backend for code that is not compiled by nvcc: the same names behind virtual functions, with losses of the catalogue that are chosen when the
// program runs. Its kernels are those of any_backend.cuh, which one .cu file of the program includes.
#pragma once

#include "calm/cuda/pending_dco.hpp"
#include "calm/cuda/pending_metrics.hpp"
#include "calm/loss/batch.hpp"
#include "calm/loss/by_name.hpp"
#include "calm/loss/dco.hpp"
#include "calm/loss/dco_batch.hpp"
#include "calm/loss/half.hpp"
#include "calm/loss/logit_rows.hpp"
#include "calm/loss/tokens.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

struct CUstream_st;  ///< what CUDA's cudaStream_t points to

namespace calm::cuda {

/// backend (backend.cuh) by other means; the functions do, cost and throw what they do there. Every pointer is to the device's memory.
///
///     auto backend = calm::cuda::make_backend(stream, workspace);                  // in a .cpp
///     backend->forward(logits, targets, {}, scores);
///     auto metrics = backend->evaluate(loss::by_name("simpo"), batch, out).get();
class any_backend {
public:
    using pending = pending_metrics<any_backend>;
    using pending_of_dco = pending_dco<any_backend>;

    any_backend() = default;
    any_backend(const any_backend&) = delete;
    any_backend& operator=(const any_backend&) = delete;
    virtual ~any_backend() = default;

    virtual void forward(const loss::matrix<const float>&, const loss::target_tokens&, const loss::head_options&, const loss::token_scores<float>&) = 0;
    virtual void forward(const loss::matrix<const loss::bf16>&, const loss::target_tokens&, const loss::head_options&, const loss::token_scores<float>&) = 0;
    virtual void forward(const loss::matrix<const loss::fp16>&, const loss::target_tokens&, const loss::head_options&, const loss::token_scores<float>&) = 0;

    virtual void backward(const loss::matrix<const float>& logits, const loss::target_tokens& targets, const loss::head_options& head,
                          std::span<const float> log_sum_exp, std::span<const float> grad_logps, const loss::matrix<float>& gradient) = 0;
    virtual void backward(const loss::matrix<const loss::bf16>& logits, const loss::target_tokens& targets, const loss::head_options& head,
                          std::span<const float> log_sum_exp, std::span<const float> grad_logps, const loss::matrix<loss::bf16>& gradient) = 0;
    virtual void backward(const loss::matrix<const loss::fp16>& logits, const loss::target_tokens& targets, const loss::head_options& head,
                          std::span<const float> log_sum_exp, std::span<const float> grad_logps, const loss::matrix<loss::fp16>& gradient) = 0;

    virtual void forward(const loss::projection<float>& layer, const loss::target_tokens& targets, const loss::head_options& head, const loss::token_scores<float>& scores,
                         const loss::projection_options& how = {}) = 0;
    virtual void forward(const loss::projection<loss::bf16>& layer, const loss::target_tokens& targets, const loss::head_options& head,
                         const loss::token_scores<float>& scores, const loss::projection_options& how = {}) = 0;
    virtual void forward(const loss::projection<loss::fp16>& layer, const loss::target_tokens& targets, const loss::head_options& head,
                         const loss::token_scores<float>& scores, const loss::projection_options& how = {}) = 0;

    virtual void backward(const loss::projection<float>& layer, const loss::target_tokens& targets, const loss::head_options& head, std::span<const float> log_sum_exp,
                          std::span<const float> grad_logps, const loss::projection_gradients<float>& gradients, const loss::projection_options& how = {}) = 0;
    virtual void backward(const loss::projection<loss::bf16>& layer, const loss::target_tokens& targets, const loss::head_options& head, std::span<const float> log_sum_exp,
                          std::span<const float> grad_logps, const loss::projection_gradients<loss::bf16>& gradients, const loss::projection_options& how = {}) = 0;
    virtual void backward(const loss::projection<loss::fp16>& layer, const loss::target_tokens& targets, const loss::head_options& head, std::span<const float> log_sum_exp,
                          std::span<const float> grad_logps, const loss::projection_gradients<loss::fp16>& gradients, const loss::projection_options& how = {}) = 0;

    virtual pending evaluate(const loss::any_loss& of, const loss::token_batch<float>& batch, const loss::token_outputs<float>& out,
                             const loss::token_options& tokens = {}, const loss::metric_options& how = {}) = 0;
    virtual pending evaluate(const loss::any_loss& of, const loss::pair_batch<float>& batch, const loss::pair_outputs<float>& out,
                             const loss::metric_options& how = {}) = 0;

    virtual pending_of_dco evaluate_dco(const loss::dco& of, const loss::pair_batch<float>& first, const loss::pair_batch<float>& second,
                                        const loss::pair_outputs<float>& out_first, const loss::pair_outputs<float>& out_second) = 0;
    virtual void multiply_by_wpo_weights(const loss::token_batch<float>& batch, const loss::ragged<const float>& log_sum_sq_chosen,
                                         const loss::ragged<const float>& log_sum_sq_rejected, std::span<double> weights) = 0;

    virtual void check() = 0;

private:
    friend pending;
    friend pending_of_dco;
    virtual loss::batch_metrics metrics_of(std::size_t pairs, std::uint64_t call) = 0;
    virtual loss::dco_metrics dco_metrics_of(std::size_t pairs, std::uint64_t call) = 0;
};

/// On this stream (a cudaStream_t), of the device that is current. Defined in any_backend.cuh.
/// @param workspace  device memory, workspace_bytes(sizes) of it (sizes.cuh, which any compiler takes)
/// @throws error (invalid_option) for a workspace that is too small for anything, or does not begin at a multiple of 16; (device_failed)
[[nodiscard]] std::unique_ptr<any_backend> make_backend(CUstream_st* stream, std::span<std::byte> workspace);

} // namespace calm::cuda
