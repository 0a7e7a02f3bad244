#include "calm/vote/decide.hpp"
#include "calm/vote/tie_policy.hpp"
#include "calm/vote/ties.hpp"

#include "archetypes/questions.hpp"
#include "archetypes/stages.hpp"
#include "archetypes/thrown.hpp"
#include "calm/vote/plurality.hpp"
#include "catch.hpp"

#include <limits>
#include <map>
#include <optional>
#include <string>

using archetypes::make_answered;
using archetypes::thrown;
using key = std::optional<calm::answer_key>;
namespace ties = calm::vote::ties;

namespace {
const std::vector<calm::language> languages{"en", "de", "zh"};

template <class Ties>
calm::ballot decided(const calm::answered_question& answered, const Ties& policy, calm::vote::thresholds limits = {}, std::size_t question = 0) {
    auto votes = calm::vote::plurality{}(answered);
    calm::vote::decide(votes, question, policy, limits);
    return votes;
}

// A and B have two votes each; B was seen first.
const auto tied = make_answered({{"en", "B"}, {"en", "A"}, {"de", "C"}, {"de", "A"}, {"zh", "B"}}, languages);
} // namespace

TEST_CASE("the key with most votes wins") {
    const auto votes = decided(make_answered({{"en", "A"}, {"en", "B"}, {"de", "B"}, {"de", "B"}, {"de", ""}}), ties::drop{});
    CHECK(votes.result == calm::outcome::won);
    CHECK(votes.winner == key("B"));
    CHECK(votes.share == 0.75);
    CHECK(votes.margin == 0.5);
    CHECK_FALSE(votes.tie);
    const auto alone = decided(make_answered({{"en", "A"}}), ties::drop{});
    CHECK(alone.share == 1);
    CHECK(alone.margin == 1);
}

TEST_CASE("nobody wins where nobody votes") {
    CHECK(decided(make_answered({{"en", ""}, {"de", ""}}), ties::first_seen{}).result == calm::outcome::no_votes);
    CHECK(decided(make_answered({}), ties::first_seen{}).result == calm::outcome::no_votes);
    calm::ballot weightless;
    weightless.cells = {{"A", "en", 2, 0.0, {}}};
    calm::vote::decide(weightless, 0, ties::first_seen{});
    CHECK(weightless.result == calm::outcome::no_votes);
}

TEST_CASE("a tie is recorded however it is settled") {
    for (const auto& votes : {decided(tied, ties::drop{}), decided(tied, ties::first_seen{}), decided(tied, ties::seeded{})}) {
        CHECK(votes.tie);
        CHECK(votes.share == 0.4);
        CHECK(votes.margin == 0);
    }
    CHECK(decided(tied, ties::drop{}).result == calm::outcome::tied);
    CHECK(decided(tied, ties::drop{}).winner == std::nullopt);
    CHECK(decided(tied, ties::first_seen{}).result == calm::outcome::tie_broken);
    CHECK(decided(tied, ties::first_seen{}).winner == key("B"));
}

TEST_CASE("first seen follows the pool and not the order of the responses") {
    const auto answered = make_answered({{"zh", "C"}, {"en", "A"}, {"de", "B"}}, languages);
    CHECK(decided(answered, ties::first_seen{}).winner == key("A"));
    auto votes = calm::vote::plurality{{"de", "zh", "en"}}(answered);
    calm::vote::decide(votes, 0, ties::first_seen{});
    CHECK(votes.winner == key("B"));
}

TEST_CASE("a seeded tie depends on seed and question alone, and is fair") {
    std::map<std::string, int> wins;
    for (std::size_t question = 0; question < 2000; ++question) {
        const auto winner = decided(tied, ties::seeded{1}, {}, question).winner;
        REQUIRE(winner);
        ++wins[winner->str()];
        auto other_pool = calm::vote::plurality{{"zh", "de", "en"}}(tied);
        calm::vote::decide(other_pool, question, ties::seeded{1});
        REQUIRE(other_pool.winner == winner);
    }
    CHECK(wins.size() == 2);
    CHECK(wins["A"] > 880);  // 1000 ± 120: five standard deviations
    CHECK(wins["A"] < 1120);
    int differ = 0;
    for (std::size_t question = 0; question < 100; ++question)
        differ += decided(tied, ties::seeded{1}, {}, question).winner != decided(tied, ties::seeded{2}, {}, question).winner;
    CHECK(differ > 20);
}

