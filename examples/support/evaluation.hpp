// What calm_evaluate works out of predictions: a few bytes a question and language are kept, for the resampling.
#pragma once

#include "support/progress.hpp"

#include "calm/measure/accuracy.hpp"
#include "calm/measure/bootstrap.hpp"
#include "calm/measure/consistency.hpp"
#include "calm/measure/fleiss.hpp"
#include "calm/measure/krippendorff.hpp"
#include "calm/measure/mcnemar.hpp"
#include "calm/measure/pairwise.hpp"
#include "calm/measure/prediction_scores.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace support {

using answers = std::vector<std::optional<calm::answer_key>>;  // one a language

/// after - before, where both are defined.
inline std::optional<double> difference(std::optional<double> after, std::optional<double> before) {
    if (!after || !before) return std::nullopt;
    return *after - *before;
}

/// The outcomes of one run.
struct run_outcomes {
    std::vector<calm::measure::accuracy> accuracy{};    ///< of each language
    std::vector<std::vector<std::uint8_t>> right{};     ///< [language][question]
    std::vector<double> agreement{};                    ///< [question]: consistency, 0 where it is not defined
    std::vector<std::uint8_t> defined{};                ///< [question]
    double sum = 0;                                     ///< of agreement
    std::size_t questions = 0;                          ///< in it

    explicit run_outcomes(std::size_t languages) : accuracy(languages), right(languages) {}

    void add(const answers& keys, const answers& labels, std::optional<double> consistency) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            accuracy[i].add(keys[i], labels[i]);
            right[i].push_back(keys[i] && labels[i] && *keys[i] == *labels[i]);
        }
        agreement.push_back(consistency.value_or(0));
        defined.push_back(consistency.has_value());
        sum += agreement.back();
        questions += defined.back();
    }
    [[nodiscard]] std::optional<double> consistency() const {
        return questions == 0 ? std::nullopt : std::optional(sum / static_cast<double>(questions));
    }
    [[nodiscard]] std::size_t undefined() const { return defined.size() - questions; }
};

/// The confidence intervals of all figures; nothing where a figure is not defined.
struct evaluation_intervals {
    std::vector<std::optional<calm::measure::interval>> accuracy{}, accuracy_difference{};  ///< of each language
    std::optional<calm::measure::interval> consistency{}, consistency_difference{};
};

/// A run, and beside it perhaps the run before training on the same questions.
class evaluation {
public:
    evaluation(const std::vector<calm::language>& languages, bool with_baseline)
        : pairs(languages), fleiss(languages.size()), now(languages.size()), labelled_(languages.size()) {
        if (with_baseline) before.emplace(languages.size());
        paired.resize(with_baseline ? languages.size() : 0);
    }

    /// One question. `consistency_of` gives the agreement of a question's answers, or nothing.
    template <class ConsistencyOf>
    void add(const answers& keys, const answers& labels, ConsistencyOf consistency_of) {
        ++questions;
        now.add(keys, labels, consistency_of(keys));
        pairs.add(keys);
        alpha.add(keys);
        fleiss.add(keys);
        for (std::size_t i = 0; i < keys.size(); ++i) labelled_[i].push_back(labels[i].has_value());
    }
    /// The baseline's answers to the question that was added last.
    template <class ConsistencyOf>
    void add_baseline(const answers& keys, const answers& labels, ConsistencyOf consistency_of) {
        before->add(keys, labels, consistency_of(keys));
        for (std::size_t i = 0; i < keys.size(); ++i)
            if (labels[i]) paired[i].add(before->right[i].back() != 0, now.right[i].back() != 0);
    }

    /// Resamples the questions: all figures from the same resamples.
    [[nodiscard]] evaluation_intervals intervals(const calm::measure::bootstrap_options& how) const {
        using calm::measure::ratio_of_sums;
        using times_drawn = std::span<const std::uint32_t>;
        progress shown("resamples", how.replicates);
        std::vector<calm::measure::resampled_statistic> figures;
        figures.push_back([&](times_drawn t) { return shown.step(), ratio_of_sums(t, now.agreement, now.defined); });
        for (std::size_t i = 0; i < labelled_.size(); ++i)
            figures.push_back([this, i](times_drawn t) { return ratio_of_sums(t, now.right[i], labelled_[i]); });
        if (before) {
            figures.push_back([&](times_drawn t) {
                return difference(ratio_of_sums(t, now.agreement, now.defined), ratio_of_sums(t, before->agreement, before->defined));
            });
            for (std::size_t i = 0; i < labelled_.size(); ++i)
                figures.push_back([&, i](times_drawn t) {
                    return difference(ratio_of_sums(t, now.right[i], labelled_[i]), ratio_of_sums(t, before->right[i], labelled_[i]));
                });
        }
        const auto all = calm::measure::bootstrap(questions, figures, how);
        const auto languages = static_cast<std::ptrdiff_t>(labelled_.size());
        evaluation_intervals made;
        made.consistency = all.front();
        made.accuracy.assign(all.begin() + 1, all.begin() + 1 + languages);
        if (before) {
            made.consistency_difference = all[static_cast<std::size_t>(languages) + 1];
            made.accuracy_difference.assign(all.end() - languages, all.end());
        }
        return made;
    }

    std::size_t questions = 0;
    calm::measure::pairwise_agreement pairs;
    calm::measure::krippendorff alpha{};
    calm::measure::fleiss fleiss;
    run_outcomes now;
    std::optional<run_outcomes> before{};
    std::vector<calm::measure::mcnemar> paired{};  ///< of each language, where there is a baseline

private:
    std::vector<std::vector<std::uint8_t>> labelled_;  // [language][question]
};

} // namespace support
