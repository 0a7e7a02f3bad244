#include "calm/measure/reliability.hpp"

#include "catch.hpp"

using calm::measure::reliability;

TEST_CASE("the calibration error is the mean distance between confidence and accuracy, bin by bin") {
    reliability seen(2);
    seen.add(0.2, false);
    seen.add(0.4, true);   // lower bin: mean 0.3, half right
    seen.add(0.9, true);
    seen.add(0.7, true);
    seen.add(0.5, false);  // an edge belongs to the bin above: mean 0.7, two thirds right
    REQUIRE(seen.expected_calibration_error());
    CHECK(*seen.expected_calibration_error() == Approx(2.0 / 5 * 0.2 + 3.0 / 5 * (0.7 - 2.0 / 3)));
    CHECK(*seen.mean_confidence() == Approx(0.54));
    const auto bins = seen.bins();
    CHECK(bins[0].answers == 2);
    CHECK(bins[1].answers == 3);
    CHECK(bins[1].right == 2);
    CHECK(*bins[0].accuracy() == 0.5);
}

TEST_CASE("coverage counts questions without an answer") {
    reliability seen(4);
    for (const auto& [confidence, right] : {std::pair(0.1, false), {0.3, true}, {0.6, false}, {0.8, true}, {1.0, true}}) seen.add(confidence, right);
    seen.add_unanswered();
    const auto curve = seen.coverage();
    CHECK(curve[0].answers == 5);
    CHECK(curve[0].coverage == Approx(5.0 / 6));
    CHECK(*curve[0].precision == Approx(0.6));
    CHECK(curve[3].answers == 2);
    CHECK(*curve[3].precision == 1);
    CHECK(curve[3].threshold == 0.75);
}

TEST_CASE("every edge of a decimal diagram opens its own bin") {
    for (std::size_t bins = 1; bins <= 100; ++bins) {
        reliability seen(bins);
        for (std::size_t i = 0; i < bins; ++i) seen.add(static_cast<double>(i) / static_cast<double>(bins), true);
        seen.add(1, true);
        const auto shown = seen.bins();
        for (std::size_t i = 0; i < bins; ++i) {
            INFO(bins << " bins, bin " << i);
            REQUIRE(shown[i].answers == (i + 1 == bins ? 2u : 1u));
        }
    }
}

TEST_CASE("reliabilities merge, and refuse what is no confidence") {
    reliability all, left, right;
    for (int i = 0; i < 50; ++i) {
        const double confidence = i / 50.0;
        all.add(confidence, i % 3 == 0);
        (i < 20 ? left : right).add(confidence, i % 3 == 0);
    }
    right.add_unanswered();
    all.add_unanswered();
    const auto both = merge(left, right);
    CHECK(both.questions() == all.questions());
    for (std::size_t i = 0; i < 10; ++i) CHECK(both.bins()[i].right == all.bins()[i].right);
    CHECK(*both.expected_calibration_error() == Approx(*all.expected_calibration_error()));
    CHECK_FALSE(reliability().expected_calibration_error());
    CHECK_THROWS_AS(reliability(0), calm::error);
    CHECK_THROWS_AS(all.add(1.01, true), calm::error);
    CHECK_THROWS_AS(all.add(-0.01, true), calm::error);
    CHECK_THROWS_AS(merge(reliability(3), reliability(4)), calm::error);
}
