// The GPU's backend for preference losses: loss::loss_backend on device memory, with the CPU backend's names.
#pragma once

#include "calm/cuda/detail/dco_terms.cuh"
#include "calm/cuda/detail/evaluate.cuh"
#include "calm/cuda/detail/layer.cuh"
#include "calm/cuda/detail/rows.cuh"
#include "calm/cuda/detail/session.cuh"
#include "calm/cuda/detail/stream_device.cuh"
#include "calm/cuda/detail/wpo_weights.cuh"
#include "calm/cuda/pending_dco.hpp"
#include "calm/cuda/pending_metrics.hpp"
#include "calm/cuda/policy.cuh"
#include "calm/cuda/sizes.cuh"
#include "calm/loss/batch.hpp"
#include "calm/loss/dco_batch.hpp"
#include "calm/loss/logit_rows.hpp"
#include "calm/loss/tokens.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace calm::cuda {

/// Models loss::loss_backend. Every pointer in what it is given, spans and starts of ragged rows included, is to memory that the device reads or writes;
/// sizes and strides are the host's.
///
///     calm::cuda::backend backend(stream, workspace);        // workspace: device memory, cuda::workspace_bytes(sizes) of it
///     backend.forward(logits, targets, {}, scores);          // returns at once
///     auto metrics = backend.evaluate(loss::sigmoid(), batch, out);
///     backend.backward(logits, targets, {}, log_sum_exp, grad_logps, logits);
///     double loss = metrics.get().loss;                      // waits
///
/// Calls give kernels to the stream and return: they neither wait, allocate, nor copy, so a stream may be captured into a graph; a pending_metrics of a
/// captured evaluate gives those of the latest replay. What only the device can see is checked by kernels ahead of those that write: a label outside
/// the vocabulary, rows that don't rise or don't fit, a log-probability that is not finite. Then nothing is written, by that call and all
/// later ones, until check() or a pending_metrics has thrown it. A token's log-probability, a pair's loss or gradient that is not finite are thrown
/// there, too, with the results written.
///
/// Results depend on the input alone, to the bit, not on the launch, how many multiprocessors there are, or where rows are aligned; there are no atomics
/// on floating-point numbers. (Another architecture may round otherwise: tensor cores' sums, the exponential's instruction.) For one call at a time; the
/// workspace is one stream's.
///
/// Policy is how the last layer is worked through: layer_policy<products::tf32> for floats by tensor cores.
template <class Device, class Policy = layer_policy<>>
class basic_backend {
public:
    using pending = pending_metrics<basic_backend>;
    using pending_of_dco = pending_dco<basic_backend>;

    /// @throws error (invalid_option) for a workspace that is too small for anything, or does not begin at a multiple of 16; (device_failed)
    basic_backend(Device device, std::span<std::byte> workspace) : with_(device, workspace) {}
    basic_backend(const basic_backend&) = delete;
    basic_backend& operator=(const basic_backend&) = delete;

