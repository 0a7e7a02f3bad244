#include "calm/io/responses_writer.hpp"

#include "support.hpp"

#include <memory>
#include <string>

using namespace calm_test;
using calm::error_id;
using calm::io::response_journal;

namespace {
calm::sampled_question said(const std::string& id, const std::string& text) {
    return {std::make_shared<const calm::question>(calm::question{.id = id}), {{"en", 0, text, calm::finish_reason::stop}, {"zh", 0, text, calm::finish_reason::length}}};
}
} // namespace

TEST_CASE("what the journal writes, the reader reads", "[io][responses_writer]") {
    const scratch dir;
    {
        response_journal journal(dir / "r");
        journal.append(said("a", "one\ntwo \"three\""));
        CHECK(walk(calm::io::response_file(dir / "r")) == 2);  // on the disk before the journal is closed
        journal.append(said("b", "答案: B"));
    }
    std::string seen;
    for (const auto& line : calm::io::response_file(dir / "r"))
        seen += line.question_id + '/' + line.given.lang.str() + '/' + line.given.text + '/' + std::string(to_string(line.given.finish)) + ';';
    CHECK(seen == "a/en/one\ntwo \"three\"/stop;a/zh/one\ntwo \"three\"/length;b/en/答案: B/stop;b/zh/答案: B/length;");
}

TEST_CASE("a journal overwrites nothing, and goes on where it broke off", "[io][responses_writer]") {
    const scratch dir;
    response_journal(dir / "r").append(said("a", "x"));
    const auto whole = content(dir / "r");
    CHECK(error_of([&] { response_journal again(dir / "r"); })->id() == error_id::cannot_write);
    CHECK(content(dir / "r") == whole);

    dir.write("r", whole + R"({"question":"b","lang)");
    response_journal(dir / "r", true).append(said("b", "y"));
    CHECK(content(dir / "r").starts_with(whole));
    CHECK(walk(calm::io::response_file(dir / "r")) == 4);

    dir.write("torn", R"({"question")");
    response_journal(dir / "torn", true).append(said("a", "x"));
    CHECK(content(dir / "torn") == whole);
    CHECK(error_of([&] { response_journal nowhere(dir / "none" / "r"); })->id() == error_id::cannot_write);
}
