#include "calm/vote/dawid_skene.hpp"
#include "calm/vote/aggregator.hpp"
#include "calm/vote/detail/confusion_em.hpp"
#include "calm/vote/fitted.hpp"

#include "archetypes/thrown.hpp"
#include "catch.hpp"
#include "vote/peer/vectors.hpp"

#include <cmath>
#include <limits>
#include <vector>

using calm::vote::confusion_model;
using calm::vote::dawid_skene;
using calm::vote::dawid_skene_options;
using calm_test::coin;
using calm_test::make_table;
using calm_test::simulation;

static_assert(calm::aggregator<dawid_skene>);

namespace {
dawid_skene_options make_options(confusion_model model, std::size_t iterations = 100, double tolerance = 1e-5) {
    dawid_skene_options options;
    options.model = model;
    options.max_iterations = iterations;
    options.tolerance = tolerance;
    return options;
}
} // namespace

TEST_CASE("Dawid-Skene agrees with crowd-kit after as many iterations", "[peer]") {
    for (const auto& peer : calm_test::all_peer_vectors()) {
        const auto table = make_table(peer.tasks);
        const auto& iterations = peer.vectors.at("iterations");
        // crowd-kit raises what it reports to 1e-10, and both raise counts to 1e-10, which moves a posterior by at most
        // p (1 - p) × labels × 1e-10 <= 18 / 4 × 1e-10 in a task of 18 labels.
        const double tolerance = 6e-10;
        CHECK(peer.difference(dawid_skene::fit(table, make_options(confusion_model::full, iterations.at("dawid_skene"), 0)), "dawid_skene") < tolerance);
        CHECK(peer.difference(dawid_skene::fit(table, make_options(confusion_model::one_coin, iterations.at("one_coin"), 0)), "one_coin") < tolerance);
    }
}

TEST_CASE("Dawid-Skene recovers the confusions that labels were drawn with") {
    // The third worker mixes up A and B, and the fourth nearly always says A.
    const std::vector<std::vector<std::vector<double>>> rows{
        coin(0.8, 3), coin(0.7, 3), {{.45, .45, .1}, {.45, .45, .1}, {.1, .1, .8}}, {{.9, .05, .05}, {.85, .1, .05}, {.85, .05, .1}}, coin(0.6, 3)};
    const simulation made(rows, 20000, 1, 5);
    const auto table = make_table(made.tasks);
    const auto fit = dawid_skene::fit(table, make_options(confusion_model::full, 500, 1e-9));
    CHECK(fit.converged);
    for (std::size_t w = 0; w < rows.size(); ++w)
        for (std::size_t k = 0; k < 3; ++k)
            for (std::size_t l = 0; l < 3; ++l) {
                const auto found = fit.probability(calm_test::place_of(fit.workers, made.workers[w]),
                                                   static_cast<std::size_t>(std::find(fit.classes.begin(), fit.classes.end(), made.classes[k]) - fit.classes.begin()),
                                                   static_cast<std::size_t>(std::find(fit.classes.begin(), fit.classes.end(), made.classes[l]) - fit.classes.begin()));
                // A share of 20000 / 3 draws has a standard error of at most 0.0062; the classes are hidden, which about doubles it; 4 of them.
                CHECK(std::abs(found - rows[w][k][l]) < 0.05);
            }
    for (const double prior : fit.priors) CHECK(std::abs(prior - 1.0 / 3) < 0.03);
    const auto plain = calm_test::right_share(dawid_skene::fit(table, make_options(confusion_model::full, 1, 0)), made);
    CHECK(calm_test::right_share(fit, made) > plain);
}

TEST_CASE("the one-coin model recovers accuracies, that of one who misleads too") {
    const std::vector<double> coins{0.85, 0.7, 0.55, 0.4, 0.05};
    std::vector<std::vector<std::vector<double>>> rows;
    for (const double right : coins) rows.push_back(coin(right, 4));
    const simulation made(rows, 20000, 1, 9);
    const auto fit = dawid_skene::fit(make_table(made.tasks), make_options(confusion_model::one_coin, 500, 1e-9));
    for (std::size_t w = 0; w < coins.size(); ++w)  // standard error below 0.0036 when classes are known
        CHECK(std::abs(fit.accuracy[calm_test::place_of(fit.workers, made.workers[w])] - coins[w]) < 0.03);
}

TEST_CASE("the likelihood rises with every iteration") {
    const simulation made({coin(0.7, 4), coin(0.6, 4), coin(0.5, 4)}, 500, 2, 21);
    const auto table = make_table(made.tasks);
    for (const auto model : {confusion_model::full, confusion_model::one_coin}) {
        double before = -std::numeric_limits<double>::infinity();
        for (std::size_t n = 1; n <= 40; ++n) {
            const auto fit = dawid_skene::fit(table, make_options(model, n, 0));
            CHECK(fit.iterations == n);
            CHECK_FALSE(fit.converged);
            CHECK(fit.log_likelihood >= before - 1e-9);
            before = fit.log_likelihood;
        }
        const auto fit = dawid_skene::fit(table, make_options(model, 1000));
        CHECK(fit.converged);
        CHECK(fit.iterations < 1000);
    }
}

