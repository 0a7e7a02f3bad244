// Expectation maximisation for models in which a label depends on its worker and the task's class alone: P(label | worker, class).
#pragma once

#include "calm/vote/detail/chunks.hpp"
#include "calm/vote/fitted.hpp"
#include "calm/vote/label_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace calm::vote::detail {

/// Passes over a label table. Arrays over (worker, label) hold a row of stride() numbers, one a class, padded: row(worker, label) is
/// where it begins. So the inner loops run over neighbouring numbers, of a length that the compiler knows for up to 8 classes.
class confusion_em {
public:
    /// What a model is to a pass. All numbers are positive, but for the padding.
    struct parameters {
        std::vector<double> prior;      ///< [class], padded with 0
        std::vector<double> confusion;  ///< at row(worker, label): P(label | worker, class), padded with 1
    };
    /// What a pass adds up over the tasks.
    struct expectations {
        std::vector<double> counts;  ///< at row(worker, label): the posterior of each class, summed over the worker's tasks with that label
        std::vector<double> mass;    ///< [class]: the posterior, summed over tasks
        double log_likelihood = 0;
    };

    confusion_em(const label_table& table, std::size_t threads)
        : table_(table), threads_(threads), classes_(table.classes().size()), workers_(table.workers().size()),
          stride_(classes_ <= 8 ? classes_ + classes_ % 2 : classes_), rows_(workers_ * classes_ * stride_),
          chunks_(chunk_count(table, rows_)), parts_(chunks_, expectations{zeros_apart(rows_), zeros_apart(stride_)}), sums_(parts_.front()) {}

    [[nodiscard]] std::size_t classes() const noexcept { return classes_; }
    [[nodiscard]] std::size_t workers() const noexcept { return workers_; }
    [[nodiscard]] std::size_t row(std::size_t worker, std::size_t label) const noexcept { return (worker * classes_ + label) * stride_; }
    [[nodiscard]] parameters make_parameters() const {
        parameters made{std::vector<double>(stride_, 0.0), std::vector<double>(rows_, 1.0)};
        std::fill_n(made.prior.begin(), classes_, 1 / static_cast<double>(classes_));
        return made;
    }

    /// The expectations when each task's posterior is the share of its votes.
    const expectations& majority() {
        return pass([&](auto stride, auto weighted, task_range tasks, expectations& sums) { count_shares<stride(), weighted()>(tasks, sums); });
    }

    /// The E-step: posteriors under the parameters, written to posteriors[task][class] and added up.
    const expectations& expect(const parameters& under, std::vector<double>& posteriors) {
        posteriors.resize(table_.tasks() * classes_);
        log_prior_.resize(stride_);
        log_confusion_.resize(rows_);
        const auto log = [](double value) { return std::log(value); };
        std::transform(under.prior.begin(), under.prior.end(), log_prior_.begin(), log);
        std::transform(under.confusion.begin(), under.confusion.end(), log_confusion_.begin(), log);
        // A product of so many probabilities is at least e^-690, which is above the least double of full precision, e^-708.
        const double least = -*std::min_element(log_confusion_.begin(), log_confusion_.end());
        const double left = 690 + *std::min_element(log_prior_.begin(), log_prior_.begin() + static_cast<std::ptrdiff_t>(classes_));
        const auto factors = static_cast<std::size_t>(std::clamp(least > 0 ? left / least : left, 0.0, 690.0));
        return pass([&](auto stride, auto weighted, task_range tasks, expectations& sums) {
            expect<stride(), weighted()>(under, factors, tasks, sums, posteriors.data());
        });
    }

    /// Steps from the expectations of a last pass until the log-likelihood settles: maximise(expectations, parameters) is the M-step.
    /// @param before  the log-likelihood of that last pass; -infinity where it has none
    template <class Maximise>
    void iterate(const em_options& options, double before, parameters& at, fitted_by_em& result, const Maximise& maximise) {
        const double settled = options.tolerance * table_.total_weight();
        for (result.iterations = 0; result.iterations < options.max_iterations && !result.converged;) {
            maximise(std::as_const(sums_), at);
            result.log_likelihood = expect(at, result.posteriors).log_likelihood;
            ++result.iterations;
            result.converged = std::abs(result.log_likelihood - before) < settled;
            before = result.log_likelihood;
        }
    }

private:
    template <class Visit>
    const expectations& pass(const Visit& visit) {
        const auto with_stride = [&](auto weighted) {
            switch (stride_) {
            case 2: return chunked<2>(visit, weighted);
            case 4: return chunked<4>(visit, weighted);
            case 6: return chunked<6>(visit, weighted);
            case 8: return chunked<8>(visit, weighted);
            default: return chunked<0>(visit, weighted);
            }
        };
        table_.weighted() ? with_stride(std::true_type{}) : with_stride(std::false_type{});
        sums_ = parts_.front();
        for (std::size_t c = 1; c < chunks_; ++c) {
            for (std::size_t i = 0; i < rows_; ++i) sums_.counts[i] += parts_[c].counts[i];
            for (std::size_t i = 0; i < stride_; ++i) sums_.mass[i] += parts_[c].mass[i];
            sums_.log_likelihood += parts_[c].log_likelihood;
        }
        return sums_;
    }

