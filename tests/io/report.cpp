#include "calm/io/pairs_writer.hpp"
#include "calm/io/report.hpp"

#include "support.hpp"

#include <optional>
#include <string>

using namespace calm_test;
using nlohmann::ordered_json;

TEST_CASE("an undefined figure is null", "[io][report]") {
    CHECK(calm::io::to_json(std::optional<double>{}) == nullptr);
    CHECK(calm::io::to_json(std::optional(0.25)) == 0.25);
    calm::measure::accuracy none;
    none.add(calm::answer_key("A"), std::nullopt);
    CHECK(calm::io::to_json(none) == ordered_json{{"correct", 0}, {"answered", 0}, {"questions", 0}, {"value", nullptr}});
    none.add(calm::answer_key("A"), calm::answer_key("A"));
    none.add(std::nullopt, calm::answer_key("A"));
    CHECK(calm::io::to_json(none) == ordered_json{{"correct", 1}, {"answered", 1}, {"questions", 2}, {"value", 0.5}});
}

TEST_CASE("left-out records are listed with where and why", "[io][report]") {
    calm::skipped_records skipped{.keep = 1};
    skipped.add(calm::error(calm::error_id::wrong_type, "a number; write a text", {.file = "f.json", .line = 3, .record = 0, .field = "pred"}));
    skipped.add(calm::error(calm::error_id::missing_field, "none", {}));
    const auto j = calm::io::to_json(skipped);
    CHECK(j["count"] == 2);
    REQUIRE(j["first"].size() == 1);
    CHECK(j["first"][0] == ordered_json{{"id", to_string(calm::error_id::wrong_type)}, {"name", "wrong-type"}, {"file", "f.json"}, {"line", 3},
                                        {"record", 0}, {"field", "pred"}, {"problem", "a number; write a text"}});
}

TEST_CASE("a file is named with its size and digest", "[io][report]") {
    const scratch dir;
    const auto entry = calm::io::file_entry(dir.write("f", "abc"));
    CHECK(entry["bytes"] == 3);
    CHECK(entry["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2, appendix B.1
    CHECK(error_of([&] { static_cast<void>(calm::io::file_entry(dir / "none")); })->id() == calm::error_id::cannot_open);
}

TEST_CASE("the summary has what a report needs", "[io][report]") {
    const calm::measure::summary nothing({"en", "zh"}, [](const auto&) { return std::nullopt; });
    const auto j = calm::io::to_json(nothing);
    CHECK(j["languages"] == ordered_json{"en", "zh"});
    CHECK(j["questions"] == 0);
    CHECK(j["parsed"] == ordered_json{{"en", 0}, {"zh", 0}});
    CHECK(j["pooled"]["ties"] == 0);
    CHECK(j["best_language"] == nullptr);
    CHECK(j["consistency"] == ordered_json{{"mean", nullptr}, {"questions", 0}, {"undefined", 0}});
}

TEST_CASE("a pair's row has all that is known of it", "[io][pairs_writer]") {
    const calm::preference_pair pair{.question_id = "q-7", .question = 6, .lang = "sw", .instruction = "i", .input = "n", .chosen = "c", .rejected = "r",
                                     .chosen_key = "C", .rejected_key = "A", .rejected_sample = 2, .source = calm::explanation_source::translated,
                                     .exemplar_lang = "en", .exemplar_sample = 1, .weight = 0.5, .share = 0.75, .from_gold = true};
    CHECK(calm::io::pair_row(pair).dump() ==
          R"({"question":6,"id":"q-7","language":"sw","chosen_key":"C","rejected_key":"A","rejected_sample":2,"explanation":"translated",)"
          R"("exemplar":{"language":"en","sample":1},"weight":0.5,"share":0.75,"target":"gold","instruction":"i","input":"n","chosen":"c","rejected":"r"})");
}
