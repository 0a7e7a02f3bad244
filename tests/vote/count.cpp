#include "calm/vote/aggregator.hpp"
#include "calm/vote/count.hpp"
#include "calm/vote/decide.hpp"
#include "calm/vote/plurality.hpp"
#include "calm/vote/ties.hpp"
#include "calm/vote/weighted.hpp"

#include "archetypes/questions.hpp"
#include "archetypes/stages.hpp"
#include "archetypes/thrown.hpp"
#include "catch.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>
#include <vector>

using archetypes::make_answered;
using archetypes::thrown;
using calm::vote::merge;
using calm::vote::plurality;
using calm::vote::weighted;

namespace {
const std::vector<calm::language> languages{"en", "de", "zh"};

/// Random answers: 0 to 12 responses, keys A to D or none.
calm::answered_question random_answered(std::mt19937& random) {
    std::vector<archetypes::given> all(random() % 13);
    for (auto& one : all) {
        one.lang = languages[random() % languages.size()];
        if (const auto pick = random() % 5; pick < 4) one.key = std::string(1, static_cast<char>('A' + pick));
    }
    return make_answered(all, languages);
}

/// The responses whose bit is set.
calm::answered_question part(const calm::answered_question& whole, std::uint32_t bits) {
    calm::answered_question some;
    some.asked = whole.asked;
    for (std::size_t i = 0; i < whole.responses.size(); ++i) {
        if ((bits >> i & 1) == 0) continue;
        some.responses.push_back(whole.responses[i]);
        some.answers.push_back(whole.answers[i]);
    }
    return some;
}

template <class Check>
void for_random(Check check) {
    std::mt19937 random(20240601);
    for (int round = 0; round < 200; ++round) check(random_answered(random), random);
}
} // namespace

TEST_CASE("plurality counts answers by key and language, and abstentions") {
    const auto votes = plurality{}(make_answered({{"en", "B"}, {"en", ""}, {"en", "B"}, {"de", "A"}, {"de", "B"}}));
    CHECK(votes.votes == 4);
    CHECK(votes.abstentions == 1);
    CHECK(votes.weight == 4);
    CHECK(votes.result == calm::outcome::undecided);
    CHECK(votes.cells == std::vector<calm::language_count>{{"A", "de", 1, 1, {1, 0}}, {"B", "de", 1, 1, {1, 1}}, {"B", "en", 2, 2, {0, 0}}});
}

TEST_CASE("a pool chooses who votes, and what first seen means") {
    const auto answered = make_answered({{"en", "B"}, {"de", "A"}, {"zh", "C"}, {"de", ""}}, languages);
    const auto votes = plurality{{"zh", "en"}}(answered);
    CHECK(votes.votes == 2);
    CHECK(votes.abstentions == 0);
    CHECK(totals(votes)[0].key == calm::answer_key("C"));
    CHECK(plurality{{"fr"}}(answered).votes == 0);
    CHECK(calm::vote::rank_in({}, *answered.asked, "zh") == 2u);
    CHECK(calm::vote::rank_in({"zh"}, *answered.asked, "zh") == 0u);
    CHECK(calm::vote::rank_in({"zh"}, *answered.asked, "en") == std::nullopt);
}

