// Agreement of each two languages: how often they give the same answer, and how far that is beyond chance.
#pragma once

#include "calm/error.hpp"
#include "calm/measure/detail/key_counts.hpp"
#include "calm/record/language.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace calm::measure {

/// What two languages answered to the questions that both answered.
class language_pair {
public:
    /// One question that both answered.
    void add(const answer_key& first, const answer_key& second) {
        ++both_;
        agreeing_ += first == second;
        first_.add(first);
        second_.add(second);
    }
    void merge(const language_pair& other) {
        both_ += other.both_;
        agreeing_ += other.agreeing_;
        first_.add(other.first_);
        second_.add(other.second_);
    }

    [[nodiscard]] std::uint64_t both() const noexcept { return both_; }          ///< questions that both answered
    [[nodiscard]] std::uint64_t agreeing() const noexcept { return agreeing_; }  ///< of these, with the same key

    /// agreeing / both, in [0, 1]; nothing when no question was answered by both.
    [[nodiscard]] std::optional<double> share() const {
        if (both_ == 0) return std::nullopt;
        return static_cast<double>(agreeing_) / static_cast<double>(both_);
    }

    /// Cohen's κ, in [-1, 1]: (share - e) / (1 - e), where e is the agreement that the two would reach by chance with their own
    /// frequencies of keys (Cohen 1960, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement
    /// 20:37-46). Nothing when no question was answered by both, or when both gave one and the same key always: chance
    /// then explains everything, and nothing is left to correct.
    [[nodiscard]] std::optional<double> kappa() const {
        if (both_ == 0) return std::nullopt;
        if (first_.one_key() && second_.one_key() && agreeing_ == both_) return std::nullopt;
        std::vector<double> products;
        for (const auto& e : first_.entries()) products.push_back(static_cast<double>(e.count) * static_cast<double>(second_.of(e.key)));
        std::sort(products.begin(), products.end());  // the sum does not depend on the order of the questions
        double expected = 0;
        for (const double p : products) expected += p;
        const double n = static_cast<double>(both_);
        expected /= n * n;
        return (*share() - expected) / (1 - expected);
    }

private:
    std::uint64_t both_ = 0;
    std::uint64_t agreeing_ = 0;
    detail::key_counts first_{};
    detail::key_counts second_{};
};

/// The matrix of agreement over all pairs of languages. An abstention takes its pairs along. Memory is O(languages² × keys),
/// whatever the number of questions; two parts of a set merge exactly.
class pairwise_agreement {
public:
    explicit pairwise_agreement(std::vector<language> languages)
        : languages_(std::move(languages)), pairs_(languages_.empty() ? 0 : languages_.size() * (languages_.size() - 1) / 2) {}

    /// One question: an answer or an abstention a language, in the order of the languages. O(languages² × keys).
    /// @throws error (invalid_option) for another number of answers
    void add(std::span<const std::optional<answer_key>> answers) {
        if (answers.size() != languages_.size())
            throw error(error_id::invalid_option, std::to_string(answers.size()) + " answers were given for " + std::to_string(languages_.size()) +
                                                      " languages; give one a language, an empty one where it abstained");
        std::size_t at = 0;
        for (std::size_t i = 0; i < answers.size(); ++i)
            for (std::size_t j = i + 1; j < answers.size(); ++j, ++at)
                if (answers[i] && answers[j]) pairs_[at].add(*answers[i], *answers[j]);
    }

    /// Adds another part of the set. @throws error (invalid_option) when it is of other languages, or in another order
    void merge(const pairwise_agreement& other) {
        if (other.languages_ != languages_)
            throw error(error_id::invalid_option, "the two parts have different languages, or another order of them; make both with the same list");
        for (std::size_t at = 0; at < pairs_.size(); ++at) pairs_[at].merge(other.pairs_[at]);
    }

    [[nodiscard]] const std::vector<language>& languages() const noexcept { return languages_; }

    /// Languages number i and j, in that order. @pre i < j < languages().size()
    [[nodiscard]] const language_pair& pair(std::size_t i, std::size_t j) const {
        return pairs_[i * (2 * languages_.size() - i - 1) / 2 + j - i - 1];
    }

private:
    std::vector<language> languages_;
    std::vector<language_pair> pairs_;  // (0,1), (0,2), ..., (1,2), ...
};

} // namespace calm::measure
