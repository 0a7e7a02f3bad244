// Self-consistency weighting: a language counts by how far its own samples agree with each other, checked against the others.
#pragma once

#include "calm/vote/agreement.hpp"
#include "calm/vote/posterior.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace calm::vote {

/// What was learnt of one language, without a gold answer.
struct language_estimate {
    language lang;
    std::uint64_t votes = 0;
    /// Agreement of two samples on the same question, corrected for the agreement that the language's use of the keys gives by
    /// chance: (share - chance) / (1 - chance), at most 1, 0 for one that always says the same key. Nothing below two samples a question.
    std::optional<double> self_agreement{};
    double accuracy = 0;   ///< estimated probability that one of its votes is right, from 1/K (guessing) to 1
    double weight = 0;     ///< in [0, 1]: how far all its votes together move the probability of a key, if they agree

    friend bool operator==(const language_estimate&, const language_estimate&) = default;
};

namespace detail {

/// Minimises w'Aw/2 - b'w over weights in [0, 1] by cyclic coordinate descent. A is row-major and symmetric with a positive diagonal; rows
/// with diagonal 0 get weight 0. Stops when no weight moves by more than 1e-12, or after 10000 rounds. O(rounds n²).
inline std::vector<double> bounded_least_squares(const std::vector<double>& a, const std::vector<double>& b) {
    const std::size_t n = b.size();
    std::vector<double> w(n, 0.0);
    for (int round = 0; round < 10000; ++round) {
        double moved = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const double own = a[i * n + i];
            if (!(own > 0)) continue;
            double rest = b[i];
            for (std::size_t j = 0; j < n; ++j) rest -= j == i ? 0.0 : a[i * n + j] * w[j];
            const double next = std::clamp(rest / own, 0.0, 1.0);
            moved = std::max(moved, std::abs(next - w[i]));
            w[i] = next;
        }
        if (moved <= 1e-12) break;
    }
    return w;
}

} // namespace detail

/// An aggregator that learns from agreement alone how much each language's votes are worth, and gives each key a probability.
///
/// The samples of one language repeat each other's mistakes, and so do languages that are translations of each other. So votes are not
/// independent, and a product of likelihoods (Dawid and Skene) trusts many languages that err together. This is instead the best
/// linear prediction of the right answer from the shares of votes, which knows how all of them move together:
///
/// 1. Agreement within a language, and between two, is counted and corrected for chance (Scott's π): a language that always says A
///    agrees with itself perfectly and has 0.
/// 2. Agreement with itself overstates how often a language is right. By how much is taken from how much it overstates the
///    agreement with the other languages: `overconfidence` κ is the weighted median, over pairs of languages, of odds(agreement between) /
///    √(odds(within one) · odds(within the other)), and a language's accuracy has odds κ · odds(agreement within).
///    That truth and other languages are equally far from what a language says is the method's one assumption. Two languages
///    that agree with each other as much as with themselves are one voice, and no measure of it.
/// 3. Accuracy is checked against the other languages. Where mistakes are not negatively correlated, two languages agree (corrected for
///    chance) at least as often as the product of their accuracies. From the language that agrees most with the others to the one
///    that agrees least, an accuracy above that bound is lowered to it: who is sure of itself and agrees with nobody gets next to nothing. The
///    bound is raised by 1/√questions, the size of what sampling does to an agreement.
/// 4. Weights w minimise E Σₖ (yₖ - 1/K - Σₗ wₗ xₗₖ)², yₖ being 1 for the right key, xₗₖ = (votes of l for k - expected by its use of the
///    keys) / votes of l a question; 0 ≤ w ≤ 1. The covariances of x are counted, those of x with y follow from 3. Copies of a language share
///    one weight. The diagonal is raised by 1/√questions, the size of what sampling does to the counts.
/// 5. P(k right) = 1/K + Σₗ wₗ xₗₖ, within [0, 1]. A language that splits its votes says less, one that has few on a question too.
///
/// Where the languages do not agree beyond chance nothing can be learnt: `learnt()` is false, and votes count equally.
///
/// The aggregator gives posterior ballots (vote/posterior.hpp), so `share` is a probability and thresholds are on it. Deterministic: neither order of questions
/// nor merging changes a bit. Fitting is O(rounds × languages²) on the sums; a question costs O(cells + languages × keys).
class self_consistency {
public:
    /// Learns from these sums. Nothing is kept of them.
    explicit self_consistency(const agreement& seen) : pool_(seen.pool()) { fit(seen); }

    /// The languages, by tag.
    [[nodiscard]] std::span<const language_estimate> languages() const noexcept { return languages_; }
    /// κ in (0, 1]: by what factor the odds fall from agreement with oneself to being right; 1 where there is nothing to compare.
    [[nodiscard]] double overconfidence() const noexcept { return overconfidence_; }
    /// Whether any language has a weight.
    [[nodiscard]] bool learnt() const noexcept { return learnt_; }