TEST_CASE("a language with a favourite among the leading keys settles a tie") {
    CHECK(decided(tied, ties::by_language{{"de", "zh"}}).winner == key("A"));
    CHECK(decided(tied, ties::by_language{{"zh", "de"}}).winner == key("B"));
    CHECK(decided(tied, ties::by_language{{"en", "zh"}}).winner == key("B"));  // English itself is undecided
    CHECK(decided(tied, ties::by_language{{"en", "fr"}}).result == calm::outcome::tied);
    CHECK(decided(tied, ties::by_language{}).result == calm::outcome::tied);
}

TEST_CASE("language weights settle a tie") {
    CHECK(decided(tied, ties::by_weight{{{"de", 2}}}).winner == key("A"));
    CHECK(decided(tied, ties::by_weight{{{"zh", 1.5}}}).winner == key("B"));
    CHECK(decided(tied, ties::by_weight{{{"en", 5}}}).result == calm::outcome::tied);
    CHECK(decided(tied, ties::by_weight{{{"en", 0}, {"de", 0}, {"zh", 0}}}).result == calm::outcome::tied);
    CHECK(thrown([&] { return decided(tied, ties::by_weight{{{"fr", -1}}}); }) == calm::error_id::invalid_option);
    // 0.1 + 0.2 and 0.3 are the same weight, whatever their sums round to.
    const auto answered = make_answered({{"en", "A"}, {"de", "A"}, {"zh", "B"}, {"fr", "B"}}, {"en", "de", "zh", "fr"});
    CHECK(decided(answered, ties::by_weight{{{"en", 0.1}, {"de", 0.2}, {"zh", 0.3}, {"fr", 0}}}).result == calm::outcome::tied);
}

TEST_CASE("sums that differ by rounding alone are a tie") {
    calm::ballot votes;
    votes.cells = {{"A", "de", 1, 0.3, {1, 0}}, {"B", "en", 2, 0.1 + 0.2, {0, 0}}};
    REQUIRE(votes.cells[0].weight != votes.cells[1].weight);
    calm::vote::decide(votes, 0, ties::drop{});
    CHECK(votes.tie);
    votes.cells[0].weight = 0.3001;
    calm::vote::decide(votes, 0, ties::drop{});
    CHECK_FALSE(votes.tie);
    CHECK(votes.winner == key("A"));
}

TEST_CASE("a winner has to reach the thresholds, and reaching them exactly is enough") {
    const auto answered = make_answered({{"en", "A"}, {"en", "B"}, {"de", "B"}, {"de", "B"}, {"en", "C"}});
    CHECK(decided(answered, ties::drop{}, {0.6, 0.4}).winner == key("B"));
    const auto low = decided(answered, ties::drop{}, {0.61, 0});
    CHECK(low.result == calm::outcome::below_threshold);
    CHECK(low.winner == std::nullopt);
    CHECK(low.share == 0.6);
    CHECK(decided(answered, ties::drop{}, {0, 0.41}).result == calm::outcome::below_threshold);
    CHECK(decided(tied, ties::first_seen{}, {0, 0.01}).result == calm::outcome::below_threshold);  // a settled tie has no margin
    for (const double bad : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
        CHECK(thrown([&] { return decided(answered, ties::drop{}, {bad, 0}); }) == calm::error_id::invalid_option);
        CHECK(thrown([&] { return decided(answered, ties::drop{}, {0, bad}); }) == calm::error_id::invalid_option);
    }
}

