#include "calm/io/json_stream.hpp"

#include "support.hpp"

#include <cstddef>
#include <sstream>
#include <streambuf>
#include <string>
#include <vector>

using calm::error_id;
using namespace calm_test;

namespace {

/// The `n` of every record in `text`.
std::vector<std::uint32_t> numbers(const std::string& text, calm::io::read_options options = {}) {
    std::istringstream in(text);
    calm::io::json_stream stream(in, "in", options);
    std::vector<std::uint32_t> found;
    while (auto n = calm::io::detail::next_record(stream, options, [](const auto& record) { return record.get("n").count(); })) found.push_back(*n);
    return found;
}

calm::error failure(const std::string& text, calm::io::read_options options = {}) {
    auto problem = error_of([&] { static_cast<void>(numbers(text, options)); });
    REQUIRE(problem);
    if (problem->id() != error_id::invalid_option) CHECK(problem->where().file == "in");
    return *problem;
}

std::string nested(std::size_t depth) { return "{\"n\":1,\"x\":" + std::string(depth, '[') + std::string(depth, ']') + "}"; }

} // namespace

using numbers_t = std::vector<std::uint32_t>;

TEST_CASE("arrays and JSON Lines are told apart by their first byte", "[io][json_stream]") {
    CHECK(numbers(R"([{"n":1},{"n":2}])") == numbers_t{1, 2});
    CHECK(numbers(" \n [\n  {\n \"n\" : 1 }\n , {\"n\":2}\n]\n ") == numbers_t{1, 2});
    CHECK(numbers("{\"n\":1}\n{\"n\":2}\n") == numbers_t{1, 2});
    CHECK(numbers("{\"n\":1}\n{\"n\":2}") == numbers_t{1, 2});
}

TEST_CASE("byte order mark, CRLF and blank lines are accepted", "[io][json_stream]") {
    CHECK(numbers("\xEF\xBB\xBF[{\"n\":1}]") == numbers_t{1});
    CHECK(numbers("\xEF\xBB\xBF{\"n\":1}\n") == numbers_t{1});
    CHECK(numbers("\r\n{\"n\":1}\r\n\r\n  \n\n{\"n\":2}\r\n\r\n") == numbers_t{1, 2});
    CHECK(numbers("[\r\n{\"n\":1},\r\n{\"n\":2}\r\n]\r\n") == numbers_t{1, 2});
    CHECK(failure("\xFF\xFE{").id() == error_id::invalid_utf8);
}

TEST_CASE("brackets, quotes and backslashes inside texts do not end a record", "[io][json_stream]") {
    CHECK(numbers(R"([{"s":"]},[{\"\\","n":1},{"s":"\\\\\"","n":2},{"s":"\\","n":3}])") == numbers_t{1, 2, 3});
}

TEST_CASE("records that straddle the buffer come out whole", "[io][json_stream]") {
    const auto padding = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{65533}, std::size_t{65536}, std::size_t{65537}, std::size_t{200000});
    const auto filler = GENERATE(std::string("x"), std::string("\\\\"), std::string("\\\""), std::string("\xE3\x81\x82"));
    std::string pad;
    for (std::size_t i = 0; i < padding; i += filler.size()) pad += filler;
    std::string array = "[", lines;
    for (int i = 0; i < 5; ++i) {
        const std::string record = "{\"s\":\"" + pad + "\",\"n\":" + std::to_string(i) + "}";
        array += (i == 0 ? "" : ",") + record;
        lines += record + "\n";
    }
    CHECK(numbers(array + "]") == numbers_t{0, 1, 2, 3, 4});
    CHECK(numbers(lines) == numbers_t{0, 1, 2, 3, 4});
}

TEST_CASE("a file without records is refused", "[io][json_stream]") {
    for (const std::string text : {"", " \n", "\xEF\xBB\xBF", "[]", "[ \n ]\n"}) CHECK(failure(text).id() == error_id::empty_input);
}

