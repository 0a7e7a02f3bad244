// The text of a target: an explanation and an answer line, in the form of one language.
#pragma once

#include "calm/extract/paper.hpp"
#include "calm/prefer/options.hpp"
#include "calm/prompt/form.hpp"
#include "calm/record/question.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace calm::prefer {

/// The answer line: marker, key, option text: "Answer:D. schools". Nothing when the question has no option with this key; as
/// released, the text is then empty: "Answer:X. ".
[[nodiscard]] inline std::optional<std::string> answer_line(const localized_question& asked, const answer_key& key, option_source source) {
    std::string_view text;
    if (source == option_source::released) {
        text = extract::paper_option_text(asked.input, key);
    } else {
        const auto* chosen = asked.find(key);
        if (chosen == nullptr) return std::nullopt;
        text = chosen->text;
    }
    std::string line(prompt::form_of(asked.lang).answer);
    line += key.view();
    line += ". ";
    return line += text;
}

/// Explanation marker, space, explanation, newline, answer line, also when the explanation is empty. The shape of the released
/// CALM files.
[[nodiscard]] inline std::string target_text(const localized_question& asked, std::string_view explanation, std::string_view answer_line) {
    std::string text(prompt::form_of(asked.lang).explanation);
    text += ' ';
    text += explanation;
    text += '\n';
    return text += answer_line;
}

} // namespace calm::prefer