TEST_CASE("the log-likelihood is that of the labels under the parameters") {
    const simulation made({coin(0.7, 3), coin(0.6, 3)}, 40, 2, 2);
    const auto table = make_table(made.tasks);
    const auto fit = dawid_skene::fit(table);
    double sum = 0;
    for (std::size_t t = 0; t < table.tasks(); ++t) {
        double likelihood = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            double product = fit.priors[k];
            for (const auto label : table.labels_of(t)) product *= fit.probability(label.worker, k, label.cls);
            likelihood += product;
        }
        sum += std::log(likelihood);
    }
    CHECK(std::abs(sum - fit.log_likelihood) < 1e-10);
}

TEST_CASE("tasks of so many labels that a product of probabilities would be 0") {
    // Twice the label at half the weight is the same label, and a table with weights takes sums of logarithms.
    const simulation made({coin(0.3, 4), coin(0.35, 4), coin(0.4, 4)}, 30, 400, 61);
    auto halves = made.tasks;
    for (auto& task : halves) {
        for (auto& label : task.second) label.weight = 0.5;
        task.second.insert(task.second.end(), task.second.begin(), task.second.end());
    }
    const auto whole = dawid_skene::fit(make_table(made.tasks)), split = dawid_skene::fit(make_table(halves));
    CHECK(std::abs(whole.log_likelihood - split.log_likelihood) < 1e-9 * std::abs(whole.log_likelihood));
    for (std::size_t i = 0; i < whole.posteriors.size(); ++i) CHECK(std::abs(whole.posteriors[i] - split.posteriors[i]) < 1e-9);
}

TEST_CASE("smoothing draws confusions towards the even ones") {
    const auto table = make_table({{0, {{"en", "A"}, {"de", "A"}}}, {1, {{"en", "B"}, {"de", "B"}}}});
    auto options = make_options(confusion_model::full);
    CHECK(dawid_skene::fit(table, options).probability(0, 0, 0) > 1 - 1e-9);
    options.smoothing = 1;
    CHECK(dawid_skene::fit(table, options).probability(0, 0, 0) < 0.67);
    options.model = confusion_model::one_coin;
    CHECK(dawid_skene::fit(table, options).accuracy[0] < 0.84);
}

TEST_CASE("any number of classes") {  // 2, 4, 6, 8 and more have loops of their own
    for (std::size_t count = 2; count <= 11; ++count) {
        const simulation made(std::vector<std::vector<std::vector<double>>>(4, coin(0.7, count)), 400, 1, 31);
        const auto fit = dawid_skene::fit(make_table(made.tasks));
        CHECK(calm_test::right_share(fit, made) > 0.7);
        for (std::size_t w = 0; w < 4; ++w)
            for (std::size_t k = 0; k < count; ++k) {
                double sum = 0;
                for (std::size_t l = 0; l < count; ++l) sum += fit.probability(w, k, l);
                CHECK(std::abs(sum - 1) < 1e-12);
            }
    }
}

TEST_CASE("options of Dawid-Skene out of range are refused") {
    const calm::vote::label_table table;
    const auto refused = [&](auto change) {
        dawid_skene_options options;
        change(options);
        return archetypes::thrown([&] { return dawid_skene::fit(table, options); }) == calm::error_id::invalid_option;
    };
    CHECK(refused([](auto& o) { o.max_iterations = 0; }));
    CHECK(refused([](auto& o) { o.tolerance = -1; }));
    CHECK(refused([](auto& o) { o.tolerance = std::numeric_limits<double>::quiet_NaN(); }));
    CHECK(refused([](auto& o) { o.smoothing = -1; }));
    CHECK(refused([](auto& o) { o.smoothing = std::numeric_limits<double>::infinity(); }));
}

TEST_CASE("Dawid-Skene as a fitted aggregator, fitted in parallel too") {
    calm_test::check_fitted([](const auto& table, std::size_t threads) {
        auto options = make_options(confusion_model::full);
        options.threads = threads;
        return dawid_skene::fit(table, options);
    }, 1e-9);
}

TEST_CASE("one-coin Dawid-Skene as a fitted aggregator") {
    calm_test::check_fitted([](const auto& table, std::size_t threads) {
        auto options = make_options(confusion_model::one_coin);
        options.threads = threads;
        return dawid_skene::fit(table, options);
    }, 1e-9);
}
