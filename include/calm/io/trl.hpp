// Training rows as TRL reads them, always with an explicit prompt.
#pragma once

#include "calm/io/detail/training_text.hpp"
#include "calm/record/preference_pair.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <string>

// The prompt is always explicit: TRL takes an implicit one to be the longest common prefix of the two completions, which
// would eat text that they share ("Explanation: ").

namespace calm::io {

namespace detail {
inline nlohmann::ordered_json trl_messages(const char* role, const std::string& content) {
    auto messages = nlohmann::ordered_json::array();
    messages.push_back(nlohmann::ordered_json::object({{"role", role}, {"content", content}}));
    return messages;
}
} // namespace detail

/// A pair in TRL's standard preference form: {prompt, chosen, rejected}, the prompt being instruction, line break, input.
/// @throws error (empty_input) when prompt, chosen or rejected is empty; so do the functions below
[[nodiscard]] inline nlohmann::ordered_json trl_row(const preference_pair& pair) {
    detail::require_trainable(pair);
    return {{"prompt", detail::joined_prompt(pair.instruction, pair.input)}, {"chosen", pair.chosen}, {"rejected", pair.rejected}};
}

/// A row for supervised fine-tuning in TRL's standard form: {prompt, completion}.
[[nodiscard]] inline nlohmann::ordered_json trl_row(const sft_row& row) {
    detail::require_trainable(row);
    return {{"prompt", detail::joined_prompt(row.instruction, row.input)}, {"completion", row.output}};
}

/// A pair in TRL's conversational form: lists of {role, content}; the trainer applies the model's chat template.
[[nodiscard]] inline nlohmann::ordered_json trl_conversational_row(const preference_pair& pair) {
    detail::require_trainable(pair);
    nlohmann::ordered_json row;
    row["prompt"] = detail::trl_messages("user", detail::joined_prompt(pair.instruction, pair.input));
    row["chosen"] = detail::trl_messages("assistant", pair.chosen);
    row["rejected"] = detail::trl_messages("assistant", pair.rejected);
    return row;
}

/// A row for supervised fine-tuning in TRL's conversational form.
[[nodiscard]] inline nlohmann::ordered_json trl_conversational_row(const sft_row& row) {
    detail::require_trainable(row);
    nlohmann::ordered_json made;
    made["prompt"] = detail::trl_messages("user", detail::joined_prompt(row.instruction, row.input));
    made["completion"] = detail::trl_messages("assistant", row.output);
    return made;
}

/// A pair as two rows for KTO, {prompt, completion, label}: the chosen side (label true), then the rejected one. Pairs of
/// one question and language share a chosen side; writing it once is up to the caller.
[[nodiscard]] inline std::array<nlohmann::ordered_json, 2> kto_rows(const preference_pair& pair) {
    detail::require_trainable(pair);
    const auto row = [&](const std::string& completion, bool label) {
        return nlohmann::ordered_json::object(
            {{"prompt", detail::joined_prompt(pair.instruction, pair.input)}, {"completion", completion}, {"label", label}});
    };
    return {row(pair.chosen, true), row(pair.rejected, false)};
}

} // namespace calm::io
