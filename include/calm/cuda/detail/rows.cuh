// Dispatch of scores and gradients from rows of logits.
#pragma once

#include "calm/cuda/detail/check_shapes.cuh"
#include "calm/cuda/detail/gradient_rows.cuh"
#include "calm/cuda/detail/score_rows.cuh"
#include "calm/cuda/detail/session.cuh"
#include "calm/cuda/policy.cuh"

#include <cstddef>
#include <cstdint>
#include <span>

namespace calm::cuda::detail {

/// What scoring keeps of each token in the workspace.
struct score_scratch {
    row_state* parts;
    float* target;

    score_scratch(scratch& space, std::size_t tokens, std::size_t segments) : parts(space.take<row_state>(tokens * segments)), target(space.take<float>(tokens)) {}
};

template <class Device>
void check_tokens(session<Device>& with, const targets& of, std::size_t rows, std::uint32_t columns) {
    with.template launch_over<check_targets>(of.tokens, {of, counted(rows, "rows"), columns, with.status()});
}

template <class T, class S, class Device>
void forward_rows(session<Device>& with, scratch& space, loss::matrix<const T> logits, const loss::target_tokens& tokens, const loss::head_options& options,
                  const loss::token_scores<S>& scores) {
    const targets of = targets_of(tokens, logits.rows);
    const std::uint32_t columns = counted(logits.columns, "entries of the vocabulary");
    const head how = head_of(options, columns);
    const scores_out<S> out = scores_of(scores, of.tokens);
    if (of.tokens == 0) return;
    if (columns == 0) refuse("the vocabulary has no entries");
    const row_policy policy = policy_for_rows(of.tokens, columns, with.device().multiprocessors());
    const score_scratch at(space, of.tokens, policy.segments);
    space.check("forward");
    check_tokens(with, of, logits.rows, columns);
    const auto segments = static_cast<std::uint32_t>(policy.segments), each = static_cast<std::uint32_t>(blocks_for(policy.segments, policy.blocks));
    const auto score = [&]<bool All>(std::bool_constant<All>) {
        with.device().template launch<score_rows<T, All>>({of.tokens, policy.blocks}, {logits.data, logits.stride, columns, segment_columns, each, of, how,
                                                                                       at.parts, at.target, with.status()});
    };
    if (asks_for_everything(scores)) score(std::true_type{});
    else score(std::false_type{});
    with.template launch_over<finish_scores<S>>(of.tokens, {at.parts, at.target, of.label, of.tokens, segments, columns, out, with.status()});
}

template <class T, class S, class Device>
void backward_rows(session<Device>& with, loss::matrix<const T> logits, const loss::target_tokens& tokens, const loss::head_options& options,
                   std::span<const S> log_sum_exp, std::span<const S> grad_logps, loss::matrix<T> gradient) {
    const targets of = targets_of(tokens, logits.rows);
    const std::uint32_t columns = counted(logits.columns, "entries of the vocabulary");
    const head how = head_of(options, columns);
    check_size(log_sum_exp.size(), of.tokens, "log_sum_exp"), check_size(grad_logps.size(), of.tokens, "grad_logps");
    check_same_shape(gradient.rows, gradient.columns, logits.rows, logits.columns, "the gradient");
    if (logits.rows == 0 || columns == 0) return;
    check_tokens(with, of, logits.rows, columns);
    with.template launch_over<check_slopes<S>>(of.tokens, {log_sum_exp.data(), grad_logps.data(), of.tokens, with.status()});
    const row_policy policy = policy_for_rows(logits.rows, columns, with.device().multiprocessors());
    const auto segment = policy.blocks == 1 ? columns : segment_columns;
    with.device().template launch<gradient_rows<T, S>>({logits.rows, blocks_for(columns, segment)},
                                                       {logits.data, logits.stride, columns, segment, of, how, log_sum_exp.data(), grad_logps.data(),
                                                        gradient.data, gradient.stride, with.status()});
}

} // namespace calm::cuda::detail
