#include "calm/vote/posterior.hpp"

#include "archetypes/questions.hpp"
#include "calm/vote/decide.hpp"
#include "calm/vote/plurality.hpp"
#include "calm/vote/ties.hpp"
#include "catch.hpp"

using archetypes::make_answered;

TEST_CASE("a key's cells share its probability as they share its votes") {
    const auto answered = make_answered({{"en", "A"}, {"en", "A"}, {"de", "A"}, {"de", "B"}});
    const auto counted = calm::vote::plurality{}(answered);
    calm::vote::posterior_of chances(*answered.asked, counted);  // four options: 0.25 each
    chances.add("A", 0.35);
    chances.add("B", -0.05);
    chances.add("C", -0.30);  // below 0: counts as 0, and the rest is scaled to 1
    chances.add("D", -0.05);
    const auto votes = chances.apply(counted);
    CHECK(votes.posterior);
    // 0.6 + 0.2 + 0.2 without C
    REQUIRE(votes.cells.size() == 3);
    CHECK(votes.cells[0].weight == Approx(0.2));   // A, de: one of three votes
    CHECK(votes.cells[1].weight == Approx(0.4));   // A, en
    CHECK(votes.cells[2].weight == Approx(0.2));   // B
    CHECK(votes.weight == Approx(0.8));            // D keeps 0.2, without a vote
}

TEST_CASE("the confidence is the winner's probability, not its share of the votes' weight") {
    const auto answered = make_answered({{"en", "A"}, {"de", "B"}});
    const auto counted = calm::vote::plurality{}(answered);
    calm::vote::posterior_of chances(*answered.asked, counted);
    chances.add("A", 0.15);
    chances.add("B", -0.15);
    auto votes = chances.apply(counted);
    calm::vote::decide(votes, 0, calm::vote::ties::drop{});
    CHECK(votes.winner == calm::answer_key("A"));
    REQUIRE(votes.confidence);
    CHECK(*votes.confidence == Approx(0.4));
    CHECK(votes.share == Approx(0.8));
    calm::vote::decide(votes, 0, calm::vote::ties::drop{}, {.min_confidence = 0.41});
    CHECK(votes.result == calm::outcome::below_threshold);
    calm::vote::decide(votes, 0, calm::vote::ties::drop{}, {.min_confidence = 0.4});
    CHECK(votes.result == calm::outcome::won);
}

TEST_CASE("probabilities neither merge nor come from plain votes") {
    const auto answered = make_answered({{"en", "A"}, {"de", "B"}});
    auto counted = calm::vote::plurality{}(answered);
    const auto votes = calm::vote::posterior_of(*answered.asked, counted).apply(counted);
    CHECK_THROWS_AS(calm::vote::merge(votes, counted), calm::error);
    CHECK_THROWS_AS(calm::vote::merge(counted, votes), calm::error);
    CHECK_THROWS_AS(calm::vote::decide(counted, 0, calm::vote::ties::drop{}, {.min_confidence = 0.5}), calm::error);
    calm::vote::decide(counted, 0, calm::vote::ties::drop{});
    CHECK_FALSE(counted.confidence);
}

TEST_CASE("without options the keys that got votes are the choice") {
    calm::question bare;
    calm::ballot counted;
    counted.cells = {{"x", "en", 1, 1.0, {}}, {"y", "en", 3, 3.0, {}}};
    const auto votes = calm::vote::posterior_of(bare, counted).apply(counted);
    CHECK(votes.cells[0].weight == Approx(0.5));
    CHECK(votes.cells[1].weight == Approx(0.5));
}
