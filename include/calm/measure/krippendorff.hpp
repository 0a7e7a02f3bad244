// Krippendorff's alpha: agreement of several languages beyond chance, where some may abstain.
#pragma once

#include "calm/measure/detail/key_counts.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace calm::measure {

/// Krippendorff's α for nominal data, 1 - D / E: D is the share of disagreeing pairs of answers within questions, where a question
/// with m answers weighs m, and E that of all answers thrown together (Krippendorff 2011, "Computing Krippendorff's
/// Alpha-Reliability", section C). A question with fewer than two answers has no pair and is left out with its
/// answer. Memory is O(answers a question + keys), whatever the number of questions; parts merge exactly.
class krippendorff {
public:
    /// One question: an answer or an abstention a language; their number may differ between questions. O(answers × keys).
    void add(std::span<const std::optional<answer_key>> answers) {
        counts_.clear();
        for (const auto& answer : answers)
            if (answer) counts_.add(*answer);
        const auto m = static_cast<std::size_t>(counts_.total());
        if (m < 2) {
            ++left_out_;
            return;
        }
        ++questions_;
        if (disagreeing_.size() <= m) disagreeing_.resize(m + 1);
        disagreeing_[m] += counts_.total() * (counts_.total() - 1) - counts_.agreeing_pairs();
        keys_.add(counts_);
    }

    /// Adds another part of the set.
    void merge(const krippendorff& other) {
        questions_ += other.questions_;
        left_out_ += other.left_out_;
        if (disagreeing_.size() < other.disagreeing_.size()) disagreeing_.resize(other.disagreeing_.size());
        for (std::size_t m = 0; m < other.disagreeing_.size(); ++m) disagreeing_[m] += other.disagreeing_[m];
        keys_.add(other.keys_);
    }

    /// At most 1; 0: as by chance. Nothing without a question that has two answers, or when all answers are one and the same key.
    [[nodiscard]] std::optional<double> alpha() const {
        if (questions_ == 0 || keys_.one_key()) return std::nullopt;
        double observed = 0;  // n times the share of disagreeing pairs
        for (std::size_t m = 2; m < disagreeing_.size(); ++m) observed += static_cast<double>(disagreeing_[m]) / static_cast<double>(m - 1);
        const double n = static_cast<double>(keys_.total());
        const double expected = n * (1 - keys_.chance_agreement()) * n / (n - 1);  // as above: pairs without replacement
        return 1 - observed / expected;
    }
    [[nodiscard]] std::size_t questions() const noexcept { return questions_; }  ///< with two answers or more
    [[nodiscard]] std::size_t left_out() const noexcept { return left_out_; }    ///< with fewer

private:
    std::size_t questions_ = 0;
    std::size_t left_out_ = 0;
    std::vector<std::uint64_t> disagreeing_{};  // [m]: ordered pairs of different keys in questions with m answers
    detail::key_counts keys_{};
    detail::key_counts counts_{};  // scratch
};

} // namespace calm::measure
