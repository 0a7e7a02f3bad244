// What all training formats share: the prompt as one text, and rows that are worth training on.
#pragma once

#include "calm/error.hpp"
#include "calm/record/preference_pair.hpp"

#include <string>
#include <string_view>

namespace calm::io::detail {

/// Instruction and input as one text, a line break between them; the one alone when the other is empty. LLaMA-Factory
/// joins the two the same way.
inline std::string joined_prompt(std::string_view instruction, std::string_view input) {
    std::string text(instruction);
    if (!instruction.empty() && !input.empty()) text += '\n';
    return text += input;
}

/// @throws error (empty_input): trainers drop or, worse, accept such rows without a word
inline void require_filled(std::string_view text, std::string_view field, const std::string& question_id) {
    if (text.empty())
        throw error(error_id::empty_input, "the " + std::string(field) + " text of a training row of question \"" + question_id +
                                               "\" is empty; leave the row out");
}

/// @throws error (empty_input) when prompt, chosen or rejected is empty
inline void require_trainable(const preference_pair& pair) {
    require_filled(pair.instruction + pair.input, "prompt", pair.question_id);
    require_filled(pair.chosen, "chosen", pair.question_id);
    require_filled(pair.rejected, "rejected", pair.question_id);
}

/// @throws error (empty_input) when prompt or output is empty
inline void require_trainable(const sft_row& row) {
    require_filled(row.instruction + row.input, "prompt", row.question_id);
    require_filled(row.output, "output", row.question_id);
}

} // namespace calm::io::detail
