// GLAD: how able each worker is, and how difficult each question.
#pragma once

#include "calm/vote/detail/chunks.hpp"
#include "calm/vote/fitted.hpp"
#include "calm/vote/label_table.hpp"
#include "calm/vote/plurality.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace calm::vote {

struct glad_options : em_options {
    double ability_mean = 1;    ///< mean of the normal prior of a worker's ability; its variance is 1
    double clearness_mean = 1;  ///< mean of the normal prior of a task's clearness; its variance is 1
};

/// J. Whitehill et al., "Whose Vote Should Count More: Optimal Integration of Labels from Labelers of Unknown Expertise", NIPS 2009: a
/// worker of ability a is right about a task of clearness b with probability 1 / (1 + exp(-a e^b)), and wrong answers are equally
/// likely; classes are too. Model and priors are those of crowd-kit 1.4.2 (GLAD, where b is called beta). It maximises the same function,
/// but in other steps: here an iteration moves each clearness by Newton steps, and each ability by one that can't fail to ascend, so
/// what agrees is where the two converge.
///
/// `log_likelihood` is that of the labels plus the logarithms of the priors' densities, without their constants. A ballot's own
/// clearness is estimated when it is weighed, from its votes and the fitted abilities; for a question of the table that gives its `clearness`.
struct glad : fitted_by_em {
    std::vector<double> abilities{};  ///< [worker]: 0 guesses (right half of the time), negative misleads
    std::vector<double> clearness{};  ///< [task]: logarithm of the inverse difficulty; large is easy
    double clearness_mean = 1;        ///< of its prior

    /// Starts from abilities and clearness at their prior means. Deterministic; neither threads nor, but for rounding, the order of tasks
    /// matter. O(iterations × (labels + tasks × classes)).
    /// @throws error (invalid_option) for an option out of its range
    [[nodiscard]] static glad fit(const label_table& table, const glad_options& options = {}) {
        check(options);
        for (const double mean : {options.ability_mean, options.clearness_mean})
            if (!std::isfinite(mean)) throw error(error_id::invalid_option, "a prior mean of GLAD is " + std::to_string(mean) + "; it is finite");
        glad made;
        made.workers = table.workers();
        made.classes = table.classes();
        made.clearness_mean = options.clearness_mean;
        made.abilities.assign(table.workers().size(), options.ability_mean);
        made.clearness.assign(table.tasks(), options.clearness_mean);
        made.converged = table.tasks() == 0;
        if (made.converged) return made;
        made.posteriors.resize(table.tasks() * table.classes().size());
        const double settled = options.tolerance * table.total_weight();
        slopes sums = made.pass(table, options, 1);
        while (made.iterations < options.max_iterations && !made.converged) {
            made.ascend(sums, options);
            const double before = sums.objective;
            sums = made.pass(table, options, 1);
            ++made.iterations;
            made.converged = std::abs(sums.objective - before) < settled;
        }
        std::fill(made.clearness.begin(), made.clearness.end(), options.clearness_mean);  // as a ballot is weighed
        made.log_likelihood = made.pass(table, options, steps).objective;
        return made;
    }

    /// The ballot of one question, weighed as vote::fitted says.
    [[nodiscard]] ballot operator()(const answered_question& answered) const { return weigh(plurality{pool}(answered)); }

    /// A counted ballot, weighed as vote::fitted says. O(cells × (workers + classes)).
    [[nodiscard]] ballot weigh(ballot counted) const {
        return detail::weigh(*this, std::move(counted), [this](detail::task_labels votes) {
            std::vector<double> p(classes.size()), sums(classes.size());
            double clear = clearness_mean;
            if (!p.empty()) settle(votes, clear, steps, p, sums);
            return p;
        });
    }

private:
    static constexpr std::size_t steps = 100;  // enough for any clearness to settle: they converge quadratically

    /// What the M-step needs of the tasks.
    struct slopes {
        std::vector<double> gradient{};   ///< [worker]
        std::vector<double> curvature{};  ///< [worker]: -d²/da² of the expected log-likelihood
        std::vector<double> steepest{};   ///< [worker]: the greatest e^b of their tasks
        double objective = 0;
    };

    /// log(1 + e^x) and 1 / (1 + e^-x).
    static std::pair<double, double> logistic(double x) {
        const double e = std::exp(-std::abs(x));
        return {std::max(x, 0.0) + std::log1p(e), (x >= 0 ? 1 : e) / (1 + e)};
    }

