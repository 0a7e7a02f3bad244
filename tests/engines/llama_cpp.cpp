#include "calm/engines/llama_cpp.hpp"
#include "calm/engines/llama_cpp_options.hpp"

#include "catch.hpp"

#include <cstdlib>
#include <iostream>
#include <string>

#if !defined(CALM_WITH_LLAMA_CPP)

TEST_CASE("llama_cpp: the header is inert without the library") {
    STATIC_REQUIRE_FALSE(calm::engines::has_llama_cpp);
    std::cout << "llama_cpp: skipped, built without libllama (CALM_WITH_LLAMA_CPP)\n";
}

#else

#include "calm/model/generative_model.hpp"
#include "calm/model/scoring_model.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <stop_token>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace calm;
using engines::llama_cpp;
using engines::llama_cpp_options;

static_assert(engines::has_llama_cpp);
static_assert(generative_model<llama_cpp> && !concurrent_generative_model<llama_cpp>);
static_assert(scoring_model<llama_cpp>);
static_assert(std::is_move_constructible_v<llama_cpp> && !std::is_copy_constructible_v<llama_cpp>);

namespace {

const char* model_path() {
    const char* path = std::getenv("CALM_TEST_GGUF");
    if (path == nullptr) std::cout << "llama_cpp: skipped: no GGUF model (set CALM_TEST_GGUF)\n";
    return path;
}

llama_cpp_options small(std::string path, std::uint32_t lanes = 1, std::uint32_t threads = 1) {
    llama_cpp_options options;
    options.path = std::move(path);
    options.context_length = 512;
    options.lanes = lanes;
    options.threads = threads;
    return options;
}

const prompt_text colour{"Answer in one sentence.", "Which colour has the sky at noon, and why?\nA. blue\nB. green"};

std::vector<draw_key> draws_of(std::vector<std::uint32_t> samples, std::uint64_t seed = 1) {
    std::vector<draw_key> draws;
    for (const auto sample : samples) draws.push_back({seed, 3, "en", sample});
    return draws;
}

std::vector<completion> ask(llama_cpp& model, const prompt_text& prompt, const std::vector<draw_key>& draws, const sampling_settings& settings,
                            std::stop_token stop = {}) {
    const question asked;
    return model.generate({asked, "en", prompt, draws, settings, stop});
}

std::vector<std::string> texts(const std::vector<completion>& completions) {
    std::vector<std::string> all;
    for (const auto& c : completions) all.push_back(c.text);
    return all;
}

template <class F>
error error_of(F&& f) {
    try {
        f();
    } catch (const error& e) {
        return e;
    }
    FAIL("no error");
    return error(error_id::model_failed, "unreachable");
}

struct temporary_file {
    explicit temporary_file(std::string_view bytes)
        : path((std::filesystem::temp_directory_path() / ("calm-llama-test-" + std::to_string(std::hash<std::string_view>{}(bytes)))).string()) {
        std::ofstream(path, std::ios::binary) << bytes;
    }
    ~temporary_file() { std::filesystem::remove(path); }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    std::string path;
};

} // namespace

TEST_CASE("llama_cpp: files that are no model are refused by path and reason") {
    const auto absent = error_of([] { llama_cpp model(small("/nowhere/absent.gguf")); });
    CHECK(absent.id() == error_id::model_not_found);
    CHECK(absent.where().file == "/nowhere/absent.gguf");
    for (const std::string& bytes : {std::string("{\"not\": \"a model\"}"), std::string(), std::string("GG")}) {
        const temporary_file file(bytes);
        const auto wrong = error_of([&] { llama_cpp model(small(file.path)); });
        CHECK(wrong.id() == error_id::model_failed);
        CHECK(wrong.problem().find("not a GGUF file") != std::string::npos);
    }
    const temporary_file torn(std::string("GGUF\3\0\0\0\1", 9));
    const auto damaged = error_of([&] { llama_cpp model(small(torn.path)); });
    CHECK(damaged.id() == error_id::model_failed);
    CHECK(damaged.where().file == torn.path);
    CHECK(damaged.problem().find("could not be loaded (") != std::string::npos);
    CHECK(damaged.problem().find("gave no reason") == std::string::npos);  // libllama's own words are in it
}

