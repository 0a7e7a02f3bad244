#include "calm/record/answer.hpp"
#include "calm/record/answer_key.hpp"
#include "calm/record/ballot.hpp"
#include "calm/record/preference_pair.hpp"
#include "calm/record/question.hpp"
#include "calm/record/response.hpp"

#include "archetypes/questions.hpp"
#include "archetypes/thrown.hpp"
#include "catch.hpp"

#include <string>
#include <unordered_set>

using calm::answer_key;

TEST_CASE("an answer key is 1 to 7 bytes, compared byte for byte") {
    static_assert(answer_key("A") == answer_key('A') && answer_key("A") < answer_key("B") && answer_key("Z") < answer_key("a"));
    static_assert(answer_key("10") < answer_key("9"));  // the order of texts
    static_assert(sizeof(answer_key) == 8);
    CHECK(answer_key("sixteen").view() == "sixteen");
    CHECK(to_string(answer_key(std::string("Ａ"))) == "Ａ");
    CHECK(answer_key("A") != answer_key("Ａ"));
    CHECK(answer_key("A") != answer_key("AA"));
    CHECK(answer_key("\xff") > answer_key("A"));  // bytes are unsigned
    CHECK(std::unordered_set<answer_key>{"A", "B", "A"}.size() == 2);
    CHECK(archetypes::thrown([] { return answer_key(""); }) == calm::error_id::invalid_key);
    CHECK(archetypes::message([] { return answer_key("eighteen"); }) ==
          "CALM-E103 invalid-key: \"eighteen\" cannot be an answer key; a key has 1 to 7 bytes");
}

TEST_CASE("a question finds its texts and options") {
    const auto asked = archetypes::make_question(3, {"en", "zh"});
    REQUIRE(asked.find("cn") != nullptr);
    CHECK(asked.find("cn")->lang == "zh");
    CHECK(asked.find("fr") == nullptr);
    REQUIRE(asked.find("en")->find("B") != nullptr);
    CHECK(asked.find("en")->find("B")->text == "en option B");
    CHECK(asked.find("en")->find("E") == nullptr);
    CHECK(asked == archetypes::make_question(3, {"en", "zh"}));
    CHECK_FALSE(asked == archetypes::make_question(3, {"zh", "en"}));
}

TEST_CASE("a span names bytes of a text") {
    constexpr calm::byte_span span{2, 4};
    static_assert(span.of("abcdef") == "cd" && !span.empty() && calm::byte_span{}.empty());
    CHECK(calm::byte_span{3, 3}.of("abc").empty());
}

TEST_CASE("the counts per key do not depend on the order of a ballot's cells") {
    calm::ballot votes;
    votes.cells = {{"B", "en", 2, 2.0, {1, 0}}, {"A", "en", 1, 1.0, {1, 2}}, {"B", "de", 1, 0.5, {0, 1}}, {"A", "fr", 2, 1.5, {2, 0}}};
    const auto keys = totals(votes);
    REQUIRE(keys.size() == 2);
    CHECK(keys[0] == calm::key_count{"B", 3, 2.5, {0, 1}});  // equal weight: the one seen first
    CHECK(keys[1] == calm::key_count{"A", 3, 2.5, {1, 2}});
    CHECK(calm::totals({}).empty());
}

TEST_CASE("records have readable states") {
    CHECK(to_string(calm::outcome::tie_broken) == "tie_broken");
    CHECK(to_string(calm::outcome::no_votes) == "no_votes");
    CHECK(to_string(calm::finish_reason::length) == "length");
    CHECK(to_string(calm::explanation_source::untranslated) == "untranslated");
}

TEST_CASE("the chosen side of a pair is a fine-tuning row") {
    const calm::preference_pair pair{.question_id = "q", .question = 7, .lang = "zh", .instruction = "i", .input = "n", .chosen = "c", .rejected = "r",
                                     .chosen_key = "B", .source = calm::explanation_source::translated, .from_gold = true};
    const calm::sft_row row = chosen_side(pair);
    CHECK(row == calm::sft_row{"q", 7, "zh", "i", "n", "c", "B", calm::explanation_source::translated, true});
}
