#include "calm/measure/accuracy.hpp"

#include "archetypes/questions.hpp"
#include "calm/vote/ties.hpp"
#include "catch.hpp"

#include <optional>

using archetypes::make_answered;
using calm::measure::first_answer;
using calm::measure::majority_answer;
using key = std::optional<calm::answer_key>;

TEST_CASE("the first answer is the first that was read in the language") {
    const auto answered = make_answered({{"en", ""}, {"de", "A"}, {"en", "B"}, {"en", "C"}});
    CHECK(first_answer(answered, "en") == key("B"));
    CHECK(first_answer(answered, "de") == key("A"));
    CHECK(first_answer(answered, "fr") == std::nullopt);
    CHECK(first_answer(make_answered({{"en", ""}}), "en") == std::nullopt);
}

TEST_CASE("the majority answer counts one language alone") {
    const auto answered = make_answered({{"en", "B"}, {"en", "C"}, {"en", "C"}, {"de", "B"}, {"de", "B"}, {"de", "A"}, {"de", "A"}});
    CHECK(majority_answer(answered, "en", calm::vote::ties::drop{}) == key("C"));
    CHECK(majority_answer(answered, "de", calm::vote::ties::drop{}) == std::nullopt);
    CHECK(majority_answer(answered, "de", calm::vote::ties::first_seen{}) == key("B"));
    CHECK(majority_answer(answered, "fr", calm::vote::ties::first_seen{}) == std::nullopt);
}

TEST_CASE("no answer is a wrong one, and a question without gold is not counted") {
    calm::measure::accuracy score;
    CHECK(score.value() == std::nullopt);
    score.add("A", std::nullopt);
    score.add(std::nullopt, std::nullopt);
    CHECK(score.value() == std::nullopt);
    score.add("A", "A");
    score.add("B", "A");
    score.add(std::nullopt, "A");
    score.add("A", "A");
    CHECK(score.correct == 2);
    CHECK(score.answered == 3);
    CHECK(score.questions == 4);
    CHECK(score.value() == 0.5);
}
