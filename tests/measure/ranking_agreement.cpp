#include "calm/measure/ranking_agreement.hpp"

#include "catch.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

using calm::measure::option_ranking;
using calm::measure::rank_c;
using calm::measure::ranking_agreement;

namespace {
/// "BAC": B first. The scores don't matter.
option_ranking of(std::string_view keys) {
    option_ranking ranking;
    for (const char key : keys) ranking.push_back({calm::answer_key(key), -static_cast<double>(ranking.size())});
    return ranking;
}
constexpr double rounding = 16 * std::numeric_limits<double>::epsilon();  // sums of at most five products in [0, 1]
bool close(std::optional<double> a, double b) { return a && std::abs(*a - b) < rounding; }
} // namespace

TEST_CASE("RankC weighs the overlaps of the first j options by softmax(n - j)") {
    // n = 3: weights e^2, e, 1 over their sum, for the first 1, 2 and 3 options.
    const double e = std::exp(1.0), sum = e * e + e + 1;
    CHECK(close(rank_c(of("ABC"), of("ABC")), 1));
    CHECK(close(rank_c(of("ABC"), of("ACB")), (e * e + e / 2 + 1) / sum));    // overlaps 1, 1, 3
    CHECK(close(rank_c(of("ABC"), of("BAC")), (0 + e + 1) / sum));            // 0, 2, 3
    CHECK(close(rank_c(of("ABC"), of("BCA")), (0 + e / 2 + 1) / sum));        // 0, 1, 3
    CHECK(close(rank_c(of("ABC"), of("CBA")), (0 + e / 2 + 1) / sum));        // 0, 1, 3
    // Five options, as in X-CSQA: overlaps 0, 1, 1, 3, 5.
    const double five = std::exp(4.0) + std::exp(3.0) + std::exp(2.0) + e + 1;
    CHECK(close(rank_c(of("ABCDE"), of("BDECA")), (0 * std::exp(4.0) + std::exp(3.0) / 2 + std::exp(2.0) / 3 + e * 3 / 4 + 1) / five));
    CHECK(rank_c(of("ABCDE"), of("BDECA")) == rank_c(of("BDECA"), of("ABCDE")));
    CHECK(close(rank_c(of("A"), of("A")), 1));
}

TEST_CASE("RankC is not defined where the options are not the same") {
    CHECK(rank_c(of(""), of("")) == std::nullopt);
    CHECK(rank_c(of("AB"), of("ABC")) == std::nullopt);
    CHECK(rank_c(of("ABC"), of("ABD")) == std::nullopt);
}

TEST_CASE("a ranking agreement has RankC, top-1 and one-is-right over a set") {
    ranking_agreement all, rest;
    CHECK(all.rank_c_mean() == std::nullopt);
    CHECK(all.top1() == std::nullopt);
    CHECK(all.one_is_right() == std::nullopt);
    all.add(of("ABC"), of("ABC"), calm::answer_key("A"));  // both right
    all.add(of("ABC"), of("BAC"), calm::answer_key("A"));  // one right
    all.add(of("ABC"), of("BAC"), calm::answer_key("B"));  // the other right
    all.add(of("ABC"), of("ACB"), calm::answer_key("C"));  // agreed, and wrong: not among those that one gets right
    rest.add(of("CBA"), of("CAB"));                        // agreed, right or wrong is not known
    rest.add(of("AB"), of("ABC"), calm::answer_key("A"));  // not the same options
    all.merge(rest);
    CHECK(all.questions() == 5);
    CHECK(all.undefined() == 1);
    CHECK(all.one_right_questions() == 3);
    CHECK(all.top1() == 3.0 / 5.0);
    CHECK(all.one_is_right() == 1.0 / 3.0);
    const double e = std::exp(1.0), sum = e * e + e + 1;
    CHECK(close(all.rank_c_mean(), (1 + 2 * (e + 1) / sum + 2 * (e * e + e / 2 + 1) / sum) / 5));
}
