#include "calm/vote/glad.hpp"
#include "calm/vote/aggregator.hpp"

#include "archetypes/thrown.hpp"
#include "catch.hpp"
#include "vote/peer/vectors.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using calm::vote::glad;
using calm::vote::glad_options;
using calm_test::coin;
using calm_test::make_table;

static_assert(calm::aggregator<glad>);

TEST_CASE("GLAD settles where crowd-kit's does", "[peer]") {
    for (const auto& peer : calm_test::all_peer_vectors()) {
        glad_options options;
        options.max_iterations = 1000;
        options.tolerance = 0;
        const auto fit = glad::fit(make_table(peer.tasks), options);
        // crowd-kit's line search can't see a gain below the rounding of its objective, epsilon × |objective|. The curvature of a
        // clearness is about that of its prior, 1, so it can be off by sqrt(2 epsilon |objective|), and a posterior about as much.
        const double tolerance = 2 * std::sqrt(2 * std::numeric_limits<double>::epsilon() * std::abs(fit.log_likelihood));
        CHECK(peer.difference(fit, "glad") < tolerance);
        CHECK(peer.difference(fit, fit.abilities, "glad_abilities") < tolerance);
    }
}

TEST_CASE("GLAD recovers abilities and orders tasks by difficulty") {
    // Labels drawn by the model itself: clearness N(0, 1) about 0.
    const std::vector<double> abilities{2.0, 1.2, 0.6, -0.5, 1.5, 1.0};
    const std::vector<calm::language> workers{"aa", "bb", "cc", "dd", "ee", "ff"};
    std::mt19937 random(19);
    const auto uniform = [&] { return static_cast<double>(random()) / 4294967296.0; };
    calm_test::task_list tasks;
    std::vector<double> clearness;
    for (std::size_t t = 0; t < 4000; ++t) {
        double b = -6;
        for (int i = 0; i < 12; ++i) b += uniform();  // about normal
        clearness.push_back(b);
        tasks.push_back({t, {}});
        const std::size_t truth = random() % 4;
        for (std::size_t w = 0; w < abilities.size(); ++w)
            for (int s = 0; s < 2; ++s) {
                const bool right = uniform() < 1 / (1 + std::exp(-abilities[w] * std::exp(b)));
                tasks.back().second.push_back({workers[w], calm::answer_key(static_cast<char>('A' + (right ? truth : (truth + 1 + random() % 3) % 4)))});
            }
    }
    glad_options options;
    options.clearness_mean = 0;
    options.max_iterations = 1000;
    options.tolerance = 1e-9;
    const auto fit = glad::fit(make_table(tasks), options);
    CHECK(fit.converged);
    // A clearness of its own for each task leaves the scale of abilities biased (Neyman and Scott 1948), not their order and signs.
    for (std::size_t v = 0; v < abilities.size(); ++v)
        for (std::size_t w = 0; w < abilities.size(); ++w) {
            const auto found_v = fit.abilities[calm_test::place_of(fit.workers, workers[v])], found_w = fit.abilities[calm_test::place_of(fit.workers, workers[w])];
            if (abilities[v] > abilities[w]) CHECK(found_v > found_w);
        }
    CHECK(fit.abilities[calm_test::place_of(fit.workers, "dd")] < 0);
    double product = 0, square = 0, square_found = 0, mean = 0;
    for (const double b : fit.clearness) mean += b / static_cast<double>(fit.clearness.size());
    for (std::size_t t = 0; t < clearness.size(); ++t) {
        product += clearness[t] * (fit.clearness[t] - mean);
        square += clearness[t] * clearness[t];
        square_found += (fit.clearness[t] - mean) * (fit.clearness[t] - mean);
    }
    CHECK(product / std::sqrt(square * square_found) > 0.5);  // twelve labels say something of a task, not everything
}

TEST_CASE("GLAD's objective rises with every iteration until it settles") {
    const calm_test::simulation made({coin(0.75, 4), coin(0.6, 4), coin(0.3, 4)}, 500, 2, 23);
    const auto table = make_table(made.tasks);
    double before = -std::numeric_limits<double>::infinity();
    for (std::size_t n = 1; n <= 30; ++n) {
        glad_options options;
        options.max_iterations = n;
        options.tolerance = 0;
        const auto fit = glad::fit(table, options);
        CHECK(fit.iterations == n);
        CHECK(fit.log_likelihood >= before - 1e-9);
        before = fit.log_likelihood;
    }
    CHECK(glad::fit(table).converged);
}

