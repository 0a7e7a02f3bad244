// How many labels a second the aggregators that learn take, beside plain loops.
//   benchmark_aggregators [Google Benchmark's options]
// A rate of an aggregator that iterates is of label-iterations: labels times EM iterations. peers/aggregators.py measures
// crowd-kit and NumPy on a set of the same shape. Times are of the clock on the wall, since some rows use two threads.
#include "support/table.hpp"

#include "calm/sample/draw_key.hpp"
#include "calm/vote/dawid_skene.hpp"
#include "calm/vote/glad.hpp"
#include "calm/vote/label_table.hpp"
#include "calm/vote/mace.hpp"
#include "calm/vote/majority.hpp"
#include "calm/vote/plurality.hpp"
#include "calm/vote/self_consistency.hpp"
#include "calm/vote/wawa.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace vote = calm::vote;

constexpr std::size_t classes = 5, samples = 3;
const std::array<calm::language, 6> languages{"en", "zh", "fr", "de", "it", "ja"};

/// Six languages that answer three times: English is right most often, Japanese least, and wrong answers are often those of a neighbour.
std::vector<vote::named_label> made_labels(std::size_t task, std::size_t samples_each) {
    const auto mix = [](std::uint64_t x) { return calm::detail::mix64(x); };
    std::vector<vote::named_label> labels;
    for (std::size_t l = 0; l < languages.size(); ++l)
        for (std::size_t s = 0; s < samples_each; ++s) {
            const auto bits = mix(task * 1000 + l * 100 + s);
            const std::size_t key = bits % 100 < 75 - 5 * l ? mix(task) % classes : (bits >> 32) % 3 == 0 ? (mix(task) + 1) % classes : (bits >> 40) % classes;
            labels.push_back({languages[l], calm::answer_key(static_cast<char>('A' + key))});
        }
    return labels;
}

vote::label_table made_table(std::size_t tasks, std::size_t samples_each) {
    vote::label_table table;
    for (std::size_t t = 0; t < tasks; ++t) table.add(t, made_labels(t, samples_each));
    return table;
}

/// The least that votes: counts in an array, the first of the greatest wins.
std::vector<std::uint16_t> majority_by_hand(const vote::label_table& table) {
    std::vector<std::uint16_t> winners(table.tasks());
    for (std::size_t t = 0; t < table.tasks(); ++t) {
        std::array<std::uint32_t, classes> counts{};
        for (const auto label : table.labels_of(t)) ++counts[label.cls];
        winners[t] = static_cast<std::uint16_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    }
    return winners;
}

/// Dawid and Skene's EM as one would write it down: three nested vectors, one loop inside the other. Returns the log-likelihood.
double dawid_skene_by_hand(const vote::label_table& table, std::size_t iterations) {
    using row = std::vector<double>;
    std::vector<row> posterior(table.tasks(), row(classes));
    for (std::size_t t = 0; t < table.tasks(); ++t)
        for (const auto label : table.labels_of(t)) posterior[t][label.cls] += 1.0 / static_cast<double>(table.labels_of(t).size());
    double log_likelihood = 0;
    for (std::size_t n = 0; n < iterations; ++n) {
        row prior(classes);
        std::vector<std::vector<row>> confusion(table.workers().size(), std::vector<row>(classes, row(classes)));
        for (std::size_t t = 0; t < table.tasks(); ++t)
            for (std::size_t k = 0; k < classes; ++k) {
                prior[k] += posterior[t][k] / static_cast<double>(table.tasks());
                for (const auto label : table.labels_of(t)) confusion[label.worker][k][label.cls] += posterior[t][k];
            }
        for (auto& worker : confusion)
            for (auto& given : worker) {
                double sum = 0;
                for (double& count : given) sum += count = std::max(count, 1e-10);
                for (double& count : given) count = std::log(count / sum);
            }
        log_likelihood = 0;
        for (std::size_t t = 0; t < table.tasks(); ++t) {
            auto& p = posterior[t];
            for (std::size_t k = 0; k < classes; ++k) {
                p[k] = std::log(std::max(prior[k], 1e-10));
                for (const auto label : table.labels_of(t)) p[k] += confusion[label.worker][k][label.cls];
            }
            const double greatest = *std::max_element(p.begin(), p.end());
            double sum = 0;
            for (double& value : p) sum += value = std::exp(value - greatest);
            for (double& value : p) value /= sum;
            log_likelihood += greatest + std::log(sum);
        }
    }
    return log_likelihood;
}

/// The same labels as answered questions with their counted ballots.
struct counted_questions {
    std::vector<calm::answered_question> answered{};
    std::vector<calm::ballot> counted{};
    std::size_t labels = 0;
};

