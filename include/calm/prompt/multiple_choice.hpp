// Prompts for multiple-choice questions.
#pragma once

#include "calm/model/request.hpp"
#include "calm/prompt/form.hpp"
#include "calm/record/question.hpp"

#include <string>

namespace calm::prompt {

/// The question's own instruction and input; where it has no instruction, the language's form.
[[nodiscard]] inline prompt_text multiple_choice(const localized_question& asked) {
    return {asked.instruction.empty() ? std::string(form_of(asked.lang).instruction) : asked.instruction, asked.input};
}

/// The prompt of the released CALM preference files: the form's instruction whatever the samples were made with, and the
/// input between the form's markers. English has no trailing marker and Chinese only the line break; French and German end in
/// the answer marker, and so do the other languages here.
[[nodiscard]] inline prompt_text released_preference(const localized_question& asked) {
    const auto& form = form_of(asked.lang);
    std::string input = std::string(form.question) + asked.input;
    if (asked.lang != "en") input += '\n';
    if (asked.lang != "en" && asked.lang != "zh") input += form.answer;
    return {std::string(form.instruction), std::move(input)};
}

/// The prompt of the released CALM fine-tuning files: the form's instruction, the bare input.
[[nodiscard]] inline prompt_text released_tuning(const localized_question& asked) {
    return {std::string(form_of(asked.lang).instruction), asked.input};
}

} // namespace calm::prompt
