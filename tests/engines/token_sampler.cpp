#include "calm/engines/token_sampler.hpp"

#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <vector>

using calm::sampling_settings;
using calm::engines::log_probability;
using calm::engines::token_sampler;
using calm::engines::unit_draw;

namespace {

sampling_settings with(double temperature, double top_p = 1, std::uint32_t top_k = 0) { return {temperature, top_p, top_k, 1}; }

std::vector<float> logits_of(std::initializer_list<double> probabilities) {
    std::vector<float> logits;
    for (const double p : probabilities) logits.push_back(static_cast<float>(std::log(p)));
    return logits;
}

/// The definition, by a full sort.
std::size_t by_sorting(const sampling_settings& settings, std::span<const float> logits, double uniform) {
    const double largest = *std::max_element(logits.begin(), logits.end());
    std::vector<double> weight;
    for (const float l : logits) weight.push_back(std::exp((l - largest) / settings.temperature));
    std::vector<std::size_t> order(logits.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return weight[a] > weight[b]; });
    double kept = std::accumulate(weight.begin(), weight.end(), 0.0);
    if (settings.top_k != 0 && settings.top_k < order.size()) {
        order.resize(settings.top_k);
        kept = 0;
        for (const auto token : order) kept += weight[token];
    }
    if (settings.top_p < 1) {
        double sum = 0;
        std::size_t count = 0;
        while (count < order.size() && sum < settings.top_p * kept) sum += weight[order[count++]];
        order.resize(count);
        kept = sum;
    }
    double below = 0;
    for (const auto token : order)
        if ((below += weight[token]) > uniform * kept) return token;
    return order.back();
}

/// Pearson's statistic of 200 000 draws against the softmax of the logits at a temperature.
double chi_square(const sampling_settings& drawn, std::span<const float> logits, double expected_temperature) {
    constexpr int draws = 200'000;
    token_sampler pick(drawn);
    std::vector<double> count(logits.size());
    for (std::uint64_t i = 0; i < draws; ++i) ++count[pick(logits, unit_draw(7, i))];
    double total = 0;
    for (const float l : logits) total += std::exp(l / expected_temperature);
    double statistic = 0;
    for (std::size_t t = 0; t < logits.size(); ++t) {
        const double expected = draws * std::exp(logits[t] / expected_temperature) / total;
        statistic += (count[t] - expected) * (count[t] - expected) / expected;
    }
    return statistic;
}

} // namespace

TEST_CASE("the uniform numbers are SplitMix64's") {
    // The first outputs of the generator's published reference implementation for seed 1234567.
    const std::uint64_t published[] = {6457827717110365317U, 3203168211198807973U, 9817491932198370423U, 4593380528125082431U};
    for (std::uint64_t i = 0; i < 4; ++i) CHECK(unit_draw(1234567, i) == static_cast<double>(published[i] >> 11) / 9007199254740992.0);
    static_assert(unit_draw(0, 0) >= 0 && unit_draw(0, 0) < 1);
}

TEST_CASE("tokens are drawn with the softmax's probabilities") {
    const std::vector<float> logits{0.3F, -1.0F, 1.7F, 0.3F, -2.5F, 0.9F, -0.2F, 1.1F};
    // P(chi-square with d degrees of freedom >= d + 2 sqrt(d x) + 2 x) <= exp(-x) (Laurent and Massart, 2000, lemma 1); x = 23: 1e-10.
    const double freedom = static_cast<double>(logits.size() - 1);
    const double bound = freedom + 2 * std::sqrt(freedom * 23) + 2 * 23;
    for (const double temperature : {0.5, 1.0, 2.0}) {
        CHECK(chi_square(with(temperature), logits, temperature) < bound);
        CHECK(chi_square(with(temperature, 1, 8), logits, temperature) < bound);  // top_k of all tokens changes nothing
    }
    CHECK(chi_square(with(1.05), logits, 1.0) > bound);  // the test would notice a temperature that is 5 % off
}

TEST_CASE("the cumulative distribution is inverted in the order of the probabilities") {
    const auto logits = logits_of({0.125, 0.5, 0.25, 0.125});
    token_sampler pick(with(1));
    CHECK(pick(logits, 0.0) == 1);
    CHECK(pick(logits, 0.499) == 1);
    CHECK(pick(logits, 0.501) == 2);
    CHECK(pick(logits, 0.749) == 2);
    CHECK(pick(logits, 0.751) == 0);  // of equals the smaller number first
    CHECK(pick(logits, 0.874) == 0);
    CHECK(pick(logits, 0.876) == 3);
    CHECK(pick(logits, 1 - 0x1p-53) == 3);
}

TEST_CASE("top_k keeps the most probable, and of equals those of smaller number") {
    token_sampler two(with(1, 1, 2));
    const auto logits = logits_of({0.1, 0.2, 0.3, 0.4});
    CHECK(two(logits, 0.0) == 3);
    CHECK(two(logits, 0.571) == 3);  // 0.4 / 0.7 = 0.5714...
    CHECK(two(logits, 0.572) == 2);
    CHECK(two(logits, 1 - 0x1p-53) == 2);
    const std::vector<float> equal(5, 0.25F);
    CHECK(two(equal, 0.49) == 0);
    CHECK(two(equal, 0.51) == 1);
    CHECK(two(equal, 1 - 0x1p-53) == 1);
    token_sampler one(with(3, 1, 1));
    for (std::uint64_t i = 0; i < 100; ++i) REQUIRE(one(logits, unit_draw(1, i)) == 3);
}

