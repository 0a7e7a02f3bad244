// What a run amounts to: the figures that belong beside a set of voted questions.
#pragma once

#include "calm/measure/accuracy.hpp"
#include "calm/measure/consistency.hpp"
#include "calm/record/ballot.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace calm::measure {

/// The figures of one language.
struct language_summary {
    language lang;
    std::size_t responses = 0;
    std::size_t parsed = 0;     ///< responses with a key
    accuracy first{};           ///< of the first answer (first_answer)
    accuracy majority{};        ///< of the vote among the language's own responses
    /// The better of the two: what the language gives alone, however its own ties are settled.
    [[nodiscard]] const accuracy& alone() const noexcept { return first.correct > majority.correct ? first : majority; }
};

/// Collects the figures of a run, question by question: accuracy of each language alone beside that of the pooled vote, ties,
/// and consistency. Memory does not grow with the number of questions.
class summary {
public:
    /// @param languages  the languages to report, in this order; responses in others are not counted
    /// @param ties       settles ties of a language's own majority
    /// @param policy     which questions enter the consistency
    summary(const std::vector<language>& languages, std::function<std::optional<answer_key>(const tied_vote&)> ties,
            abstentions policy = abstentions::leave_the_pairs)
        : ties_(std::move(ties)), consistency_(policy) {
        for (const auto& lang : languages) languages_.push_back({.lang = lang});
    }

    /// Counts one question. O(languages × responses).
    void add(const voted_question& voted) {
        ++questions_;
        const auto& gold = voted.asked->gold;
        first_.clear();
        for (auto& one : languages_) {
            for (std::size_t i = 0; i < voted.responses.size(); ++i) {
                if (voted.responses[i].lang != one.lang) continue;
                ++one.responses;
                one.parsed += voted.answers[i].key.has_value();
            }
            first_.push_back(first_answer(voted, one.lang));
            one.first.add(first_.back(), gold);
            one.majority.add(majority_answer(voted, one.lang, ties_), gold);
        }
        consistency_.add(first_);
        pooled_.add(voted.vote.winner, gold);
        decided_ += voted.vote.winner.has_value();
        tied_ += voted.vote.tie;
    }

    [[nodiscard]] std::size_t questions() const noexcept { return questions_; }
    [[nodiscard]] std::size_t decided() const noexcept { return decided_; }   ///< questions with a winner
    [[nodiscard]] std::size_t ties() const noexcept { return tied_; }         ///< questions whose vote tied, settled or not
    [[nodiscard]] const accuracy& pooled() const noexcept { return pooled_; } ///< of the pooled vote's winner
    [[nodiscard]] const measure::consistency& consistency() const noexcept { return consistency_; }  ///< of first answers
    [[nodiscard]] const std::vector<language_summary>& languages() const noexcept { return languages_; }

    /// The language that alone is right most often (language_summary::alone): what a pooled figure has to be compared with. Nothing
    /// without gold answers; the first of several.
    [[nodiscard]] const language_summary* best_language() const {
        const language_summary* best = nullptr;
        for (const auto& one : languages_)
            if (one.majority.questions > 0 && (best == nullptr || one.alone().correct > best->alone().correct)) best = &one;
        return best;
    }

private:
    std::function<std::optional<answer_key>(const tied_vote&)> ties_;
    measure::consistency consistency_;
    accuracy pooled_{};
    std::vector<language_summary> languages_{};
    std::vector<std::optional<answer_key>> first_{};  // scratch
    std::size_t questions_ = 0;
    std::size_t decided_ = 0;
    std::size_t tied_ = 0;
};

} // namespace calm::measure
