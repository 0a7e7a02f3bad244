// What a trainer logs beside the loss: the norm of the gradient, and how many tokens it has seen.
#pragma once

#include "calm/error.hpp"
#include "calm/loss/detail/pair_columns.hpp"
#include "calm/loss/pair_batch.hpp"
#include "calm/loss/tokens.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <string>

namespace calm::loss {

namespace detail {

/// Σ g², of a contiguous range of numbers or of a range of such.
template <class R>
double sum_of_squares(const R& gradient) {
    if constexpr (std::ranges::range<std::ranges::range_value_t<const R>>) {
        double sum = 0;
        for (const auto& part : gradient) sum += sum_of_squares(part);
        return sum;
    } else {
        static_assert(std::ranges::contiguous_range<const R>, "calm: a gradient is a contiguous range of numbers, or a range of such");
        const auto* values = std::ranges::data(gradient);
        return lane_sum(std::ranges::size(gradient), [=](std::size_t i) {
            const auto value = static_cast<double>(values[i]);
            return value * value;
        });
    }
}

/// @throws error (invalid_option)
inline std::size_t tokens_of_prompts(const strided<const std::uint32_t>& lengths, std::size_t pairs) {
    if (!lengths.empty() && lengths.size != pairs)
        throw error(error_id::invalid_option, "there are " + std::to_string(lengths.size) + " prompts for " + std::to_string(pairs) +
                                                  " pairs; give one a pair, or none");
    std::size_t tokens = 0;
    for (std::size_t i = 0; i < lengths.size; ++i) tokens += lengths[i];
    return 2 * tokens;
}

} // namespace detail

/// grad_norm: the Euclidean norm of all gradients together, as a trainer has it before it clips: grad_norm(grad_hidden, grad_weight, grad_bias). Each is
/// a contiguous range of numbers of any type (float, double, bf16), or a range of such. In double and in a fixed order, so the same bits each time. NaN and
/// infinities come through: that is how one sees them in a log. Infinite beyond 1e154, where squares are. O(size), nothing is allocated.
template <class... Gradients>
[[nodiscard]] double grad_norm(const Gradients&... gradients) {
    return std::sqrt((0.0 + ... + detail::sum_of_squares(gradients)));
}

/// num_tokens of a batch, which a trainer adds up over all of its steps: the tokens of both sides of each pair, and twice those of its prompt, which is in front
/// of both. `prompt_lengths` has one number a pair; without it completions alone are counted. @throws error (invalid_option)
template <class T>
[[nodiscard]] std::size_t num_tokens(const token_batch<T>& batch, const strided<const std::uint32_t>& prompt_lengths = {}) {
    const std::size_t pairs = batch.policy_chosen.rows();
    detail::check_rows(batch.policy_chosen, pairs, "policy_chosen"), detail::check_rows(batch.policy_rejected, pairs, "policy_rejected");
    std::size_t tokens = detail::tokens_of_prompts(prompt_lengths, pairs);
    for (const auto* side : {&batch.policy_chosen, &batch.policy_rejected})
        if (pairs > 0) tokens += side->starts[pairs] - side->starts[0];
    return tokens;
}

/// The same from lengths. @throws error (invalid_option) for a batch without lengths, too
template <class T>
[[nodiscard]] std::size_t num_tokens(const pair_batch<T>& batch, const strided<const std::uint32_t>& prompt_lengths = {}) {
    if (batch.length_chosen.size != batch.size() || batch.length_rejected.size != batch.size())
        throw error(error_id::invalid_option, "num_tokens counts the completions' tokens, and the batch has not a length for each; give length_chosen "
                                              "and length_rejected");
    std::size_t tokens = detail::tokens_of_prompts(prompt_lengths, batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) tokens += std::size_t{batch.length_chosen[i]} + batch.length_rejected[i];
    return tokens;
}

} // namespace calm::loss
