#include "calm/io/joined_responses.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/io/replay_reader.hpp"
#include "calm/io/response_reader.hpp"

#include "support.hpp"

#include <ranges>
#include <sstream>
#include <string>
#include <vector>

using calm::error_id;
using calm::io::response_order;
using namespace calm_test;

namespace {

std::string line(const std::string& question, const std::string& lang, int sample, const std::string& text, const std::string& more = "") {
    return R"({"question":")" + question + R"(","language":")" + lang + R"(","sample":)" + std::to_string(sample) + R"(,"text":")" + text + "\"" + more + "}\n";
}

std::vector<calm::question> three_questions() {
    std::vector<calm::question> all;
    for (const std::string id : {"a", "b", "c"}) {
        calm::question q{.id = id, .index = all.size()};
        for (const char* tag : {"zh", "en"}) q.texts.push_back({.lang = tag, .input = "Q", .options = {{"A", "x"}, {"B", "y"}}});
        all.push_back(std::move(q));
    }
    return all;
}

struct joined {
    std::vector<std::string> seen{};
    std::optional<calm::error> problem{};
    calm::skipped_records skipped{};
};

joined join(const std::vector<std::string>& contents, bool lenient, response_order order) {
    const scratch dir;
    std::vector<std::filesystem::path> files;
    for (const auto& c : contents) files.push_back(dir.write(std::to_string(files.size()), c));
    joined result;
    const auto questions = three_questions();
    result.problem = error_of([&] {
        const auto options = lenient ? calm::io::lenient(result.skipped) : calm::io::read_options{};
        for (const auto& s : calm::io::joined_responses(questions, files, options, order)) {
            std::string text = s.asked->id + ":";
            for (const auto& r : s.responses) text += ' ' + r.lang.str() + std::to_string(r.sample) + '=' + r.text;
            result.seen.push_back(text);
        }
    });
    CHECK(questions == three_questions());  // someone else's questions are copied, not moved from
    return result;
}

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("response lines are read strictly", "[io][response_reader]") {
    std::istringstream in(line("a", "cn", 2, "t", R"(,"finish":"length","model":"m")") + line("a", "en", 0, "", R"(,"finish":"stop")") +
                          line("a", "en", 1, "", R"(,"finish":"content_filter")") + line("a", "en", 3, ""));
    std::vector<calm::response> all;
    for (auto& r : calm::io::response_file(in, "r")) all.push_back(r.given);
    CHECK(all == std::vector<calm::response>{{"zh", 2, "t", calm::finish_reason::length}, {"en", 0, "", calm::finish_reason::stop}, {"en", 1, ""}, {"en", 3, ""}});

    const auto check = [](const std::string& record, error_id id, const std::string& field) {
        std::istringstream bad(record);
        const auto problem = error_of([&] { walk(calm::io::response_file(bad, "r")); });
        REQUIRE(problem);
        CHECK(problem->id() == id);
        CHECK(problem->where() == calm::data_location{"r", 1, 0, field});
    };
    check(line("a", "1", 0, "t"), error_id::invalid_language, "language");
    check(line("a", "en", -1, "t"), error_id::wrong_type, "sample");
    check(line("", "en", 0, "t"), error_id::empty_input, "question");
    check(line("a", "en", 0, "t", R"(,"finish":1)"), error_id::wrong_type, "finish");
    check(R"({"question":"a","language":"en","sample":0,"text":null})", error_id::wrong_type, "text");
    check(R"({"question":"a","language":"en","text":""})", error_id::missing_field, "sample");
}

TEST_CASE("a response file becomes a model that replays it", "[io][replay_reader]") {
    const scratch dir;
    const auto path = dir.write("r", line("b", "en", 1, "b1") + line("a", "zh", 0, "az") + line("b", "en", 0, "b0"));
    const auto model = calm::io::load_responses(path);
    CHECK(model.size() == 3);
    CHECK(model.contains("b", "en", 1));
    CHECK(model.contains("a", "zh", 0));
    CHECK_FALSE(model.contains("b", "zh", 1));

    const calm::question asked{.id = "b"};
    const calm::prompt_text prompt{};
    const calm::sampling_settings settings{};
    const std::vector<calm::draw_key> draws{{0, 0, "en", 0}, {0, 0, "en", 1}};
    const auto said = model.generate({.asked = asked, .lang = "en", .prompt = prompt, .draws = draws, .settings = settings});
    REQUIRE(said.size() == 2);
    CHECK(said[0].text == "b0");
    CHECK(said[1].text == "b1");

    const std::vector<std::filesystem::path> twice{path, path};
    const auto problem = error_of([&] { static_cast<void>(calm::io::load_responses(twice)); });
    REQUIRE(problem);
    CHECK(problem->id() == error_id::duplicate_id);
    CHECK(problem->where().file == path.string());
    CHECK(problem->where().line == 1);
    calm::skipped_records skipped;
    CHECK(calm::io::load_responses(twice, calm::io::lenient(skipped)).size() == 3);
    CHECK(skipped.count == 3);
}

