#include "calm/measure/fleiss.hpp"

#include "archetypes/thrown.hpp"
#include "catch.hpp"
#include "measure/answers.hpp"
#include "measure/peer_vectors.hpp"

#include <array>
#include <cmath>
#include <optional>

using answers::of;
using calm::measure::fleiss;

TEST_CASE("Fleiss' kappa of the worked example is 0.210") {
    // 10 subjects, 14 raters, 5 categories: Wikipedia, "Fleiss' kappa", worked example (2025).
    constexpr std::array<std::array<int, 5>, 10> table{{{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
                                                        {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}}};
    fleiss score(14);
    for (const auto& row : table) {
        answers::given subject;
        for (std::size_t k = 0; k < row.size(); ++k)
            subject.insert(subject.end(), static_cast<std::size_t>(row[k]), calm::answer_key(static_cast<char>('1' + k)));
        score.add(subject);
    }
    CHECK(score.questions() == 10);
    // 0.378 and 0.213 in the example: P = 688 / 1820 and E = (20² + 28² + 39² + 21² + 32²) / 140², in full
    CHECK(std::abs(*score.kappa() - (688.0 / 1820 - 4170.0 / 19600) / (1 - 4170.0 / 19600)) < answers::rounding);
    CHECK(std::round(*score.kappa() * 1000) == 210);
}

TEST_CASE("Fleiss' kappa is that of statsmodels, over the questions that all answered") {
    for (const auto& peer : peers::agreements) {
        fleiss score(peer.answers.front().size());
        for (const auto& question : peer.answers) score.add(of(question));
        CHECK(score.questions() == peer.complete);
        CHECK(score.left_out() == peer.answers.size() - peer.complete);
        CHECK(std::abs(*score.kappa() - peer.fleiss) < answers::rounding);
    }
}

TEST_CASE("Fleiss' kappa at its ends, and where it is not defined") {
    fleiss score(3), single(1);
    CHECK(score.kappa() == std::nullopt);
    score.add(of("AA."));
    CHECK(score.kappa() == std::nullopt);
    CHECK(score.left_out() == 1);
    score.add(of("AAA"));
    score.add(of("AAA"));
    CHECK(score.kappa() == std::nullopt);  // one key: chance explains it
    score.add(of("BBB"));
    CHECK(score.kappa() == 1.0);
    single.add(of("A"));
    single.add(of("B"));
    CHECK(single.kappa() == std::nullopt);
    CHECK(fleiss(0).kappa() == std::nullopt);
}

TEST_CASE("parts of Fleiss' kappa merge") {
    const auto& peer = peers::agreements[2];
    fleiss whole(8), odd(8), even(8);
    for (std::size_t i = 0; i < peer.answers.size(); ++i) {
        whole.add(of(peer.answers[i]));
        (i % 2 == 0 ? even : odd).add(of(peer.answers[i]));
    }
    odd.merge(even);
    CHECK(odd.kappa() == whole.kappa());
    CHECK(odd.questions() == whole.questions());
    CHECK(odd.left_out() == whole.left_out());
    CHECK(archetypes::thrown([&] { return odd.merge(fleiss(3)), 0; }) == calm::error_id::invalid_option);
    CHECK(archetypes::thrown([&] { return odd.add(of("AB")), 0; }) == calm::error_id::invalid_option);
}
