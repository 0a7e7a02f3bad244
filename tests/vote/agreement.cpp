#include "calm/vote/agreement.hpp"

#include "archetypes/questions.hpp"
#include "calm/vote/plurality.hpp"
#include "catch.hpp"

#include <algorithm>
#include <random>
#include <vector>

using archetypes::make_answered;
using calm::vote::agreement;

namespace {
const std::vector<calm::language> languages{"en", "de"};

/// en: A A B, de: A B; then en: A A A, de: one abstention.
const std::vector<calm::answered_question> two{make_answered({{"en", "A"}, {"en", "A"}, {"en", "B"}, {"de", "A"}, {"de", "B"}}, languages, 0),
                                               make_answered({{"en", "A"}, {"en", "A"}, {"en", "A"}, {"de", ""}}, languages, 1)};

agreement of(const std::vector<calm::answered_question>& all) {
    agreement seen;
    for (const auto& one : all) seen.add(one);
    return seen;
}

std::size_t place(const agreement& seen, const calm::language& lang) {
    const auto known = seen.languages();
    return static_cast<std::size_t>(std::find(known.begin(), known.end(), lang) - known.begin());
}

/// Sums by tag, so that tallies that met the languages in another order can be compared.
std::vector<std::uint64_t> sums(const agreement& seen) {
    std::vector<std::uint64_t> all{seen.questions()};
    for (const auto* a : {"en", "de"})
        for (const auto* b : {"en", "de"}) {
            const auto pairs = seen.pairs(place(seen, a), place(seen, b));
            all.insert(all.end(), {pairs.same, pairs.all});
        }
    for (const auto* a : {"en", "de"}) all.push_back(seen.votes(place(seen, a)));
    return all;
}
} // namespace

TEST_CASE("agreement counts pairs of votes on the same question") {
    const auto seen = of(two);
    const auto en = place(seen, "en"), de = place(seen, "de");
    CHECK(seen.questions() == 2);
    CHECK(seen.options() == 4);
    CHECK(seen.votes(en) == 6);
    CHECK(seen.votes(de) == 2);
    // en with itself: A-A twice (ordered) of 6 pairs, then 6 of 6; de: none of 2
    CHECK(seen.pairs(en, en).same == 8);
    CHECK(seen.pairs(en, en).all == 12);
    CHECK(seen.pairs(de, de).same == 0);
    CHECK(seen.pairs(de, de).all == 2);
    CHECK(seen.pairs(en, de).same == 3);  // A: 2 * 1, B: 1 * 1
    CHECK(seen.pairs(de, en).all == 6);
    CHECK(seen.pairs(en, en).share() == 8.0 / 12);
    CHECK(seen.products(de, de).same == 2);  // with each vote paired with itself
    CHECK_FALSE(agreement({"en"}).pairs(0, 0).share());
}

TEST_CASE("agreement of two sets of questions merges to that of all, in any order") {
    std::mt19937 random(7);
    std::vector<calm::answered_question> all;
    for (std::size_t i = 0; i < 60; ++i) {
        std::vector<archetypes::given> given;
        for (const auto* lang : {"de", "en"})
            for (int s = 0; s < 3; ++s) given.push_back({lang, random() % 5 == 0 ? "" : std::string(1, static_cast<char>('A' + random() % 4))});
        all.push_back(make_answered(given, languages, i));
    }
    const auto whole = sums(of(all));
    const auto left = of({all.begin(), all.begin() + 17}), right = of({all.begin() + 17, all.end()});
    CHECK(sums(merge(left, right)) == whole);
    CHECK(sums(merge(right, left)) == whole);
    std::shuffle(all.begin(), all.end(), random);
    CHECK(sums(of(all)) == whole);
}

TEST_CASE("a question in two shards is counted from its merged ballot") {
    const auto one = make_answered({{"en", "A"}, {"en", "B"}, {"de", "A"}}, languages);
    const auto other = make_answered({{"en", "A"}, {"de", "A"}}, languages);
    const auto both = make_answered({{"en", "A"}, {"en", "B"}, {"de", "A"}, {"en", "A"}, {"de", "A"}}, languages);
    agreement merged;
    merged.add(calm::vote::merge(calm::vote::plurality{}(one), calm::vote::plurality{}(other)), 4);
    CHECK(sums(merged) == sums(of({both})));
}

TEST_CASE("a pool says whose votes count") {
    agreement seen({"de"});
    for (const auto& one : two) seen.add(one);
    REQUIRE(seen.languages().size() == 1);
    CHECK(seen.votes(0) == 2);
    CHECK(seen.questions() == 2);
}
