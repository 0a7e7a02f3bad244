#include "calm/io/prediction_reader.hpp"

#include "support.hpp"

#include <ranges>
#include <sstream>
#include <vector>

using calm::error_id;
using calm::io::prediction;
using namespace calm_test;

static_assert(std::ranges::input_range<calm::io::prediction_file>);

TEST_CASE("predictions are read as LLaMA-Factory writes them", "[io][prediction_reader]") {
    std::istringstream in("{\"prompt\": \"p\", \"label\": \"l\", \"predict\": \"r\"}\n{\"prompt\": \"\", \"predict\": \"\", \"label\": null}\n"
                          "{\"prompt\": \"p\", \"predict\": \"\"}\n");
    std::vector<prediction> all;
    for (auto& p : calm::io::prediction_file(in, "p")) all.push_back(std::move(p));
    CHECK(all == std::vector<prediction>{{0, "p", "l", "r"}, {1, "", "", ""}, {2, "p", "", ""}});
}

TEST_CASE("bad predictions name their field", "[io][prediction_reader]") {
    const auto check = [](const std::string& text, error_id id, const std::string& field) {
        std::istringstream in(text);
        const auto problem = error_of([&] { walk(calm::io::prediction_file(in, "p")); });
        REQUIRE(problem);
        CHECK(problem->id() == id);
        CHECK(problem->where().field == field);
    };
    check(R"({"prompt":"p","label":"l"})", error_id::missing_field, "predict");
    check(R"({"label":"l","predict":"r"})", error_id::missing_field, "prompt");
    check(R"({"prompt":"p","label":3,"predict":"r"})", error_id::wrong_type, "label");
    check(R"({"prompt":"p","label":"l","predict":["r"]})", error_id::wrong_type, "predict");
}
