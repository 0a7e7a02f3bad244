#include "calm/vote/wawa.hpp"
#include "calm/vote/aggregator.hpp"
#include "calm/vote/majority.hpp"

#include "catch.hpp"
#include "vote/peer/vectors.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using calm::vote::wawa;
using calm_test::make_table;
using calm_test::task_list;

static_assert(calm::aggregator<wawa>);

TEST_CASE("Wawa agrees with crowd-kit", "[peer]") {
    for (auto peer : calm_test::all_peer_vectors()) {
        for (auto& task : peer.tasks) {  // crowd-kit counts equal labels of a worker once, so the vectors are of first labels
            std::vector<calm::vote::named_label> first;
            for (const auto& label : task.second)
                if (std::none_of(first.begin(), first.end(), [&](const auto& have) { return have.worker == label.worker; })) first.push_back(label);
            task.second = first;
        }
        const auto fit = wawa::fit(make_table(peer.tasks));
        // Quotients of sums of at most 899 terms in [0, 1].
        CHECK(peer.difference(fit, "wawa") < 1e-13);
        CHECK(peer.difference(fit, fit.skills, "wawa_skills") < 1e-13);
    }
}

TEST_CASE("the majority of a table is crowd-kit's", "[peer]") {
    for (const auto& peer : calm_test::all_peer_vectors()) {
        const auto table = make_table(peer.tasks);
        const auto winners = calm::vote::majority(table);
        const auto& rows = peer.vectors.at("majority");
        for (std::size_t t = 0; t < table.tasks(); ++t) {
            const auto row = rows[t].get<std::vector<double>>();
            const auto best = static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());  // the first of several
            CHECK(table.classes()[winners[t]].str() == peer.vectors.at("classes")[best].get<std::string>());
        }
    }
}

TEST_CASE("a tied majority goes to the smallest key, by weight and up to rounding") {
    const auto table = make_table({{0, {{"en", "C"}, {"de", "B"}, {"fr", "D"}, {"zh", "B"}, {"ja", "C"}}},
                                   {1, {{"en", "B", 0.3}, {"de", "C", 0.1}, {"fr", "C", 0.2}}},  // 0.1 + 0.2 > 0.3 in doubles
                                   {2, {{"en", "C", 0.3}, {"de", "B", 0.1}, {"fr", "B", 0.1}}}});
    const auto winners = calm::vote::majority(table);
    CHECK(table.classes()[winners[0]] == "B");
    CHECK(table.classes()[winners[1]] == "B");
    CHECK(table.classes()[winners[2]] == "C");
    CHECK(calm::vote::majority(table, 8) == winners);
    CHECK(calm::vote::majority(calm::vote::label_table{}).empty());
}

TEST_CASE("skills are shares of the labels that agree with the majority") {
    // Majorities: A, B, A. English agrees 3 of 4 times (it answers the first task twice), German twice of 3, Chinese twice of 3.
    const auto table = make_table({{0, {{"en", "A"}, {"en", "A"}, {"de", "A"}, {"zh", "B"}}},
                                   {1, {{"en", "C"}, {"de", "B"}, {"zh", "B"}}},
                                   {2, {{"en", "A"}, {"de", "D"}, {"zh", "A"}}}});
    const auto fit = wawa::fit(table);
    CHECK(fit.skills == std::vector<double>{3.0 / 4, 2.0 / 3, 2.0 / 3});
    const auto p = fit.posterior(2);
    CHECK(std::abs(p[0] - (3.0 / 4 + 2.0 / 3) / (3.0 / 4 + 4.0 / 3)) < 1e-15);
}

TEST_CASE("where no voter has any skill, votes weigh the same") {
    const auto table = make_table({{0, {{"en", "A"}, {"de", "A"}, {"zh", "B"}}},
                                   {1, {{"en", "A"}, {"de", "A"}, {"ja", "B"}}},
                                   {2, {{"zh", "C"}, {"ja", "D"}, {"en", "A"}, {"de", "A"}}}});
    const auto fit = wawa::fit(table);
    CHECK(fit.skills == std::vector<double>{1, 1, 0, 0});
    const auto votes = fit(archetypes::make_answered({{"zh", "C"}, {"zh", "C"}, {"ja", "D"}}, {"zh", "ja"}));
    CHECK(calm::totals(votes)[0].key == "C");
    CHECK(std::abs(calm::totals(votes)[0].weight - 2.0 / 3) < 1e-15);
}

TEST_CASE("Wawa beats the plain vote where workers differ") {
    const calm_test::simulation made({calm_test::coin(0.9, 4), calm_test::coin(0.4, 4), calm_test::coin(0.3, 4), calm_test::coin(0.35, 4)}, 5000, 1, 13);
    const auto table = make_table(made.tasks);
    const auto winners = calm::vote::majority(table);
    std::size_t right = 0;
    for (std::size_t t = 0; t < winners.size(); ++t) right += table.classes()[winners[t]] == made.classes[made.truth[t]];
    CHECK(calm_test::right_share(wawa::fit(table), made) > static_cast<double>(right) / 5000.0);
}

TEST_CASE("Wawa as a fitted aggregator, fitted in parallel too") {
    calm_test::check_fitted([](const auto& table, std::size_t threads) { return wawa::fit(table, threads); }, 1e-12);
}