TEST_CASE("top_p keeps the shortest prefix that reaches it") {
    const auto logits = logits_of({0.1, 0.2, 0.3, 0.4});
    token_sampler half(with(1, 0.5));  // 0.4 is too little, 0.4 + 0.3 is enough
    CHECK(half(logits, 0.571) == 3);
    CHECK(half(logits, 0.572) == 2);
    CHECK(half(logits, 1 - 0x1p-53) == 2);
    token_sampler little(with(1, 1e-9));  // never fewer than one
    CHECK(little(logits, 1 - 0x1p-53) == 3);
    token_sampler of_two(with(1, 0.5, 2));  // of the 0.7 that top_k keeps: 0.4 is enough
    CHECK(of_two(logits, 1 - 0x1p-53) == 3);
    const std::vector<float> equal(4, 1.0F);
    CHECK(half(equal, 0.51) == 1);
    CHECK(half(equal, 1 - 0x1p-53) == 1);
}

TEST_CASE("temperature 0 takes the first of the largest logits, and nothing else matters") {
    token_sampler greedy(with(0, 0.1, 3));
    CHECK(greedy(std::vector<float>{1, 3, 2, 3}, 0.99) == 1);
    CHECK(greedy(std::vector<float>{-5}, 0.5) == 0);
    token_sampler cold(with(1e-300));  // as cold as makes no difference, without a division by zero
    CHECK(cold(std::vector<float>{1, 3, 2}, 0.999) == 1);
}

TEST_CASE("the choice is that of the definition, for any settings") {
    std::vector<float> logits(700);
    for (std::uint64_t round = 0; round < 400; ++round) {
        auto next = [round, i = std::uint64_t{0}]() mutable { return unit_draw(round, i++); };
        const double spread = 1 + 14 * next();
        for (auto& l : logits) l = static_cast<float>(std::round(4 * spread * next()) / 4);  // with many ties
        const double some_p[] = {1.0, 0.999999, 0.95, 0.5, next()};
        const std::uint32_t some_k[] = {0, 1, 40, 700, 5000};
        const auto settings = with(0.2 + 2 * next(), some_p[round % 5], some_k[round / 5 % 5]);
        token_sampler pick(settings);
        for (int i = 0; i < 20; ++i) {
            const double uniform = next();
            REQUIRE(pick(logits, uniform) == by_sorting(settings, logits, uniform));
        }
    }
}

TEST_CASE("excluded tokens are never drawn, broken logits are refused") {
    constexpr float minus = -std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
    token_sampler pick(with(1, 1, 3));
    const std::vector<float> one_left{minus, 0, minus, minus};
    CHECK(pick(one_left, 0.0) == 1);
    CHECK(pick(one_left, 1 - 0x1p-53) == 1);
    const std::vector<std::vector<float>> broken{{}, {minus, minus}, {0, nan}, {nan, 0}, {0, -minus}};
    for (const auto& logits : broken) {
        try {
            static_cast<void>(pick(logits, 0.5));
            FAIL("accepted broken logits");
        } catch (const calm::error& e) {
            CHECK(e.id() == calm::error_id::model_failed);
        }
    }
}

TEST_CASE("log-probabilities are those of the softmax") {
    const auto logits = logits_of({0.1, 0.2, 0.3, 0.4});
    // float rounds a logit by at most 2^-24 of its size; the sum of 4 terms cannot add more than a few times that.
    for (std::size_t t = 0; t < 4; ++t) CHECK(std::abs(log_probability(logits, t) - std::log(0.1 * static_cast<double>(t + 1))) < 8 * 0x1p-24);
    const std::vector<float> large{1e30F, 1e30F};
    CHECK(std::abs(log_probability(large, 0) + std::log(2.0)) < 1e-15);
    CHECK(log_probability(std::vector<float>{0, -1e30F}, 0) == 0);
    CHECK(log_probability(std::vector<float>{0, -std::numeric_limits<float>::infinity()}, 1) == -std::numeric_limits<double>::infinity());
}

TEST_CASE("settings out of range are refused by name") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
    const auto message = [](const sampling_settings& settings) -> std::string {
        try {
            token_sampler pick(settings);
            return "";
        } catch (const calm::error& e) {
            CHECK(e.id() == calm::error_id::invalid_option);
            return e.problem();
        }
    };
    for (const double bad : {-0.1, nan, inf}) CHECK(message(with(bad)).find("temperature") == 0);
    for (const double bad : {0.0, -1.0, 1.0000001, nan}) CHECK(message(with(1, bad)).find("top_p") == 0);
    CHECK(message({1, 1, 0, 0}).find("max_tokens") == 0);
    CHECK(message({0, 1, 0, 1}).empty());
}
