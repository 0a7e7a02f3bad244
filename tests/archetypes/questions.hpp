// Small questions, answered questions and votes for tests.
#pragma once

#include "calm/record/ballot.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace archetypes {

/// A question with options A to D in each of the languages, written as the released samples are.
inline calm::question make_question(std::size_t index, const std::vector<calm::language>& languages = {"en", "de"}) {
    calm::question asked{.id = "q" + std::to_string(index), .index = index, .gold = calm::answer_key("B")};
    for (const auto& lang : languages) {
        calm::localized_question text{.lang = lang, .stem = "What (" + lang.str() + ")?"};
        text.input = text.stem;
        for (const char letter : {'A', 'B', 'C', 'D'}) {
            text.options.push_back({calm::answer_key(letter), lang.str() + " option " + letter});
            text.input += std::string("\n") + letter + ". " + text.options.back().text;
        }
        asked.texts.push_back(std::move(text));
    }
    return asked;
}

inline std::vector<calm::question> make_questions(std::size_t count, const std::vector<calm::language>& languages = {"en", "de"}) {
    std::vector<calm::question> questions;
    for (std::size_t i = 0; i < count; ++i) questions.push_back(make_question(i, languages));
    return questions;
}

/// One given answer: its language, its key ("" abstains) and its explanation.
struct given {
    calm::language lang;
    std::string key;
    std::string explanation = "because";
};

/// An answered question with these answers, in this order; samples are numbered within each language.
inline calm::answered_question make_answered(const std::vector<given>& all, const std::vector<calm::language>& languages = {"en", "de"},
                                             std::size_t index = 0) {
    calm::answered_question answered;
    answered.asked = std::make_shared<const calm::question>(make_question(index, languages));
    for (const auto& one : all) {
        std::uint32_t sample = 0;
        for (const auto& before : answered.responses) sample += before.lang == one.lang;
        calm::answer read{.rule = "test"};
        if (!one.key.empty()) read.key = calm::answer_key(one.key);
        read.explanation = {0, one.explanation.size()};
        answered.responses.push_back({one.lang, sample, one.explanation + " | " + one.lang.str() + std::to_string(sample) + ": " + one.key});
        answered.answers.push_back(read);
    }
    return answered;
}

} // namespace archetypes
