// Preference pairs with everything that is known of them, as JSON.
#pragma once

#include "calm/io/json_writer.hpp"
#include "calm/record/preference_pair.hpp"

namespace calm::io {

/// One pair as a row with all its fields, for audits and for trainers that use weights:
///
///     {"question":12,"id":"home-012","language":"sw","chosen_key":"C","rejected_key":"A","rejected_sample":0,"explanation":"own_language",
///      "exemplar":{"language":"sw","sample":2},"weight":1.0,"share":0.5,"target":"vote",
///      "instruction":"...","input":"...","chosen":"...","rejected":"..."}
///
/// `explanation` is an explanation_source; `target` is "vote" or "gold".
[[nodiscard]] inline nlohmann::ordered_json pair_row(const preference_pair& pair) {
    return {{"question", pair.question},
            {"id", pair.question_id},
            {"language", pair.lang.view()},
            {"chosen_key", pair.chosen_key.view()},
            {"rejected_key", pair.rejected_key.view()},
            {"rejected_sample", pair.rejected_sample},
            {"explanation", to_string(pair.source)},
            {"exemplar", {{"language", pair.exemplar_lang.view()}, {"sample", pair.exemplar_sample}}},
            {"weight", pair.weight},
            {"share", pair.share},
            {"target", pair.from_gold ? "gold" : "vote"},
            {"instruction", pair.instruction},
            {"input", pair.input},
            {"chosen", pair.chosen},
            {"rejected", pair.rejected}};
}

} // namespace calm::io
