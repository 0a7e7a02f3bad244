#include "calm/error.hpp"

#include "catch.hpp"

#include <set>
#include <string>

TEST_CASE("an error says which, where, what and what to do") {
    const calm::error problem(calm::error_id::wrong_type, "pred is a number; give a text", {"a.json", 3, 2, "pred"});
    CHECK(std::string(problem.what()) == "CALM-E303 wrong-type: a.json, line 3, record 2, field \"pred\": pred is a number; give a text");
    CHECK(problem.id() == calm::error_id::wrong_type);
    CHECK(problem.problem() == "pred is a number; give a text");
    CHECK(problem.where() == calm::data_location{"a.json", 3, 2, "pred"});
    CHECK(std::string(calm::error(calm::error_id::cancelled, "stopped").what()) == "CALM-E404 cancelled: stopped");
}

TEST_CASE("a location prints what is known") {
    CHECK(to_string(calm::data_location{}).empty());
    CHECK(to_string(calm::data_location{.line = 2}) == "line 2");
    CHECK(to_string(calm::data_location{.file = "f", .record = 0}) == "f, record 0");
}

TEST_CASE("skipped records are counted, and the first of them kept") {
    calm::skipped_records skipped{.keep = 2};
    for (int i = 0; i < 3; ++i) skipped.add(calm::error(calm::error_id::nul_byte, std::to_string(i)));
    CHECK(skipped.count == 3);
    REQUIRE(skipped.first.size() == 2);
    CHECK(skipped.first[1].problem() == "1");
}
