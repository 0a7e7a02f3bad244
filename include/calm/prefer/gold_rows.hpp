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
    language reference{"en"};  ///< the language whose right responses lend their explanation
    without_translator foreign = without_translator::leave_out;
    option_source option_text = option_source::parsed;
    std::function<prompt_text(const localized_question&)> prompt = &prompt::multiple_choice;
};

/// One row for each parsed response of `lang` that differs from the gold answer, where some response of the
/// reference language equals it: the output is a right response's explanation, translated, and the gold option. The
/// ground-truth baseline of the CALM paper; it needs gold labels, unlike everything else.
///
/// Whose explanation: that of the first right response of the reference language that has one; where that can't be used (see
/// without_translator), or there is none, that of the first of `lang` itself that has one; where neither can be had, the output is
/// the answer line alone. No row where the only explanation is a foreign one that is to be left out. With
/// option_source::released it is the first right response of the reference language, as in the authors' script, explained or not.
template <class Translator = no_translator>
[[nodiscard]] std::vector<sft_row> gold_rows(const answered_question& answered, const language& lang, const gold_options& how = {},
                                             Translator&& translate = {}) {
    std::vector<sft_row> rows;
    const auto& asked = *answered.asked;
    const auto* text = asked.find(lang);
    if (text == nullptr || !asked.gold) return rows;
    const bool released = how.option_text == option_source::released;
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < answered.answers.size() && !first; ++i)
        if (answered.responses[i].lang == how.reference && answered.answers[i].key == asked.gold) first = i;
    const auto line = answer_line(*text, *asked.gold, how.option_text);
    if (!first || !line) return rows;

    auto& translator = static_cast<std::unwrap_reference_t<std::remove_reference_t<Translator>>&>(translate);
    options as;
    as.foreign = how.foreign;
    as.option_text = how.option_text;
    const auto reference = released ? first : detail::first_agreeing(answered, how.reference, *asked.gold);
    auto output = make_target(answered, *text, *reference, *line, as, translator);
    if (!released && (!output || output->source == explanation_source::none))
        if (const auto own = detail::first_agreeing(answered, lang, *asked.gold); own && *own != *reference)
            if (auto explained = make_target(answered, *text, *own, *line, as, translator); !output || explained->source != explanation_source::none)
                output = std::move(explained);
    if (!output) return rows;
    const auto prompt = how.prompt(*text);
    for (std::size_t i = 0; i < answered.answers.size(); ++i)
        if (answered.responses[i].lang == lang && answered.answers[i].key && answered.answers[i].key != asked.gold)
            rows.push_back({asked.id, asked.index, lang, prompt.instruction, prompt.input, output->text, *asked.gold, output->source, true});
    return rows;
}

} // namespace calm::prefer
