// docs/errors.md against the library: each example there is what the library says, word for word, and each kind has one.
#include "calm/engines/callback.hpp"
#include "calm/engines/replay.hpp"
#include "calm/engines/token_sampler.hpp"
#include "calm/error.hpp"
#include "calm/io/atomic_file.hpp"
#include "calm/io/joined_responses.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/io/response_reader.hpp"
#include "calm/io/sampled_reader.hpp"
#include "calm/loss/batch.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/record/answer_key.hpp"
#include "calm/record/language.hpp"
#include "calm/views/sample.hpp"
#include "calm/vote/decide.hpp"

#include "catch.hpp"
#include "io/support.hpp"

#include <cerrno>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <ranges>
#include <stop_token>
#include <string>
#include <system_error>
#include <vector>

#if __has_include(<sys/resource.h>)
#include <csignal>
#include <sys/resource.h>
#endif

using calm::error_id;
using namespace calm_test;

namespace {

/// The example under each heading of docs/errors.md, by its identifier.
std::map<std::string, std::string> documented() {
    std::map<std::string, std::string> examples;
    std::ifstream page(CALM_SOURCE_DIR "/docs/errors.md");
    std::string heading;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("## ")) heading = line.substr(3);
        if (!heading.empty() && line.starts_with("    " + heading + ": ")) examples[heading] = line.substr(4);
    }
    return examples;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size()) text.replace(at, from.size(), to);
    return text;
}

const std::string row = R"({"instruction":"","input":"Q?\nA. x\nB. y","output":"B","pred":["Answer: B","Answer: A"]})";
const std::string question = R"({"id":"ID","languages":{"en":{"text":"Q?","options":{"A":"x","B":"y"}}}})";
const std::string response = R"({"question":"q1","language":"en","sample":0,"text":"TEXT"})";

/// `count` lines of this text, then `last`.
std::string lines(std::size_t count, const std::string& line, const std::string& last) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += line + '\n';
    return all + last;
}

/// Everything that the examples show, done. Relative paths in messages are those under `dir`.
std::map<error_id, std::function<void()>> provoked(const scratch& dir) {
    const auto samples = [&dir](const std::string& name, const std::string& text) {
        return [&dir, name, text] { walk(calm::io::aligned_samples({{"de", dir.write(name, text)}})); };
    };
    const auto beside_english = [&dir](const std::string& english, const std::string& german) {
        return [&dir, english, german] {
            const auto en = dir.write("en.json", english);
            walk(calm::io::aligned_samples({{"en", en}, {"de", dir.write("de.json", german)}}));
        };
    };
    const auto responses = [&dir](const std::string& text) {
        return [&dir, text] { walk(calm::io::response_file(dir.write("responses.jsonl", text))); };
    };
    std::map<error_id, std::function<void()>> all;
    all[error_id::invalid_option] = [] { calm::vote::check({.min_share = 1.5}); };
    all[error_id::invalid_language] = [] { calm::language("english"); };
    all[error_id::invalid_key] = [] { calm::answer_key("A, B or C"); };
    all[error_id::not_finite] = [] {
        const std::vector<double> fine{-1, -2}, broken{-1, -std::numeric_limits<double>::infinity()};
        calm::loss::workspace space;
        calm::loss::evaluate(calm::loss::sigmoid(), calm::loss::pair_batch<double>{fine, broken, fine, fine}, {}, space);
    };
    all[error_id::cannot_open] = [&dir] { walk(calm::io::response_file(dir / "samples/de.json")); };
    if (std::filesystem::exists("/proc/self/mem"))  // a file whose first page can't be read
        all[error_id::read_failed] = [&dir] {
            std::filesystem::create_directory(dir / "broken");
            std::filesystem::create_symlink("/proc/self/mem", dir / "broken/de.json");
            walk(calm::io::response_file(dir / "broken/de.json"));
        };
    all[error_id::cannot_write] = [&dir] { calm::io::atomic_file(dir / "out/pairs.jsonl"); };
#if __has_include(<sys/resource.h>)
    all[error_id::write_failed] = [&dir] {
        std::filesystem::create_directory(dir / "full");
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit tiny{1000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &tiny);
        const auto problem = error_of([&] {
            calm::io::atomic_file file(dir / "full/pairs.jsonl");
            file.append(std::string(2000, 'x'));
            file.commit();
        });
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, old_handler);
        if (problem) throw *problem;
    };
