// Worker agreement with the aggregate: votes weighted by how often a worker agrees with the majority.
#pragma once

#include "calm/vote/detail/chunks.hpp"
#include "calm/vote/fitted.hpp"
#include "calm/vote/label_table.hpp"
#include "calm/vote/majority.hpp"
#include "calm/vote/plurality.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace calm::vote {

/// Wawa, as in crowd-kit 1.4.2: (1) take the majority vote, (2) a worker's skill is the share of their labels that agree with it,
/// (3) vote again, each label weighing its worker's skill. Where no voter has any skill, labels weigh the same. A tie in step 1
/// goes to the smallest key. A worker who labels a task several times has so many labels (crowd-kit counts equal ones of them once in step 2
/// and every time in step 3). The posteriors are shares of the second vote; they are not calibrated.
struct wawa : fitted {
    std::vector<double> skills{};  ///< [worker]: in [0, 1]

    /// Deterministic; neither threads nor, but for rounding, the order of tasks matter. O(labels + tasks × classes).
    [[nodiscard]] static wawa fit(const label_table& table, std::size_t threads = 1) {
        wawa made;
        made.workers = table.workers();
        made.classes = table.classes();
        const auto winners = majority(table, threads);
        const std::size_t count = made.workers.size(), classes = made.classes.size();
        const std::size_t chunks = detail::chunk_count(table, 2 * count);
        std::vector<std::vector<double>> sums(chunks, detail::zeros_apart(2 * count));  // [worker]: weight of the agreeing, of all
        detail::for_chunks(chunks, threads, [&](std::size_t chunk) {
            const auto [begin, end] = detail::chunk_of(table, chunk, chunks);
            for (std::size_t task = begin; task < end; ++task)
                each_label(table, task, [&](table_label label, double weight) {
                    double* const of_worker = &sums[chunk][2 * label.worker];
                    of_worker[0] += label.cls == winners[task] ? weight : 0;
                    of_worker[1] += weight;
                });
        });
        for (std::size_t c = 1; c < chunks; ++c)
            for (std::size_t i = 0; i < 2 * count; ++i) sums[0][i] += sums[c][i];
        made.skills.resize(count);
        for (std::size_t w = 0; w < count; ++w) made.skills[w] = sums[0][2 * w] / sums[0][2 * w + 1];
        made.posteriors.resize(table.tasks() * classes);
        detail::for_chunks(chunks, threads, [&](std::size_t chunk) {
            const auto [begin, end] = detail::chunk_of(table, chunk, chunks);
            for (std::size_t task = begin; task < end; ++task)
                made.vote({table.labels_of(task), table.weights_of(task)}, std::span(made.posteriors).subspan(task * classes, classes));
        });
        return made;
    }

    /// The ballot of one question, weighed as vote::fitted says.
    [[nodiscard]] ballot operator()(const answered_question& answered) const { return weigh(plurality{pool}(answered)); }

    /// A counted ballot, weighed as vote::fitted says. O(cells × (workers + classes)).
    [[nodiscard]] ballot weigh(ballot counted) const {
        return detail::weigh(*this, std::move(counted), [this](detail::task_labels votes) {
            std::vector<double> p(classes.size());
            vote(votes, p);
            return p;
        });
    }

private:
    template <class Visit>
    static void each_label(const label_table& table, std::size_t task, const Visit& visit) {
        const auto labels = table.labels_of(task);
        const auto weights = table.weights_of(task);
        for (std::size_t i = 0; i < labels.size(); ++i) visit(labels[i], weights.empty() ? 1.0 : weights[i]);
    }

    /// Adds the shares of the weighted vote to p, which is 0.
    void vote(detail::task_labels votes, std::span<double> p) const {
        for (const bool by_skill : {true, false}) {
            double total = 0;
            for (std::size_t i = 0; i < votes.labels.size(); ++i) {
                const double weight = votes.weight(i) * (by_skill ? skills[votes.labels[i].worker] : 1);
                p[votes.labels[i].cls] += weight;
                total += weight;
            }
            if (!(total > 0)) continue;
            for (double& share : p) share /= total;
            return;
        }
    }
};

} // namespace calm::vote