TEST_CASE("an ability far from where it starts does not overshoot") {
    // Tasks are taken to be very clear, so that a full Newton step of the worker who misleads would be of some hundred.
    const calm_test::simulation made({coin(0.9, 4), coin(0.8, 4), coin(0.8, 4), coin(0.02, 4)}, 300, 2, 53);
    const auto table = make_table(made.tasks);
    double before = -std::numeric_limits<double>::infinity();
    for (std::size_t n = 1; n <= 20; ++n) {
        glad_options options;
        options.clearness_mean = 3;
        options.max_iterations = n;
        options.tolerance = 0;
        const auto fit = glad::fit(table, options);
        CHECK(fit.log_likelihood >= before - 1e-9);
        before = fit.log_likelihood;
        for (const double ability : fit.abilities) CHECK(std::abs(ability) < 5);
    }
}

TEST_CASE("the abilities and the clearness are stationary points of the objective") {
    const calm_test::simulation made({coin(0.75, 3), coin(0.6, 3), coin(0.2, 3)}, 200, 2, 29);
    const auto table = make_table(made.tasks);
    glad_options options;
    options.max_iterations = 3000;
    options.tolerance = 0;
    const auto fit = glad::fit(table, options);
    // The objective written down again, in the plainest way.
    const auto objective = [&](const std::vector<double>& abilities, const std::vector<double>& clearness) {
        double sum = 0;
        for (const double a : abilities) sum -= (a - 1) * (a - 1) / 2;
        for (std::size_t t = 0; t < table.tasks(); ++t) {
            double likelihood = 0;
            for (std::size_t k = 0; k < 3; ++k) {
                double product = 1.0 / 3;
                for (const auto label : table.labels_of(t)) {
                    const double right = 1 / (1 + std::exp(-abilities[label.worker] * std::exp(clearness[t])));
                    product *= label.cls == k ? right : (1 - right) / 2;
                }
                likelihood += product;
            }
            sum += std::log(likelihood) - (clearness[t] - 1) * (clearness[t] - 1) / 2;
        }
        return sum;
    };
    CHECK(std::abs(objective(fit.abilities, fit.clearness) - fit.log_likelihood) < 1e-9);
    const double h = 1e-4;  // central differences: an error of about h² and of the rounding 1e-13 / h
    for (std::size_t w = 0; w < 3; ++w) {
        auto up = fit.abilities, down = fit.abilities;
        up[w] += h, down[w] -= h;
        CHECK(std::abs(objective(up, fit.clearness) - objective(down, fit.clearness)) / (2 * h) < 1e-5);
    }
    for (std::size_t t = 0; t < 20; ++t) {
        auto up = fit.clearness, down = fit.clearness;
        up[t] += h, down[t] -= h;
        CHECK(std::abs(objective(fit.abilities, up) - objective(fit.abilities, down)) / (2 * h) < 1e-5);
    }
}

TEST_CASE("options of GLAD out of range are refused") {
    const auto refused = [&](auto change) {
        glad_options options;
        change(options);
        return archetypes::thrown([&] { return glad::fit(calm::vote::label_table{}, options); }) == calm::error_id::invalid_option;
    };
    CHECK(refused([](auto& o) { o.max_iterations = 0; }));
    CHECK(refused([](auto& o) { o.tolerance = -1; }));
    CHECK(refused([](auto& o) { o.ability_mean = std::numeric_limits<double>::quiet_NaN(); }));
    CHECK(refused([](auto& o) { o.clearness_mean = std::numeric_limits<double>::infinity(); }));
}

TEST_CASE("GLAD as a fitted aggregator, fitted in parallel too") {
    calm_test::check_fitted([](const auto& table, std::size_t threads) {
        glad_options options;
        options.threads = threads;
        options.max_iterations = 50;
        return glad::fit(table, options);
    }, 1e-9);
}