TEST_CASE("llama_cpp: options out of range are refused by name") {
    const auto refused = [](auto change) {
        auto options = small("/nowhere/absent.gguf");
        change(options);
        const auto e = error_of([&] { llama_cpp model(options); });
        CHECK(e.id() == error_id::invalid_option);
        return e.problem();
    };
    CHECK(refused([](auto& o) { o.lanes = 0; }).find("lanes is 0") == 0);
    CHECK(refused([](auto& o) { o.lanes = 100'000; }).find("lanes is 100000") == 0);
    CHECK(refused([](auto& o) { o.context_length = 0; }).find("context_length is 0") == 0);
    CHECK(refused([](auto& o) { o.context_length = 4'000'000'000; }).find("context_length is 4000000000") == 0);
    CHECK(refused([](auto& o) { o.threads = 100'000; }).find("threads is 100000") == 0);
}

TEST_CASE("llama_cpp: a completion depends on prompt, settings and its own draw alone") {
    const char* path = model_path();
    if (path == nullptr) return;
    sampling_settings settings;
    settings.max_tokens = 12;
    for (const std::uint32_t lanes : {1U, 3U}) {
        llama_cpp model(small(path, lanes));
        const auto four = texts(ask(model, colour, draws_of({0, 1, 2, 3}), settings));
        REQUIRE(four.size() == 4);
        CHECK(std::vector<std::string>{four[3], four[2], four[1], four[0]} == texts(ask(model, colour, draws_of({3, 2, 1, 0}), settings)));
        for (std::uint32_t i = 0; i < 4; ++i) CHECK(texts(ask(model, colour, draws_of({i}), settings)) == std::vector{four[i]});

        ask(model, {"", "Something else, and longer or shorter than the other prompt was."}, draws_of({0, 7}), settings);
        CHECK(texts(ask(model, colour, draws_of({2, 2}), settings)) == std::vector{four[2], four[2]});

        llama_cpp on_two_threads(small(path, lanes, 2));
        CHECK(texts(ask(on_two_threads, colour, draws_of({1, 3}), settings)) == std::vector{four[1], four[3]});

        // The test could not tell draws apart if they were all alike.
        CHECK(std::count(four.begin(), four.end(), four[0]) < 4);
        CHECK(texts(ask(model, colour, draws_of({0, 1, 2, 3}, 2), settings)) != four);
    }
}

TEST_CASE("llama_cpp: temperature 0 is greedy, whatever the draw") {
    const char* path = model_path();
    if (path == nullptr) return;
    llama_cpp model(small(path));
    sampling_settings settings;
    settings.temperature = 0;
    settings.max_tokens = 12;
    const auto two = texts(ask(model, colour, draws_of({0, 1}), settings));
    CHECK(two[0] == two[1]);
    CHECK_FALSE(two[0].empty());
    settings.temperature = 1.5;
    settings.top_k = 1;
    CHECK(texts(ask(model, colour, draws_of({2}), settings))[0] == two[0]);
}

TEST_CASE("llama_cpp: a completion ends with the turn or at the limit") {
    const char* path = model_path();
    if (path == nullptr) return;
    llama_cpp model(small(path));
    sampling_settings settings;
    settings.temperature = 1;
    for (const std::uint32_t limit : {1U, 2U, 40U}) {
        settings.max_tokens = limit;
        for (std::uint32_t i = 0; i < 4; ++i) {
            const auto before = model.usage();
            const auto one = ask(model, {"", "Reply with the single word yes."}, draws_of({i}), settings)[0];
            const auto written = model.usage().completion_tokens - before.completion_tokens;
            CHECK(model.usage().prompt_tokens > before.prompt_tokens);
            CHECK((one.finish == finish_reason::length ? written == limit : one.finish == finish_reason::stop && written < limit));
        }
    }
    CHECK(model.usage().idle_tokens == 0);
}

TEST_CASE("llama_cpp: what does not fit the context is refused with its numbers") {
    const char* path = model_path();
    if (path == nullptr) return;
    llama_cpp model(small(path));
    sampling_settings settings;
    settings.max_tokens = 505;
    const auto overflow = error_of([&] { ask(model, colour, draws_of({0}), settings); });
    CHECK(overflow.id() == error_id::context_overflow);
    CHECK(overflow.problem().starts_with("the prompt's "));  // the words of docs/errors.md
    CHECK(overflow.problem().ends_with(" tokens and the completion's 505 exceed the context of 512; raise context_length, lower max_tokens, or shorten the prompt"));

    // A completion may fill the context to its last token.
    settings.max_tokens = 500;
    const auto more = error_of([&] { ask(model, colour, draws_of({0}), settings); }).problem();
    const auto prompt_tokens = static_cast<std::uint32_t>(std::stoul(more.substr(more.find_first_of("0123456789"))));
    settings.max_tokens = 512 - prompt_tokens;
    settings.temperature = 2;
    CHECK(ask(model, colour, draws_of({0}), settings).size() == 1);
    ++settings.max_tokens;
    CHECK(error_of([&] { ask(model, colour, draws_of({0}), settings); }).id() == error_id::context_overflow);

    const std::string long_text(20'000, 'x');
    CHECK(error_of([&] { static_cast<void>(model.score({colour, long_text})); }).id() == error_id::context_overflow);
    auto beyond = small(path);
    beyond.context_length = 1U << 25;
    CHECK(error_of([&] { llama_cpp too_long(beyond); }).id() == error_id::invalid_option);
}

TEST_CASE("llama_cpp: a request can be stopped, before and in the middle, and the engine goes on") {
    const char* path = model_path();
    if (path == nullptr) return;
    auto options = small(path);
    options.context_length = 2048;
    llama_cpp model(options);
    sampling_settings settings;
    settings.max_tokens = 10;
    const auto expected = texts(ask(model, colour, draws_of({0}), settings));
    std::stop_source stopped;
    stopped.request_stop();
    CHECK(error_of([&] { ask(model, colour, draws_of({0}), settings, stopped.get_token()); }).id() == error_id::cancelled);
    CHECK(error_of([&] { static_cast<void>(model.score({colour, "blue", stopped.get_token()})); }).id() == error_id::cancelled);

    std::stop_source stop;
    std::atomic<bool> asking = false;
    std::jthread other([&] {
        asking.wait(false);
        stop.request_stop();
    });
    settings.max_tokens = 1900;
    const auto many = draws_of({0, 1, 2, 3, 4, 5, 6, 7, 8, 9});  // minutes of work
    asking = true;
    asking.notify_one();
    CHECK(error_of([&] { ask(model, colour, many, settings, stop.get_token()); }).id() == error_id::cancelled);

    settings.max_tokens = 10;
    CHECK(texts(ask(model, colour, draws_of({0}), settings)) == expected);
}

TEST_CASE("llama_cpp: scores are the probabilities that sampling has") {
    const char* path = model_path();
    if (path == nullptr) return;
    llama_cpp model(small(path));
    sampling_settings settings;
    settings.temperature = 1;
    settings.top_p = 1;
    settings.max_tokens = 1;
    constexpr std::uint32_t draws = 3000;
    std::vector<std::uint32_t> samples(draws);
    for (std::uint32_t i = 0; i < draws; ++i) samples[i] = i;
    std::map<std::string, double> count;
    for (const auto& text : texts(ask(model, colour, draws_of(samples), settings))) ++count[text];
    double compared = 0;
    for (const auto& [text, times] : count) {
        if (times < 30 || text.empty() || text.find("\xEF\xBF\xBD") != std::string::npos) continue;
        const auto scores = model.score({colour, text});
        if (scores.size() != 1) continue;
        const double p = std::exp(scores[0].log_probability);
        // Bernstein: P(|times/draws - p| >= e) <= 2 exp(-draws e^2 / (2 p (1 - p) + 2 e / 3)); here 2 exp(-20), about 4e-9. The other
        // width of scoring rounds differently: 5 % of p is allowed for that.
        const double x = 20.0 / draws;
        const double bound = x / 3 + std::sqrt(x * x / 9 + 2 * x * p * (1 - p)) + 0.05 * p;
        CHECK(std::abs(times / draws - p) < bound);
        compared += times;
    }
    CHECK(compared > draws / 10);  // otherwise next to nothing was compared
}

TEST_CASE("llama_cpp: the tokens scored spell the completion, and do not look ahead") {
    const char* path = model_path();
    if (path == nullptr) return;
    llama_cpp model(small(path));
    const auto spell = [](const std::vector<token_score>& scores) {
        std::string text;
        for (const auto& s : scores) text += s.token;
        return text;
    };
    for (const std::string text : {"blue", " blue\n\nAnswer: A", "説明: 空は青い。\n答え:A. 青", "<|im_end|></s><0x0A>", "🙂  🙂", "नीला"}) {
        const auto scores = model.score({colour, text});
        CHECK(spell(scores) == text);
        for (const auto& s : scores) CHECK((s.log_probability <= 0 && std::isfinite(s.log_probability)));
    }
    CHECK(model.score({colour, ""}).empty());
    CHECK(error_of([&] { static_cast<void>(model.score({colour, "a\xFF\xFE z"})); }).id() == error_id::model_failed);

    std::string longer = "The sky is blue, because";
    const auto first = model.score({colour, longer});
    for (int i = 0; i < 20; ++i) longer += " the air scatters blue light more than red light.";
    const auto all = model.score({colour, longer});
    REQUIRE(all.size() > 100);
    for (std::size_t i = 0; i < first.size(); ++i) {
        CHECK(all[i].token == first[i].token);
        CHECK(all[i].log_probability == first[i].log_probability);
    }
    // What the model has read twenty times it expects: the last sentence is likelier than the first.
    double early = 0, late = 0;
    for (std::size_t i = 0; i < 30; ++i) early += all[i].log_probability, late += all[all.size() - 30 + i].log_probability;
    CHECK(late > early);
}

TEST_CASE("llama_cpp: every chat template of llama.cpp shows instruction and question once") {
    const char* path = model_path();
    if (path == nullptr) return;
    std::vector<const char*> names(static_cast<std::size_t>(llama_chat_builtin_templates(nullptr, 0)));
    llama_chat_builtin_templates(names.data(), names.size());
    REQUIRE(names.size() > 10);
    const auto times = [](std::string_view text, std::string_view part) {
        int count = 0;
        for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
        return count;
    };
    for (const std::string name : {names[0], names[names.size() / 2], names.back(), "chatml", "gemma", "mistral-v1", "orion"}) {
        auto options = small(path);
        options.chat_template = name;
        const llama_cpp model(options);
        const auto text = model.render({"INSTRUCTION", "QUESTION"});
        CHECK(times(text, "INSTRUCTION") == 1);
        CHECK(times(text, "QUESTION") == 1);
        CHECK(times(model.render({"", "QUESTION"}), "QUESTION") == 1);
    }
    auto options = small(path);
    options.chat_template = "chatml";
    const llama_cpp model(options);
    CHECK(model.render({"I", "Q"}) == "<|im_start|>system\nI<|im_end|>\n<|im_start|>user\nQ<|im_end|>\n<|im_start|>assistant\n");
    CHECK(model.render({"", "Q"}) == "<|im_start|>user\nQ<|im_end|>\n<|im_start|>assistant\n");
    CHECK(error_of([&] { static_cast<void>(model.render({"", std::string("a\0b", 3)})); }).id() == error_id::nul_byte);
    options.chat_template = "{{ nobody knows this template }}";
    CHECK(error_of([&] { llama_cpp unknown(options); }).id() == error_id::invalid_option);
}

TEST_CASE("llama_cpp: engines can be moved and assigned") {
    const char* path = model_path();
    if (path == nullptr) return;
    sampling_settings settings;
    settings.max_tokens = 6;
    llama_cpp one(small(path));
    const auto expected = texts(ask(one, colour, draws_of({0}), settings));
    llama_cpp two(std::move(one));
    CHECK(texts(ask(two, colour, draws_of({0}), settings)) == expected);
    llama_cpp three(small(path, 2));
    three = std::move(two);
    CHECK(three.options().lanes == 1);
    CHECK(texts(ask(three, colour, draws_of({0}), settings)) == expected);
}

TEST_CASE("llama_cpp: loading tells its progress and can be cancelled; the log goes where it should") {
    const char* path = model_path();
    if (path == nullptr) return;
    std::string log;
    float last = -1;
    auto options = small(path);
    options.log = [&](std::string_view line) { log += line; };
    options.loading = [&](float part) {
        CHECK((part >= last && part <= 1));
        last = part;
        return true;
    };
    { llama_cpp model(options); }
    CHECK(last == 1);
    CHECK(log.find("llama") != std::string::npos);
    options.loading = [](float) { return false; };
    CHECK(error_of([&] { llama_cpp model(options); }).id() == error_id::cancelled);
    const auto size = log.size();
    { llama_cpp silent(small(path)); }
    CHECK(log.size() == size);
}

#endif
