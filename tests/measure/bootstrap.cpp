#include "calm/measure/bootstrap.hpp"

#include "archetypes/thrown.hpp"
#include "catch.hpp"
#include "measure/peer_vectors.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <thread>
#include <vector>

using calm::measure::bootstrap;
using calm::measure::bootstrap_options;
using calm::measure::interval;
using calm::measure::percentile_interval;
using calm::measure::ratio_of_sums;
using calm::measure::resample;
using calm::measure::resampled_statistic;
using times_drawn = std::span<const std::uint32_t>;

namespace {
std::optional<interval> interval_of_mean(const std::vector<unsigned char>& values, const bootstrap_options& how) {
    const std::vector<unsigned char> ones(values.size(), 1);
    const std::vector<resampled_statistic> mean{[&](times_drawn times) { return ratio_of_sums(times, values, ones); }};
    return bootstrap(values.size(), mean, how).front();
}
} // namespace

TEST_CASE("bootstrap intervals are those of a second implementation") {
    for (const auto& peer : peers::intervals) {
        std::vector<unsigned char> right;
        for (const char c : peer.right) right.push_back(c == '1');
        const auto got = interval_of_mean(right, {peer.replicates, peer.seed, peer.confidence});
        REQUIRE(got);
        // Means are quotients of small integers, rounded once; the interpolation adds a few roundings of figures in [0, 1].
        CHECK(std::abs(got->low - peer.low) <= 8 * std::numeric_limits<double>::epsilon());
        CHECK(std::abs(got->high - peer.high) <= 8 * std::numeric_limits<double>::epsilon());
    }
}

TEST_CASE("a resample draws as many questions as there are, each as likely as another") {
    constexpr std::size_t questions = 50, replicates = 4000;
    std::vector<std::uint32_t> times(questions);
    std::vector<double> sums(questions), squares(questions);
    for (std::size_t r = 0; r < replicates; ++r) {
        resample(1, r, times);
        REQUIRE(std::accumulate(times.begin(), times.end(), 0U) == questions);
        for (std::size_t i = 0; i < questions; ++i) sums[i] += times[i], squares[i] += times[i] * times[i];
    }
    // The sum of a question is binomial with replicates × questions draws; chi-squared over the questions has 49 degrees of freedom,
    // and exceeds 49 + 5 sqrt(98) with probability below 1e-5.
    double chi_squared = 0;
    for (const double sum : sums) chi_squared += (sum - replicates) * (sum - replicates) / replicates;
    CHECK(chi_squared < 49 + 5 * std::sqrt(98.0));
    // The variance of a count is 1 - 1 / questions; its mean over all counts has a standard error of about sqrt(3 / (replicates × questions)).
    const double variance = std::accumulate(squares.begin(), squares.end(), 0.0) / (replicates * questions) - 1;
    CHECK(std::abs(variance - 0.98) < 5 * std::sqrt(3.0 / (replicates * questions)));
}

TEST_CASE("resamples depend on seed and replicate alone") {
    std::vector<std::uint32_t> first(1000), again(1000), threaded(1000), other(1000);
    resample(7, 3, first);
    resample(7, 2, again);  // what was drawn before does not matter
    resample(7, 3, again);
    std::thread([&] { resample(7, 3, threaded); }).join();
    CHECK(again == first);
    CHECK(threaded == first);
    resample(7, 4, other);
    CHECK(other != first);
    resample(8, 3, other);
    CHECK(other != first);
}

