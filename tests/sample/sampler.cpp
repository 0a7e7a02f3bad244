#include "calm/sample/draw_key.hpp"
#include "calm/sample/sampler.hpp"

#include "archetypes/models.hpp"
#include "archetypes/questions.hpp"
#include "archetypes/thrown.hpp"
#include "catch.hpp"

#include <functional>
#include <limits>
#include <ranges>
#include <set>
#include <string>
#include <utility>

using archetypes::make_question;
using archetypes::thrown;

TEST_CASE("the seed of a draw depends on each part of its key") {
    std::set<std::uint64_t> bits;
    for (const std::uint64_t seed : {0u, 1u, 2u})
        for (const std::size_t question : {0u, 1u, 1000000u})
            for (const calm::language lang : {"en", "eng", "ne", "zh", "zh-Hant"})
                for (std::uint32_t sample = 0; sample < 20; ++sample) bits.insert(calm::draw_key{seed, question, lang, sample}.bits());
    CHECK(bits.size() == 3 * 3 * 5 * 20);
    static_assert(calm::draw_key{1, 2, "en", 3}.bits() == calm::draw_key{1, 2, "en", 3}.bits());
}

TEST_CASE("SplitMix64 gives its published values") {
    CHECK(calm::detail::mix64(0) == 0xe220a8397b1dcdafULL);
    CHECK(calm::detail::mix64(0x9e3779b97f4a7c15ULL) == 0x6e789e6aa1b965f4ULL);
}

TEST_CASE("a sampler draws in the order of languages and samples") {
    archetypes::minimal_model model(1);
    const calm::sampler sampler(std::ref(model), {.samples = 2, .seed = 9});
    const auto asked = make_question(4);
    const auto sampled = sampler(asked);
    REQUIRE(sampled.responses.size() == 4);
    CHECK(*sampled.asked == asked);
    CHECK(model.calls == 2);  // one request a language
    std::size_t i = 0;
    for (const calm::language lang : {"en", "de"})
        for (std::uint32_t sample = 0; sample < 2; ++sample, ++i) {
            CHECK(sampled.responses[i].lang == lang);
            CHECK(sampled.responses[i].sample == sample);
            CHECK(sampled.responses[i].text == archetypes::text_of_draw({9, 4, lang, sample}));
        }
}

TEST_CASE("a sampler takes models that can only be moved, and completions with their reasons") {
    const calm::sampler sampler(archetypes::move_only_model(), {.samples = 3, .languages = {"de"}});
    const auto asked = std::make_shared<const calm::question>(make_question(1));
    const auto sampled = sampler(asked);
    REQUIRE(sampled.responses.size() == 3);
    CHECK(sampled.asked == asked);  // shared, not copied
    CHECK(sampled.responses[2].finish == calm::finish_reason::stop);
    CHECK(sampled.responses[2].text == archetypes::text_of_draw({0, 1, "de", 2}));
    static_assert(!calm::sampler<archetypes::move_only_model>::concurrent);
    static_assert(calm::sampler<std::reference_wrapper<archetypes::counting_model>>::concurrent);
}

TEST_CASE("the request carries what the options say") {
    struct recording {
        std::string instruction, input;
        calm::sampling_settings settings;
        bool stopped = false;
        std::vector<const char*> generate(const calm::generation_request& request) {
            instruction = request.prompt.instruction;
            input = request.prompt.input;
            settings = request.settings;
            stopped = request.stop.stop_requested();
            return {"x"};
        }
    } model;
    std::stop_source stop;
    stop.request_stop();
    const calm::sampler sampler(std::ref(model), {.samples = 1, .languages = {"en"}, .settings = {.temperature = 0, .max_tokens = 7},
                                                  .prompt = [](const calm::localized_question& q) { return calm::prompt_text{"do", q.stem}; },
                                                  .stop = stop.get_token()});
    CHECK(sampler(make_question(0)).responses[0].text == "x");
    CHECK(model.instruction == "do");
    CHECK(model.input == "What (en)?");
    CHECK(model.settings == calm::sampling_settings{.temperature = 0, .max_tokens = 7});
    CHECK(model.stopped);
}

TEST_CASE("a model with two forms of generate is called by the one that threads may call") {
    struct both {
        std::vector<std::string> generate(const calm::generation_request&) { return {"mutable"}; }
        std::vector<std::string> generate(const calm::generation_request&) const { return {"const"}; }
    } model;
    const calm::sample_options one{.samples = 1, .languages = {"en"}};
    CHECK(calm::sampler(both{}, one)(make_question(0)).responses[0].text == "const");
    CHECK(calm::sampler(std::ref(model), one)(make_question(0)).responses[0].text == "const");
}

TEST_CASE("a sampler refuses what it cannot do") {
    const auto make = [](calm::sample_options options) {
        return thrown([&] { return calm::sampler(archetypes::move_only_model(), std::move(options)); });
    };
    const auto invalid = calm::error_id::invalid_option;
    CHECK(make({.samples = 0}) == invalid);
    CHECK(make({.languages = {"zh", "cn"}}) == invalid);
    CHECK(make({.settings = {.temperature = -1}}) == invalid);
    CHECK(make({.settings = {.temperature = std::numeric_limits<double>::quiet_NaN()}}) == invalid);
    CHECK(make({.settings = {.top_p = 0}}) == invalid);
    CHECK(make({.settings = {.top_p = 1.5}}) == invalid);
    CHECK(make({.settings = {.max_tokens = 0}}) == invalid);
    CHECK(make({.prompt = nullptr}) == invalid);
    CHECK(make({}) == std::nullopt);

    const calm::sampler french(archetypes::move_only_model(), {.languages = {"fr"}});
    CHECK(thrown([&] { return french(make_question(0)); }) == calm::error_id::invalid_language);
}

TEST_CASE("a model that gives too few or too many completions is refused") {
    struct off {
        std::size_t by;
        std::vector<std::string> generate(const calm::generation_request&) const { return std::vector<std::string>(by, "x"); }
    };
    CHECK(archetypes::message([] { return calm::sampler(off{2}, {})(make_question(5)); }) ==
          "CALM-E401 model-failed: question q5 in en: the model gave 2 completions for 3 draws; generate returns one for each of request.draws");
    CHECK(thrown([] { return calm::sampler(off{4}, {})(make_question(5)); }) == calm::error_id::model_failed);

    struct endless {
        auto generate(const calm::generation_request&) const {
            return std::views::iota(0) | std::views::transform([](int) { return std::string("x"); });
        }
    };
    CHECK(archetypes::message([] { return calm::sampler(endless{}, {})(make_question(5)); }).find("more than 3 completions") != std::string::npos);
}
