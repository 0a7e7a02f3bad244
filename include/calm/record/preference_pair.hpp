// What training reads: a preferred and a rejected completion of one prompt, and rows for supervised fine-tuning.
#pragma once

#include "calm/record/answer_key.hpp"
#include "calm/record/language.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace calm {

/// Where the explanation on the chosen side comes from.
enum class explanation_source : std::uint8_t {
    own_language,   ///< a response in the pair's own language that argues for the winner
    translated,     ///< a response in another language, translated
    untranslated,   ///< a response in another language, as it stands: no translator was given
    none,           ///< no explanation: the chosen side is the answer line alone
};

constexpr std::string_view to_string(explanation_source source) {
    switch (source) {
    case explanation_source::own_language: return "own_language";
    case explanation_source::translated: return "translated";
    case explanation_source::untranslated: return "untranslated";
    case explanation_source::none: return "none";
    }
    return "unknown";
}

/// One preference pair for DPO.
struct preference_pair {
    std::string question_id{};
    std::size_t question = 0;      ///< question::index
    language lang{};
    std::string instruction{};     ///< the prompt is instruction and input
    std::string input{};
    std::string chosen{};
    std::string rejected{};
    answer_key chosen_key{"?"};
    answer_key rejected_key{"?"};
    std::uint32_t rejected_sample = 0;   ///< response::sample of the rejected response
    explanation_source source = explanation_source::own_language;
    language exemplar_lang{};            ///< the language of the agreeing response behind the chosen side; empty: there is none
    std::uint32_t exemplar_sample = 0;   ///< its response::sample
    double weight = 1;                   ///< 1, or the vote's margin where weighting was asked for; in (0, 1]
    double share = 0;                    ///< the vote's share of the chosen key, in [0, 1]
    bool from_gold = false;              ///< the target is the gold answer, not the vote's

    friend bool operator==(const preference_pair&, const preference_pair&) = default;
};

/// One row for supervised fine-tuning.
struct sft_row {
    std::string question_id{};
    std::size_t question = 0;
    language lang{};
    std::string instruction{};
    std::string input{};
    std::string output{};
    answer_key key{"?"};                 ///< the key that the output argues for
    explanation_source source = explanation_source::own_language;
    bool from_gold = false;

    friend bool operator==(const sft_row&, const sft_row&) = default;
};

/// The chosen side of a pair as a row for supervised fine-tuning.
inline sft_row chosen_side(const preference_pair& pair) {
    return {pair.question_id, pair.question, pair.lang, pair.instruction, pair.input, pair.chosen, pair.chosen_key,
            pair.source, pair.from_gold};
}

} // namespace calm
