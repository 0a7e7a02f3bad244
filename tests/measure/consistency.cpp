#include "calm/measure/consistency.hpp"

#include "catch.hpp"

#include <algorithm>
#include <optional>
#include <vector>

using answers = std::vector<std::optional<calm::answer_key>>;
using calm::measure::abstentions;
using calm::measure::agreeing_pairs;
using calm::measure::consistency;

TEST_CASE("consistency is the share of agreeing pairs") {
    CHECK(agreeing_pairs(answers{"A", "A", "A", "A", "A", "A"}) == 1.0);
    CHECK(agreeing_pairs(answers{"A", "B", "C", "D"}) == 0.0);
    CHECK(agreeing_pairs(answers{"A", "A", "A", "B", "B", "C"}) == 4.0 / 15.0);
    CHECK(agreeing_pairs(answers{"A", std::nullopt, "A", "B"}) == 1.0 / 3.0);
}

TEST_CASE("consistency below two answers is not defined") {
    CHECK(agreeing_pairs(answers{}) == std::nullopt);
    CHECK(agreeing_pairs(answers{"A"}) == std::nullopt);
    CHECK(agreeing_pairs(answers{"A", std::nullopt, std::nullopt}) == std::nullopt);
}

TEST_CASE("consistency does not depend on the order of the languages") {
    answers all{"A", "A", "B", std::nullopt, "C", "A"};
    const auto value = agreeing_pairs(all);
    std::sort(all.begin(), all.end());
    do CHECK(agreeing_pairs(all) == value);
    while (std::next_permutation(all.begin(), all.end()));
}

TEST_CASE("undefined questions are reported apart") {
    const std::vector<answers> set{{"A", "A", "A"}, {"A", "B", std::nullopt}, {std::nullopt, "B", std::nullopt}, {std::nullopt, std::nullopt, std::nullopt}};
    SECTION("an abstention takes its pairs along") {
        consistency score;
        CHECK(score.mean() == std::nullopt);
        for (const auto& question : set) score.add(question);
        CHECK(score.mean() == 0.5);
        CHECK(score.questions() == 2);
        CHECK(score.undefined() == 2);
    }
    SECTION("or the question (paper profile)") {
        consistency score(abstentions::leave_the_question);
        for (const auto& question : set) score.add(question);
        CHECK(score.mean() == 1.0);
        CHECK(score.questions() == 1);
        CHECK(score.undefined() == 3);
        consistency single(abstentions::leave_the_question);
        single.add(answers{"A"});  // every language answered, and there is no pair
        CHECK(single.undefined() == 1);
    }
}