    /// Counts one question, and weighs.
    [[nodiscard]] ballot operator()(const answered_question& answered) const {
        return weigh(count(answered, pool_, [](const response&, const answer&) { return 1.0; }), *answered.asked);
    }

    /// Weighs counted votes (of shards, too, once they are merged). Votes in languages that were not learnt from don't count.
    [[nodiscard]] ballot weigh(ballot counted, const question& asked) const {
        if (!learnt_) return counted;
        posterior_of chances(asked, counted);
        std::vector<std::uint64_t> votes(languages_.size(), 0);
        for (const auto& cell : counted.cells) {
            const auto known = std::find_if(languages_.begin(), languages_.end(), [&](const auto& one) { return one.lang == cell.lang; });
            if (known == languages_.end() || !(known->weight > 0)) continue;
            const auto l = static_cast<std::size_t>(known - languages_.begin());
            votes[l] += cell.votes;
            chances.add(cell.key, per_vote_[l] * cell.votes);
        }
        for (std::size_t l = 0; l < votes.size(); ++l)
            if (votes[l] > 0)
                for (const auto& [key, share] : key_use_[l]) chances.add(key, -per_vote_[l] * static_cast<double>(votes[l]) * share);
        return chances.apply(std::move(counted));
    }

private:
    /// An agreement corrected for chance as the probability of agreeing on one of K options that are used alike.
    static double odds(double corrected, double options) {
        const double p = 1 / options + (1 - 1 / options) * std::clamp(corrected, 0.0, 1 - 1e-9);
        return p / (1 - p);
    }

    void fit(const agreement& seen) {
        const auto tags = seen.languages();
        const std::size_t n = tags.size();
        const double options = std::max(seen.options(), 2.0), questions = static_cast<double>(seen.questions());
        std::vector<std::size_t> at(n);  // by tag, so that sums are made in one order whatever came first
        std::iota(at.begin(), at.end(), std::size_t{0});
        std::sort(at.begin(), at.end(), [&](std::size_t a, std::size_t b) { return tags[a] < tags[b]; });

        std::vector<answer_key> keys(seen.keys().begin(), seen.keys().end());
        std::vector<std::size_t> key_at(keys.size());
        std::iota(key_at.begin(), key_at.end(), std::size_t{0});
        std::sort(key_at.begin(), key_at.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
        for (const std::size_t i : at) {
            languages_.push_back({tags[i], seen.votes(i)});
            key_use_.emplace_back();
            for (const std::size_t k : key_at)
                if (const auto votes = seen.votes(i, k))
                    key_use_.back().emplace_back(keys[k], static_cast<double>(votes) / static_cast<double>(seen.votes(i)));
        }

        std::vector<double> chance(n * n), corrected(n * n);  // agreement by chance, and above it
        for (std::size_t a = 0; a < n; ++a)
            for (std::size_t b = 0; b < n; ++b) {
                chance[a * n + b] = by_chance(key_use_[a], key_use_[b]);
                const auto pairs = seen.pairs(at[a], at[b]);
                // half a pair of each kind more, so that a few questions never give certainty
                const double share = (static_cast<double>(pairs.same) + 0.5) / (static_cast<double>(pairs.all) + 1);
                const double above = 1 - chance[a * n + b];
                corrected[a * n + b] = pairs.all > 0 && above > 1e-9 ? (share - chance[a * n + b]) / above : 0.0;
                if (a == b && pairs.all > 0) languages_[a].self_agreement = std::clamp(corrected[a * n + a], 0.0, 1.0);
            }
        fill_unmeasured(corrected);

        overconfidence_ = n < 2 ? 1.0 : overconfidence(corrected, options);
        std::vector<double> skill(n);  // accuracy above guessing, 0 to 1
        for (std::size_t l = 0; l < n; ++l) {
            const double right = overconfidence_ * odds(corrected[l * n + l], options);
            skill[l] = std::clamp((right / (1 + right) - 1 / options) / (1 - 1 / options), 0.0, 1.0);
        }
        check_against_others(corrected, skill, 1 / std::sqrt(std::max(questions, 1.0)));

        std::vector<double> covariance(n * n), with_truth(n);
        std::vector<double> a_question(n);  // votes
        for (std::size_t l = 0; l < n; ++l) a_question[l] = static_cast<double>(languages_[l].votes) / std::max(questions, 1.0);
        for (std::size_t a = 0; a < n; ++a) {
            for (std::size_t b = 0; b < n; ++b) {
                const auto sums = seen.products(at[a], at[b]);
                const double scale = questions * a_question[a] * a_question[b];
                if (scale > 0) covariance[a * n + b] = (static_cast<double>(sums.same) - chance[a * n + b] * static_cast<double>(sums.all)) / scale;
            }
            covariance[a * n + a] *= 1 + 1 / std::sqrt(std::max(questions, 1.0));
            with_truth[a] = skill[a] * (1 - chance[a * n + a]);
        }
        const auto weights = detail::bounded_least_squares(covariance, with_truth);
        for (std::size_t l = 0; l < n; ++l) {
            languages_[l].accuracy = 1 / options + (1 - 1 / options) * skill[l];
            languages_[l].weight = weights[l];
            per_vote_.push_back(a_question[l] > 0 ? weights[l] / a_question[l] : 0.0);
            learnt_ = learnt_ || weights[l] > 0;
        }
    }

    using use_of_keys = std::vector<std::pair<answer_key, double>>;  // shares of a language's votes, by key

    static double by_chance(const use_of_keys& a, const use_of_keys& b) {
        double sum = 0;
        for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
            if (i->first < j->first) {
                ++i;
            } else if (j->first < i->first) {
                ++j;
            } else {
                sum += i++->second * j++->second;
            }
        }
        return sum;
    }

