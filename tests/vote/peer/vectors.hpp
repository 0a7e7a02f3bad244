// crowd-kit's vectors (crowdkit_vectors.py), and what tests of fitted aggregators share.
#pragma once

#include "archetypes/questions.hpp"
#include "calm/vote/count.hpp"
#include "calm/vote/decide.hpp"
#include "calm/vote/fitted.hpp"
#include "calm/vote/label_table.hpp"
#include "calm/vote/plurality.hpp"
#include "calm/vote/ties.hpp"
#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace calm_test {

/// The labels of many tasks by name, to make tables of in any order.
using task_list = std::vector<std::pair<std::size_t, std::vector<calm::vote::named_label>>>;

inline calm::vote::label_table make_table(const task_list& tasks) {
    calm::vote::label_table table;
    for (const auto& [index, labels] : tasks) table.add(index, labels);
    return table;
}

struct peer_vectors {
    task_list tasks{};
    nlohmann::json vectors{};

    explicit peer_vectors(const std::filesystem::path& folder) {
        std::ifstream labels(folder / "labels.csv"), json(folder / "vectors.json");
        REQUIRE(labels);
        REQUIRE(json);
        vectors = nlohmann::json::parse(json);
        std::string line;
        std::getline(labels, line);
        while (std::getline(labels, line)) {
            const auto first = line.find(','), second = line.find(',', first + 1);
            const auto index = static_cast<std::size_t>(std::stoull(line.substr(0, first)));
            if (tasks.empty() || tasks.back().first != index) tasks.push_back({index, {}});
            tasks.back().second.push_back({line.substr(first + 1, second - first - 1), line.substr(second + 1)});
        }
    }

    /// The greatest difference between posteriors and the peer's of that name.
    [[nodiscard]] double difference(const calm::vote::fitted& fit, const char* name) const {
        const auto& rows = vectors.at(name);
        REQUIRE(rows.size() * fit.classes.size() == fit.posteriors.size());
        double greatest = 0;
        for (std::size_t t = 0; t < rows.size(); ++t)
            for (std::size_t k = 0; k < fit.classes.size(); ++k)
                greatest = std::max(greatest, std::abs(fit.posterior(t)[k] - rows[t][place(vectors.at("classes"), fit.classes[k].str())].get<double>()));
        return greatest;
    }
    /// The same for one number a worker.
    [[nodiscard]] double difference(const calm::vote::fitted& fit, const std::vector<double>& values, const char* name) const {
        double greatest = 0;
        for (std::size_t w = 0; w < values.size(); ++w)
            greatest = std::max(greatest, std::abs(values[w] - vectors.at(name)[place(vectors.at("workers"), fit.workers[w].str())].get<double>()));
        return greatest;
    }
    static std::size_t place(const nlohmann::json& names, const std::string& name) {
        const auto at = std::find(names.begin(), names.end(), name);
        REQUIRE(at != names.end());
        return static_cast<std::size_t>(at - names.begin());
    }
};

/// The committed vectors, and those in the folder that CALM_CROWDKIT_VECTORS names.
inline std::vector<peer_vectors> all_peer_vectors() {
    std::vector<peer_vectors> all;
    all.emplace_back(std::filesystem::path(CALM_SOURCE_DIR) / "tests" / "vote" / "peer");
    if (const char* more = std::getenv("CALM_CROWDKIT_VECTORS")) all.emplace_back(std::filesystem::path(more));
    return all;
}

/// Tasks whose truth is known: `rows[worker][truth][label]` are the probabilities of each worker's labels, all classes equally likely.
struct simulation {
    task_list tasks{};
    std::vector<std::size_t> truth{};
    std::vector<calm::language> workers{};
    std::vector<calm::answer_key> classes{};

    simulation(const std::vector<std::vector<std::vector<double>>>& rows, std::size_t count, std::size_t labels_each, std::uint32_t seed) {
        std::mt19937 random(seed);
        const auto uniform = [&] { return static_cast<double>(random()) / 4294967296.0; };
        for (std::size_t w = 0; w < rows.size(); ++w) workers.emplace_back("w" + std::string(1, static_cast<char>('a' + w)));
        for (std::size_t k = 0; k < rows[0].size(); ++k) classes.emplace_back(static_cast<char>('A' + k));
        for (std::size_t t = 0; t < count; ++t) {
            truth.push_back(static_cast<std::size_t>(uniform() * static_cast<double>(classes.size())));
            tasks.push_back({t, {}});
            for (std::size_t w = 0; w < rows.size(); ++w)
                for (std::size_t s = 0; s < labels_each; ++s) {
                    double u = uniform();
                    std::size_t label = 0;
                    while (label + 1 < classes.size() && u >= rows[w][truth.back()][label]) u -= rows[w][truth.back()][label++];
                    tasks.back().second.push_back({workers[w], classes[label]});
                }
        }
    }
};

