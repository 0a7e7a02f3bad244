// The labelled baseline: fine-tuning rows towards the gold answer.
#pragma once

#include "calm/prefer/vote_pairs.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace calm::prefer {

/// Options of gold_rows.
struct gold_options {
    language reference{"en"};  ///< the language whose first right response lends its explanation
    without_translator foreign = without_translator::leave_out;
    option_source option_text = option_source::parsed;
    std::function<prompt_text(const localized_question&)> prompt = &prompt::multiple_choice;
};

/// One row for each parsed response of `lang` that differs from the gold answer, where some response of the
/// reference language equals it: the output is the first such response's explanation, translated, and the gold option. The
/// ground-truth baseline of the CALM paper; it needs gold labels, unlike everything else. Where the reference language
/// has no explanation that can be used (see without_translator), an own-language one is tried under the default options.
template <class Translator = no_translator>
[[nodiscard]] std::vector<sft_row> gold_rows(const answered_question& answered, const language& lang, const gold_options& how = {},
                                             Translator&& translate = {}) {
    std::vector<sft_row> rows;
    const auto& asked = *answered.asked;
    const auto* text = asked.find(lang);
    if (text == nullptr || !asked.gold) return rows;
    std::optional<std::size_t> exemplar;
    for (std::size_t i = 0; i < answered.answers.size() && !exemplar; ++i)
        if (answered.responses[i].lang == how.reference && answered.answers[i].key == asked.gold) exemplar = i;
    const auto line = answer_line(*text, *asked.gold, how.option_text);
    if (!exemplar || !line) return rows;

    auto& translator = static_cast<std::unwrap_reference_t<std::remove_reference_t<Translator>>&>(translate);
    options as;
    as.foreign = how.foreign;
    as.option_text = how.option_text;
    auto output = make_target(answered, *text, *exemplar, *line, as, translator);
    if (!output && how.foreign == without_translator::leave_out)
        if (const auto own = detail::first_agreeing(answered, lang, *asked.gold))
            output = make_target(answered, *text, *own, *line, as, translator);
    if (!output) return rows;
    const auto prompt = how.prompt(*text);
    for (std::size_t i = 0; i < answered.answers.size(); ++i)
        if (answered.responses[i].lang == lang && answered.answers[i].key && answered.answers[i].key != asked.gold)
            rows.push_back({asked.id, asked.index, lang, prompt.instruction, prompt.input, output->text, *asked.gold, output->source, true});
    return rows;
}

} // namespace calm::prefer