    /// A language with one sample a question can't be compared with itself: it is taken to agree as the median of the others does.
    void fill_unmeasured(std::vector<double>& corrected) const {
        const std::size_t n = languages_.size();
        std::vector<double> measured;
        for (const auto& one : languages_)
            if (one.self_agreement) measured.push_back(*one.self_agreement);
        std::sort(measured.begin(), measured.end());
        const double middle = measured.empty() ? 0.0 : (measured[measured.size() / 2] + measured[(measured.size() - 1) / 2]) / 2;
        for (std::size_t l = 0; l < n; ++l)
            if (!languages_[l].self_agreement) corrected[l * n + l] = languages_[l].votes > 0 ? middle : 0.0;
    }

    /// Whether two languages agree with each other at least as much as each does with itself, as a copy does: no second opinion.
    static bool one_voice(const std::vector<double>& corrected, std::size_t a, std::size_t b) {
        const auto n = static_cast<std::size_t>(std::sqrt(static_cast<double>(corrected.size())) + 0.5);
        return corrected[a * n + b] >= std::max(corrected[a * n + a], corrected[b * n + b]);
    }

    /// Step 2. Pairs weigh as they agree, so that a language that agrees with nobody has no say in it.
    static double overconfidence(const std::vector<double>& corrected, double options) {
        const auto n = static_cast<std::size_t>(std::sqrt(static_cast<double>(corrected.size())) + 0.5);
        std::vector<std::pair<double, double>> pairs;  // logarithm of the ratio of odds, weight
        double total = 0;
        for (std::size_t a = 0; a < n; ++a)
            for (std::size_t b = 0; b < a; ++b) {
                const double between = corrected[a * n + b];
                if (!(between > 0) || one_voice(corrected, a, b)) continue;
                const double within = std::log(odds(corrected[a * n + a], options)) + std::log(odds(corrected[b * n + b], options));
                pairs.emplace_back(std::log(odds(between, options)) - within / 2, between);
                total += between;
            }
        std::sort(pairs.begin(), pairs.end());
        double below = 0;
        for (const auto& [ratio, weight] : pairs)
            if ((below += weight) >= total / 2) return std::min(1.0, std::exp(ratio));
        return 1.0;
    }

    /// Step 3. Two languages alone can't say which of them is wrong, so that both are lowered.
    /// @param noise  by how much agreements may be off for want of questions
    static void check_against_others(const std::vector<double>& corrected, std::vector<double>& skill, double noise) {
        const std::size_t n = skill.size();
        const auto between = [&](std::size_t a, std::size_t b) { return std::max(corrected[a * n + b], 0.0) + noise; };
        if (n == 2) {
            const double product = skill[0] * skill[1];
            if (product > between(0, 1))
                for (auto& one : skill) one *= std::sqrt(between(0, 1) / product);
            return;
        }
        std::vector<double> agreed(n, 0.0);
        for (std::size_t a = 0; a < n; ++a)
            for (std::size_t b = 0; b < n; ++b) agreed[a] += one_voice(corrected, a, b) ? 0.0 : corrected[a * n + b];
        std::vector<std::size_t> order(n);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return agreed[a] > agreed[b]; });
        for (std::size_t i = 1; i < n; ++i)
            for (std::size_t j = 0; j < i; ++j) {
                auto& later = skill[order[i]];
                const double earlier = skill[order[j]];
                if (later * earlier > between(order[i], order[j])) later = between(order[i], order[j]) / earlier;
            }
    }

    vote::pool pool_;
    std::vector<language_estimate> languages_{};
    std::vector<double> per_vote_{};            // weight of one vote
    std::vector<use_of_keys> key_use_{};
    double overconfidence_ = 1;
    bool learnt_ = false;
};

} // namespace calm::vote
