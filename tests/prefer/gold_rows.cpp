#include "calm/prefer/gold_rows.hpp"

#include "archetypes/questions.hpp"
#include "archetypes/stages.hpp"
#include "catch.hpp"

using archetypes::make_answered;
using calm::prefer::gold_rows;

namespace {
const std::vector<calm::language> languages{"en", "de"};
// The gold answer is B.
const auto answered = make_answered({{"en", "A"}, {"en", "B", "first why"}, {"en", "B", "second"}, {"de", "B"}, {"de", "C"}, {"de", "A"}, {"de", ""}}, languages);
} // namespace

TEST_CASE("each response that misses the gold answer gives a labelled row") {
    const auto rows = gold_rows(answered, "de", {}, archetypes::minimal_translator(0));
    REQUIRE(rows.size() == 2);  // de C, de A
    CHECK(rows[0].output == "Erklärung: translated\nAntwort:B. de option B");
    CHECK(rows[0].source == calm::explanation_source::translated);
    CHECK(rows[0].key == calm::answer_key("B"));
    CHECK(rows[0].from_gold);
    CHECK(rows[0] == rows[1]);
    const auto english = gold_rows(answered, "en");
    REQUIRE(english.size() == 1);
    CHECK(english[0].output == "Explanation: first why\nAnswer:B. en option B");
}

TEST_CASE("without a translator an own-language explanation is used") {
    const auto rows = gold_rows(answered, "de");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].output == "Erklärung: because\nAntwort:B. de option B");
    CHECK(rows[0].source == calm::explanation_source::own_language);
    const auto foreign = gold_rows(answered, "de", {.foreign = calm::prefer::without_translator::untranslated});
    REQUIRE(foreign.size() == 2);
    CHECK(foreign[0].output == "Erklärung: first why\nAntwort:B. de option B");
}

TEST_CASE("no row without a gold answer, a right reference answer or a text") {
    CHECK(gold_rows(make_answered({{"en", "A"}, {"de", "A"}, {"de", "B"}}), "de").empty());
    CHECK(gold_rows(answered, "fr").empty());
    auto unlabelled = answered;
    auto asked = *answered.asked;
    asked.gold.reset();
    unlabelled.asked = std::make_shared<const calm::question>(asked);
    CHECK(gold_rows(unlabelled, "de").empty());
    CHECK_THROWS_AS(gold_rows(answered, "de", {}, archetypes::throwing_translator{}), std::domain_error);
}
