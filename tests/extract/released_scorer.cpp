#include "calm/extract/released_scorer.hpp"

#include "catch.hpp"

#include <optional>

using calm::extract::released_key;
using calm::extract::released_remainder;

TEST_CASE("the released scorer looks behind the last marker of the language", "[extract][released_scorer]") {
    CHECK(released_remainder("Answer: A no, Answer:  B. bee \n", "en") == "B. bee");
    CHECK(released_remainder("解释: x\n答案: C", "zh") == "C");
    CHECK(released_remainder("Réponse: D", "fr-CA") == "D");
    CHECK(released_remainder("Antwort: E", "de") == "E");
    CHECK(released_remainder("Risposta: A", "it") == "A");
    CHECK(released_remainder("答え: B", "ja") == "B");
    CHECK(released_remainder("Answer: A", "sw") == "A");           // no marker of its own: the English one
    CHECK(released_remainder("  Answer: A ", "zh") == "Answer: A");  // another language's marker is none
    CHECK(released_remainder("Answer:", "en").empty());
}

TEST_CASE("the released scorer takes one character, whatever it is", "[extract][released_scorer]") {
    CHECK(released_key("Answer: B. bee", "en", false) == calm::answer_key("B"));
    CHECK(released_key("it is D", "en", false) == calm::answer_key("i"));
    CHECK(released_key("答案:（B）", "zh", false) == calm::answer_key("（"));
    CHECK(released_key("Answer: `C`", "en", false) == calm::answer_key("`"));
    CHECK(released_key("Answer: `C`", "en", true) == calm::answer_key("C"));
    CHECK(released_key("Ans`wer: C", "en", true) == calm::answer_key("C"));
    CHECK(released_key("Answer: ``", "en", true) == std::nullopt);
    CHECK(released_key("", "en", false) == std::nullopt);
}
