#include "calm/measure/pairwise.hpp"

#include "archetypes/thrown.hpp"
#include "catch.hpp"
#include "measure/answers.hpp"
#include "measure/peer_vectors.hpp"

#include <cmath>
#include <optional>
#include <vector>

using answers::of;
using calm::measure::language_pair;
using calm::measure::pairwise_agreement;

TEST_CASE("pairwise agreement counts the questions that both languages answered") {
    pairwise_agreement all({"en", "de", "zh", "fr"});
    for (const char* question : {"AAB.", "ABB.", ".BB.", "CC.."}) all.add(of(question));
    const auto is = [&](std::size_t i, std::size_t j, unsigned agreeing, unsigned both) {
        return all.pair(i, j).agreeing() == agreeing && all.pair(i, j).both() == both;
    };
    CHECK(is(0, 1, 2, 3));
    CHECK(is(0, 2, 0, 2));
    CHECK(is(1, 2, 2, 3));
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(is(i, 3, 0, 0));
        CHECK(all.pair(i, 3).share() == std::nullopt);
        CHECK(all.pair(i, 3).kappa() == std::nullopt);
    }
    CHECK(all.pair(0, 1).share() == 2.0 / 3.0);
    CHECK(all.pair(0, 2).share() == 0.0);
}

TEST_CASE("Cohen's kappa of the example in its article's manner") {
    // Two raters, yes and no, 20 both yes, 15 both no, 5 and 10 apart (Wikipedia, "Cohen's kappa", simple example, 2025): 0.4.
    language_pair grants;
    for (const auto& [a, b, times] : {std::tuple("Y", "Y", 20), {"Y", "N", 5}, {"N", "Y", 10}, {"N", "N", 15}})
        for (int i = 0; i < times; ++i) grants.add(a, b);
    CHECK(std::abs(*grants.kappa() - 0.4) < answers::rounding);
}

TEST_CASE("Cohen's kappa is that of statsmodels") {
    for (const auto& peer : peers::agreements) {
        std::vector<calm::language> languages(peer.answers.front().size(), "en");
        for (std::size_t i = 0; i < languages.size(); ++i) languages[i] = "x" + std::string(1, static_cast<char>('a' + i));
        pairwise_agreement all(languages);
        for (const auto& question : peer.answers) all.add(of(question));
        CHECK(all.pair(0, 1).agreeing() == peer.agreeing);
        CHECK(all.pair(0, 1).both() == peer.both);
        CHECK(std::abs(*all.pair(0, 1).kappa() - peer.cohen) < answers::rounding);
    }
}

TEST_CASE("kappa at its ends, and where it is not defined") {
    language_pair always_the_same, opposite, constant;
    CHECK(always_the_same.kappa() == std::nullopt);
    for (int i = 0; i < 3; ++i) always_the_same.add("A", "A");
    CHECK(always_the_same.share() == 1.0);
    CHECK(always_the_same.kappa() == std::nullopt);  // chance explains it: one key
    always_the_same.add("B", "B");
    CHECK(always_the_same.kappa() == 1.0);
    for (int i = 0; i < 3; ++i) opposite.add("A", "B"), opposite.add("B", "A");
    CHECK(opposite.kappa() == -1.0);
    for (int i = 0; i < 3; ++i) constant.add("A", "B");  // each has one key, not the same: 0 of 0 expected
    CHECK(constant.kappa() == 0.0);
    constant.add("A", "A");  // always A agrees with the other by chance alone
    CHECK(constant.kappa() == 0.0);
}

TEST_CASE("parts of a pairwise agreement merge, in any order of the questions") {
    const auto& peer = peers::agreements[1];
    pairwise_agreement whole({"en", "de", "zh"}), odd({"en", "de", "zh"}), even({"en", "de", "zh"});
    for (std::size_t i = 0; i < peer.answers.size(); ++i) {
        whole.add(of(peer.answers[i]));
        (i % 2 == 0 ? even : odd).add(of(peer.answers[i]));
    }
    odd.merge(even);
    for (const auto& [i, j] : {std::pair(0u, 1u), {0u, 2u}, {1u, 2u}}) {
        CHECK(odd.pair(i, j).share() == whole.pair(i, j).share());
        CHECK(odd.pair(i, j).kappa() == whole.pair(i, j).kappa());
    }
    pairwise_agreement other({"en", "zh", "de"});
    CHECK(archetypes::thrown([&] { return other.merge(whole), 0; }) == calm::error_id::invalid_option);
    CHECK(archetypes::thrown([&] { return other.add(of("AB")), 0; }) == calm::error_id::invalid_option);
    CHECK(pairwise_agreement({}).languages().empty());
}
