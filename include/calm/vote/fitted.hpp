// What all aggregators that were fitted on a label table have in common.
#pragma once

#include "calm/error.hpp"
#include "calm/record/ballot.hpp"
#include "calm/vote/count.hpp"
#include "calm/vote/label_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace calm::vote {

/// What was learnt from a label table, whatever the model.
///
/// The aggregators made of this weigh ballots: `weigh(counted)` takes a ballot that vote::plurality or vote::weighted has counted and
/// gives each cell (key, language) the weight
///     posterior of the key × the cell's share of the weight of the key's votes.
/// These are posterior ballots (vote/posterior.hpp). After vote::decide, `confidence` is the winner's posterior, `share` the same among
/// the keys that got votes, and `margin` its lead there; a key that nobody chose has no cell, so what posterior it has is not in the ballot.
/// `operator()(answered)` counts the answers of `pool` with weight 1 and weighs them. Ballots of two parts of a question's responses
/// are merged as they were counted, and weighed once: weigh(merge(a, b)).
///
/// Votes of a language that is not in `workers` tell nothing about the other keys' posteriors; keys that are not in `classes` weigh 0.
struct fitted {
    std::vector<language> workers{};      ///< as in the table
    std::vector<answer_key> classes{};    ///< as in the table
    std::vector<double> posteriors{};     ///< [task][class]: P(class | labels) for each task of the table, under the fitted parameters
    vote::pool pool{};                    ///< who votes; empty: every language of the question

    /// The posteriors of a task, in the order of `classes`; they sum to 1. @pre task < the table's tasks()
    [[nodiscard]] std::span<const double> posterior(std::size_t task) const {
        return std::span(posteriors).subspan(task * classes.size(), classes.size());
    }
};

/// What was learnt by expectation maximisation.
struct fitted_by_em : fitted {
    std::size_t iterations = 0;   ///< M-steps done
    bool converged = false;       ///< false: stopped by max_iterations
    double log_likelihood = 0;    ///< natural logarithm, of all labels under the fitted parameters; each model says of what
};

/// When expectation maximisation stops.
struct em_options {
    std::size_t max_iterations = 100;  ///< at least 1
    double tolerance = 1e-5;           ///< stop when an iteration changes the log-likelihood by less than this times the total weight of the labels
    std::size_t threads = 1;           ///< results are the same bits for any number; 0 is 1
};

/// @throws error (invalid_option) when max_iterations is 0, or the tolerance negative or not finite
inline void check(const em_options& options) {
    if (options.max_iterations == 0) throw error(error_id::invalid_option, "max_iterations is 0; expectation maximisation needs at least 1");
    if (!(options.tolerance >= 0) || !std::isfinite(options.tolerance))
        throw error(error_id::invalid_option, "the tolerance is " + std::to_string(options.tolerance) + "; it is finite and not negative");
}

namespace detail {

/// Refuses an option that is negative, not finite, or 0 where that is no value.
inline void check_option(const char* name, double value, bool zero_allowed = true) {
    if (std::isfinite(value) && (zero_allowed ? value >= 0 : value > 0)) return;
    throw error(error_id::invalid_option,
                std::string(name) + " is " + std::to_string(value) + "; it is finite and " + (zero_allowed ? "not negative" : "positive"));
}

template <class Name>
std::optional<std::size_t> position(const std::vector<Name>& names, const Name& name) {
    const auto at = std::find(names.begin(), names.end(), name);
    return at == names.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - names.begin()));
}

/// The labels of one task: a table's, or the votes of a ballot.
struct task_labels {
    std::span<const table_label> labels{};
    std::span<const double> weights{};  ///< empty: all 1

    [[nodiscard]] double weight(std::size_t i) const { return weights.empty() ? 1.0 : weights[i]; }
};

/// Weighs a ballot as fitted says. `posterior_of(task_labels)` gives the posterior of each class. O(cells × (workers + classes) + one posterior).
template <class PosteriorOf>
[[nodiscard]] ballot weigh(const fitted& fit, ballot counted, const PosteriorOf& posterior_of) {
    std::vector<table_label> labels;
    std::vector<double> weights;
    std::vector<double> sums(fit.classes.size(), 0.0);  // of the weights of each key's votes
    std::vector<std::optional<std::size_t>> keys;  // of each cell
    for (const auto& cell : counted.cells) {
        keys.push_back(position(fit.classes, cell.key));
        if (!keys.back()) continue;
        sums[*keys.back()] += cell.weight;
        if (const auto worker = position(fit.workers, cell.lang); worker && cell.weight > 0) {
            labels.push_back({static_cast<std::uint16_t>(*worker), static_cast<std::uint16_t>(*keys.back())});
            weights.push_back(cell.weight);
        }
    }
    const std::vector<double> posterior = posterior_of(task_labels{labels, weights});
    counted.posterior = true;
    counted.weight = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        auto& weight = counted.cells[i].weight;
        weight = keys[i] && sums[*keys[i]] > 0 ? posterior[*keys[i]] * (weight / sums[*keys[i]]) : 0;
        counted.weight += weight;
    }
    return counted;
}

/// Makes probabilities of log-weights, in place, and gives the logarithm of their sum. @pre not empty, the greatest is finite
inline double softmax(std::span<double> scores) {
    const double greatest = *std::max_element(scores.begin(), scores.end());
    double sum = 0;
    for (double& score : scores) sum += score = std::exp(score - greatest);
    for (double& score : scores) score /= sum;
    return greatest + std::log(sum);
}

} // namespace detail
} // namespace calm::vote