TEST_CASE("what is not JSON is refused, with its line", "[io][json_stream]") {
    const auto check = [](const std::string& text, std::size_t line) {
        const auto problem = failure(text);
        CHECK(problem.id() == error_id::json_syntax);
        CHECK(problem.where().line == line);
    };
    check("hello", 1);
    check("[", 1);
    check("[{\"n\":1}", 1);
    check("[{\"n\":1},\n", 2);
    check("[{\"n\":1},\n]", 2);
    check("[,{\"n\":1}]", 1);
    check("[{\"n\":1} {\"n\":2}]", 1);
    check("[{\"n\":1}]\n\nx", 3);
    check("[{\"n\":1}][{\"n\":2}]", 1);
    check("[{\"n\":1},\n{\"n\":\n\n 2", 2);
    check("[{\"n\":1},\n{\"n\": \"2]", 2);
    check("[{\"n\":1},\n{\n\"n\" 2}]", 3);
    check("[{\"n\":[1}]", 1);
    check("{\"n\":1}\n{\"n\":1,}\n{\"n\":1}\n", 2);
    check("{\"n\":1} {\"n\":2}\n", 1);
    check("{\"n\":1e999}\n", 1);
}

TEST_CASE("a torn last line is told from other damage and can be left out", "[io][json_stream]") {
    calm::skipped_records skipped;
    for (const std::string tail : {"{\"n\":", "{\"n\":2", "{", "{\"x\":{\"n\":2}", "{\"x\":\"\xE3\x81"}) {
        const std::string text = "{\"n\":1}\n" + tail;
        const auto problem = failure(text);
        CHECK(problem.id() == error_id::torn_line);
        CHECK(problem.where().line == 2);
        CHECK(problem.where().record == 1);
        CHECK(numbers(text, calm::io::lenient(skipped)) == numbers_t{1});
    }
    CHECK(skipped.count == 5);
    CHECK(failure("{\"n\":1}\n{\"n\":\n").id() == error_id::json_syntax);
}

