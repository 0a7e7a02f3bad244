#include "calm/io/sampled_reader.hpp"

#include "support.hpp"

#include <cstdlib>
#include <filesystem>
#include <ranges>
#include <string>
#include <vector>

using calm::error_id;
using calm::io::aligned_samples;
using calm::io::sample_file;
using namespace calm_test;

namespace {

std::string row(const std::string& pred, const std::string& output = R"("output":"A",)", const std::string& input = "Q?\\nA. x\\nB. y") {
    return R"({"instruction":"I","input":")" + input + "\"," + output + "\"pred\":" + pred + "}";
}

std::string array(const std::vector<std::string>& rows) {
    std::string text = "[";
    for (const auto& r : rows) text += (text.size() > 1 ? ",\n" : "\n") + r;
    return text + "\n]\n";
}

struct fixture {
    scratch dir{};
    std::vector<sample_file> files(const std::vector<std::string>& en, const std::vector<std::string>& zh) const {
        return {{"en", dir.write("en.json", array(en))}, {"zh", dir.write("zh.json", array(zh))}};
    }
    [[nodiscard]] calm::error failure(const std::vector<std::string>& en, const std::vector<std::string>& zh) const {
        auto problem = error_of([&] { walk(aligned_samples(files(en, zh))); });
        REQUIRE(problem);
        return *problem;
    }
};

const std::string good = row(R"(["p0","p1"])");

} // namespace

static_assert(std::ranges::input_range<aligned_samples>);
static_assert(std::movable<aligned_samples>);

TEST_CASE("samples keep order, texts and gold", "[io][sampled_reader]") {
    const fixture f;
    aligned_samples samples(f.files({row(R"([" e0\n\u00e9","e1"])"), good}, {row(R"("z0")", ""), row(R"([""])", R"("output":null,)")}));
    auto it = samples.begin();
    REQUIRE(it != samples.end());
    CHECK(it->asked->id == "0");
    CHECK(it->asked->index == 0);
    CHECK(it->asked->gold == calm::answer_key("A"));
    REQUIRE(it->asked->texts.size() == 2);
    const auto& text = it->asked->texts[1];
    CHECK(text.lang == calm::language("zh"));
    CHECK(text.instruction == "I");
    CHECK(text.input == "Q?\nA. x\nB. y");
    CHECK(text.options == std::vector<calm::option>{{"A", "x"}, {"B", "y"}});
    CHECK(it->responses == std::vector<calm::response>{{"en", 0, " e0\n\u00e9"}, {"en", 1, "e1"}, {"zh", 0, "z0"}});
    CHECK(&*samples.begin() == &*it);
    ++it;
    REQUIRE(it != samples.end());
    CHECK(it->asked->id == "1");
    CHECK(it->responses.back().text.empty());
    ++it;
    CHECK(it == samples.end());
}

TEST_CASE("no gold is no error, a wrong or disagreeing one is", "[io][sampled_reader]") {
    const fixture f;
    CHECK_FALSE((*aligned_samples(f.files({row("\"p\"", "")}, {row("\"p\"", R"("output":"",)")})).begin()).asked->gold);
    CHECK((*aligned_samples(f.files({row("\"p\"", "")}, {row("\"p\"", R"("output":"(B) y",)")})).begin()).asked->gold == calm::answer_key("B"));
    const auto unknown = f.failure({good}, {row("\"p\"", R"("output":"E",)")});
    CHECK(unknown.id() == error_id::unknown_key);
    CHECK(unknown.where().field == "output");
    const auto disagree = f.failure({good, good}, {good, row("\"p\"", R"("output":"B",)")});
    CHECK(disagree.id() == error_id::misaligned);
    CHECK(disagree.where().record == 1);
    CHECK(disagree.where().file == (f.dir / "zh.json").string());
    CHECK(f.failure({row("\"p\"", R"("output":"C",)", "Q?\\nA. x\\nB. y\\nC. z")}, {row("\"p\"", "")}).id() == error_id::unknown_key);
}