TEST_CASE("votes are weighted by language and by response") {
    const auto answered = make_answered({{"en", "B"}, {"de", "A"}, {"de", "A"}, {"de", "B"}});
    const weighted<> by_language{.languages = {{"de", 0.25}}};
    auto votes = by_language(answered);
    CHECK(votes.weight == 1.75);
    CHECK(votes.votes == 4);
    calm::vote::decide(votes, 0, calm::vote::ties::drop{});
    CHECK(votes.winner == calm::answer_key("B"));
    CHECK(votes.share == 1.25 / 1.75);

    const weighted by_response{{}, [](const calm::response& given, const calm::answer&) { return given.sample == 1 ? 3.0f : 0.0f; }};
    votes = by_response(answered);
    CHECK(votes.votes == 4);
    CHECK(votes.weight == 3);
    CHECK(totals(votes)[0].key == calm::answer_key("A"));

    for (const double bad : {-1.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
        CHECK(thrown([&] { return weighted<>{.languages = {{"en", bad}}}(answered); }) == calm::error_id::invalid_option);
}

TEST_CASE("the aggregators model the concept") {
    static_assert(calm::aggregator<plurality> && calm::aggregator<weighted<>>);
    static_assert(calm::aggregator<calm::ballot (*)(const calm::answered_question&)>);
    static_assert(!calm::aggregator<int> && !calm::aggregator<int (*)(const calm::answered_question&)>);
    calm::diagnose_aggregator<archetypes::minimal_aggregator>();
    SUCCEED();
}

TEST_CASE("ballots of two parts merge to the ballot of the whole") {
    for_random([](const calm::answered_question& whole, std::mt19937& random) {
        const auto bits = static_cast<std::uint32_t>(random());
        const auto expected = plurality{}(whole);
        CHECK(merge(plurality{}(part(whole, bits)), plurality{}(part(whole, ~bits))) == expected);
        const weighted<> halves{.languages = {{"en", 0.5}, {"zh", 2}}};  // exact in binary
        CHECK(merge(halves(part(whole, bits)), halves(part(whole, ~bits))) == halves(whole));
    });
}

TEST_CASE("merging is associative and commutative, and the empty ballot is neutral") {
    for_random([](const calm::answered_question& whole, std::mt19937& random) {
        const auto a = plurality{}(whole), b = plurality{}(random_answered(random)), c = plurality{}(random_answered(random));
        CHECK(merge(a, merge(b, c)) == merge(merge(a, b), c));
        CHECK(merge(a, b) == merge(b, a));
        CHECK(merge(a, {}) == a);
    });
}

TEST_CASE("a merged ballot is undecided") {
    auto one = plurality{}(make_answered({{"en", "B"}}));
    calm::vote::decide(one, 0, calm::vote::ties::drop{});
    const auto both = merge(one, one);
    CHECK(both.result == calm::outcome::undecided);
    CHECK(both.winner == std::nullopt);
    CHECK(both.share == 0);
    CHECK(both.votes == 2);
}

TEST_CASE("a ballot does not depend on the order of the responses") {
    for_random([](calm::answered_question answered, std::mt19937& random) {
        const auto expected = plurality{}(answered);
        std::vector<std::size_t> order(answered.responses.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::shuffle(order.begin(), order.end(), random);
        auto shuffled = answered;
        for (std::size_t i = 0; i < order.size(); ++i) {
            shuffled.responses[i] = answered.responses[order[i]];
            shuffled.answers[i] = answered.answers[order[i]];
        }
        CHECK(plurality{}(shuffled) == expected);
    });
}

TEST_CASE("what decide says of a random ballot holds together") {
    for_random([](const calm::answered_question& answered, std::mt19937& random) {
        auto votes = plurality{}(answered);
        const calm::vote::thresholds limits{random() % 2 ? 0.5 : 0.0, random() % 2 ? 0.25 : 0.0};
        const bool settles = random() % 2;
        if (settles)
            calm::vote::decide(votes, 3, calm::vote::ties::seeded{7}, limits);
        else
            calm::vote::decide(votes, 3, calm::vote::ties::drop{}, limits);
        const auto keys = totals(votes);
        CHECK(votes.result != calm::outcome::undecided);
        CHECK((votes.result == calm::outcome::no_votes) == keys.empty());
        CHECK(votes.winner.has_value() == (votes.result == calm::outcome::won || votes.result == calm::outcome::tie_broken));
        CHECK((votes.share >= votes.margin && votes.margin >= 0 && votes.share <= 1));
        CHECK(votes.tie == (keys.size() > 1 && keys[0].votes == keys[1].votes));
        if (votes.tie) CHECK(votes.margin == 0);
        if (votes.winner) {
            CHECK(std::any_of(keys.begin(), keys.end(), [&](const auto& k) { return k.key == *votes.winner && k.votes == keys[0].votes; }));
            CHECK((votes.share >= limits.min_share && votes.margin >= limits.min_margin));
        } else if (!keys.empty()) {
            CHECK((votes.share < limits.min_share || votes.margin < limits.min_margin || votes.tie));
        }
    });
}
