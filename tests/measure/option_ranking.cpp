#include "calm/measure/option_ranking.hpp"

#include "archetypes/questions.hpp"
#include "archetypes/scorers.hpp"
#include "archetypes/thrown.hpp"
#include "catch.hpp"

#include <limits>
#include <string>
#include <vector>

using calm::measure::option_ranking;
using calm::measure::rank_options;
using calm::measure::ranking_options;
using calm::measure::scored_text;

namespace {
calm::localized_question capital(const calm::language& lang = "en") {
    return {lang, "", "The capital of France?\nA. Rome\nB. Paris\nC. Ur", "The capital of France?", {{"A", "Rome"}, {"B", "Paris"}, {"C", "Ur"}}};
}
std::string keys(const option_ranking& ranking) {
    std::string all;
    for (const auto& one : ranking) all += one.key.view();
    return all;
}
} // namespace

TEST_CASE("a ranking scores the prompt and each candidate as one text, by the mean over all its tokens") {
    archetypes::byte_scorer model{[](const calm::scoring_request& request, std::size_t at) { return request.completion[at] == 'R' ? -4.0 : -1.0; }};
    const auto ranking = rank_options(model, capital());
    REQUIRE(model.asked.size() == 3);
    for (const auto& [prompt, text] : model.asked) CHECK(prompt == calm::prompt_text{});
    CHECK(model.asked[0].second == "The capital of France?\nAnswer: Rome");
    CHECK(model.asked[1].second == "The capital of France?\nAnswer: Paris");
    CHECK(model.asked[2].second == "The capital of France?\nAnswer: Ur");
    CHECK(keys(ranking) == "BCA");  // B and C score -1: in the order of their keys
    CHECK(ranking[0].score == -1.0);
    CHECK(ranking[2].score == (-34.0 - 4.0) / 35.0);
    static_cast<void>(rank_options(model, capital("de")));
    CHECK(model.asked[3].second == "The capital of France?\nAntwort: Rome");
}

TEST_CASE("a ranking by the candidate alone gives the prompt to the model, and takes the mean over the candidate") {
    archetypes::byte_scorer model{[](const calm::scoring_request&, std::size_t at) { return at == 0 ? -6.0 : -1.0; }};
    const auto ranking = rank_options(model, capital(), {.scored = scored_text::candidate});
    CHECK(model.asked[1] == std::pair(calm::prompt_text{"", "The capital of France?\nAnswer:"}, std::string(" Paris")));
    CHECK(keys(ranking) == "BAC");  // a bad first token weighs less in a longer text
    CHECK(ranking[0].score == -11.0 / 6);
    CHECK(ranking[1].score == -10.0 / 5);
    CHECK(ranking[2].score == -8.0 / 3);
}

TEST_CASE("prompt and candidate are what the user says") {
    archetypes::byte_scorer model{[](const calm::scoring_request&, std::size_t) { return -1.0; }};
    ranking_options how;
    how.prompt = [](const calm::localized_question& asked) { return calm::prompt_text{"Choose.", asked.input + "\n"}; };
    how.candidate = [](const calm::localized_question&, const calm::option& one) { return one.key.str(); };
    static_cast<void>(rank_options(model, capital(), how));
    CHECK(model.asked[2].second == "Choose.\nThe capital of France?\nA. Rome\nB. Paris\nC. Ur\nC");
    how.scored = scored_text::candidate;
    static_cast<void>(rank_options(model, capital(), how));
    CHECK(model.asked[5] == std::pair(calm::prompt_text{"Choose.", capital().input + "\n"}, std::string("C")));
}

TEST_CASE("equal scores stand in the order of the keys, whatever the order of the options") {
    archetypes::byte_scorer model{[](const calm::scoring_request&, std::size_t) { return -2.0; }};
    auto asked = capital();
    std::swap(asked.options[0], asked.options[2]);
    CHECK(keys(rank_options(model, asked)) == "ABC");
    archetypes::byte_scorer impossible{[](const calm::scoring_request& request, std::size_t) {
        return request.completion.ends_with("Paris") ? -1.0 : -std::numeric_limits<double>::infinity();
    }};
    CHECK(keys(rank_options(impossible, asked)) == "BAC");
}

TEST_CASE("minimal, move-only and throwing models rank") {
    archetypes::minimal_scorer minimal(0);
    CHECK(keys(rank_options(minimal, capital())) == "BAC");  // it likes long texts
    archetypes::move_only_scorer move_only;
    CHECK(keys(rank_options(move_only, capital())) == "CAB");  // and it short ones
    archetypes::throwing_scorer throwing{.fails_at = 1};
    CHECK_THROWS_AS(rank_options(throwing, capital()), std::runtime_error);
    CHECK(throwing.calls == 2);
    CHECK(keys(rank_options(throwing, capital())) == "ABC");  // a later call asks again
}

TEST_CASE("a stop request reaches the model") {
    std::stop_source source;
    archetypes::byte_scorer model{[](const calm::scoring_request& request, std::size_t) { return request.stop.stop_requested() ? -1.0 : -2.0; }};
    source.request_stop();
    CHECK(rank_options(model, capital(), {.stop = source.get_token()})[0].score == -1.0);
}

TEST_CASE("what can't be scored is an error, and no options are an empty ranking") {
    using archetypes::thrown;
    archetypes::byte_scorer nan{[](const calm::scoring_request&, std::size_t) { return std::numeric_limits<double>::quiet_NaN(); }};
    CHECK(thrown([&] { return rank_options(nan, capital()); }) == calm::error_id::model_failed);
    CHECK(archetypes::message([&] { return rank_options(nan, capital()); }).find("option A of a question in en") != std::string::npos);
    archetypes::byte_scorer model{[](const calm::scoring_request&, std::size_t) { return -1.0; }};
    ranking_options how{.scored = scored_text::candidate};
    how.candidate = [](const calm::localized_question&, const calm::option&) { return std::string(); };
    CHECK(thrown([&] { return rank_options(model, capital(), how); }) == calm::error_id::model_failed);
    how.candidate = nullptr;
    CHECK(thrown([&] { return rank_options(model, capital(), how); }) == calm::error_id::invalid_option);
    CHECK(rank_options(model, calm::localized_question{"en"}).empty());
    auto unparsed = capital();
    unparsed.stem.clear();
    CHECK(calm::measure::bare_question(unparsed).input == capital().input + "\nAnswer:");
}
