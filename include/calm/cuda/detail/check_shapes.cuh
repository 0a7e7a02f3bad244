// What the host can refuse without looking at the device's memory: sizes that don't fit each other, options out of range.
#pragma once

#include "calm/cuda/detail/row_state.cuh"
#include "calm/cuda/detail/score_rows.cuh"
#include "calm/error.hpp"
#include "calm/loss/logit_rows.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace calm::cuda::detail {

[[noreturn]] inline void refuse(const std::string& what) { throw error(error_id::invalid_option, what); }

/// Kernels count in 32 bits, and a grid has at most 2^31 - 1 blocks.
inline std::uint32_t counted(std::size_t number, std::string_view what) {
    if (number > 0x7fffffffU) refuse("there are " + std::to_string(number) + " " + std::string(what) + "; a device takes 2^31 - 1 at a time at most");
    return static_cast<std::uint32_t>(number);
}

inline void check_size(std::size_t size, std::size_t tokens, std::string_view name) {
    if (size != tokens)
        refuse(std::string(name) + " has " + std::to_string(size) + " numbers and there are " + std::to_string(tokens) + " target tokens; give one for each");
}

inline targets targets_of(const loss::target_tokens& of, std::size_t rows) {
    if (!of.row.empty()) check_size(of.row.size(), of.size(), "target_tokens::row");
    if (of.size() > rows)
        refuse("there are " + std::to_string(of.size()) + " target tokens and " + std::to_string(rows) + " rows; name the row of each, once");
    return {of.row.empty() ? nullptr : of.row.data(), of.label.data(), counted(of.size(), "target tokens")};
}

inline head head_of(const loss::head_options& of, std::size_t vocabulary) {
    const auto positive = [](double value, std::string_view name) {
        if (!(value > 0 && std::isfinite(value))) refuse(std::string(name) + " is " + std::to_string(value) + "; it must be above 0");
    };
    positive(of.scale, "scale"), positive(of.temperature, "temperature");
    if (of.soft_cap) positive(*of.soft_cap, "soft_cap");
    if (!of.bias.empty() && of.bias.size() != vocabulary)
        refuse("bias has " + std::to_string(of.bias.size()) + " numbers and the vocabulary " + std::to_string(vocabulary) + "; give one for each, or none");
    return {of.bias.empty() ? nullptr : of.bias.data(), static_cast<float>(of.scale), static_cast<float>(of.soft_cap.value_or(0.0)),
            static_cast<float>(1 / of.temperature)};
}

template <class S>
scores_out<S> scores_of(const loss::token_scores<S>& of, std::size_t tokens) {
    const auto fits = [&](std::span<S> one, std::string_view name) -> S* {
        if (one.empty()) return nullptr;
        check_size(one.size(), tokens, name);
        return one.data();
    };
    return {fits(of.logps, "logps"), fits(of.log_sum_exp, "log_sum_exp"), fits(of.entropy, "entropy"),
            fits(of.mean_logit, "mean_logit"), fits(of.top1, "top1"), fits(of.log_sum_sq, "log_sum_sq")};
}

/// Whether more than the sum is asked for.
template <class S>
[[nodiscard]] bool asks_for_everything(const loss::token_scores<S>& scores) {
    return !scores.entropy.empty() || !scores.mean_logit.empty() || !scores.top1.empty() || !scores.log_sum_sq.empty();
}

inline void check_same_shape(std::size_t rows, std::size_t columns, std::size_t as_rows, std::size_t as_columns, std::string_view name) {
    if (rows != as_rows || columns != as_columns)
        refuse(std::string(name) + " has " + std::to_string(rows) + " x " + std::to_string(columns) + " numbers and is of one with " +
               std::to_string(as_rows) + " x " + std::to_string(as_columns) + "; make them the same");
}

} // namespace calm::cuda::detail
