// What is refused before anything is written: shapes that don't fit, options out of range, labels that are not in the vocabulary.
#pragma once

#include "calm/cpu/detail/plain_rows.hpp"
#include "calm/error.hpp"
#include "calm/loss/logit_rows.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace calm::cpu::detail {

[[noreturn]] inline void refuse(const std::string& what, data_location where = {}) { throw error(error_id::invalid_option, what, std::move(where)); }

inline void check_size(std::size_t size, std::size_t tokens, std::string_view name) {
    if (size != tokens)
        refuse(std::string(name) + " has " + std::to_string(size) + " numbers and there are " + std::to_string(tokens) + " target tokens; give one for each");
}

/// @throws error (invalid_option), for a token with its position as record
inline void check_targets(const loss::target_tokens& targets, std::size_t rows, std::size_t vocabulary) {
    if (!targets.row.empty()) check_size(targets.row.size(), targets.size(), "target_tokens::row");
    if (targets.row.empty() && targets.size() > rows)
        refuse("there are " + std::to_string(targets.size()) + " target tokens and " + std::to_string(rows) + " rows; name the row of each, once");
    for (std::size_t i = 0; i < targets.row.size(); ++i) {
        if (targets.row[i] >= rows) refuse("row " + std::to_string(targets.row[i]) + " is not there, of " + std::to_string(rows), {.record = i, .field = "row"});
        if (i > 0 && targets.row[i] <= targets.row[i - 1]) refuse("rows of target tokens must rise, each named once", {.record = i, .field = "row"});
    }
    for (std::size_t i = 0; i < targets.size(); ++i)
        if (targets.label[i] >= vocabulary)
            refuse("label " + std::to_string(targets.label[i]) + " is not in the vocabulary of " + std::to_string(vocabulary) +
                       " entries; leave masked tokens out, and give the tokenizer's ids",
                   {.record = i, .field = "label"});
}

/// A bias of -∞ is an entry that can't be generated. @throws error (invalid_option); (not_finite) with the entry as record
inline head_constants check_head(const loss::head_options& head, std::size_t vocabulary) {
    const auto positive = [](double value, std::string_view name) {
        if (!(value > 0 && std::isfinite(value))) refuse(std::string(name) + " is " + std::to_string(value) + "; it must be above 0");
    };
    positive(head.scale, "scale"), positive(head.temperature, "temperature");
    if (head.soft_cap) positive(*head.soft_cap, "soft_cap");
    if (!head.bias.empty() && head.bias.size() != vocabulary)
        refuse("bias has " + std::to_string(head.bias.size()) + " numbers and the vocabulary " + std::to_string(vocabulary) + "; give one for each, or none");
    for (std::size_t v = 0; v < head.bias.size(); ++v)
        if (std::isnan(head.bias[v]) || head.bias[v] == std::numeric_limits<float>::infinity())
            throw error(error_id::not_finite, "the head's bias is NaN or +inf; look for weights that diverged", {.record = v, .field = "bias"});
    return {head.scale, head.soft_cap.value_or(0.0), head.temperature};
}

template <class S>
void check_scores(const loss::token_scores<S>& scores, std::size_t tokens) {
    const auto fits = [&](std::span<S> one, std::string_view name) {
        if (!one.empty()) check_size(one.size(), tokens, name);
    };
    fits(scores.logps, "logps"), fits(scores.log_sum_exp, "log_sum_exp"), fits(scores.entropy, "entropy");
    fits(scores.mean_logit, "mean_logit"), fits(scores.top1, "top1"), fits(scores.log_sum_sq, "log_sum_sq");
}

/// What the gradient starts from. @throws error (invalid_option); (not_finite) with the token as record
template <class S>
void check_slopes(std::span<const S> log_sum_exp, std::span<const S> grad_logps, std::size_t tokens) {
    check_size(log_sum_exp.size(), tokens, "log_sum_exp"), check_size(grad_logps.size(), tokens, "grad_logps");
    for (std::size_t i = 0; i < tokens; ++i) {
        if (!std::isfinite(log_sum_exp[i]))
            throw error(error_id::not_finite, "log_sum_exp is not finite; give what forward() wrote", {.record = i, .field = "log_sum_exp"});
        if (!std::isfinite(grad_logps[i]))
            throw error(error_id::not_finite, "a gradient is not finite; give what evaluate() wrote", {.record = i, .field = "grad_logps"});
    }
}

} // namespace calm::cpu::detail
