// What kernels have to say: one word in the workspace, the worst problem of the first element. The host reads it when it waits anyway.
#pragma once

#include "calm/cuda/detail/block.cuh"
#include "calm/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace calm::cuda::detail {

/// Kinds of problems, the worst first. The input is checked by kernels of its own, before anything is written; while the word holds one of the kinds
/// below `refused_below`, no kernel writes results, those of later calls neither, until the host has read it.
enum class problem : std::uint8_t {
    label_range,      ///< a label that is not in the vocabulary
    row_order,        ///< rows of targets that don't rise, or are beyond the matrix
    row_starts,       ///< rows of tokens that end before they begin, beyond their values, or have too many tokens
    row_lengths,      ///< a row of another length than the policy's
    value,            ///< an input of a batch that is NaN or infinite
    negative_weight,
    refused_below,
    score,            ///< a token whose log-probability is NaN or infinite
    term,             ///< a pair whose loss is NaN or infinite
    gradient,         ///< a pair whose gradient is
};

/// Which column or part of the batch.
enum class field : std::uint8_t {
    none, policy_chosen, policy_rejected, reference_chosen, reference_rejected, full_chosen, weight, mismatched, log_sum_exp, grad_logps,
    log_sum_sq_chosen, log_sum_sq_rejected
};

inline constexpr unsigned long long no_problem = ~0ULL;

CALM_DEVICE inline unsigned long long problem_word(problem what, field where, unsigned long long index) {
    return static_cast<unsigned long long>(what) << 56 | static_cast<unsigned long long>(where) << 48 | index;
}
CALM_DEVICE inline bool is_refused(const unsigned long long* status) {
    return *status < static_cast<unsigned long long>(problem::refused_below) << 56;
}
/// Infinity and NaN have the greatest exponent; comparing says so without a function that only one of host and device has.
template <class T>
CALM_DEVICE inline bool is_finite(T x) {
    return x - x == T(0);
}

/// The error that a word stands for. @pre it is a problem
[[nodiscard]] inline error error_of(unsigned long long word) {
    static constexpr std::string_view fields[] = {"", "policy_chosen", "policy_rejected", "reference_chosen", "reference_rejected",
                                                  "full_chosen", "weight", "mismatched", "log_sum_exp", "grad_logps", "log_sum_sq_chosen", "log_sum_sq_rejected"};
    const auto name = std::string(fields[word >> 48 & 0xff]);
    const data_location at{.record = static_cast<std::size_t>(word & 0xffffffffffffULL), .field = name};
    const data_location label{.record = at.record, .field = "label"}, row{.record = at.record, .field = "row"};
    const std::string later = "; nothing was written, by this call and those after it";
    switch (static_cast<problem>(word >> 56)) {
    case problem::label_range:
        return {error_id::invalid_option, "a label is not in the vocabulary; leave masked tokens out, and give the tokenizer's ids" + later, label};
    case problem::row_order: return {error_id::invalid_option, "rows of target tokens must be there, and rise, each named once" + later, row};
    case problem::row_starts:
        return {error_id::invalid_option, "a row ends before it begins, or beyond its values; starts must not fall or pass the end" + later, at};
    case problem::row_lengths: return {error_id::invalid_option, "a row has not as many tokens as the policy's; both score the same completion" + later, at};
    case problem::value: return {error_id::not_finite, "a number is NaN or infinite; look for an overflow in the model, or a token that can't be generated" + later, at};
    case problem::negative_weight: return {error_id::invalid_option, "the weight is negative; weights are finite and at least 0" + later, at};
    case problem::score:
        return {error_id::not_finite, "the token's log-probability is NaN or infinite; its row of logits has NaN or infinity, or -inf for the label", {.record = at.record, .field = "logits"}};
    case problem::term: return {error_id::not_finite, "the loss of this pair is NaN or infinite; give what it reads, or mend it", {.record = at.record, .field = "loss"}};
    case problem::gradient:
    case problem::refused_below: break;
    }
    return {error_id::not_finite, "the gradient of this pair's loss is NaN or infinite; give what it reads, or mend it", {.record = at.record, .field = "gradient"}};
}

} // namespace calm::cuda::detail
