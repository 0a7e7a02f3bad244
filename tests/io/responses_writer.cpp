#include "calm/io/responses_writer.hpp"

#include "support.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#if __has_include(<sys/resource.h>)
#include <csignal>
#include <sys/resource.h>
#endif

using namespace calm_test;
using calm::error_id;
using calm::io::response_journal;

namespace {
calm::sampled_question said(const std::string& id, const std::string& text) {
    return {std::make_shared<const calm::question>(calm::question{.id = id}), {{"en", 0, text, calm::finish_reason::stop}, {"zh", 0, text, calm::finish_reason::length}}};
}

/// The questions a and b in English and Chinese, and the draws that said() has of them.
const std::vector<calm::question> questions{{.id = "a", .texts = {{"en"}, {"zh"}}}, {.id = "b", .index = 1, .texts = {{"en"}, {"zh"}}}};
const calm::sample_options draws{.samples = 1};

response_journal resumed(const std::filesystem::path& path) { return {path, questions, draws}; }
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

TEST_CASE("a journal overwrites nothing", "[io][responses_writer]") {
    const scratch dir;
    response_journal(dir / "r").append(said("a", "x"));
    const auto whole = content(dir / "r");
    CHECK(error_of([&] { response_journal again(dir / "r"); })->id() == error_id::cannot_write);
    CHECK(content(dir / "r") == whole);
    CHECK(error_of([&] { response_journal nowhere(dir / "none" / "r"); })->id() == error_id::cannot_write);
    CHECK(error_of([&] { static_cast<void>(resumed(dir / "none" / "r")); })->id() == error_id::cannot_write);
}

TEST_CASE("a journal goes on wherever it broke off, with the same bytes in the end", "[io][responses_writer]") {
    const scratch dir;
    {
        response_journal journal(dir / "r");
        journal.append(said("a", "x\ny"));
        journal.append(said("b", "答案: B"));
    }
    const auto whole = content(dir / "r");
    const auto lines_of_a = whole.find("{\"question\":\"b\"");
    const auto second_line_of_a = whole.find('\n') + 1;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        CAPTURE(size);
        auto journal = resumed(dir.write("cut", whole.substr(0, size)));
        const auto& recorded = journal.recorded();
        CHECK(recorded.size() == (size == whole.size() ? 2 : size >= lines_of_a ? 1 : 0));
        const auto second_line_of_b = whole.find('\n', lines_of_a) + 1;
        CHECK(journal.cut_off() == ((size >= second_line_of_a && size < lines_of_a) || (size >= second_line_of_b && size < whole.size()) ? 1 : 0));
        if (!recorded.contains("a")) journal.append(said("a", "x\ny"));
        if (!recorded.contains("b")) journal.append(said("b", "答案: B"));
        CHECK(content(dir / "cut") == whole);
    }
}

TEST_CASE("a journal of other draws is refused, and stays as it was", "[io][responses_writer]") {
    const scratch dir;
    response_journal(dir / "r").append(said("a", "x"));
    const auto whole = content(dir / "r") + R"({"question":"b","lang)";
    const auto refused = [&](const std::string& text, const calm::sample_options& other) {
        dir.write("r", text);
        const auto problem = error_of([&] { response_journal journal(dir / "r", questions, other); });
        CHECK(content(dir / "r") == text);
        REQUIRE(problem);
        return problem->id();
    };
    CHECK(refused(whole, {.samples = 2}) == error_id::misaligned);  // en 0, zh 0 is no beginning of en 0, en 1, zh 0, zh 1
    CHECK(refused(whole, {.samples = 1, .languages = {"en"}}) == error_id::misaligned);
    dir.write("r", whole.substr(0, whole.find('\n') + 1));
    CHECK(error_of([&] { response_journal other(dir / "r", questions, {.samples = 1, .languages = {"zh", "en"}}); })->id() == error_id::misaligned);
    const auto first_of_a = whole.substr(0, whole.find('\n') + 1);
    auto b = whole.substr(0, whole.find("{\"question\":\"b\""));
    for (auto at = b.find(":\"a\""); at != b.npos; at = b.find(":\"a\"")) b.replace(at, 4, ":\"b\"");
    CHECK(refused(first_of_a + b, draws) == error_id::misaligned);  // incomplete, and not at the end
    CHECK(refused("not JSON\n" + whole, draws) == error_id::json_syntax);
    response_journal more(dir.write("r", b + first_of_a), std::vector{questions[1]}, draws);  // a is not among the questions
    CHECK(more.recorded().size() == 2);
    CHECK(content(dir / "r") == b + first_of_a);
}

#if __has_include(<sys/resource.h>)
TEST_CASE("a question that could not be written whole leaves no trace", "[io][responses_writer]") {
    const scratch dir;
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
    response_journal journal(dir / "r");
    journal.append(said("a", "x"));
    const auto whole = content(dir / "r");
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit tiny{whole.size() + 1000, before.rlim_max};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &tiny) == 0);
    const auto problem = error_of([&] { journal.append(said("b", std::string(800, 'x'))); });  // the first line fits, the second does not
    const auto left = content(dir / "r");
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);
    REQUIRE(problem);
    CHECK(problem->id() == error_id::write_failed);
    CHECK(problem->where().file == (dir / "r").string());
    CHECK(left == whole);
    journal.append(said("b", std::string(800, 'x')));  // there is room again
    CHECK(walk(calm::io::response_file(dir / "r")) == 4);
    CHECK(resumed(dir / "r").recorded().size() == 2);
}
#endif
