#include "calm/measure/prediction_scores.hpp"
#include "calm/measure/summary.hpp"

#include "archetypes/questions.hpp"
#include "calm/vote/plurality.hpp"
#include "calm/vote/ties.hpp"
#include "catch.hpp"

#include <optional>
#include <vector>

namespace {
calm::voted_question voted(const std::vector<archetypes::given>& all) {
    calm::voted_question made{{archetypes::make_answered(all)}, {}};
    made.vote = calm::vote::plurality{}(made);
    calm::vote::decide(made.vote, 0, calm::vote::ties::drop{});
    return made;
}
using keys = std::vector<std::optional<calm::answer_key>>;
using calm::measure::released_agreement;
using calm::measure::released_task;
} // namespace

TEST_CASE("a summary puts each language beside the pooled vote") {
    calm::measure::summary run({"en", "de"}, calm::vote::ties::drop{});
    CHECK(run.best_language() == nullptr);
    // The gold answer is B.
    run.add(voted({{"en", "A"}, {"en", "B"}, {"en", "B"}, {"de", "A"}, {"de", "A"}, {"de", "A"}}));  // A wins 4:2
    run.add(voted({{"en", "B"}, {"en", ""}, {"de", "B"}}));                                          // B
    run.add(voted({{"en", "B"}, {"de", "C"}, {"de", ""}}));                                          // tie
    run.add(voted({{"en", ""}, {"de", "C"}}));                                                       // C
    CHECK(run.questions() == 4);
    CHECK(run.decided() == 3);
    CHECK(run.ties() == 1);
    CHECK(run.pooled().correct == 1);
    CHECK(run.pooled().questions == 4);
    REQUIRE(run.languages().size() == 2);
    const auto& english = run.languages()[0];
    CHECK(english.responses == 7);
    CHECK(english.parsed == 5);
    CHECK(english.first.correct == 2);
    CHECK(english.majority.correct == 3);
    CHECK(run.best_language() == &english);
    CHECK(run.consistency().questions() == 3);  // 1, 1, 0
    CHECK(run.consistency().mean() == 2.0 / 3.0);
    CHECK(run.consistency().undefined() == 1);
}

TEST_CASE("the released scorers keep the key after one that they remove") {
    CHECK(released_agreement(keys{"A", "A", "B"}, released_task::xcsqa) == 1.0 / 3.0);
    CHECK(released_agreement(keys{"X", "A", "A"}, released_task::xcsqa) == 1.0);
    CHECK(released_agreement(keys{"X", "Y", "A"}, released_task::xcsqa) == 0.0);   // Y stays
    CHECK(released_agreement(keys{"X", "X", "X"}, released_task::xcsqa) == std::nullopt);
    CHECK(released_agreement(keys{"E", "E", "A", "A"}, released_task::medqa) == 1.0 / 3.0);  // one E stays
    CHECK(released_agreement(keys{"E", "E", "A", "A"}, released_task::xcsqa) == 1.0 / 3.0);
    CHECK(released_agreement(keys{"X", "A"}, released_task::medqa) == 0.0);
    CHECK(released_agreement(keys{"X", "A"}, released_task::xcsqa) == std::nullopt);
    CHECK(released_agreement(keys{"A", std::nullopt}, released_task::medqa) == std::nullopt);
}
