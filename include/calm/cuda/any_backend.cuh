// The definition behind any_backend.hpp. One .cu file of a program includes it; a second would define make_backend twice.
#pragma once

#include "calm/cuda/any_backend.hpp"
#include "calm/cuda/backend.cuh"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <variant>

namespace calm::cuda {

namespace detail {

/// Forwards to Backend. Instantiates the kernels of the whole catalogue.
template <class Backend>
class erased final : public any_backend {
public:
    template <class... Arguments>
    explicit erased(Arguments... arguments) : with_(arguments...) {}

    using targets = loss::target_tokens;
    using head = loss::head_options;
    using scores = loss::token_scores<float>;
    using numbers = std::span<const float>;
    template <class T>
    using matrix = loss::matrix<T>;

    void forward(const matrix<const float>& z, const targets& of, const head& how, const scores& to) override { with_.forward(z, of, how, to); }
    void forward(const matrix<const loss::bf16>& z, const targets& of, const head& how, const scores& to) override { with_.forward(z, of, how, to); }
    void forward(const matrix<const loss::fp16>& z, const targets& of, const head& how, const scores& to) override { with_.forward(z, of, how, to); }
    void backward(const matrix<const float>& z, const targets& of, const head& how, numbers lse, numbers slopes, const matrix<float>& to) override {
        with_.backward(z, of, how, lse, slopes, to);
    }
    void backward(const matrix<const loss::bf16>& z, const targets& of, const head& how, numbers lse, numbers slopes, const matrix<loss::bf16>& to) override {
        with_.backward(z, of, how, lse, slopes, to);
    }
    void backward(const matrix<const loss::fp16>& z, const targets& of, const head& how, numbers lse, numbers slopes, const matrix<loss::fp16>& to) override {
        with_.backward(z, of, how, lse, slopes, to);
    }
    void forward(const loss::projection<float>& layer, const targets& of, const head& how, const scores& to, const loss::projection_options& options) override {
        with_.forward(layer, of, how, to, options);
    }
    void forward(const loss::projection<loss::bf16>& layer, const targets& of, const head& how, const scores& to, const loss::projection_options& options) override {
        with_.forward(layer, of, how, to, options);
    }
    void forward(const loss::projection<loss::fp16>& layer, const targets& of, const head& how, const scores& to, const loss::projection_options& options) override {
        with_.forward(layer, of, how, to, options);
    }
    void backward(const loss::projection<float>& layer, const targets& of, const head& how, numbers lse, numbers slopes, const loss::projection_gradients<float>& to,
                  const loss::projection_options& options) override {
        with_.backward(layer, of, how, lse, slopes, to, options);
    }
    void backward(const loss::projection<loss::bf16>& layer, const targets& of, const head& how, numbers lse, numbers slopes, const loss::projection_gradients<loss::bf16>& to,
                  const loss::projection_options& options) override {
        with_.backward(layer, of, how, lse, slopes, to, options);
    }
    void backward(const loss::projection<loss::fp16>& layer, const targets& of, const head& how, numbers lse, numbers slopes, const loss::projection_gradients<loss::fp16>& to,
                  const loss::projection_options& options) override {
        with_.backward(layer, of, how, lse, slopes, to, options);
    }
    pending evaluate(const loss::any_loss& of, const loss::token_batch<float>& batch, const loss::token_outputs<float>& out,
                     const loss::token_options& tokens, const loss::metric_options& how) override {
        return std::visit([&](const auto& one) { return own(with_.evaluate(one, batch, out, tokens, how)); }, of);
    }
    pending evaluate(const loss::any_loss& of, const loss::pair_batch<float>& batch, const loss::pair_outputs<float>& out,
                     const loss::metric_options& how) override {
        return std::visit([&](const auto& one) { return own(with_.evaluate(one, batch, out, how)); }, of);
    }
    pending_of_dco evaluate_dco(const loss::dco& of, const loss::pair_batch<float>& first, const loss::pair_batch<float>& second,
                                const loss::pair_outputs<float>& out_first, const loss::pair_outputs<float>& out_second) override {
        const auto from = with_.evaluate_dco(of, first, second, out_first, out_second);
        return {*this, from.pairs(), from.call()};
    }
    void multiply_by_wpo_weights(const loss::token_batch<float>& batch, const loss::ragged<const float>& chosen, const loss::ragged<const float>& rejected,
                                 std::span<double> weights) override {
        with_.multiply_by_wpo_weights(batch, chosen, rejected, weights);
    }
    void check() override { with_.check(); }

private:
    using others = typename Backend::pending;
    pending own(const others& from) { return {*this, from.pairs(), from.call()}; }
    loss::batch_metrics metrics_of(std::size_t pairs, std::uint64_t call) override { return others(with_, pairs, call).get(); }
    loss::dco_metrics dco_metrics_of(std::size_t pairs, std::uint64_t call) override { return typename Backend::pending_of_dco(with_, pairs, call).get(); }

    Backend with_;
};

} // namespace detail

#ifdef __CUDACC__
std::unique_ptr<any_backend> make_backend(CUstream_st* stream, std::span<std::byte> workspace) {
    return std::make_unique<detail::erased<backend>>(stream, workspace);
}
#endif

} // namespace calm::cuda