/// The rows of a worker who is right with this probability and errs evenly.
inline std::vector<std::vector<double>> coin(double right, std::size_t classes) {
    std::vector<std::vector<double>> rows(classes, std::vector<double>(classes, (1 - right) / static_cast<double>(classes - 1)));
    for (std::size_t k = 0; k < classes; ++k) rows[k][k] = right;
    return rows;
}

/// The share of tasks whose most probable class is true.
inline double right_share(const calm::vote::fitted& fit, const simulation& of) {
    std::size_t right = 0;
    for (std::size_t t = 0; t < of.truth.size(); ++t) {
        const auto p = fit.posterior(t);
        right += fit.classes[static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin())] == of.classes[of.truth[t]];
    }
    return static_cast<double>(right) / static_cast<double>(of.truth.size());
}

inline std::size_t place_of(const std::vector<calm::language>& workers, const calm::language& worker) {
    return static_cast<std::size_t>(std::find(workers.begin(), workers.end(), worker) - workers.begin());
}

/// The answers of a task as a question's, in the languages of its workers.
inline calm::answered_question as_answered(const task_list::value_type& task) {
    std::vector<archetypes::given> all;
    std::vector<calm::language> languages;
    for (const auto& one : task.second) {
        all.push_back({one.worker, one.key.str()});
        if (std::find(languages.begin(), languages.end(), one.worker) == languages.end()) languages.push_back(one.worker);
    }
    return archetypes::make_answered(all, languages, task.first);
}

