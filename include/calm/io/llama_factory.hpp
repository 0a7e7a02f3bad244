// Training rows as LLaMA-Factory reads them.
#pragma once

#include "calm/io/detail/training_text.hpp"
#include "calm/record/preference_pair.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace calm::io {

/// A pair as an alpaca preference row: {instruction, input, chosen, rejected}.
/// @throws error (empty_input) when prompt, chosen or rejected is empty; so do the functions below
[[nodiscard]] inline nlohmann::ordered_json alpaca_row(const preference_pair& pair) {
    detail::require_trainable(pair);
    return {{"instruction", pair.instruction}, {"input", pair.input}, {"chosen", pair.chosen}, {"rejected", pair.rejected}};
}

/// A row for supervised fine-tuning in alpaca form: {instruction, input, output}.
[[nodiscard]] inline nlohmann::ordered_json alpaca_row(const sft_row& row) {
    detail::require_trainable(row);
    return {{"instruction", row.instruction}, {"input", row.input}, {"output", row.output}};
}

namespace detail {
inline nlohmann::ordered_json sharegpt_message(const char* from, const std::string& value) {
    return nlohmann::ordered_json::object({{"from", from}, {"value", value}});
}
} // namespace detail

/// A pair as a sharegpt preference row: {conversations: [human], chosen: gpt, rejected: gpt}.
[[nodiscard]] inline nlohmann::ordered_json sharegpt_row(const preference_pair& pair) {
    detail::require_trainable(pair);
    nlohmann::ordered_json row;
    row["conversations"].push_back(detail::sharegpt_message("human", detail::joined_prompt(pair.instruction, pair.input)));
    row["chosen"] = detail::sharegpt_message("gpt", pair.chosen);
    row["rejected"] = detail::sharegpt_message("gpt", pair.rejected);
    return row;
}

/// A row for supervised fine-tuning in sharegpt form: {conversations: [human, gpt]}.
[[nodiscard]] inline nlohmann::ordered_json sharegpt_row(const sft_row& row) {
    detail::require_trainable(row);
    nlohmann::ordered_json made;
    made["conversations"].push_back(detail::sharegpt_message("human", detail::joined_prompt(row.instruction, row.input)));
    made["conversations"].push_back(detail::sharegpt_message("gpt", row.output));
    return made;
}

} // namespace calm::io
