// MACE: how competent each worker is, and what they answer when they guess.
#pragma once

#include "calm/error.hpp"
#include "calm/sample/draw_key.hpp"
#include "calm/vote/detail/confusion_em.hpp"
#include "calm/vote/detail/digamma.hpp"
#include "calm/vote/fitted.hpp"
#include "calm/vote/label_table.hpp"
#include "calm/vote/plurality.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace calm::vote {

/// How MACE's M-step makes parameters of expected counts.
enum class mace_method : std::uint8_t {
    variational,             ///< exp(digamma(count + prior) - digamma(sum)): mean field with Beta and Dirichlet priors
    expectation_maximisation,  ///< (count + smoothing) / sum
};

/// The defaults are crowd-kit's, which has no tolerance and always does all iterations: tolerance = 0 does that here.
struct mace_options : em_options {
    mace_options() { max_iterations = 50; }

    mace_method method = mace_method::variational;
    std::size_t restarts = 10;     ///< starts at random, of which the one with the greatest log-likelihood is kept; at least 1
    std::uint64_t seed = 0;        ///< of the starts
    double noise = 0.5;            ///< a start's weights are uniform in [1, 1 + noise) before they are made to sum to 1
    double spamming_prior = 0.5;   ///< Beta prior of guessing (crowd-kit's alpha); variational alone, positive
    double competence_prior = 0.5; ///< Beta prior of knowing (crowd-kit's beta)
    double strategy_prior = 10;    ///< Dirichlet prior of each answer when guessing: a strategy is about even until a worker guessed that often
    double smoothing = 0.01;       ///< added to expected counts, divided by the number of classes; expectation_maximisation alone, positive
};

/// What MACE learns of the workers.
struct mace_parameters {
    std::vector<double> competence{};  ///< [worker]: P(the worker knows the answer and gives it)
    std::vector<double> spamming{};    ///< [worker]: P(the worker guesses); the two sum to 1, in the variational method to less
    std::vector<double> strategies{};  ///< [worker][class]: P(answer | the worker guesses); likewise
};

/// D. Hovy, T. Berg-Kirkpatrick, A. Vaswani, E. Hovy, "Learning Whom to Trust with MACE", NAACL-HLT 2013: a worker knows the class and names
/// it, or guesses, by a strategy that doesn't depend on the class; classes are equally likely. As crowd-kit 1.4.2 (MACE), whose restarts
/// however all start at the same point. `log_likelihood` is that of the labels under the parameters.
struct mace : fitted_by_em, mace_parameters {
    /// Keeps the best of several random starts, which depend on the seed and on the workers' and classes' names alone. Deterministic;
    /// neither threads nor, but for rounding, the order of tasks matter. O(restarts × iterations × labels × classes).
    /// @throws error (invalid_option) for an option out of its range
    [[nodiscard]] static mace fit(const label_table& table, const mace_options& options = {}) {
        check(options);
        if (options.restarts == 0) throw error(error_id::invalid_option, "restarts is 0; MACE needs at least one start");
        detail::check_option("noise", options.noise);
        mace best;
        for (std::size_t restart = 0; restart < options.restarts && (restart == 0 || table.tasks() > 0); ++restart)
            if (mace made = run(table, random_start(table, options, restart), options); restart == 0 || made.log_likelihood > best.log_likelihood)
                best = std::move(made);
        return best;
    }

    /// Starts at the given parameters, such as those of an earlier fit, in the table's order of workers and classes.
    /// @throws error (invalid_option)  also when the parameters are not as many as the table's workers and classes need, or not positive
    [[nodiscard]] static mace fit(const label_table& table, mace_parameters start, const mace_options& options = {}) {
        check(options);
        const auto count = table.workers().size();
        if (start.competence.size() != count || start.spamming.size() != count || start.strategies.size() != count * table.classes().size())
            throw error(error_id::invalid_option, "a start of MACE does not fit the table; it needs one competence and one spamming a worker, and one "
                                                  "strategy a worker and class, in the order of label_table::workers() and classes()");
        for (const auto* all : {&start.competence, &start.spamming, &start.strategies})
            for (const double value : *all) detail::check_option("a parameter of MACE's start", value, false);
        return run(table, std::move(start), options);
    }

    /// The ballot of one question, weighed as vote::fitted says.
    [[nodiscard]] ballot operator()(const answered_question& answered) const { return weigh(plurality{pool}(answered)); }

    /// A counted ballot, weighed as vote::fitted says. O(cells × (workers + classes)).
    [[nodiscard]] ballot weigh(ballot counted) const {
        return detail::weigh(*this, std::move(counted), [this](detail::task_labels votes) {
            std::vector<double> p(classes.size());
            for (std::size_t i = 0; i < votes.labels.size(); ++i)
                for (std::size_t k = 0; k < p.size(); ++k)
                    p[k] += votes.weight(i) * std::log(probability(votes.labels[i].worker, k, votes.labels[i].cls));
            if (!p.empty()) detail::softmax(p);
            return p;
        });
    }

