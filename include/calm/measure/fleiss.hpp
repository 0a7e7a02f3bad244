// Fleiss' kappa: agreement of several languages beyond chance, where all of them answer.
#pragma once

#include "calm/error.hpp"
#include "calm/measure/detail/key_counts.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace calm::measure {

/// Fleiss' κ = (P - E) / (1 - E): P is the mean share of agreeing pairs of raters, E the share that raters would reach who draw
/// their keys at random with the frequencies of all answers together (Fleiss 1971, "Measuring nominal scale agreement among many
/// raters", Psychological Bulletin 76:378-382, eq. 3 to 8). Every question needs the same number of answers, so one on
/// which a rater abstains is left out; krippendorff keeps it. Memory does not grow with the questions; parts merge exactly.
class fleiss {
public:
    /// @param raters  answers a question: languages, or samples. Below two κ is not defined.
    explicit fleiss(std::size_t raters) : raters_(raters) {}

    /// One question: an answer or an abstention a rater. O(raters × keys). @throws error (invalid_option) for another number of answers
    void add(std::span<const std::optional<answer_key>> answers) {
        if (answers.size() != raters_)
            throw error(error_id::invalid_option, std::to_string(answers.size()) + " answers were given for " + std::to_string(raters_) +
                                                      " raters; give one a rater, an empty one where it abstained");
        counts_.clear();
        for (const auto& answer : answers)
            if (answer) counts_.add(*answer);
        if (counts_.total() < raters_) {
            ++left_out_;
            return;
        }
        ++questions_;
        agreeing_ += counts_.agreeing_pairs();
        keys_.add(counts_);
    }

    /// Adds another part of the set. @throws error (invalid_option) when it has another number of raters
    void merge(const fleiss& other) {
        if (other.raters_ != raters_)
            throw error(error_id::invalid_option, "the two parts have " + std::to_string(raters_) + " and " + std::to_string(other.raters_) +
                                                      " raters; only parts with the same raters merge");
        questions_ += other.questions_;
        left_out_ += other.left_out_;
        agreeing_ += other.agreeing_;
        keys_.add(other.keys_);
    }

    /// At most 1; 0: as by chance. Nothing below two raters, without a question that all answered, or when all answers
    /// are one and the same key.
    [[nodiscard]] std::optional<double> kappa() const {
        if (raters_ < 2 || questions_ == 0 || keys_.one_key()) return std::nullopt;
        const double pairs = static_cast<double>(questions_) * static_cast<double>(raters_) * static_cast<double>(raters_ - 1);
        const double expected = keys_.chance_agreement();
        return (static_cast<double>(agreeing_) / pairs - expected) / (1 - expected);
    }
    [[nodiscard]] std::size_t questions() const noexcept { return questions_; }  ///< that all answered
    [[nodiscard]] std::size_t left_out() const noexcept { return left_out_; }    ///< with an abstention

private:
    std::size_t raters_;
    std::size_t questions_ = 0;
    std::size_t left_out_ = 0;
    std::uint64_t agreeing_ = 0;  // ordered pairs
    detail::key_counts keys_{};
    detail::key_counts counts_{};  // scratch
};

} // namespace calm::measure