TEST_CASE("the interval of a mean has the width that theory gives, and covers the truth as often as it says") {
    // 300 data sets of 200 questions, right with probability 0.6.
    std::size_t covered = 0;
    double width = 0;
    constexpr std::size_t sets = 300, questions = 200;
    for (std::size_t set = 0; set < sets; ++set) {
        std::vector<unsigned char> right;
        for (std::size_t q = 0; q < questions; ++q)
            right.push_back(static_cast<double>(calm::draw_key{99, q, "en", static_cast<std::uint32_t>(set)}.bits() >> 11) * 0x1p-53 < 0.6);
        const auto got = interval_of_mean(right, {.replicates = 400, .seed = set});
        covered += got->low <= 0.6 && 0.6 <= got->high;
        width += got->high - got->low;
    }
    // With the quantiles of the binomial distribution itself the interval covers 0.6 in 95.7 % of the sets (the sum of their
    // probabilities); 400 replicates narrow it by a point at most, and 3 standard errors of 300 trials are 3.5 points.
    CHECK(covered >= static_cast<std::size_t>(sets * (0.957 - 0.01 - 0.035)));
    CHECK(covered <= static_cast<std::size_t>(sets * (0.957 + 0.035)));
    // Width: 2 × 1.96 sqrt(0.24 / 200). Quantiles of 400 replicates scatter by 5 %, the mean over sets by far less than 2 %.
    CHECK(std::abs(width / sets - 2 * 1.96 * std::sqrt(0.24 / questions)) < 0.02 * 2 * 1.96 * std::sqrt(0.24 / questions));
}

TEST_CASE("two runs are compared on the same resamples") {
    // The runs differ on one question of 40, so that their difference varies far less than either mean.
    std::vector<unsigned char> before, ones(40, 1);
    for (int i = 0; i < 40; ++i) before.push_back(i % 2 == 0);
    auto after = before;
    after[1] = 1;
    const auto mean = [&](times_drawn times, const auto& values) { return *ratio_of_sums(times, values, ones); };
    const std::vector<resampled_statistic> all{[&](times_drawn t) { return mean(t, before); }, [&](times_drawn t) { return mean(t, after); },
                                               [&](times_drawn t) { return mean(t, after) - mean(t, before); }};
    const auto got = bootstrap(40, all, {.replicates = 500});
    CHECK(got[0]->high - got[0]->low > 0.2);
    CHECK(got[1]->high - got[1]->low > 0.2);
    CHECK(got[2]->low == 0.0);
    CHECK(got[2]->high < 0.1);
    const auto reversed = bootstrap(40, std::vector<resampled_statistic>{all[2], all[0]}, {.replicates = 500});
    CHECK(reversed[0] == got[2]);  // statistics don't disturb each other
    CHECK(reversed[1] == got[0]);
}

TEST_CASE("percentiles are interpolated") {
    CHECK(percentile_interval({}, 0.95) == std::nullopt);
    CHECK(percentile_interval({3}, 0.95) == interval{3, 3});
    CHECK(percentile_interval({4, 0, 2, 1, 3}, 0.5) == interval{1, 3});
    CHECK(percentile_interval({1, 0}, 0.5) == interval{0.25, 0.75});
}

TEST_CASE("a statistic that is not defined in a resample does not count there") {
    // One of two questions defines it: a resample has it in 3 of 4 cases, and it is 5 then.
    std::size_t undefined = 0;
    const auto sometimes = [&](times_drawn times) {
        undefined += times[0] == 0;
        return ratio_of_sums(times, std::vector{5, 0}, std::vector{1, 0});
    };
    const std::vector<resampled_statistic> some{sometimes, [](times_drawn) { return std::optional<double>(); }};
    const auto got = bootstrap(2, some, {.replicates = 1000});
    CHECK(got[0] == interval{5, 5});
    CHECK(got[1] == std::nullopt);
    CHECK(std::abs(static_cast<double>(undefined) - 250) < 5 * std::sqrt(1000 * 0.25 * 0.75));
    CHECK(bootstrap(0, some)[0] == std::nullopt);
    CHECK(bootstrap(2, {}).empty());
}

TEST_CASE("options of a bootstrap that make no sense are refused") {
    using archetypes::thrown;
    CHECK(thrown([] { return bootstrap(3, {}, {.replicates = 0}); }) == calm::error_id::invalid_option);
    for (const double confidence : {0.0, 1.0, -0.5, 95.0, std::nan("")})
        CHECK(thrown([&] { return bootstrap(3, {}, {.confidence = confidence}); }) == calm::error_id::invalid_option);
}
