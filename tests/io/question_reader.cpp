#include "calm/io/question_reader.hpp"

#include "support.hpp"

#include <ranges>
#include <sstream>
#include <string>
#include <vector>

using calm::error_id;
using namespace calm_test;

namespace {

std::vector<calm::question> read(const std::string& text, const calm::io::read_options& options = {}) {
    std::istringstream in(text);
    std::vector<calm::question> all;
    for (auto& q : calm::io::question_file(in, "q.jsonl", options)) all.push_back(std::move(q));
    return all;
}

const std::string en = R"("en":{"text":"Where?","options":{"B":"b","A":"a"},"instruction":"Do."})";

} // namespace

static_assert(std::ranges::input_range<calm::io::question_file>);
static_assert(std::ranges::input_range<calm::io::aligned_questions>);

TEST_CASE("question files keep the order of languages and options", "[io][question_reader]") {
    const auto all = read(R"({"id":"home-001","gold":"A","languages":{"zh":{"text":"哪里？","options":{"A":"甲","B":"乙"}},)" + en + "}}\n" +
                          R"({"id":"2","languages":{)" + en + "},\"gold\":null,\"source\":[1]}");
    REQUIRE(all.size() == 2);
    CHECK(all[0].id == "home-001");
    CHECK(all[0].gold == calm::answer_key("A"));
    CHECK(all[0].texts[0] == calm::localized_question{"zh", "", "哪里？\nA. 甲\nB. 乙", "哪里？", {{"A", "甲"}, {"B", "乙"}}});
    CHECK(all[0].texts[1] == calm::localized_question{"en", "Do.", "Where?\nB. b\nA. a", "Where?", {{"B", "b"}, {"A", "a"}}});
    CHECK(all[1].index == 1);
    CHECK_FALSE(all[1].gold);
}

TEST_CASE("each bad question names its field", "[io][question_reader]") {
    const auto check = [](const std::string& record, error_id id, const std::string& field) {
        const auto problem = error_of([&] { static_cast<void>(read(R"({"id":"first","languages":{)" + en + "}}\n" + record + "\n")); });
        REQUIRE(problem);
        CHECK(problem->id() == id);
        CHECK(problem->where() == calm::data_location{"q.jsonl", 2, 1, field});
    };
    check(R"({"id":"first","languages":{)" + en + "}}", error_id::duplicate_id, "id");
    check(R"({"id":"","languages":{)" + en + "}}", error_id::empty_input, "id");
    check(R"({"id":7,"languages":{)" + en + "}}", error_id::wrong_type, "id");
    check(R"({"languages":{)" + en + "}}", error_id::missing_field, "id");
    check(R"({"id":"x"})", error_id::missing_field, "languages");
    check(R"({"id":"x","languages":{}})", error_id::empty_input, "languages");
    check(R"({"id":"x","languages":{"english":{"text":"?","options":{"A":"a"}}}})", error_id::invalid_language, "languages.english");
    check(R"({"id":"x","languages":{"zh":{"text":"?","options":{"A":"a"}},"cn":{"text":"?","options":{"A":"a"}}}})", error_id::duplicate_id, "languages.cn");
    check(R"({"id":"x","languages":{"en":{"text":"?","options":{"A":"a","A":"b"}}}})", error_id::duplicate_id, "languages.en.options.A");
    check(R"({"id":"x","languages":{"en":{"text":"?","options":{"A":1}}}})", error_id::wrong_type, "languages.en.options.A");
    check(R"({"id":"x","languages":{"en":{"text":"?","options":{"":"a"}}}})", error_id::invalid_key, "languages.en.options.");
    check(R"({"id":"x","languages":{"en":{"text":"?","options":{}}}})", error_id::no_options, "languages.en.options");
    check(R"({"id":"x","languages":{"en":{"text":"?"}}})", error_id::missing_field, "languages.en.options");
    check(R"({"id":"x","languages":{"en":{"text":"","options":{"A":"a"}}}})", error_id::empty_input, "languages.en.text");
    check(R"({"id":"x","gold":"C","languages":{)" + en + "}}", error_id::unknown_key, "gold");
    check(R"({"id":"x","gold":"much too long","languages":{)" + en + "}}", error_id::invalid_key, "gold");
    check(R"({"id":"x","gold":1,"languages":{)" + en + "}}", error_id::wrong_type, "gold");
}

TEST_CASE("a lenient walk keeps positions and frees the id of a bad record", "[io][question_reader]") {
    calm::skipped_records skipped;
    const auto all = read(R"({"id":"a","gold":"Z","languages":{)" + en + "}}\n" + R"({"id":"a","languages":{)" + en + "}}\n" +
                              R"({"id":"a","languages":{)" + en + "}}\n",
                          calm::io::lenient(skipped));
    REQUIRE(all.size() == 1);
    CHECK(all[0].index == 1);
    REQUIRE(skipped.count == 2);
    CHECK(skipped.first[0].id() == error_id::unknown_key);
    CHECK(skipped.first[1].id() == error_id::duplicate_id);
}

TEST_CASE("aligned question files are joined by row", "[io][question_reader]") {
    const scratch dir;
    const auto a = dir.write("en.json", R"([{"instruction":"I","input":"Q ( ). (A) x (B) y","output":"(B) y"}])");
    const auto b = dir.write("fr.json", R"([{"instruction":"J","input":"R ( ). (A) u (B) v","output":"B"}])");
    calm::io::aligned_questions questions({{"en", a}, {"fr", b}});
    const auto& q = *questions.begin();
    CHECK(q.gold == calm::answer_key("B"));
    REQUIRE(q.texts.size() == 2);
    CHECK(q.texts[0].find("B")->text == "y");
    CHECK(q.texts[1].instruction == "J");
    CHECK(q.texts[1].input == "R ( ). (A) u (B) v");
}

TEST_CASE("a question without a text in a required language is a bad record", "[io][question_file]") {
    const scratch dir;
    const std::string options = R"("options":{"A":"a","B":"b"})";
    const auto path = dir.write("q.jsonl", R"({"id":"1","languages":{"en":{"text":"t",)" + options + R"(},"de":{"text":"t",)" + options + "}}}\n" +
                                               R"({"id":"2","languages":{"en":{"text":"t",)" + options + "}}}\n");
    const auto walk = [&](const calm::io::read_options& how) {
        std::size_t count = 0;
        calm::io::question_file questions(path, how, {"en", "de"});
        for (const auto& one : questions) count += one.id.size();
        return count;
    };
    const auto problem = error_of([&] { walk({}); });
    REQUIRE(problem);
    CHECK(problem->id() == error_id::missing_field);
    CHECK(problem->where().line == 2);
    CHECK(problem->where().field == "languages");
    CHECK(problem->problem().find("no text in de") != std::string::npos);
    calm::skipped_records skipped;
    CHECK(walk(calm::io::lenient(skipped)) == 1);
    CHECK(skipped.count == 1);
}
