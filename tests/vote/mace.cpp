#include "calm/vote/mace.hpp"
#include "calm/vote/aggregator.hpp"

#include "archetypes/thrown.hpp"
#include "catch.hpp"
#include "vote/peer/vectors.hpp"

#include <cmath>
#include <limits>
#include <vector>

using calm::vote::mace;
using calm::vote::mace_method;
using calm::vote::mace_options;
using calm_test::coin;
using calm_test::make_table;

static_assert(calm::aggregator<mace>);

namespace {
mace_options make_options(mace_method method) {
    mace_options options;
    options.method = method;
    return options;
}
} // namespace

TEST_CASE("the digamma function") {
    using calm::vote::detail::digamma;
    // Abramowitz and Stegun 6.3.2 to 6.3.5, and psi(x + 1) = psi(x) + 1 / x.
    const double euler = 0.57721566490153286;
    CHECK(std::abs(digamma(1) + euler) < 1e-14);
    CHECK(std::abs(digamma(0.5) + euler + 2 * std::log(2.0)) < 1e-14);
    CHECK(std::abs(digamma(2) - (1 - euler)) < 1e-14);
    for (const double x : {0.01, 0.7, 3.3, 9.99, 10.5, 1e3, 1e9}) CHECK(std::abs(digamma(x + 1) - digamma(x) - 1 / x) < 4e-14 * std::max(1.0, std::abs(digamma(x))));
}

TEST_CASE("MACE agrees with crowd-kit from crowd-kit's own start", "[peer]") {
    for (const auto& peer : calm_test::all_peer_vectors()) {
        const auto table = make_table(peer.tasks);
        calm::vote::mace_parameters start;
        const auto& given = peer.vectors.at("mace_start");
        for (const auto& worker : table.workers()) {
            const auto w = peer.place(peer.vectors.at("workers"), worker.str());
            start.competence.push_back(given.at("competence")[w]);
            start.spamming.push_back(given.at("spamming")[w]);
            for (const auto& key : table.classes()) start.strategies.push_back(given.at("strategies")[w][peer.place(peer.vectors.at("classes"), key.str())]);
        }
        for (const auto method : {mace_method::expectation_maximisation, mace_method::variational}) {
            auto options = make_options(method);
            options.max_iterations = peer.vectors.at("iterations").at("mace");
            options.tolerance = 0;
            const auto fit = mace::fit(table, start, options);
            const bool variational = method == mace_method::variational;
            // Rounding of sums of up to 18000 terms, about 1e-13, on a path of 50 iterations that converges: it does not grow much.
            CHECK(peer.difference(fit, variational ? "mace_vb" : "mace_em") < 1e-10);
            CHECK(peer.difference(fit, fit.competence, variational ? "mace_vb_competence" : "mace_em_competence") < 1e-10);
        }
    }
}

TEST_CASE("MACE recovers who knows and what the others answer") {
    // Each knows with this probability, and otherwise answers by this strategy.
    const std::vector<double> knows{0.8, 0.6, 0.4, 0.1};
    const std::vector<std::vector<double>> strategies{{1.0 / 3, 1.0 / 3, 1.0 / 3}, {0.8, 0.1, 0.1}, {0.1, 0.1, 0.8}, {0.05, 0.9, 0.05}};
    std::vector<std::vector<std::vector<double>>> rows;
    for (std::size_t w = 0; w < knows.size(); ++w) {
        rows.emplace_back(3);
        for (std::size_t k = 0; k < 3; ++k)
            for (std::size_t l = 0; l < 3; ++l) rows[w][k].push_back((1 - knows[w]) * strategies[w][l] + (k == l ? knows[w] : 0));
    }
    const calm_test::simulation made(rows, 20000, 1, 17);
    for (const auto method : {mace_method::expectation_maximisation, mace_method::variational}) {
        auto options = make_options(method);
        options.max_iterations = 500;
        options.restarts = 2;
        options.tolerance = 1e-9;
        const auto fit = mace::fit(make_table(made.tasks), options);
        CHECK(fit.converged);
        for (std::size_t w = 0; w < knows.size(); ++w) {
            const auto at = calm_test::place_of(fit.workers, made.workers[w]);
            CHECK(std::abs(fit.competence[at] - knows[w]) < 0.03);  // standard error below 0.0035 when classes are known
            for (std::size_t l = 0; l < 3; ++l) {
                const auto label = static_cast<std::size_t>(std::find(fit.classes.begin(), fit.classes.end(), made.classes[l]) - fit.classes.begin());
                CHECK(std::abs(fit.strategies[at * 3 + label] - strategies[w][l]) < 0.06);  // of fewer draws: those that guess
            }
        }
    }
}

TEST_CASE("restarts keep the likeliest, and start apart") {
    const calm_test::simulation made({coin(0.5, 4), coin(0.45, 4), coin(0.4, 4)}, 60, 1, 41);
    const auto table = make_table(made.tasks);
    auto options = make_options(mace_method::expectation_maximisation);
    double best = -std::numeric_limits<double>::infinity(), least = 0;
    std::uint64_t worst = 0;
    options.restarts = 1;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        options.seed = seed;
        const auto fit = mace::fit(table, options);
        CHECK(fit.posteriors == mace::fit(table, options).posteriors);
        best = std::max(best, fit.log_likelihood);
        if (fit.log_likelihood < least) least = fit.log_likelihood, worst = seed;
    }
    CHECK(least < best);
    options.seed = worst;
    options.restarts = 20;  // the first of which is the one that ended at `least`
    CHECK(mace::fit(table, options).log_likelihood > least);
}

TEST_CASE("a fit of MACE is a start for another") {
    const calm_test::simulation made({coin(0.7, 3), coin(0.6, 3), coin(0.5, 3)}, 300, 1, 43);
    const auto table = make_table(made.tasks);
    auto options = make_options(mace_method::expectation_maximisation);
    const auto first = mace::fit(table, options);
    options.max_iterations = 1;
    CHECK(mace::fit(table, first, options).log_likelihood >= first.log_likelihood - 1e-9);
}

TEST_CASE("options and starts of MACE that are not usable are refused") {
    const auto table = make_table({{0, {{"en", "A"}, {"de", "B"}}}});
    const auto refused = [&](auto change) {
        mace_options options;
        change(options);
        return archetypes::thrown([&] { return mace::fit(table, options); }) == calm::error_id::invalid_option;
    };
    CHECK(refused([](auto& o) { o.max_iterations = 0; }));
    CHECK(refused([](auto& o) { o.restarts = 0; }));
    CHECK(refused([](auto& o) { o.noise = -1; }));
    CHECK(refused([](auto& o) { o.smoothing = 0; }));
    CHECK(refused([](auto& o) { o.strategy_prior = 0; }));
    CHECK(refused([](auto& o) { o.spamming_prior = -1; }));
    CHECK(refused([](auto& o) { o.competence_prior = std::numeric_limits<double>::infinity(); }));
    const auto refused_start = [&](calm::vote::mace_parameters start) {
        return archetypes::thrown([&] { return mace::fit(table, std::move(start)); }) == calm::error_id::invalid_option;
    };
    CHECK(refused_start({}));
    CHECK(refused_start({{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5, 0.5, 0}}));
    CHECK_FALSE(refused_start({{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5, 0.5, 0.5}}));
}

TEST_CASE("MACE as a fitted aggregator, fitted in parallel too") {
    calm_test::check_fitted([](const auto& table, std::size_t threads) {
        auto options = make_options(mace_method::variational);
        options.restarts = 2;
        options.max_iterations = 20;
        options.threads = threads;
        return mace::fit(table, options);
    }, 1e-9);
}
