// fwd.hpp comes first: what it declares has to be what the other headers define.
#include "calm/fwd.hpp"

namespace {
struct names_only {
    const calm::question* asked;
    const calm::sampled_question* sampled;
    const calm::answered_question* answered;
    const calm::voted_question* voted;
    const calm::preference_pair* pair;
    const calm::sft_row* row;
    const calm::generation_request* request;
    const calm::sample_options* options;
    calm::error_id id;
};
} // namespace

#include "calm/calm.hpp"

#include "catch.hpp"

#include <vector>

TEST_CASE("one include has the whole pipeline") {
    STATIC_REQUIRE(sizeof(names_only::id) == sizeof(calm::error_id));
    calm::question asked{.id = "q", .gold = calm::answer_key("A")};
    asked.texts.push_back({.lang = "en", .input = "Which?\nA. this\nB. that", .options = {{"A", "this"}, {"B", "that"}}});
    calm::engines::replay model;
    model.add("q", "en", 0, {"Explanation: because.\nAnswer: A"});
    model.add("q", "en", 1, {"Explanation: it is so.\nAnswer: A"});
    model.add("q", "en", 2, {"Explanation: or not.\nAnswer: B"});

    calm::measure::summary figures({"en"}, calm::vote::ties::drop{});
    std::vector<calm::preference_pair> pairs;
    const std::vector<calm::question> questions{asked};
    const auto voted = questions | calm::views::sample(model, {.samples = 3}) | calm::views::extract(calm::extract::corrected{}) |
                       calm::views::vote(calm::vote::plurality{});
    for (const auto& one : voted) figures.add(one);
    for (const auto& pair : voted | calm::views::prefer(calm::prefer::options{})) pairs.push_back(pair);
    REQUIRE(pairs.size() == 1);
    CHECK(pairs[0].chosen_key == "A");
    CHECK(pairs[0].rejected_key == "B");
    CHECK(figures.pooled().correct == 1);
}
