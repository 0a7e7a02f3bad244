#include "calm/measure/krippendorff.hpp"

#include "catch.hpp"
#include "measure/answers.hpp"
#include "measure/peer_vectors.hpp"

#include <cmath>
#include <optional>

using answers::of;
using calm::measure::krippendorff;

TEST_CASE("Krippendorff's alpha of the published examples") {
    // Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability": A binary, B nominal with two observers, C with four and values missing.
    const auto alpha = [](const std::vector<std::string_view>& raters) {
        krippendorff score;
        for (const auto& unit : answers::questions_of(raters)) score.add(unit);
        return *score.alpha();
    };
    const auto in_thousandths = [](double value) { return std::round(value * 1000); };
    CHECK(in_thousandths(alpha({"0100000010", "1110010000"})) == 95);
    CHECK(in_thousandths(alpha({"aabbdcccedda", "babbbccceddd"})) == 692);
    CHECK(in_thousandths(alpha({"123321412...", "1233224125.3", ".3332342251.", "12332441251."})) == 743);
}

TEST_CASE("Krippendorff's alpha is that of the Python package krippendorff") {
    for (const auto& peer : peers::agreements) {
        krippendorff score;
        for (const auto& question : peer.answers) score.add(of(question));
        CHECK(std::abs(*score.alpha() - peer.alpha) < answers::rounding);
    }
}

TEST_CASE("Krippendorff's alpha at its end, and where it is not defined") {
    krippendorff score;
    CHECK(score.alpha() == std::nullopt);
    score.add(of(".A.."));
    score.add(of("...."));
    score.add(of(""));
    CHECK(score.alpha() == std::nullopt);  // no pair
    CHECK(score.left_out() == 3);
    score.add(of("AA.A"));
    CHECK(score.alpha() == std::nullopt);  // one key: chance explains it
    score.add(of("B.B"));
    CHECK(score.alpha() == 1.0);
    CHECK(score.questions() == 2);
    krippendorff apart;
    apart.add(of("AB"));
    CHECK(apart.alpha() == 0.0);  // two answers, both different: what drawing without replacement gives too
}

TEST_CASE("parts of Krippendorff's alpha merge, in any order of questions and raters") {
    const auto& peer = peers::agreements[0];
    krippendorff whole, odd, even, backwards;
    for (std::size_t i = 0; i < peer.answers.size(); ++i) {
        whole.add(of(peer.answers[i]));
        (i % 2 == 0 ? even : odd).add(of(peer.answers[i]));
        const auto& turned = peer.answers[peer.answers.size() - 1 - i];
        backwards.add(of(std::string(turned.rbegin(), turned.rend())));
    }
    odd.merge(even);
    CHECK(odd.alpha() == whole.alpha());
    CHECK(backwards.alpha() == whole.alpha());
    CHECK(odd.questions() == whole.questions());
    CHECK(odd.left_out() == whole.left_out());
}