/// What holds for every fitted aggregator. `fit(table, threads)` fits it.
/// @param rounding  of a posterior, when labels are added up in another order
template <class Fit>
void check_fitted(const Fit& fit, double rounding) {
    const simulation made({coin(0.8, 4), coin(0.6, 4), {{.7, .1, .1, .1}, {.6, .2, .1, .1}, {.6, .1, .2, .1}, {.6, .1, .1, .2}}, coin(0.5, 4)}, 300, 2, 7);
    const auto table = make_table(made.tasks);
    const auto fitted = fit(table, 1);
    for (std::size_t t = 0; t < table.tasks(); ++t) {
        double sum = 0;
        for (const double p : fitted.posterior(t)) {
            CHECK((p >= 0 && p <= 1));  // never NaN
            sum += p;
        }
        CHECK(std::abs(sum - 1) < 1e-12);
    }

    SECTION("a ballot of a task of the table has the task's posterior, counted whole or as two shards") {
        for (std::size_t t = 0; t < 50; ++t) {
            const auto whole = as_answered(made.tasks[t]);
            calm::answered_question a, b;
            a.asked = b.asked = whole.asked;
            for (std::size_t i = 0; i < whole.responses.size(); ++i) {
                auto& part = i % 3 == 0 ? a : b;
                part.responses.push_back(whole.responses[i]);
                part.answers.push_back(whole.answers[i]);
            }
            const auto weighed = fitted(whole);
            CHECK(fitted.weigh(calm::vote::merge(calm::vote::plurality{}(a), calm::vote::plurality{}(b))) == weighed);
            CHECK(weighed.votes == whole.answers.size());
            for (const auto& key : calm::totals(weighed)) {
                const auto k = static_cast<std::size_t>(std::find(fitted.classes.begin(), fitted.classes.end(), key.key) - fitted.classes.begin());
                CHECK(std::abs(key.weight - fitted.posterior(t)[k]) < rounding);
            }
        }
    }
    SECTION("neither the order of tasks nor that of labels matters") {
        auto shuffled = made.tasks;
        std::mt19937 random(3);
        std::shuffle(shuffled.begin(), shuffled.end(), random);
        for (auto& task : shuffled) std::shuffle(task.second.begin(), task.second.end(), random);
        const auto other = make_table(shuffled);
        const auto again = fit(other, 1);
        for (std::size_t t = 0; t < table.tasks(); ++t)
            for (std::size_t k = 0; k < again.classes.size(); ++k) {
                const auto at = static_cast<std::size_t>(std::find(fitted.classes.begin(), fitted.classes.end(), again.classes[k]) - fitted.classes.begin());
                CHECK(std::abs(again.posterior(*other.find(t))[k] - fitted.posterior(t)[at]) < rounding);
            }
    }
    SECTION("the table of two shards gives what the whole gives") {
        const std::ptrdiff_t half = 150;
        const auto merged = merge(make_table({made.tasks.begin(), made.tasks.begin() + half}), make_table({made.tasks.begin() + half, made.tasks.end()}));
        CHECK(fit(merged, 1).posteriors == fitted.posteriors);
    }
    SECTION("labels of weight 2 are labels given twice") {
        auto twice = made.tasks, heavy = made.tasks;
        for (auto& task : heavy)
            for (auto& label : task.second) label.weight = 2;
        for (auto& task : twice) task.second.insert(task.second.end(), task.second.begin(), task.second.end());
        const auto a = fit(make_table(twice), 1), b = fit(make_table(heavy), 1);
        for (std::size_t i = 0; i < a.posteriors.size(); ++i) CHECK(std::abs(a.posteriors[i] - b.posteriors[i]) < rounding);
    }
    SECTION("any number of threads gives the same bits") {
        const simulation large({coin(0.8, 3), coin(0.6, 3), coin(0.5, 3)}, 30000, 4, 11);
        const auto big = make_table(large.tasks);
        REQUIRE(calm::vote::detail::chunk_count(big, 0) > 2);
        const auto one = fit(big, 1);
        CHECK(fit(big, 2).posteriors == one.posteriors);
        CHECK(fit(big, 7).posteriors == one.posteriors);
        CHECK(fit(big, 0).posteriors == one.posteriors);
    }
    SECTION("degenerate tables have defined results") {
        const auto nothing = fit(calm::vote::label_table{}, 1);
        CHECK(nothing.posteriors.empty());
        auto votes = nothing(as_answered(made.tasks[0]));
        calm::vote::decide(votes, 0, calm::vote::ties::drop{});
        CHECK(votes.result == calm::outcome::no_votes);
        using calm::vote::named_label;
        const std::vector<task_list> tables{
            {{0, {{"en", "A"}}}},                                             // one label
            {{0, {{"en", "A"}, {"de", "A"}}}, {1, {{"en", "A"}}}},            // one class
            {{0, {{"en", "A"}, {"en", "B"}, {"en", "B"}}}, {1, {{"en", "A"}}}},  // one worker
            {{0, {{"en", "A"}, {"de", "B"}, {"zh", "C"}}}},                   // one task, nobody agrees
            {{0, {{"en", "A"}, {"de", "B"}}}, {1, {{"en", "B"}, {"de", "A"}}}, {2, {{"en", "A"}, {"de", "B"}}}},  // they never agree
            {{0, std::vector<named_label>(3000, {"en", "A"})}, {1, {{"de", "B"}}}},  // a product of so many probabilities is 0
        };
        for (const auto& tasks : tables) {
            const auto small = make_table(tasks);
            const auto of_small = fit(small, 1);
            for (std::size_t t = 0; t < small.tasks(); ++t) {
                const auto p = of_small.posterior(t);
                CHECK(std::all_of(p.begin(), p.end(), [](double value) { return value >= 0 && value <= 1; }));
                CHECK(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1) < 1e-12);
            }
        }
    }
    SECTION("votes of unknown workers and for unknown keys") {
        auto task = made.tasks[0];
        const auto before = fitted(as_answered(task));
        task.second.push_back({"xx", task.second[0].key});
        task.second.push_back({"wa", "Z"});
        const auto after = fitted(as_answered(task));
        CHECK(std::abs(after.weight - before.weight) < rounding);  // the posteriors of the keys are what they were
        for (const auto& key : calm::totals(after)) CHECK((key.key != calm::answer_key("Z") || key.weight == 0));
        const auto abstained = archetypes::make_answered({{"wa", ""}, {"wb", ""}}, {"wa", "wb"});
        CHECK(fitted(abstained).weight == 0);
        CHECK(fitted(abstained).abstentions == 2);
    }
    SECTION("who votes can be chosen") {
        auto alone = fitted;
        alone.pool = {"wa"};
        CHECK(alone(as_answered(made.tasks[0])).votes == 2);
    }
}

} // namespace calm_test