    /// A task at one clearness: its log-likelihood and prior, and their derivatives; p becomes the posterior.
    struct view {
        double value, slope, curvature;
    };
    [[nodiscard]] view look(detail::task_labels votes, double clear, std::span<double> p, std::span<double> sums) const {
        const double scale = std::exp(clear), count = static_cast<double>(p.size());
        const double spread = p.size() > 1 ? std::log(count - 1) : 0;  // a wrong answer is any of the others
        std::fill(p.begin(), p.end(), -std::log(count));
        std::fill(sums.begin(), sums.end(), 0.0);
        double wrong = 0, expected = 0, information = 0;
        for (std::size_t i = 0; i < votes.labels.size(); ++i) {
            const double weight = votes.weight(i), x = abilities[votes.labels[i].worker] * scale;
            const auto [softplus, sigma] = logistic(x);
            wrong -= weight * (softplus + spread);
            p[votes.labels[i].cls] += weight * (x + spread);  // log(sigma) = log(1 - sigma) + x
            sums[votes.labels[i].cls] += weight * x;
            expected += weight * sigma * x;
            information += weight * sigma * (1 - sigma) * x * x;
        }
        const double likelihood = wrong + detail::softmax(p), off = clear - clearness_mean;
        double mean = 0, square = 0;
        for (std::size_t k = 0; k < p.size(); ++k) mean += p[k] * sums[k], square += p[k] * sums[k] * sums[k];
        // The second derivative of a log-likelihood with a hidden variable: the expected one plus the variance of the first (Louis 1982).
        return {likelihood - off * off / 2, mean - expected - off, mean - expected - information - 1 + (square - mean * mean)};
    }

    /// Moves a task's clearness up to its maximum by at most `count` Newton steps, halved until they ascend. p becomes the posterior there.
    double settle(detail::task_labels votes, double& clear, std::size_t count, std::span<double> p, std::span<double> sums) const {
        auto here = look(votes, clear, p, sums);
        for (std::size_t i = 0; i < count; ++i) {
            double step = std::clamp(here.curvature < 0 ? -here.slope / here.curvature : here.slope, -1.0, 1.0);
            const double least = 1e-12 * std::max(1.0, std::abs(clear)), rounding = 1e-14 * std::max(1.0, std::abs(here.value));
            for (; std::abs(step) > least; step /= 2)
                if (const auto there = look(votes, clear + step, p, sums); there.value >= here.value - rounding) {
                    clear += step;
                    here = there;
                    break;
                }
            if (std::abs(step) > least) continue;
            here = look(votes, clear, p, sums);
            break;
        }
        return here.value;
    }

    /// Moves the clearness of every task, and adds up what the abilities need there.
    slopes pass(const label_table& table, const glad_options& options, std::size_t count) {
        const std::size_t chunks = detail::chunk_count(table, 3 * workers.size()), size = classes.size();
        const auto zeros = detail::zeros_apart(workers.size());
        const slopes empty{zeros, zeros, zeros};
        std::vector<slopes> parts(chunks, empty);
        std::vector<std::vector<double>> scratch(chunks, detail::zeros_apart(size));
        detail::for_chunks(chunks, options.threads, [&](std::size_t chunk) {
            const auto [begin, end] = detail::chunk_of(table, chunk, chunks);
            auto& part = parts[chunk];
            double objective = 0;
            for (std::size_t task = begin; task < end; ++task) {
                const detail::task_labels votes{table.labels_of(task), table.weights_of(task)};
                const auto p = std::span(posteriors).subspan(task * size, size);
                objective += settle(votes, clearness[task], count, p, std::span(scratch[chunk]).first(size));
                const double scale = std::exp(clearness[task]);
                for (std::size_t i = 0; i < votes.labels.size(); ++i) {
                    const auto [worker, cls] = votes.labels[i];
                    const double sigma = logistic(abilities[worker] * scale).second, weight = votes.weight(i);
                    part.gradient[worker] += weight * (p[cls] - sigma) * scale;
                    part.curvature[worker] += weight * sigma * (1 - sigma) * scale * scale;
                    part.steepest[worker] = std::max(part.steepest[worker], scale);
                }
            }
            part.objective = objective;
        });
        slopes sums = empty;
        for (const auto& part : parts) {
            for (std::size_t w = 0; w < workers.size(); ++w) {
                sums.gradient[w] += part.gradient[w];
                sums.curvature[w] += part.curvature[w];
                sums.steepest[w] = std::max(sums.steepest[w], part.steepest[w]);
            }
            sums.objective += part.objective;
        }
        for (const double ability : abilities) sums.objective -= (ability - options.ability_mean) * (ability - options.ability_mean) / 2;
        return sums;
    }

    /// Moves each ability by a damped Newton step on the expected log-likelihood, which is concave in it. A sum of log(sigma(a s)) has
    /// |f'''| <= max(s) |f''|, for which a step shortened by log(1 + d) / d, d = max(s) |step|, always ascends (Sun and Tran-Dinh,
    /// "Generalized Self-Concordant Functions", 2019, theorem 2).
    void ascend(const slopes& sums, const glad_options& options) {
        for (std::size_t w = 0; w < workers.size(); ++w) {
            const double step = (sums.gradient[w] - (abilities[w] - options.ability_mean)) / (sums.curvature[w] + 1);
            const double d = sums.steepest[w] * std::abs(step);
            abilities[w] += d > 0 ? step * std::log1p(d) / d : 0;
        }
    }
};

} // namespace calm::vote