TEST_CASE("each bad row names its field", "[io][sampled_reader]") {
    const fixture f;
    const auto check = [&](const std::string& bad, error_id id, const std::string& field) {
        const auto problem = f.failure({good, good}, {good, bad});
        CHECK(problem.id() == id);
        CHECK(problem.where().field == field);
        CHECK(problem.where().record == 1);
        CHECK(problem.where().line == 3);
    };
    check(row(R"(["p",null])"), error_id::wrong_type, "pred[1]");
    check(row(R"(["p","q",3])"), error_id::wrong_type, "pred[2]");
    check(row("[]"), error_id::empty_input, "pred");
    check(row("{}"), error_id::wrong_type, "pred");
    check(row("null"), error_id::wrong_type, "pred");
    check(row(R"(["a\u0000b"])"), error_id::nul_byte, "pred[0]");
    check(R"({"instruction":"I","input":"Q\nA. x\nB. y"})", error_id::missing_field, "pred");
    check(R"({"instruction":"I","pred":["p"]})", error_id::missing_field, "input");
    check(R"({"input":"Q\nA. x\nB. y","pred":["p"]})", error_id::missing_field, "instruction");
    check(R"({"instruction":7,"input":"Q\nA. x\nB. y","pred":["p"]})", error_id::wrong_type, "instruction");
    check(row("\"p\"", "", "no options here"), error_id::no_options, "input");
    check("17", error_id::wrong_type, "");
}

TEST_CASE("a lenient walk drops the whole question and stays aligned", "[io][sampled_reader]") {
    const fixture f;
    calm::skipped_records skipped;
    const auto numbered = [](const std::string& p) { return row("[\"" + p + "\"]"); };
    aligned_samples samples(f.files({numbered("e0"), numbered("e1"), row("[]"), numbered("e3")}, {numbered("z0"), row("{}"), numbered("z2"), numbered("z3")}),
                            calm::io::lenient(skipped));
    std::vector<std::string> seen;
    for (const auto& s : samples) seen.push_back(s.asked->id + s.responses[0].text + s.responses[1].text);
    CHECK(seen == std::vector<std::string>{"0e0z0", "3e3z3"});
    REQUIRE(skipped.count == 2);
    CHECK(skipped.first[0].where().record == 1);
    CHECK(skipped.first[0].where().file == (f.dir / "zh.json").string());
    CHECK(skipped.first[1].where().record == 2);
}

TEST_CASE("files of unequal length are refused with both counts", "[io][sampled_reader]") {
    const fixture f;
    const auto problem = f.failure({good, good, good, good}, {good});
    CHECK(problem.id() == error_id::unequal_length);
    CHECK(problem.where().file == (f.dir / "zh.json").string());
    CHECK(problem.problem().find("has 1 records") != std::string::npos);
    CHECK(problem.problem().find("has 4") != std::string::npos);
    calm::skipped_records skipped;
    CHECK(walk(aligned_samples(f.files({good, good, good, good}, {good}), calm::io::lenient(skipped))) == 1);
    CHECK(skipped.count == 3);
    REQUIRE(skipped.first.size() == 1);
    CHECK(skipped.first[0].id() == error_id::unequal_length);
}

TEST_CASE("the choice of files is checked", "[io][sampled_reader]") {
    const fixture f;
    auto files = f.files({good}, {good});
    CHECK(error_of([&] { aligned_samples s({}); })->id() == error_id::invalid_option);
    files[1].lang = "en";
    CHECK(error_of([&] { aligned_samples s(files); })->id() == error_id::invalid_option);
    files[1].lang = calm::language();
    CHECK(error_of([&] { aligned_samples s(files); })->id() == error_id::invalid_language);
    files[1] = {"fr", f.dir / "absent.json"};
    CHECK(error_of([&] { aligned_samples s(files); })->id() == error_id::cannot_open);
}

TEST_CASE("the released samples are read whole", "[io][sampled_reader][reference]") {
    const char* given = std::getenv("CALM_REFERENCE_DIR");
    const std::filesystem::path root = given != nullptr ? std::filesystem::path(given) : std::filesystem::path(CALM_SOURCE_DIR) / "../shared/reference";
    if (!std::filesystem::exists(root / "xcsqa/samples")) {
        WARN("skipped: no reference files; set CALM_REFERENCE_DIR");
        return;
    }
    std::vector<sample_file> files;
    for (const std::string tag : {"ja", "fr", "cn", "it", "de", "en"})
        files.push_back({tag, root / "xcsqa/samples" / ("x_csqa_" + tag + "_train_sampled.json")});
    std::size_t questions = 0, responses = 0;
    for (const auto& s : aligned_samples(files)) {
        CHECK(s.asked->gold.has_value());
        for (const auto& text : s.asked->texts) CHECK(text.options.size() == 5);
        ++questions;
        responses += s.responses.size();
    }
    CHECK(questions == 899);
    CHECK(responses == 899 * 6 * 3);
}
