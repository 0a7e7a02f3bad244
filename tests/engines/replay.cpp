#include "calm/engines/replay.hpp"

#include "calm/model/generative_model.hpp"

#include "catch.hpp"

#include <stop_token>
#include <string>
#include <thread>
#include <vector>

using namespace calm;

static_assert(generative_model<engines::replay>);
static_assert(concurrent_generative_model<engines::replay>);

namespace {

std::vector<completion> ask(const engines::replay& model, const std::string& id, language lang, std::vector<std::uint32_t> samples,
                            std::stop_token stop = {}) {
    question asked;
    asked.id = id;
    std::vector<draw_key> draws;
    for (const auto sample : samples) draws.push_back({99, 5, lang, sample});
    const prompt_text prompt;
    const sampling_settings settings;
    return model.generate({asked, lang, prompt, draws, settings, stop});
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

} // namespace

TEST_CASE("recordings come back for the draws asked for, in their order") {
    engines::replay model;
    model.add("q1", "en", 1, {"one", finish_reason::length});
    model.add("q1", "zh", 0, {"零", finish_reason::stop});
    model.add("q1", "en", 0, {"zero", finish_reason::stop});
    model.add("q2", "en", 0, {""});
    CHECK(model.size() == 4);
    CHECK(model.contains("q1", "en", 1));
    CHECK_FALSE(model.contains("q1", "zh", 1));
    CHECK_FALSE(model.contains("q1", "fr", 0));

    const auto both = ask(model, "q1", "en", {1, 0, 1});
    REQUIRE(both.size() == 3);
    CHECK(both[0].text == "one");
    CHECK(both[0].finish == finish_reason::length);
    CHECK(both[1].text == "zero");
    CHECK(both[1].finish == finish_reason::stop);
    CHECK(both[2].text == "one");
    CHECK(ask(model, "q1", "cn", {0})[0].text == "零");
    CHECK(ask(model, "q2", "en", {0})[0].text.empty());
    CHECK(ask(model, "q2", "en", {0})[0].finish == finish_reason::unknown);
}

TEST_CASE("what is not recorded is named, with what to do") {
    engines::replay model;
    model.add("q1", "en", 0, {"zero"});
    model.add("q1", "en", 1, {"one"});
    const auto sample = error_of([&] { ask(model, "q1", "en", {0, 1, 2}); });
    CHECK(sample.id() == error_id::model_not_found);
    CHECK(sample.problem() ==
          "no response is recorded for question \"q1\", language en, sample 2; record it first, or ask for less "
          "(of this question and language 2 are recorded)");
    CHECK(error_of([&] { ask(model, "q1", "de", {0}); }).problem().find("language de, sample 0; record it first, or ask for less (of this "
                                                                        "question and language 0") != std::string::npos);
    CHECK(error_of([&] { ask(model, "q7", "en", {0}); }).problem().find("question \"q7\"") != std::string::npos);
    CHECK(error_of([&] { ask(engines::replay{}, "", "en", {0}); }).id() == error_id::model_not_found);
}

TEST_CASE("a second recording of one draw is refused and changes nothing") {
    engines::replay model;
    model.add("q1", "en", 3, {"first"});
    const auto refused = error_of([&] { model.add("q1", "en", 3, {"second"}); });
    CHECK(refused.id() == error_id::duplicate_id);
    CHECK(refused.problem().find("question \"q1\", language en, sample 3") == 0);
    CHECK(model.size() == 1);
    CHECK(ask(model, "q1", "en", {3})[0].text == "first");
}

TEST_CASE("texts of any size keep their place, in copies too") {
    engines::replay model;
    const auto text = [](std::uint32_t i) { return std::string(i * 3001 % 40'000 + (i == 50 ? 1'000'000 : 0), static_cast<char>('a' + i % 26)); };
    for (std::uint32_t i = 120; i-- > 0;) model.add("q" + std::to_string(i % 7), i % 2 == 0 ? "en" : "ja", i, {text(i)});
    const auto copy = model;
    const auto moved = std::move(model);
    for (std::uint32_t i = 0; i < 120; ++i) {
        REQUIRE(ask(copy, "q" + std::to_string(i % 7), i % 2 == 0 ? "en" : "ja", {i})[0].text == text(i));
        REQUIRE(ask(moved, "q" + std::to_string(i % 7), i % 2 == 0 ? "en" : "ja", {i})[0].text == text(i));
    }
}

TEST_CASE("several threads may read at once") {
    engines::replay model;
    for (std::uint32_t i = 0; i < 200; ++i) model.add("q", "en", i, {std::to_string(i)});
    std::vector<int> wrong(4);
    {
        std::vector<std::jthread> threads;
        for (auto& count : wrong)
            threads.emplace_back([&] {
                for (std::uint32_t i = 0; i < 200; ++i) count += ask(model, "q", "en", {i})[0].text != std::to_string(i);
            });
    }
    CHECK(wrong == std::vector<int>(4));
}

TEST_CASE("a stopped request is cancelled") {
    engines::replay model;
    model.add("q", "en", 0, {"x"});
    std::stop_source stop;
    stop.request_stop();
    CHECK(error_of([&] { ask(model, "q", "en", {0}, stop.get_token()); }).id() == error_id::cancelled);
}