counted_questions made_questions(std::size_t tasks) {
    counted_questions made;
    for (std::size_t t = 0; t < tasks; ++t) {
        auto asked = std::make_shared<calm::question>();
        asked->index = t;
        for (const auto& lang : languages) {
            asked->texts.push_back({lang});
            for (std::size_t k = 0; k < classes; ++k) asked->texts.back().options.push_back({calm::answer_key(static_cast<char>('A' + k)), ""});
        }
        calm::answered_question one;
        one.asked = asked;
        for (const auto& label : made_labels(t, samples)) {
            one.responses.push_back({label.worker, static_cast<std::uint32_t>(one.responses.size() % samples), ""});
            one.answers.push_back({.key = label.key});
        }
        made.labels += one.answers.size();
        made.counted.push_back(vote::plurality{}(one));
        made.answered.push_back(std::move(one));
    }
    return made;
}

template <class Work>
void add(const std::string& name, std::size_t items, Work work) {
    benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
        for (auto _ : state) benchmark::DoNotOptimize(work());
        state.SetItemsProcessed(static_cast<std::int64_t>(items) * state.iterations());
    })->UseRealTime();
}

template <class Options>
Options fixed(std::size_t iterations, std::size_t threads) {
    Options options;
    options.max_iterations = iterations;
    options.tolerance = 0;
    options.threads = threads;
    return options;
}

} // namespace

int main(int argc, char** argv) {
    constexpr std::size_t iterations = 5;
    const auto several = made_table(50000, samples), single = made_table(50000, 1), small = made_table(2000, samples);
    const auto ds_options = [](std::size_t threads, vote::confusion_model model = vote::confusion_model::full) {
        auto options = fixed<vote::dawid_skene_options>(iterations, threads);
        options.model = model;
        return options;
    };
    const double by_hand = dawid_skene_by_hand(several, iterations), learnt = vote::dawid_skene::fit(several, ds_options(1)).log_likelihood;
    if (std::abs(by_hand - learnt) > 1e-9 * std::abs(by_hand)) throw std::logic_error("the loops and the library disagree");

    for (const auto* table : {&several, &single}) {
        const std::string each = table == &several ? ", 18 a task" : ", 6 a task";
        const auto labels = table->labels();
        add("labels voted on" + each + " | array of counts", labels, [=] { return majority_by_hand(*table); });
        for (const std::size_t threads : {std::size_t{1}, std::size_t{2}})
            add("labels voted on" + each + " | vote::majority, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads"), labels,
                [=] { return vote::majority(*table, threads); });
        add("Dawid-Skene, label-iterations" + each + " | plain loops", labels * iterations, [=] { return dawid_skene_by_hand(*table, iterations); });
        for (const std::size_t threads : {std::size_t{1}, std::size_t{2}})
            add("Dawid-Skene, label-iterations" + each + " | vote::dawid_skene, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads"),
                labels * iterations, [=] { return vote::dawid_skene::fit(*table, ds_options(threads)); });
        add("Dawid-Skene, label-iterations" + each + " | vote::dawid_skene, one coin, 1 thread", labels * iterations,
            [=] { return vote::dawid_skene::fit(*table, ds_options(1, vote::confusion_model::one_coin)); });
    }
    add("other aggregators, label-iterations | vote::wawa, 1 thread", several.labels(), [&] { return vote::wawa::fit(several); });
    add("other aggregators, label-iterations | vote::mace, 1 thread", several.labels() * iterations, [&] {
        auto options = fixed<vote::mace_options>(iterations, 1);
        options.restarts = 1;
        return vote::mace::fit(several, options);
    });
    add("other aggregators, label-iterations | vote::glad, 1 thread", small.labels() * iterations,
        [&] { return vote::glad::fit(small, fixed<vote::glad_options>(iterations, 1)); });
    const auto questions = made_questions(20000);
    const auto agreement_of = [&] {
        vote::agreement seen;
        for (const auto& one : questions.counted) seen.add(one, classes);
        return seen;
    };
    const vote::self_consistency fitted(agreement_of());
    add("self-consistency, labels | counting them: vote::plurality", questions.labels, [&] {
        std::uint32_t votes = 0;
        for (const auto& one : questions.answered) votes += vote::plurality{}(one).votes;
        return votes;
    });
    add("self-consistency, labels | learning: vote::agreement::add of counted ballots, and the fit", questions.labels,
        [&] { return vote::self_consistency(agreement_of()).overconfidence(); });
    add("self-consistency, labels | weighing: counting, and vote::self_consistency::weigh", questions.labels, [&] {
        double weight = 0;
        for (const auto& one : questions.answered) weight += fitted(one).weight;
        return weight;
    });
    add("labels into a table | label_table::add", several.labels(), [] { return made_table(50000, samples); });
    return benchmarks::run(argc, argv);
}
