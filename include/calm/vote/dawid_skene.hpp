// Dawid and Skene's aggregator: each worker's confusions, learnt without gold labels.
#pragma once

#include "calm/vote/detail/confusion_em.hpp"
#include "calm/vote/fitted.hpp"
#include "calm/vote/label_table.hpp"
#include "calm/vote/plurality.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace calm::vote {

/// What a worker's errors look like.
enum class confusion_model : std::uint8_t {
    full,      ///< any: P(label | class) is free for every pair (Dawid and Skene 1979)
    one_coin,  ///< a worker is right with one probability for all classes, and wrong answers are equally likely (Zhang et al. 2016)
};

struct dawid_skene_options : em_options {
    confusion_model model = confusion_model::full;

    /// Added to each count of (worker, class, label) before an M-step divides: a Dirichlet prior. 0: maximum likelihood, as crowd-kit.
    /// Counts below 1e-10 are raised to that in any case, so that nothing has probability 0.
    double smoothing = 0;
};

/// A. P. Dawid, A. M. Skene, "Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm", Applied Statistics 28(1),
/// 1979; and the one-coin form of Y. Zhang et al., "Spectral Methods Meet EM", JMLR 17, 2016, section 2. As crowd-kit 1.4.2 (DawidSkene,
/// OneCoinDawidSkene) but for two things: the iterations stop by the likelihood of the labels where crowd-kit has a lower bound, and
/// a label that a worker never gave has a row too, so that each P(. | class) sums to 1 over all classes.
///
/// A label counts by its weight. Labels of one worker in one task are taken to be independent given the class. `log_likelihood` is
/// that of the labels. Empty tables give a fit without workers, classes and tasks, converged in 0 iterations.
struct dawid_skene : fitted_by_em {
    std::vector<double> priors{};     ///< [class]: P(class), sums to 1 up to the floor of 1e-10
    std::vector<double> confusion{};  ///< [worker][class][label]: P(label | worker, class); sums to 1 over labels
    std::vector<double> accuracy{};   ///< [worker]: P(label = class), in [0, 1]; under one_coin the coin

    /// Starts from the shares of the votes. Deterministic; neither threads nor, but for rounding, the order of tasks matter.
    /// O(iterations × labels × classes) time; O(tasks × classes + workers × classes²) memory.
    /// @throws error (invalid_option) for an option out of its range
    [[nodiscard]] static dawid_skene fit(const label_table& table, const dawid_skene_options& options = {}) {
        check(options);
        detail::check_option("smoothing", options.smoothing);
        dawid_skene made;
        made.workers = table.workers();
        made.classes = table.classes();
        made.converged = table.tasks() == 0;
        if (made.converged) return made;
        detail::confusion_em em(table, options.threads);
        auto parameters = em.make_parameters();
        em.majority();
        em.iterate(options, -std::numeric_limits<double>::infinity(), parameters, made, [&](const auto& sums, auto& to) {
            made.maximise(em, sums, table.tasks(), options);
            for (std::size_t k = 0; k < em.classes(); ++k) to.prior[k] = made.priors[k];
            for (std::size_t w = 0; w < em.workers(); ++w)
                for (std::size_t l = 0; l < em.classes(); ++l)
                    for (std::size_t k = 0; k < em.classes(); ++k) to.confusion[em.row(w, l) + k] = made.confusion[made.cell(w, k, l)];
        });
        return made;
    }

    /// P(label | worker, class), by indices into workers and classes.
    [[nodiscard]] double probability(std::size_t worker, std::size_t cls, std::size_t label) const { return confusion[cell(worker, cls, label)]; }

    /// The ballot of one question, weighed as vote::fitted says.
    [[nodiscard]] ballot operator()(const answered_question& answered) const { return weigh(plurality{pool}(answered)); }

    /// A counted ballot, weighed as vote::fitted says. O(cells × (workers + classes)).
    [[nodiscard]] ballot weigh(ballot counted) const {
        return detail::weigh(*this, std::move(counted), [this](detail::task_labels votes) {
            std::vector<double> p(classes.size());
            if (p.empty()) return p;
            for (std::size_t k = 0; k < p.size(); ++k) p[k] = std::log(priors[k]);
            for (std::size_t i = 0; i < votes.labels.size(); ++i)
                for (std::size_t k = 0; k < p.size(); ++k)
                    p[k] += votes.weight(i) * std::log(confusion[cell(votes.labels[i].worker, k, votes.labels[i].cls)]);
            detail::softmax(p);
            return p;
        });
    }

private:
    static constexpr double floor = 1e-10;  // crowd-kit's

    [[nodiscard]] std::size_t cell(std::size_t worker, std::size_t cls, std::size_t label) const {
        return (worker * classes.size() + cls) * classes.size() + label;
    }

    void maximise(const detail::confusion_em& em, const detail::confusion_em::expectations& sums, std::size_t tasks,
                  const dawid_skene_options& options) {
        const std::size_t count = classes.size();
        priors.resize(count);
        confusion.resize(workers.size() * count * count);
        accuracy.assign(workers.size(), 0.0);
        for (std::size_t k = 0; k < count; ++k) priors[k] = std::max(sums.mass[k] / static_cast<double>(tasks), floor);
        for (std::size_t w = 0; w < workers.size(); ++w) {
            if (options.model == confusion_model::one_coin) {
                double right = 0, all = 0;
                for (std::size_t l = 0; l < count; ++l)
                    for (std::size_t k = 0; k < count; ++k) {
                        const double given = sums.counts[em.row(w, l) + k] + options.smoothing / static_cast<double>(count);
                        all += given;
                        if (k == l) right += given;
                    }
                accuracy[w] = right / all;
                const double other = count == 1 ? 0 : (1 - accuracy[w]) / static_cast<double>(count - 1);
                for (std::size_t k = 0; k < count; ++k)
                    for (std::size_t l = 0; l < count; ++l) confusion[cell(w, k, l)] = std::clamp(k == l ? accuracy[w] : other, floor, 1 - floor);
            } else {
                for (std::size_t k = 0; k < count; ++k) {
                    double all = 0;
                    for (std::size_t l = 0; l < count; ++l)
                        all += confusion[cell(w, k, l)] = std::max(sums.counts[em.row(w, l) + k] + options.smoothing, floor);
                    for (std::size_t l = 0; l < count; ++l) confusion[cell(w, k, l)] /= all;
                    accuracy[w] += priors[k] * confusion[cell(w, k, k)];
                }
            }
        }
    }
};

} // namespace calm::vote
