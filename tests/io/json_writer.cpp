#include "calm/io/json_stream.hpp"
#include "calm/io/json_writer.hpp"

#include "support.hpp"

#include <nlohmann/json.hpp>

using calm::error_id;
using calm::io::json_writer;
using calm::io::row_format;
using namespace calm_test;

TEST_CASE("arrays and lines are written row by row", "[io][json_writer]") {
    const scratch dir;
    const auto write = [&](row_format format, int rows) {
        json_writer to(dir / "out", format);
        for (int i = 0; i < rows; ++i) to.write({{"b", i}, {"a", "\u00e9\n\""}});
        CHECK(to.rows() == static_cast<std::size_t>(rows));
        to.commit();
        return content(dir / "out");
    };
    CHECK(write(row_format::array, 0) == "[\n]\n");
    CHECK(write(row_format::array, 1) == "[\n{\"b\":0,\"a\":\"\u00e9\\n\\\"\"}\n]\n");
    CHECK(write(row_format::array, 2) == "[\n{\"b\":0,\"a\":\"\u00e9\\n\\\"\"},\n{\"b\":1,\"a\":\"\u00e9\\n\\\"\"}\n]\n");
    CHECK(write(row_format::lines, 0).empty());
    CHECK(write(row_format::lines, 2) == "{\"b\":0,\"a\":\"\u00e9\\n\\\"\"}\n{\"b\":1,\"a\":\"\u00e9\\n\\\"\"}\n");
}

TEST_CASE("what is written can be read back", "[io][json_writer]") {
    const scratch dir;
    const auto format = GENERATE(row_format::array, row_format::lines);
    std::string text;
    for (int c = 1; c < 128; ++c) text += static_cast<char>(c);
    text += "\u00e9\u3042\U0001F600";
    json_writer to(dir / "out", format);
    to.write({{"t", text}});
    to.write({{"t", ""}});
    to.commit();
    calm::io::json_stream from(dir / "out");
    REQUIRE(from.advance());
    CHECK(from.parse().get("t").text() == text);
    REQUIRE(from.advance());
    CHECK(from.parse().get("t").text().empty());
    CHECK_FALSE(from.advance());
}

TEST_CASE("a text that is not UTF-8 is refused and no file appears", "[io][json_writer]") {
    const scratch dir;
    const auto problem = error_of([&] {
        json_writer to(dir / "out");
        to.write({{"t", "fine"}});
        to.write({{"t", "\xFF"}});
    });
    REQUIRE(problem);
    CHECK(problem->id() == error_id::invalid_utf8);
    CHECK(problem->where().record == 1);
    CHECK(dir.entries() == 0);
}

TEST_CASE("writers can be committed together", "[io][json_writer]") {
    const scratch dir;
    json_writer a(dir / "a", row_format::array), b(dir / "b");
    a.write({{"x", 1}});
    b.write({{"x", 2}});
    calm::io::atomic_file::commit_together({&a.finish(), &b.finish()});
    CHECK(content(dir / "a") == "[\n{\"x\":1}\n]\n");
    CHECK(content(dir / "b") == "{\"x\":2}\n");
}