TEST_CASE("NUL bytes and bytes that are not UTF-8 are found", "[io][json_stream]") {
    using namespace std::string_literals;
    const auto nul = failure("{\"n\":1}\n{\"n\":1}\0\n"s);
    CHECK(nul.id() == error_id::nul_byte);
    CHECK(nul.where().line == 2);
    CHECK(failure("[{\"s\":\"a\0b\",\"n\":1}]"s).id() == error_id::nul_byte);
    CHECK(failure("[{\"n\":1}\0]"s).id() == error_id::nul_byte);
    CHECK(failure("[{\"n\":1}]\0"s).id() == error_id::nul_byte);
    const auto invalid = failure("[{\"n\":1},{\n\"s\":\"\xFF\",\"n\":2}]");
    CHECK(invalid.id() == error_id::invalid_utf8);
    CHECK(invalid.where().line == 2);
    CHECK(invalid.where().record == 1);
    for (const std::string bytes : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE3\x81", "\x80"})
        CHECK(failure("{\"s\":\"" + bytes + "\",\"n\":1}\n").id() == error_id::invalid_utf8);
}

TEST_CASE("nesting bombs are refused at the limit", "[io][json_stream]") {
    CHECK(numbers("[" + nested(63) + "]") == numbers_t{1});
    CHECK(numbers(nested(63)) == numbers_t{1});
    CHECK(failure("[" + nested(64) + "]").id() == error_id::nesting_too_deep);
    CHECK(failure(nested(64)).id() == error_id::nesting_too_deep);
    CHECK(failure(std::string(1'000'000, '[')).id() == error_id::nesting_too_deep);
    CHECK(failure("{\"n\":" + std::string(1'000'000, '[')).id() == error_id::nesting_too_deep);
    std::string objects;
    for (int i = 0; i < 1'000'000; ++i) objects += "{\"a\":";
    CHECK(failure(objects).id() == error_id::nesting_too_deep);
    CHECK(failure("[" + objects).id() == error_id::nesting_too_deep);
}

TEST_CASE("records above the size limit are refused", "[io][json_stream]") {
    const std::string record = "{\"n\":1,\"s\":\"" + std::string(GENERATE(std::size_t{100}, std::size_t{100000}), 'x') + "\"}";
    calm::io::read_options options{.max_record_bytes = record.size()};
    CHECK(numbers("[" + record + "," + record + "]", options) == numbers_t{1, 1});
    CHECK(numbers(record + "\n" + record, options) == numbers_t{1, 1});
    --options.max_record_bytes;
    CHECK(failure("[" + record + "]", options).id() == error_id::record_too_large);
    CHECK(failure(record + "\n", options).id() == error_id::record_too_large);
    CHECK(failure(record, options).id() == error_id::record_too_large);
    CHECK(failure("[{\"s\":\"" + record, options).id() == error_id::record_too_large);
}

TEST_CASE("bad records can be left out, and are counted with their place", "[io][json_stream]") {
    calm::skipped_records skipped;
    const auto options = calm::io::lenient(skipped);
    CHECK(numbers("[{\"n\":1},{\"n\":\"x\"},3,{},{\"n\":-1},\n{\"n\":4294967296},{\"n\":1.0},{\"n\":null},{\"n\":5}]", options) == numbers_t{1, 5});
    REQUIRE(skipped.count == 7);
    CHECK(skipped.first[0].id() == error_id::wrong_type);
    CHECK(skipped.first[0].where() == calm::data_location{"in", 1, 1, "n"});
    CHECK(skipped.first[1].where() == calm::data_location{"in", 1, 2, ""});
    CHECK(skipped.first[2].id() == error_id::missing_field);
    CHECK(skipped.first[4].where() == calm::data_location{"in", 2, 5, "n"});
    // In lines every line's extent is known; in an array a syntax error is not to be trusted.
    CHECK(numbers("{\"n\":1}\n}{\n{\"n\":2}\n", options) == numbers_t{1, 2});
    CHECK(skipped.count == 8);
    CHECK(failure("[{\"n\":1},{\"n\" 1},{\"n\":2}]", options).id() == error_id::json_syntax);
    CHECK(skipped.count == 8);
}

TEST_CASE("a field that occurs twice is refused", "[io][json_stream]") {
    CHECK(failure("{\"n\":1,\"n\":2}\n").id() == error_id::duplicate_id);
}

TEST_CASE("leniency without a place to count is refused", "[io][json_stream]") {
    CHECK(failure("[]", {.on_bad = calm::on_bad_record::skip}).id() == error_id::invalid_option);
    CHECK(failure("[]", {.max_depth = 0}).id() == error_id::invalid_option);
}

TEST_CASE("files that cannot be opened say why", "[io][json_stream]") {
    const scratch dir;
    for (const auto& path : {dir / "absent", dir.path(), dir.write("file", "") / "below"}) {
        const auto problem = error_of([&] { calm::io::json_stream stream(path); });
        REQUIRE(problem);
        CHECK(problem->id() == error_id::cannot_open);
        CHECK(problem->where().file == path.string());
    }
    const auto locked = dir.write("locked", "[]");
    std::filesystem::permissions(locked, std::filesystem::perms::none);
    if (std::ifstream(locked)) {
        WARN("skipped: this user may read every file, so that no permission can be missing");
    } else {
        CHECK(error_of([&] { calm::io::json_stream stream(locked); })->id() == error_id::cannot_open);
    }
}

TEST_CASE("a file that vanishes or is cut while it is read is an error or read to its end", "[io][json_stream]") {
    const scratch dir;
    std::string text = "[{\"n\":0}";
    for (int i = 1; i < 50000; ++i) text += ",\n{\"n\":" + std::to_string(i) + "}";
    const auto path = dir.write("a.json", text + "]");
    calm::io::json_stream stream(path);
    REQUIRE(stream.advance());
    std::filesystem::resize_file(path, 200000);
    const auto problem = error_of([&] { while (stream.advance()) {} });
    REQUIRE(problem);
    CHECK(problem->id() == error_id::json_syntax);
    std::filesystem::remove(path);
    CHECK(error_of([&] { calm::io::json_stream again(path); })->id() == error_id::cannot_open);
}

namespace {

/// Gives out records without end, then breaks off; counts what was asked of it.
class endless : public std::streambuf {
public:
    explicit endless(std::size_t limit) : limit_(limit) {}
    std::size_t given = 0;

protected:
    std::streamsize xsgetn(char* to, std::streamsize size) override {
        if (given >= limit_) throw std::ios_base::failure("cable pulled");
        static const std::string record = "{\"n\":7,\"s\":\"0123456789\"}\n";
        for (std::streamsize i = 0; i < size; ++i) to[i] = record[given++ % record.size()];
        return size;
    }

private:
    std::size_t limit_;
};

} // namespace

TEST_CASE("reading takes what it needs and no more; a broken stream is an error", "[io][json_stream]") {
    endless buffer(4'000'000);
    std::istream in(&buffer);
    calm::io::json_stream stream(in, "in");
    REQUIRE(stream.advance());
    CHECK(stream.parse().get("n").count() == 7);
    CHECK(buffer.given <= 65536);
    const auto problem = error_of([&] { while (stream.advance()) {} });
    REQUIRE(problem);
    CHECK(problem->id() == error_id::read_failed);
    CHECK(stream.count() > 100'000);
}