    /// cpu::forward from logits; T is float, bf16 or fp16. Two passes of the device: rows, in double over parts of up to 8 entries in float, and the end.
    /// Bytes: the logits once. Error of a log-probability: some 2^-22 and 2^-24 |z'| for logits near the greatest.
    /// @throws error (invalid_option) for sizes that don't fit; (device_failed)
    template <class T, class S>
    void forward(const loss::matrix<const T>& logits, const loss::target_tokens& targets, const loss::head_options& head, const loss::token_scores<S>& scores) {
        auto space = with_.space();
        detail::forward_rows(with_, space, logits, targets, head, scores);
    }
    /// cpu::backward from logits. Bytes: the logits once, the gradient once.
    template <class T, class S>
    void backward(const loss::matrix<const T>& logits, const loss::target_tokens& targets, const loss::head_options& head, std::span<const S> log_sum_exp,
                  std::span<const S> grad_logps, const loss::matrix<T>& gradient) {
        detail::backward_rows(with_, logits, targets, head, log_sum_exp, grad_logps, gradient);
    }
    /// cpu::forward from hidden states: the product tile by tile, in registers, with an online softmax (cut cross-entropy, arXiv 2411.09009); only rows of target
    /// tokens are multiplied, and logits are nowhere in memory, save those of the first tokens that `keep` has room for all of. T is float,
    /// bf16 or fp16. Error of a logit: H 2^-24 Σ|hidden · weight| by fused multiply-adds in float, a few times that by tensor cores, whose
    /// products are exact and whose sums are in float, but cut off; of exponentials, up to 128 are added in float, the rest in double.
    /// @throws error (invalid_option) for sizes that don't fit; (device_failed)
    template <class T, class S>
    void forward(const loss::projection<T>& layer, const loss::target_tokens& targets, const loss::head_options& head, const loss::token_scores<S>& scores,
                 const loss::projection_options& how = {}) {
        auto space = with_.space();
        detail::forward_layer<Policy>(with_, space, layer, targets, head, scores, how);
    }
    /// cpu::backward from hidden states: a slice of the vocabulary at a time, whose logits are made again (or taken from `keep`, in which they are), whose
    /// slopes are in the workspace in T, and are multiplied with weights and with hidden states; sums of products in float. The slopes' rounding is
    /// 2^-8 of each for bf16, for fp16 2^-11 and 2^-25 of the greatest |grad_logps| · scale / temperature. `skip_below` leaves tiles of 128 tokens by
    /// 128 entries out of both products.
    template <class T, class S>
    void backward(const loss::projection<T>& layer, const loss::target_tokens& targets, const loss::head_options& head, std::span<const S> log_sum_exp,
                  std::span<const S> grad_logps, const loss::projection_gradients<T>& gradients, const loss::projection_options& how = {}) {
        auto space = with_.space();
        detail::backward_layer<Policy>(with_, space, layer, targets, head, log_sum_exp, grad_logps, gradients, how);
    }
    /// loss::evaluate_tokens: any loss but coupled ones of a user's own, which must be callable on the device: a struct whose operator() is
    /// CALM_HOST_DEVICE.
    template <class T, class L>
    pending evaluate(const L& of, const loss::token_batch<T>& batch, const loss::token_outputs<T>& out, const loss::token_options& tokens = {},
                     const loss::metric_options& how = {}) {
        static_assert(!std::is_same_v<L, loss::dco>, "calm: dco is no loss on pairs: it takes the same two answers in two languages; take evaluate_dco");
        loss::detail::diagnose_batch_loss<L, double>::say();
        auto space = with_.space();
        return {*this, batch.policy_chosen.rows(), detail::evaluate_tokens(with_, space, of, batch, out, tokens, how)};
    }
    /// loss::evaluate.
    template <class T, class L>
    pending evaluate(const L& of, const loss::pair_batch<T>& batch, const loss::pair_outputs<T>& out, const loss::metric_options& how = {}) {
        static_assert(!std::is_same_v<L, loss::dco>, "calm: dco is no loss on pairs: it takes the same two answers in two languages; take evaluate_dco");
        loss::detail::diagnose_batch_loss<L, T>::say();
        auto space = with_.space();
        return {*this, batch.size(), detail::evaluate_pairs(with_, space, of, batch, out, how, false)};
    }

    /// loss::evaluate_dco: what it gives converts to dco_metrics.
    template <class T>
    pending_of_dco evaluate_dco(const loss::dco& of, const loss::pair_batch<T>& first, const loss::pair_batch<T>& second, const loss::pair_outputs<T>& out_first,
                                const loss::pair_outputs<T>& out_second) {
        auto space = with_.space();
        return {*this, first.size(), detail::evaluate_dco(with_, space, of, first, second, out_first, out_second)};
    }
    /// loss::multiply_by_wpo_weights, on weights in the device's memory, for a token_batch::weight of a later evaluate. A weight that is not finite
    /// is reported as those of a batch are; other weights may be multiplied then.
    /// @throws error (invalid_option) for sizes that don't fit; (device_failed)
    template <class T>
    void multiply_by_wpo_weights(const loss::token_batch<T>& batch, const loss::ragged<const T>& log_sum_sq_chosen, const loss::ragged<const T>& log_sum_sq_rejected,
                                 std::span<double> weights) {
        detail::multiply_by_wpo_weights(with_, batch, log_sum_sq_chosen, log_sum_sq_rejected, weights);
    }