    /// P(label | worker, class), by indices into workers and classes; in the variational method its estimate, which sums to less than 1.
    [[nodiscard]] double probability(std::size_t worker, std::size_t cls, std::size_t label) const {
        return guessed(worker, label) + (cls == label ? competence[worker] : 0);
    }

private:
    [[nodiscard]] double guessed(std::size_t worker, std::size_t label) const { return spamming[worker] * strategies[worker * classes.size() + label]; }

    static void check(const mace_options& options) {
        vote::check(options);
        detail::check_option("spamming_prior", options.spamming_prior, false);
        detail::check_option("competence_prior", options.competence_prior, false);
        detail::check_option("strategy_prior", options.strategy_prior, false);
        detail::check_option("smoothing", options.smoothing, false);
    }

    static mace_parameters random_start(const label_table& table, const mace_options& options, std::size_t restart) {
        mace_parameters start;
        for (const auto& worker : table.workers()) {
            const auto draw = [&](std::uint64_t h) { return 1 + options.noise * static_cast<double>(calm::detail::mix64(h) >> 11) * 0x1p-53; };
            const auto bits = draw_key{options.seed, restart, worker, 0}.bits();
            const double knows = draw(bits + 1), guesses = draw(bits + 2);
            start.competence.push_back(knows / (knows + guesses));
            start.spamming.push_back(guesses / (knows + guesses));
            const auto first = start.strategies.size();
            double sum = 0;
            for (const auto& key : table.classes()) {
                std::uint64_t h = bits + 3;
                for (const char c : key.view()) h = calm::detail::mix64(h ^ static_cast<unsigned char>(c));
                start.strategies.push_back(draw(h));
                sum += start.strategies.back();
            }
            for (std::size_t i = first; i < start.strategies.size(); ++i) start.strategies[i] /= sum;
        }
        return start;
    }

    static mace run(const label_table& table, mace_parameters start, const mace_options& options) {
        mace made;
        static_cast<mace_parameters&>(made) = std::move(start);
        made.workers = table.workers();
        made.classes = table.classes();
        made.converged = table.tasks() == 0;
        if (made.converged) return made;
        detail::confusion_em em(table, options.threads);
        auto parameters = em.make_parameters();
        made.write(em, parameters);
        const double before = em.expect(parameters, made.posteriors).log_likelihood;
        em.iterate(options, before, parameters, made, [&](const auto& sums, auto& to) {
            made.maximise(em, sums, options);
            made.write(em, to);
        });
        return made;
    }

    void write(const detail::confusion_em& em, detail::confusion_em::parameters& to) const {
        for (std::size_t w = 0; w < workers.size(); ++w)
            for (std::size_t l = 0; l < classes.size(); ++l)
                for (std::size_t k = 0; k < classes.size(); ++k) to.confusion[em.row(w, l) + k] = probability(w, k, l);
    }

    void maximise(const detail::confusion_em& em, const detail::confusion_em::expectations& sums, const mace_options& options) {
        const std::size_t count = classes.size();
        std::vector<double> guesses(count);
        const bool variational = options.method == mace_method::variational;
        const double smoothing = options.smoothing / static_cast<double>(count);
        for (std::size_t w = 0; w < workers.size(); ++w) {
            double known = 0, guessed_all = 0;
            for (std::size_t l = 0; l < count; ++l) {
                double given = 0;
                for (std::size_t k = 0; k < count; ++k) given += sums.counts[em.row(w, l) + k];
                const double right = sums.counts[em.row(w, l) + l] * competence[w] / (guessed(w, l) + competence[w]);
                known += right;
                guessed_all += guesses[l] = std::max(given - right, 0.0);
            }
            if (variational) {
                const double all = detail::digamma(known + guessed_all + options.competence_prior + options.spamming_prior);
                competence[w] = std::exp(detail::digamma(known + options.competence_prior) - all);
                spamming[w] = std::exp(detail::digamma(guessed_all + options.spamming_prior) - all);
                const double strategy_all = detail::digamma(guessed_all + options.strategy_prior * static_cast<double>(count));
                for (std::size_t l = 0; l < count; ++l)
                    strategies[w * count + l] = std::exp(detail::digamma(guesses[l] + options.strategy_prior) - strategy_all);
            } else {
                competence[w] = (known + smoothing) / (known + guessed_all + 2 * smoothing);
                spamming[w] = (guessed_all + smoothing) / (known + guessed_all + 2 * smoothing);
                for (std::size_t l = 0; l < count; ++l)
                    strategies[w * count + l] = (guesses[l] + smoothing) / (guessed_all + smoothing * static_cast<double>(count));
            }
        }
    }
};

} // namespace calm::vote
