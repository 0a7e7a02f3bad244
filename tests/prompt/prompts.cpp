#include "calm/prompt/form.hpp"
#include "calm/prompt/multiple_choice.hpp"

#include "catch.hpp"

#include <set>
#include <string>
#include <string_view>

using calm::prompt::form_of;

TEST_CASE("each language has one form, whose instruction shows its own markers") {
    std::set<std::string_view> seen;
    for (const auto& form : calm::prompt::forms) {
        CAPTURE(form.lang);
        CHECK(seen.insert(form.lang).second);
        CHECK(form.instruction.find('\n' + std::string(form.explanation)) != std::string_view::npos);
        CHECK(form.instruction.find('\n' + std::string(form.answer)) != std::string_view::npos);
        CHECK(form_of(form.lang).question == form.question);
    }
    CHECK(form_of("cn").answer == "答案:");
    CHECK(form_of("zh-Hant").answer == "答案:");
    CHECK(form_of("pl").answer == "Odpowiedź:");
    CHECK(form_of("fi").answer == "Answer:");  // no form: the English one
}

TEST_CASE("a question is asked with its own instruction, or the language's") {
    calm::localized_question asked{.lang = "de", .input = "Was?\nA. x\nB. y"};
    CHECK(calm::prompt::multiple_choice(asked) == calm::prompt_text{std::string(form_of("de").instruction), asked.input});
    asked.instruction = "Rate.";
    CHECK(calm::prompt::multiple_choice(asked) == calm::prompt_text{"Rate.", asked.input});
}

TEST_CASE("the released prompts put the input between their own markers") {
    const auto input = [](const char* lang) { return calm::prompt::released_preference({.lang = lang, .instruction = "own", .input = "Q"}).input; };
    CHECK(input("en") == "Question:Q");
    CHECK(input("zh") == "问题:Q\n");
    CHECK(input("fr") == "Question:Q\nRéponse:");
    CHECK(input("de") == "Frage:Q\nAntwort:");
    const auto tuning = calm::prompt::released_tuning({.lang = "zh", .instruction = "own", .input = "Q"});
    CHECK(tuning == calm::prompt_text{std::string(form_of("zh").instruction), "Q"});
}