    template <std::size_t Stride, class Visit, class Weighted>
    void chunked(const Visit& visit, Weighted weighted) {
        for_chunks(chunks_, threads_, [&](std::size_t chunk) {
            auto& sums = parts_[chunk];
            std::fill(sums.counts.begin(), sums.counts.end(), 0.0);
            std::fill(sums.mass.begin(), sums.mass.end(), 0.0);
            sums.log_likelihood = 0;
            visit(std::integral_constant<std::size_t, Stride>{}, weighted, chunk_of(table_, chunk, chunks_), sums);
        });
    }

    /// One number a class, in registers where the compiler knows how many.
    template <std::size_t Stride>
    [[nodiscard]] auto make_row() const {
        if constexpr (Stride == 0) return std::vector<double>(stride_);
        else return std::array<double, Stride>{};
    }

    template <std::size_t Stride, bool Weighted>
    void count_shares(task_range tasks, expectations& sums) const {
        auto p = make_row<Stride>();
        for (std::size_t task = tasks.begin; task < tasks.end; ++task) {
            const auto labels = table_.labels_of(task);
            const auto weights = table_.weights_of(task);
            std::fill(p.begin(), p.end(), 0.0);
            double total = 0;
            for (std::size_t i = 0; i < labels.size(); ++i) {
                const double weight = Weighted ? weights[i] : 1.0;
                p[labels[i].cls] += weight;
                total += weight;
            }
            for (double& share : p) share /= total;
            add<Stride, Weighted>(p, labels.data(), weights.data(), labels.size(), sums);
        }
    }

    /// Tasks of at most `factors` labels take products of probabilities, which saves the exponentials; others take sums of logarithms.
    template <std::size_t Stride, bool Weighted>
    void expect(const parameters& under, std::size_t factors, task_range tasks, expectations& sums, double* posteriors) const {
        const std::size_t stride = Stride == 0 ? stride_ : Stride;
        auto p = make_row<Stride>();
        double log_likelihood = 0;
        for (std::size_t task = tasks.begin; task < tasks.end; ++task) {
            const auto labels = table_.labels_of(task);
            const auto weights = table_.weights_of(task);
            if (!Weighted && labels.size() <= factors) {
                for (std::size_t k = 0; k < stride; ++k) p[k] = under.prior[k];
                for (const auto label : labels) {
                    const double* const times = &under.confusion[(label.worker * classes_ + label.cls) * stride];
                    for (std::size_t k = 0; k < stride; ++k) p[k] *= times[k];
                }
                double sum = 0;
                for (std::size_t k = 0; k < stride; ++k) sum += p[k];
                for (std::size_t k = 0; k < stride; ++k) p[k] /= sum;
                log_likelihood += std::log(sum);
            } else {
                for (std::size_t k = 0; k < stride; ++k) p[k] = log_prior_[k];
                for (std::size_t i = 0; i < labels.size(); ++i) {
                    const double* const plus = &log_confusion_[(labels[i].worker * classes_ + labels[i].cls) * stride];
                    for (std::size_t k = 0; k < stride; ++k) p[k] += Weighted ? weights[i] * plus[k] : plus[k];
                }
                log_likelihood += softmax(std::span(p.data(), classes_));
                for (std::size_t k = classes_; k < stride; ++k) p[k] = 0;
            }
            add<Stride, Weighted>(p, labels.data(), weights.data(), labels.size(), sums);
            std::copy_n(p.data(), classes_, posteriors + task * classes_);
        }
        sums.log_likelihood = log_likelihood;
    }

    /// Credits a task's posterior to its labels' rows.
    template <std::size_t Stride, bool Weighted, class Row>
    void add(const Row& p, const table_label* labels, const double* weights, std::size_t count, expectations& sums) const {
        const std::size_t stride = Stride == 0 ? stride_ : Stride;
        for (std::size_t i = 0; i < count; ++i) {
            double* const to = &sums.counts[(labels[i].worker * classes_ + labels[i].cls) * stride];
            for (std::size_t k = 0; k < stride; ++k) to[k] += Weighted ? weights[i] * p[k] : p[k];
        }
        for (std::size_t k = 0; k < stride; ++k) sums.mass[k] += p[k];
    }

    const label_table& table_;
    std::size_t threads_, classes_, workers_, stride_, rows_, chunks_;
    std::vector<expectations> parts_;  // one a chunk
    expectations sums_;
    std::vector<double> log_prior_, log_confusion_;
};

} // namespace calm::vote::detail