TEST_CASE("questions and responses are joined in lockstep or in memory", "[io][joined_responses]") {
    const auto order = GENERATE(response_order::as_questions, response_order::any);
    SECTION("one file, a question without responses") {
        const auto result = join({line("a", "en", 1, "2") + line("a", "en", 0, "1") + line("a", "zh", 0, "0") + line("c", "en", 0, "3")}, false, order);
        CHECK_FALSE(result.problem);
        CHECK(result.seen == texts{"a: zh0=0 en0=1 en1=2", "b:", "c: en0=3"});
    }
    SECTION("a file for each language") {
        const auto result = join({line("a", "en", 0, "1") + line("c", "en", 0, "2"), line("b", "zh", 0, "3") + line("c", "zh", 0, "4")}, false, order);
        CHECK_FALSE(result.problem);
        CHECK(result.seen == texts{"a: en0=1", "b: zh0=3", "c: zh0=4 en0=2"});
    }
    SECTION("unknown question") {
        const std::string content = line("a", "en", 0, "1") + line("x", "en", 0, "2") + line("b", "en", 0, "3") + line("y", "en", 0, "4");
        const auto strict = join({content}, false, order);
        REQUIRE(strict.problem);
        CHECK(strict.problem->id() == error_id::unknown_question);
        CHECK(strict.problem->where().line == 2);
        const auto lenient = join({content}, true, order);
        CHECK_FALSE(lenient.problem);
        CHECK(lenient.seen == texts{"a: en0=1", "b: en0=3", "c:"});
        CHECK(lenient.skipped.count == 2);
    }
    SECTION("a language that the question lacks") {
        const auto strict = join({line("a", "fr", 0, "1")}, false, order);
        REQUIRE(strict.problem);
        CHECK(strict.problem->id() == error_id::misaligned);
        const auto lenient = join({line("a", "fr", 0, "1")}, true, order);
        CHECK(lenient.seen == texts{"a:", "b:", "c:"});
        CHECK(lenient.skipped.count == 1);
    }
    SECTION("the same sample twice") {
        const std::string content = line("a", "en", 0, "1") + line("a", "en", 1, "2") + line("a", "en", 0, "3");
        const auto strict = join({content}, false, order);
        REQUIRE(strict.problem);
        CHECK(strict.problem->id() == error_id::duplicate_id);
        CHECK(strict.problem->where().line == 3);
        const auto lenient = join({content}, true, order);
        CHECK(lenient.seen == texts{"a: en0=1 en1=2", "b:", "c:"});
        CHECK(lenient.skipped.count == 1);
    }
}

TEST_CASE("lines out of order need response_order::any", "[io][joined_responses]") {
    const std::string content = line("c", "en", 0, "3") + line("a", "en", 0, "1");
    const auto lockstep = join({content}, GENERATE(false, true), response_order::as_questions);
    REQUIRE(lockstep.problem);
    CHECK(lockstep.problem->id() == error_id::misaligned);
    CHECK(lockstep.problem->problem().find("response_order::any") != std::string::npos);
    const auto any = join({content}, false, response_order::any);
    CHECK_FALSE(any.problem);
    CHECK(any.seen == texts{"a: en0=1", "b:", "c: en0=3"});
}

TEST_CASE("a question file read on the way can be joined", "[io][joined_responses]") {
    const scratch dir;
    const auto questions = dir.write("q", R"({"id":"a","languages":{"en":{"text":"W?","options":{"A":"x","B":"y"}}}})");
    const auto responses = dir.write("r", line("a", "en", 0, "1"));
    calm::io::joined_responses all(calm::io::question_file(questions), {responses});
    static_assert(std::ranges::input_range<decltype(all)>);
    CHECK((*all.begin()).responses.size() == 1);
    CHECK(error_of([&] { calm::io::joined_responses none(calm::io::question_file(questions), {}); })->id() == error_id::invalid_option);
    auto same = three_questions();
    same[2].id = "a";
    CHECK(error_of([&] { walk(calm::io::joined_responses(same, {responses})); })->id() == error_id::duplicate_id);
}