#endif
    all[error_id::json_syntax] = [&dir] { walk(calm::io::response_file(dir.write("en.json", "[\n" + lines(10, response + ',', "}\n]")))); };
    all[error_id::torn_line] = responses(lines(2697, response, R"({"question":"q1","lang)"));
    all[error_id::wrong_type] = samples("de.jsonl", lines(2, row, replaced(row, "\"Answer: A\"", "7")));
    all[error_id::missing_field] = samples("de.jsonl", lines(2, row, replaced(row, "pred", "preds")));
    all[error_id::empty_input] = samples("de.json", "[]");
    const auto array = [](std::size_t count, const std::string& last) {
        std::string text = "[";
        for (std::size_t i = 0; i < count; ++i) text += row + ",\n";
        return text + last + "]";
    };
    all[error_id::unequal_length] = beside_english(array(898, row), array(897, row));
    all[error_id::duplicate_id] = [&dir] {
        std::string text;
        for (const auto* id : {"q10", "q11", "q12", "q13", "q14", "q15", "q12"}) text += replaced(question, "ID", id) + '\n';
        walk(calm::io::question_file(dir.write("questions.jsonl", text)));
    };
    all[error_id::no_options] = samples("de.json", array(4, replaced(row, "A. x\\nB. y", "")));
    all[error_id::invalid_utf8] = responses(lines(4, response, replaced(response, "TEXT", "\xe4")));
    all[error_id::nul_byte] = responses(lines(4, response, replaced(response, "TEXT", "\\u0000")));
    all[error_id::nesting_too_deep] = responses(std::string(100, '[') + std::string(100, ']'));
    all[error_id::unknown_key] = samples("de.json", array(4, replaced(row, "\"output\":\"B\"", "\"output\":\"E\"")));
    all[error_id::misaligned] = beside_english(array(4, replaced(row, "\"output\":\"B\"", "\"output\":\"A\"")), array(4, row));
    all[error_id::unknown_question] = [&dir] {
        const std::vector<calm::question> asked{{.id = "q1", .texts = {{.lang = "en"}}}};
        std::string text;
        for (int i = 0; i < 39; ++i) text += replaced(response, "\"sample\":0", "\"sample\":" + std::to_string(i)) + '\n';
        const auto path = dir.write("responses.jsonl", text + replaced(response, "q1", "q900") + '\n');
        walk(calm::io::joined_responses(std::views::all(asked), {path}));
    };
    all[error_id::record_too_large] = [&dir] { walk(calm::io::response_file(dir.write("de.json", "{\"" + std::string((64u << 20) + 1, 'x') + "\":0}"))); };
    all[error_id::model_failed] = [] { static_cast<void>(calm::engines::log_probability(std::vector<float>{0.f, std::nanf("")}, 0)); };
    const auto ask = [](const auto& model) {
        const std::vector<calm::question> asked{{.id = "q12", .texts = {{.lang = "de"}}}};
        walk(asked | calm::views::sample(model, {.samples = 4}));
    };
    all[error_id::model_not_found] = [ask] {
        calm::engines::replay recorded;
        for (std::uint32_t sample = 0; sample < 3; ++sample) recorded.add("q12", "de", sample, "Antwort: B");
        ask(recorded);
    };
    all[error_id::cancelled] = [] {
        std::stop_source stop;
        stop.request_stop();
        const std::vector<calm::question> asked{{.id = "q12", .texts = {{.lang = "de"}}}};
        const calm::engines::callback model([](const calm::prompt_text&, const calm::draw_key&) { return std::string(); });
        walk(asked | calm::views::sample(model, {.stop = stop.get_token()}));
    };
    return all;
}

} // namespace

TEST_CASE("each kind of error has an entry with an example") {
    const auto examples = documented();
    std::size_t kinds = 0;
    for (int number = 100; number < 500; ++number) {
        const auto id = static_cast<error_id>(number);
        if (name(id) == "unknown") continue;
        ++kinds;
        CAPTURE(number);
        CHECK(examples.contains(to_string(id) + ' ' + std::string(name(id))));
    }
    CHECK(examples.size() == kinds);
}

TEST_CASE("the examples of the error index are what the library says") {
    const scratch dir;
    const auto examples = documented();
    const auto everything = provoked(dir);
    CHECK(everything.size() >= 25);  // all but context_overflow, which needs a model file
    for (const auto& [id, provoke] : everything) {
        const auto problem = error_of(provoke);
        const auto heading = to_string(id) + ' ' + std::string(name(id));
        CAPTURE(heading);
        CHECK(problem);
        if (!problem) continue;
        auto said = replaced(problem->what(), dir.path().string() + "/", "");
        said = replaced(said, "broken/de.json", "samples/de.json");
        said = replaced(said, "full/pairs.jsonl", "out/pairs.jsonl");
        said = replaced(said, std::generic_category().message(EFBIG), std::generic_category().message(ENOSPC));
        const auto example = examples.find(heading);
        CHECK(said == (example == examples.end() ? std::string() : example->second));
    }
}
