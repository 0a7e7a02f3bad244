#include "calm/prefer/gold_rows.hpp"

#include "archetypes/questions.hpp"
#include "archetypes/stages.hpp"
#include "catch.hpp"

#include <string>
#include <utility>

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

TEST_CASE("an explanation comes before a bare answer, whoever gives it") {
    using calm::explanation_source;
    using calm::prefer::without_translator;
    const auto row = [](const calm::answered_question& from, const calm::language& lang, const calm::prefer::gold_options& how = {}) {
        const auto rows = gold_rows(from, lang, how);
        REQUIRE(rows.size() == 1);
        return std::pair(rows[0].output, rows[0].source);
    };
    // The reference language's first right response is bare.
    const auto bare_first = make_answered({{"en", "A"}, {"en", "B", ""}, {"en", "B", "second"}, {"de", "B", ""}, {"de", "B", "weil"}, {"de", "A"}}, languages);
    CHECK(row(bare_first, "en") == std::pair(std::string("Explanation: second\nAnswer:B. en option B"), explanation_source::own_language));
    CHECK(row(bare_first, "de") == std::pair(std::string("Erklärung: weil\nAntwort:B. de option B"), explanation_source::own_language));
    CHECK(row(bare_first, "de", {.foreign = without_translator::answer_only}).first == "Erklärung: weil\nAntwort:B. de option B");
    CHECK(gold_rows(bare_first, "de", {}, archetypes::minimal_translator(0)).at(0).output == "Erklärung: translated\nAntwort:B. de option B");
    // All of its right responses are.
    const auto bare = make_answered({{"en", "A"}, {"en", "B", ""}, {"de", "B", ""}, {"de", "B", "weil"}, {"de", "A"}}, languages);
    CHECK(row(bare, "en") == std::pair(std::string("Answer:B. en option B"), explanation_source::none));
    CHECK(row(bare, "de").first == "Erklärung: weil\nAntwort:B. de option B");
    CHECK(gold_rows(bare, "de", {}, archetypes::minimal_translator(0)).at(0).output == "Erklärung: weil\nAntwort:B. de option B");
    // Nobody explains, or only a foreign response does.
    CHECK(row(make_answered({{"en", "B", ""}, {"de", "B", ""}, {"de", "A"}}, languages), "de").first == "Antwort:B. de option B");
    const auto foreign = make_answered({{"en", "B", "why"}, {"de", "A"}}, languages);
    CHECK(gold_rows(foreign, "de").empty());
    CHECK(row(foreign, "de", {.foreign = without_translator::answer_only}).first == "Antwort:B. de option B");
    // The authors' script takes the first, and keeps the form of an explanation that is empty.
    CHECK(row(bare_first, "en", {.option_text = calm::prefer::option_source::released}).first.starts_with("Explanation: \nAnswer:"));
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
