// Consistency: how far the languages of one question agree.
#pragma once

#include "calm/record/answer_key.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace calm::measure {

/// The share of agreeing pairs among the answers that are there (6 languages: 15 pairs), in [0, 1]; nothing below two
/// answers. Wang et al. 2025, section 4.1. O(languages²).
[[nodiscard]] inline std::optional<double> agreeing_pairs(std::span<const std::optional<answer_key>> answers) {
    std::size_t pairs = 0;
    std::size_t agreeing = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (!answers[i]) continue;
        for (std::size_t j = i + 1; j < answers.size(); ++j) {
            if (!answers[j]) continue;
            ++pairs;
            agreeing += *answers[i] == *answers[j];
        }
    }
    if (pairs == 0) return std::nullopt;
    return static_cast<double>(agreeing) / static_cast<double>(pairs);
}

/// Which questions enter the mean.
enum class abstentions : std::uint8_t {
    leave_the_pairs,     ///< an abstention takes its pairs along; a question needs two answers (default profile)
    leave_the_question,  ///< a question counts only when every language answered (paper profile)
};

/// The mean consistency of a set of questions.
class consistency {
public:
    explicit consistency(abstentions policy = abstentions::leave_the_pairs) : policy_(policy) {}

    /// One question: an answer or an abstention a language.
    void add(std::span<const std::optional<answer_key>> answers) {
        std::optional<double> value;
        bool complete = true;
        for (const auto& a : answers) complete = complete && a.has_value();
        if (complete || policy_ == abstentions::leave_the_pairs) value = agreeing_pairs(answers);
        if (!value) {
            ++undefined_;
            return;
        }
        sum_ += *value;
        ++questions_;
    }

    /// The mean, in [0, 1]; nothing when it is defined for no question.
    [[nodiscard]] std::optional<double> mean() const {
        if (questions_ == 0) return std::nullopt;
        return sum_ / static_cast<double>(questions_);
    }
    [[nodiscard]] std::size_t questions() const noexcept { return questions_; }  ///< questions in the mean
    [[nodiscard]] std::size_t undefined() const noexcept { return undefined_; }  ///< questions for which it is not defined

private:
    abstentions policy_;
    double sum_ = 0;
    std::size_t questions_ = 0;
    std::size_t undefined_ = 0;
};

} // namespace calm::measure