TEST_CASE("deciding again starts anew") {
    auto votes = decided(tied, ties::first_seen{});
    calm::vote::decide(votes, 0, ties::drop{});
    CHECK(votes.result == calm::outcome::tied);
    CHECK(votes.winner == std::nullopt);
}

TEST_CASE("an aggregator of the user's own needs to fill the cells alone, in any order") {
    auto votes = archetypes::minimal_aggregator(0)(tied);
    calm::vote::decide(votes, 0, archetypes::minimal_tie_policy(0));
    CHECK(votes.winner == key("A"));
    CHECK(votes.share == 0.4);
    for (const double bad : {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        votes.cells[1].weight = bad;
        CHECK(thrown([&] { return calm::vote::decide(votes, 0, ties::drop{}), 0; }) == calm::error_id::invalid_option);
    }
    votes.cells[0].weight = votes.cells[1].weight = std::numeric_limits<double>::max();
    CHECK(thrown([&] { return calm::vote::decide(votes, 0, ties::drop{}), 0; }) == calm::error_id::invalid_option);
}

TEST_CASE("a tie policy may only choose a leading key") {
    const auto stubborn = [](const calm::tied_vote&) { return calm::answer_key("C"); };
    CHECK(archetypes::message([&] { return decided(tied, stubborn); }) ==
          "CALM-E103 invalid-key: the tie policy chose \"C\", which does not lead; it must choose a leading key or none");
    CHECK_THROWS_AS(decided(tied, archetypes::throwing_tie_policy{}), std::domain_error);
    std::size_t asked = 0;
    const auto looking = [&](const calm::tied_vote& tie) -> key {
        asked = tie.question;
        REQUIRE(tie.leading.size() == 2);
        CHECK(tie.leading[0].key == calm::answer_key("B"));
        return std::nullopt;
    };
    CHECK(decided(tied, looking, {}, 17).result == calm::outcome::tied);
    CHECK(asked == 17);
}

TEST_CASE("the tie policies model the concept") {
    static_assert(calm::tie_policy<ties::drop> && calm::tie_policy<ties::first_seen> && calm::tie_policy<ties::seeded>);
    static_assert(calm::tie_policy<ties::by_language> && calm::tie_policy<ties::by_weight>);
    static_assert(!calm::tie_policy<int> && !calm::tie_policy<int* (*)(const calm::tied_vote&)>);
    calm::diagnose_tie_policy<archetypes::minimal_tie_policy>();
    SUCCEED();
}

TEST_CASE("a threshold that is reached exactly is reached, however the weights round") {
    for (const double weight : {0.1, 0.3, 0.7, 1.0 / 3})
        for (std::uint32_t agreeing = 1; agreeing < 12; ++agreeing)
            for (std::uint32_t against = 1; against < 12; ++against) {
                calm::ballot votes;
                double sum = 0, other = 0;
                for (std::uint32_t i = 0; i < agreeing; ++i) sum += weight;
                for (std::uint32_t i = 0; i < against; ++i) other += weight;
                votes.cells = {{"A", "en", agreeing, sum, {}}, {"B", "en", against, other, {}}};
                const double share = static_cast<double>(agreeing) / (agreeing + against);
                INFO(agreeing << " against " << against << " of weight " << weight);
                if (agreeing <= against) continue;
                calm::vote::decide(votes, 0, ties::drop{}, {.min_share = share, .min_margin = 2 * share - 1});
                REQUIRE(votes.result == calm::outcome::won);
                calm::vote::decide(votes, 0, ties::drop{}, {.min_share = share + 1e-12});
                REQUIRE(votes.result == calm::outcome::below_threshold);
            }
}

TEST_CASE("tie policies read the cells alone, as deciding does") {
    calm::ballot votes;  // an aggregator of one's own need not fill the sums
    votes.cells = {{"A", "en", 2, 0.1 + 0.2, {0, 0}}, {"B", "en", 2, 0.3, {0, 1}}};
    calm::vote::decide(votes, 0, ties::by_language{{"en"}});
    CHECK(votes.tie);
    CHECK(votes.result == calm::outcome::tied);
}
