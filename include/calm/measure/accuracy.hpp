// Accuracy against gold answers.
#pragma once

#include "calm/record/ballot.hpp"
#include "calm/vote/decide.hpp"
#include "calm/vote/plurality.hpp"

#include <cstddef>
#include <optional>

namespace calm::measure {

/// The first key that was read among a language's responses, in sample order: its answer where one answer is needed.
[[nodiscard]] inline std::optional<answer_key> first_answer(const answered_question& answered, const language& lang) {
    for (std::size_t i = 0; i < answered.responses.size(); ++i)
        if (answered.responses[i].lang == lang && answered.answers[i].key) return answered.answers[i].key;
    return std::nullopt;
}

/// The key that most of one language's own responses give; ties as the policy says.
template <tie_policy Ties>
[[nodiscard]] std::optional<answer_key> majority_answer(const answered_question& answered, const language& lang, const Ties& ties) {
    auto votes = vote::plurality{{lang}}(answered);
    vote::decide(votes, answered.asked->index, ties);
    return votes.winner;
}

/// A count of right answers over the questions that have a gold answer.
struct accuracy {
    std::size_t correct = 0;
    std::size_t answered = 0;    ///< with an answer, right or wrong
    std::size_t questions = 0;   ///< with a gold answer

    /// Questions without a gold answer are not counted; no answer is a wrong one.
    void add(const std::optional<answer_key>& given, const std::optional<answer_key>& gold) {
        if (!gold) return;
        ++questions;
        if (!given) return;
        ++answered;
        if (*given == *gold) ++correct;
    }

    /// correct / questions, in [0, 1]; nothing when no question has a gold answer.
    [[nodiscard]] std::optional<double> value() const {
        if (questions == 0) return std::nullopt;
        return static_cast<double>(correct) / static_cast<double>(questions);
    }
};

} // namespace calm::measure
