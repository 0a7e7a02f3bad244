#include "calm/measure/mcnemar.hpp"

#include "catch.hpp"
#include "measure/peer_vectors.hpp"

#include <cmath>
#include <limits>
#include <optional>

using calm::measure::mcnemar;

TEST_CASE("McNemar's exact p-value") {
    for (const auto& [gained, lost, p] : peers::pairs) {
        const auto n = static_cast<double>(gained + lost);
        const double tolerance = 2 * (n + 1) * std::numeric_limits<double>::epsilon() * p;
        CHECK(std::abs(mcnemar{.gained = gained, .lost = lost}.p_value() - p) <= tolerance);
        CHECK(std::abs(mcnemar{.both = 5, .gained = lost, .lost = gained, .neither = 7}.p_value() - p) <= tolerance);
    }
}

TEST_CASE("McNemar's p-value with more discordant questions than a double can raise 2 to") {
    // Far from the centre it leaves the range of a double; near to it, it is what the normal approximation says, to 1 / sqrt(n).
    CHECK(mcnemar{.gained = 100000}.p_value() == 0.0);
    const std::size_t n = 2000000, lead = 2000;
    const double normal = std::erfc(static_cast<double>(lead) / std::sqrt(2.0 * static_cast<double>(n)));
    CHECK(std::abs(mcnemar{.gained = (n + lead) / 2, .lost = (n - lead) / 2}.p_value() - normal) < 1 / std::sqrt(static_cast<double>(n)));
    CHECK(mcnemar{.gained = n / 2, .lost = n / 2}.p_value() == 1.0);
}

TEST_CASE("McNemar's table counts both runs, and its parts merge") {
    mcnemar table, rest;
    CHECK(table.difference() == std::nullopt);
    CHECK(table.p_value() == 1.0);
    for (const auto& [before, after] : {std::pair(true, true), {false, true}, {false, true}, {true, false}}) table.add(before, after);
    rest.add(false, false);
    rest.add(false, true);
    table.merge(rest);
    CHECK(table.both == 1);
    CHECK(table.gained == 3);
    CHECK(table.lost == 1);
    CHECK(table.neither == 1);
    CHECK(table.questions() == 6);
    CHECK(table.difference() == 2.0 / 6.0);
    CHECK(table.p_value() == 0.625);  // 2 (1 + 4) / 16
}
