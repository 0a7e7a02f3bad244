// A question: one text per language, its options, and the gold answer where one is known.
#pragma once

#include "calm/record/answer_key.hpp"
#include "calm/record/language.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace calm {

/// One option of a question in one language.
struct option {
    answer_key key;    ///< "A"
    std::string text;  ///< "town": without the key, without a trailing answer cue

    friend bool operator==(const option&, const option&) = default;
};

/// A question as it is asked in one language.
struct localized_question {
    language lang;
    std::string instruction{};       ///< what the model is told to do; empty: the prompt builder's own
    std::string input{};             ///< question and options as the model sees them (a file's own text, byte for byte)
    std::string stem{};              ///< the question alone, without options and answer cues
    std::vector<option> options{};   ///< in the order of the text; keys are distinct

    /// The option with this key, or null. O(number of options).
    [[nodiscard]] const option* find(const answer_key& key) const {
        const auto it = std::find_if(options.begin(), options.end(), [&](const option& o) { return o.key == key; });
        return it == options.end() ? nullptr : &*it;
    }

    friend bool operator==(const localized_question&, const localized_question&) = default;
};

/// One question in all its languages. The same key means the same option in every language.
struct question {
    std::string id{};                           ///< unique in a data set
    std::size_t index = 0;                      ///< 0-based position in the data set; part of every draw's key, so give each question its own
    std::optional<answer_key> gold{};           ///< the right answer, where it is known; only measures and baselines read it
    std::vector<localized_question> texts{};    ///< one a language, in the data set's order of languages

    /// The text in this language, or null. O(number of languages).
    [[nodiscard]] const localized_question* find(const language& lang) const {
        const auto it = std::find_if(texts.begin(), texts.end(), [&](const auto& t) { return t.lang == lang; });
        return it == texts.end() ? nullptr : &*it;
    }

    friend bool operator==(const question&, const question&) = default;
};

} // namespace calm