    /// loss::mismatch_kl, into a number of the device's memory, from which kto_with_kl reads it. @throws error (invalid_option)
    template <class T>
    void mismatch_kl(loss::strided<const T> policy, loss::strided<const T> reference, double* to) {
        if (policy.empty() || policy.size != reference.size)
            detail::refuse("the KL of KTO needs as many reference log-probabilities as policy ones, and one at least");
        using agent = detail::mean_ratio<T>;
        const detail::column<const T> p(policy), q(reference), none;
        with_.device().template launch<agent>({}, {{p, none}, {q, none}, detail::counted(policy.size, "pairs"), 1, 1.0, true,
                                                   {detail::field::mismatched, detail::field::none}, nullptr, to, with_.status()});
    }
    /// loss::running_reward::add: adds a batch to sum and number of rewards seen so far (`seen`, two numbers of the device's memory, 0 before the first),
    /// and writes their mean to where bco_with_shift reads it. @throws error (invalid_option)
    template <class T>
    void add_rewards(const loss::pair_batch<T>& batch, double beta, double* seen, double* mean) {
        if (batch.policy_rejected.size != batch.size() || batch.reference_chosen.size != batch.size() || batch.reference_rejected.size != batch.size())
            detail::refuse("a running reward needs both sides' log-probabilities and the reference's; give policy_rejected, reference_chosen and reference_rejected");
        using agent = detail::mean_ratio<T>;
        using column = detail::column<const T>;
        with_.device().template launch<agent>({}, {{column(batch.policy_chosen), column(batch.policy_rejected)},
                                                   {column(batch.reference_chosen), column(batch.reference_rejected)},
                                                   detail::counted(batch.size(), "pairs"), 2, beta, false,
                                                   {detail::field::policy_chosen, detail::field::policy_rejected}, seen, mean, with_.status()});
    }

    /// Waits for the stream, and forgets what it throws. @throws error for what kernels found (see above); (device_failed)
    void check() { with_.check(); }

private:
    friend pending;
    friend pending_of_dco;

    loss::batch_metrics metrics_of(std::size_t pairs, std::uint64_t call) {
        const auto last = read<1>(call);
        return pairs == 0 ? loss::batch_metrics{} : loss::detail::means(last[0].sums, static_cast<double>(pairs));
    }
    loss::dco_metrics dco_metrics_of(std::size_t pairs, std::uint64_t call) {
        const auto last = read<2>(call);
        const auto n = static_cast<double>(pairs);
        if (pairs == 0) return {};
        return {(last[0].sums.loss + last[1].sums.loss) / n, loss::detail::means(last[0].sums, n), loss::detail::means(last[1].sums, n)};
    }
    /// What an evaluation left.
    template <std::size_t N>
    std::array<detail::result, N> read(std::uint64_t call) {
        with_.check();
        std::array<detail::result, N> last{};
        with_.device().read(last.data(), with_.last(), sizeof last);
        if (last[0].call != call) detail::refuse("a later evaluate has replaced these metrics; convert them before it");
        double loss = 0;
        for (const auto& one : last) loss += one.sums.loss;
        if (!std::isfinite(loss))
            throw error(error_id::not_finite, "the sum of these losses is too large for a number; scale the weights down", {.field = "loss"});
        return last;
    }

    detail::session<Device> with_;
};

#ifdef __CUDACC__
/// On a CUDA stream, of the device that is current when it is made.
template <class Policy = layer_policy<>>
class stream_backend : public basic_backend<detail::stream_device, Policy> {
public:
    stream_backend(cudaStream_t stream, std::span<std::byte> workspace)
        : basic_backend<detail::stream_device, Policy>(detail::stream_device(stream), workspace) {}
};
using backend = stream_backend<>;
#endif

} // namespace calm::cuda
