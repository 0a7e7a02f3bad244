#include "calm/io/score_reader.hpp"

#include "support.hpp"

#include <limits>
#include <ranges>
#include <sstream>
#include <string>
#include <vector>

using calm::error_id;
using calm::measure::option_ranking;
using namespace calm_test;

static_assert(std::ranges::input_range<calm::io::score_file>);

namespace {
std::string line(const std::string& scores, const std::string& more = "", const std::string& question = "q", const std::string& lang = "en") {
    return R"({"question":")" + question + R"(","language":")" + lang + R"(","scores":)" + scores + more + "}\n";
}
} // namespace

TEST_CASE("option scores are read as rankings", "[io][score_reader]") {
    std::istringstream in(line(R"({"A":-2.5,"B":-1,"C":null,"D":-1.0,"E":0.125})", R"(,"gold":"B","model":"m")") +
                          line(R"({"A":2,"B":3})", R"(,"gold":null)", "q", "cn") + line(R"({"10":-1e-300})", "", "r"));
    std::vector<calm::io::recorded_scores> all;
    for (auto& one : calm::io::score_file(in, "s")) all.push_back(one);
    REQUIRE(all.size() == 3);
    const double never = -std::numeric_limits<double>::infinity();
    CHECK(all[0].ranking == option_ranking{{"E", 0.125}, {"B", -1}, {"D", -1}, {"A", -2.5}, {"C", never}});  // equal ones in the order of keys
    CHECK(all[0].gold == calm::answer_key("B"));
    CHECK(all[0].question_id == "q");
    CHECK(all[1].ranking == option_ranking{{"B", 3}, {"A", 2}});
    CHECK(all[1].lang == calm::language("zh"));
    CHECK_FALSE(all[1].gold);
    CHECK(all[2].ranking == option_ranking{{"10", -1e-300}});
    CHECK_FALSE(all[2].gold);
    CHECK(all[2].where == calm::data_location{"s", 3, 2, ""});
}

TEST_CASE("bad option scores name their field", "[io][score_reader]") {
    const auto check = [](const std::string& text, error_id id, const std::string& field) {
        CAPTURE(text);
        std::istringstream in(text);
        const auto problem = error_of([&] { walk(calm::io::score_file(in, "s")); });
        REQUIRE(problem);
        CHECK(problem->id() == id);
        CHECK(problem->where() == calm::data_location{"s", 1, 0, field});
    };
    const std::string two = R"({"A":-1,"B":-2})";
    check(line("{}"), error_id::no_options, "scores");
    check(line("[-1,-2]"), error_id::wrong_type, "scores");
    check(line("null"), error_id::wrong_type, "scores");
    check(line(R"({"A":"-1"})"), error_id::wrong_type, "scores.A");
    check(line(R"({"A":true})"), error_id::wrong_type, "scores.A");
    check(line(R"({"A":-1,"A":-2})"), error_id::duplicate_id, "scores.A");
    check(line(R"({"":-1})"), error_id::invalid_key, "scores.");
    check(line(R"({"A":-1e999})"), error_id::json_syntax, "");
    check(line(two, R"(,"gold":"C")"), error_id::unknown_key, "gold");
    check(line(two, R"(,"gold":"none of these")"), error_id::invalid_key, "gold");
    check(line(two, R"(,"gold":0)"), error_id::wrong_type, "gold");
    check(line(two, "", ""), error_id::empty_input, "question");
    check(line(two, "", "q", "1"), error_id::invalid_language, "language");
    check(R"({"question":"q","language":"en"})", error_id::missing_field, "scores");
}

TEST_CASE("a question has one line of scores a language", "[io][score_reader]") {
    const std::string two = R"({"A":-1,"B":-2})";
    const auto text = line("{}") + line(two) + line(two, "", "q", "de") + line(two) + line(two, "", "r");
    std::istringstream strict(text.substr(text.find('\n') + 1));
    const auto problem = error_of([&] { walk(calm::io::score_file(strict, "s")); });
    REQUIRE(problem);
    CHECK(problem->id() == error_id::duplicate_id);
    CHECK(problem->where() == calm::data_location{"s", 3, 2, "question"});
    std::istringstream in(text);
    calm::skipped_records skipped;
    CHECK(walk(calm::io::score_file(in, "s", calm::io::lenient(skipped))) == 3);  // a line that is left out does not take its place
    CHECK(skipped.count == 2);
}
