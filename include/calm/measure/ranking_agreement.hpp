// How far the rankings of options agree between two languages: RankC, the first options, and the first options where one is right.
#pragma once

#include "calm/measure/option_ranking.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace calm::measure {

/// RankC of one question: the overlap of the first j options of both rankings, over j, weighted by softmax(n - j) for j from 1 to
/// n options (Qi, Fernández and Bisazza 2023, "Cross-Lingual Consistency of Factual Knowledge in Multilingual Language Models",
/// EMNLP, eq. 1 to 3). 1 for equal rankings; above 0 always, since the last overlap is complete. Nothing unless both rank the same
/// options, at least one. O(n²).
[[nodiscard]] inline std::optional<double> rank_c(const option_ranking& a, const option_ranking& b) {
    const std::size_t n = a.size();
    if (n == 0 || b.size() != n) return std::nullopt;
    double sum = 0;
    double weights = 0;
    double weight = 1;  // softmax(n - j) is proportional to e^-(j-1)
    std::size_t overlap = 0;
    const auto holds = [](const option_ranking& ranking, std::size_t first, const answer_key& key) {
        const auto end = ranking.begin() + static_cast<std::ptrdiff_t>(first);
        return std::any_of(ranking.begin(), end, [&](const scored_option& o) { return o.key == key; });
    };
    for (std::size_t j = 0; j < n; ++j, weight /= std::exp(1.0)) {
        overlap += holds(b, j + 1, a[j].key);   // a's new option, among all of b's so far
        overlap += holds(a, j, b[j].key);       // b's new option, among a's before
        sum += weight * static_cast<double>(overlap) / static_cast<double>(j + 1);
        weights += weight;
    }
    if (overlap != n) return std::nullopt;  // the options are not the same
    return sum / weights;
}

/// Means over the questions of two languages. Memory does not grow with the questions; parts merge, RankC up to the
/// rounding of its sum.
class ranking_agreement {
public:
    /// One question with its ranking in both languages; questions for which rank_c is not defined are counted apart.
    /// @param gold  the right answer, where it is known: one_is_right needs it
    void add(const option_ranking& first, const option_ranking& second, const std::optional<answer_key>& gold = std::nullopt) {
        const auto value = rank_c(first, second);
        if (!value) {
            ++undefined_;
            return;
        }
        ++questions_;
        rank_c_ += *value;
        const auto& a = first.front().key;
        const auto& b = second.front().key;
        same_first_ += a == b;
        if (!gold || (a != *gold && b != *gold)) return;
        ++one_right_;
        both_right_ += a == b;
    }

    /// Adds another part of the set, of the same two languages.
    void merge(const ranking_agreement& other) {
        questions_ += other.questions_;
        undefined_ += other.undefined_;
        same_first_ += other.same_first_;
        one_right_ += other.one_right_;
        both_right_ += other.both_right_;
        rank_c_ += other.rank_c_;
    }

    /// The mean of rank_c, in (0, 1]; nothing without questions.
    [[nodiscard]] std::optional<double> rank_c_mean() const {
        if (questions_ == 0) return std::nullopt;
        return rank_c_ / static_cast<double>(questions_);
    }
    /// The share of questions with the same first option, in [0, 1]; nothing without questions.
    [[nodiscard]] std::optional<double> top1() const { return share(same_first_, questions_); }
    /// The share of questions with the same first option among those that one of the two languages gets right, in [0, 1]: both are right
    /// then. Nothing when neither is ever right, or no gold answer is known.
    [[nodiscard]] std::optional<double> one_is_right() const { return share(both_right_, one_right_); }

    [[nodiscard]] std::size_t questions() const noexcept { return questions_; }              ///< in the means
    [[nodiscard]] std::size_t one_right_questions() const noexcept { return one_right_; }    ///< that one_is_right looks at
    [[nodiscard]] std::size_t undefined() const noexcept { return undefined_; }              ///< whose two rankings are not of the same options

private:
    static std::optional<double> share(std::size_t part, std::size_t all) {
        if (all == 0) return std::nullopt;
        return static_cast<double>(part) / static_cast<double>(all);
    }

    std::size_t questions_ = 0;
    std::size_t undefined_ = 0;
    std::size_t same_first_ = 0;
    std::size_t one_right_ = 0;
    std::size_t both_right_ = 0;
    double rank_c_ = 0;
};

} // namespace calm::measure
