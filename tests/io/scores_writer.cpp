#include "calm/io/scores_writer.hpp"

#include "support.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

using calm::error_id;
using calm::io::recorded_scores;
using calm::io::score_journal;
using namespace calm_test;

namespace {
const double never = -std::numeric_limits<double>::infinity();
const std::vector<recorded_scores> lines{{"a", "en", {{"B", -0.1}, {"A", -1.0 / 3}, {"C", never}}, "B"}, {"a", "zh", {{"A", -5e-324}}, {}},
                                         {"问", "en", {{"甲", -2}, {"乙", -3}}, "乙"}};
} // namespace

TEST_CASE("what the score journal writes, the reader reads, to the last bit", "[io][scores_writer]") {
    const scratch dir;
    score_journal journal(dir / "s");
    std::size_t written = 0;
    for (const auto& one : lines) {
        journal.append(one);
        CHECK(walk(calm::io::score_file(dir / "s")) == ++written);  // on the disk before the journal is closed
    }
    CHECK(content(dir / "s").starts_with(R"({"question":"a","language":"en","scores":{"B":-0.1,"A":-0.3333333333333333,"C":null},"gold":"B"})"
                                         "\n"
                                         R"({"question":"a","language":"zh","scores":{"A":-5e-324}})"
                                         "\n"));
    std::vector<recorded_scores> read;
    for (const auto& one : calm::io::score_file(dir / "s")) read.push_back(one);
    REQUIRE(read.size() == lines.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        CHECK(read[i].question_id == lines[i].question_id);
        CHECK(read[i].lang == lines[i].lang);
        CHECK(read[i].ranking == lines[i].ranking);
        CHECK(read[i].gold == lines[i].gold);
    }
}

TEST_CASE("a score that is no log-probability is not written", "[io][scores_writer]") {
    const scratch dir;
    score_journal journal(dir / "s");
    for (const double bad : {std::nan(""), -never}) {
        const auto problem = error_of([&] { journal.append({"a", "en", {{"A", bad}}, {}}); });
        REQUIRE(problem);
        CHECK(problem->id() == error_id::model_failed);
    }
    CHECK(content(dir / "s").empty());
}

TEST_CASE("a score journal overwrites nothing, and goes on wherever it broke off", "[io][scores_writer]") {
    const scratch dir;
    {
        score_journal journal(dir / "s");
        for (const auto& one : lines) journal.append(one);
    }
    const auto whole = content(dir / "s");
    CHECK(error_of([&] { score_journal again(dir / "s"); })->id() == error_id::cannot_write);
    CHECK(error_of([&] { static_cast<void>(score_journal::resumed(dir / "none" / "s")); })->id() == error_id::cannot_write);
    CHECK(content(dir / "s") == whole);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        CAPTURE(size);
        auto journal = score_journal::resumed(dir.write("cut", whole.substr(0, size)));
        std::size_t recorded = 0;
        for (const auto& one : lines) {
            if (journal.recorded(one.question_id, one.lang)) ++recorded;
            else journal.append(one);
        }
        CHECK(journal.recorded() == recorded);
        CHECK(recorded == static_cast<std::size_t>(std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size), '\n')));
        CHECK(content(dir / "cut") == whole);
    }
    const auto damaged = "not JSON\n" + whole;
    CHECK(error_of([&] { static_cast<void>(score_journal::resumed(dir.write("bad", damaged))); })->id() == error_id::json_syntax);
    CHECK(content(dir / "bad") == damaged);
}
