#include "calm/io/answers_writer.hpp"

#include "support.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

using calm::error_id;
using namespace calm_test;

TEST_CASE("answers are written as lines", "[io][answers_writer]") {
    const calm::response given{"zh", 2, "text"};
    CHECK(calm::io::answer_line(12, given, {.key = "C", .rule = "marker", .span = {3, 4}}) ==
          R"({"question":12,"language":"zh","sample":2,"answer":"C","rule":"marker","span":[3,4]})");
    CHECK(calm::io::answer_line(0, given, {.rule = "none"}) == R"({"question":0,"language":"zh","sample":2,"answer":null,"rule":"none","span":[0,0]})");
}

TEST_CASE("answers with unusual texts are the same JSON as nlohmann's", "[io][answers_writer]") {
    for (const std::string rule : {"", "plain", "qu\"ote", "back\\slash", "line\nend", "\x1f", "\x7f", "\u7b54\u6848"}) {
        const auto line = calm::io::answer_line(1, {"en", 0, ""}, {.key = "\u3042", .rule = rule});
        const nlohmann::ordered_json wanted{{"question", 1}, {"language", "en"}, {"sample", 0}, {"answer", "\u3042"}, {"rule", rule}, {"span", {0, 0}}};
        CHECK(line == wanted.dump());
    }
    CHECK(error_of([] { static_cast<void>(calm::io::answer_line(1, {"en", 0, ""}, {.key = "\xff"})); })->id() == error_id::invalid_utf8);
}

TEST_CASE("a question's answers and ballot go to their files", "[io][answers_writer]") {
    const scratch dir;
    auto asked = std::make_shared<calm::question>();
    asked->id = "home-001";
    asked->index = 4;
    asked->texts = {{.lang = "zh"}, {.lang = "en"}, {.lang = "fr"}};
    calm::voted_question voted;
    voted.asked = asked;
    voted.responses = {{"zh", 0, "x"}, {"en", 0, "y"}};
    voted.answers = {{.key = "B", .rule = "r", .span = {0, 1}}, {.rule = "none"}};
    voted.vote.cells = {{"A", "en", 1, 0.5, {1, 0}}, {"A", "zh", 1, 1, {0, 1}}, {"B", "zh", 2, 2, {0, 0}}};
    voted.vote.votes = 4;
    voted.vote.abstentions = 1;
    voted.vote.weight = 3.5;
    voted.vote.result = calm::outcome::won;
    voted.vote.winner = calm::answer_key("B");
    voted.vote.share = 0.5;
    voted.vote.margin = 0.125;

    calm::io::json_writer answers(dir / "answers.jsonl"), ballots(dir / "ballots.jsonl");
    calm::io::write_answers(answers, voted);
    calm::io::write_ballot(ballots, voted);
    voted.vote = {};
    voted.vote.result = calm::outcome::no_votes;
    calm::io::write_ballot(ballots, voted);
    answers.commit();
    ballots.commit();

    CHECK(content(dir / "answers.jsonl") == "{\"question\":4,\"language\":\"zh\",\"sample\":0,\"answer\":\"B\",\"rule\":\"r\",\"span\":[0,1]}\n"
                                            "{\"question\":4,\"language\":\"en\",\"sample\":0,\"answer\":null,\"rule\":\"none\",\"span\":[0,0]}\n");
    CHECK(content(dir / "ballots.jsonl") ==
          R"({"question":4,"id":"home-001","winner":"B","outcome":"won","tie":false,"share":0.5,"margin":0.125,"confidence":null,"votes":4,"abstentions":1,)"
          R"("counts":{"A":{"votes":2,"weight":1.5},"B":{"votes":2,"weight":2.0}},)"
          R"("by_language":{"zh":{"A":{"votes":1,"weight":1.0},"B":{"votes":2,"weight":2.0}},"en":{"A":{"votes":1,"weight":0.5}}}})"
          "\n"
          R"({"question":4,"id":"home-001","winner":null,"outcome":"no_votes","tie":false,"share":0.0,"margin":0.0,"confidence":null,"votes":0,"abstentions":0,)"
          R"("counts":{},"by_language":{}})"
          "\n");
}
