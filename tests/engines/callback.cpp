#include "calm/engines/callback.hpp"

#include "calm/model/generative_model.hpp"

#include "catch.hpp"

#include <memory>
#include <ranges>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

using namespace calm;
using engines::callback;

namespace {

// Archetypes: each has what a shape needs, and as little else as possible.

struct writes_text {  // move-only, not default-constructible, callable when const
    explicit writes_text(std::string head) : head_(std::make_unique<std::string>(std::move(head))) {}
    std::string operator()(const prompt_text& prompt, const draw_key& draw) const {
        return *head_ + prompt.input + std::to_string(draw.sample);
    }
    std::unique_ptr<std::string> head_;
};

struct counts_calls {  // callable only when not const
    completion operator()(const prompt_text&, const draw_key&) { return {std::to_string(calls_++), finish_reason::stop}; }
    int calls_ = 0;
};

struct writes_all {  // a range of texts for the whole request; a view over a temporary's elements
    auto operator()(const generation_request& request) const {
        return request.draws | std::views::transform([](const draw_key& draw) { return "draw " + std::to_string(draw.sample); });
    }
};

struct writes_too_few {
    std::vector<completion> operator()(const generation_request&) const { return {completion("only one")}; }
};

struct writes_either {  // both shapes: the first is taken
    std::string operator()(const prompt_text&, const draw_key&) const { return "one"; }
    std::vector<std::string> operator()(const generation_request&) const { return {"many"}; }
};

struct throws {
    std::string operator()(const prompt_text&, const draw_key& draw) const {
        if (draw.sample == 1) throw std::domain_error("no more");
        return "fine";
    }
};

std::string plain_function(const prompt_text& prompt, const draw_key&) { return prompt.instruction; }

template <class Model>
std::vector<completion> ask(Model& model, std::uint32_t draws, std::stop_token stop = {}) {
    question asked;
    std::vector<draw_key> keys;
    for (std::uint32_t i = 0; i < draws; ++i) keys.push_back({1, 0, "en", i});
    const prompt_text prompt{"instruction", "input"};
    const sampling_settings settings;
    return model.generate({asked, "en", prompt, keys, settings, stop});
}

static_assert(generative_model<callback<writes_text>> && concurrent_generative_model<callback<writes_text>>);
static_assert(generative_model<callback<counts_calls>> && !concurrent_generative_model<callback<counts_calls>>);
static_assert(concurrent_generative_model<callback<writes_all>>);
static_assert(concurrent_generative_model<decltype(callback(plain_function))>);
static_assert(!std::is_copy_constructible_v<callback<writes_text>> && std::is_move_constructible_v<callback<writes_text>>);
static_assert(!engines::detail::writes<int> && !engines::detail::writes<decltype([](int) { return ""; })>);
static_assert(!engines::detail::writes<decltype([](const prompt_text&, const draw_key&) { return 7; })>);
static_assert(!engines::detail::writes<decltype([](const generation_request&) { return std::string("a range, but of char"); })>);

} // namespace

TEST_CASE("a callable that writes one text is called for each draw") {
    const callback model(writes_text("> "));
    const auto written = ask(model, 3);
    REQUIRE(written.size() == 3);
    CHECK(written[0].text == "> input0");
    CHECK(written[2].text == "> input2");
    CHECK(written[0].finish == finish_reason::unknown);
}

TEST_CASE("a callable with a state of its own is called in the order of the draws") {
    callback model(counts_calls{});
    ask(model, 2);
    const auto written = ask(model, 2);
    CHECK(written[0].text == "2");
    CHECK(written[1].text == "3");
    CHECK(written[1].finish == finish_reason::stop);
}

TEST_CASE("a callable that answers the request is called once, and has to answer all draws") {
    const callback all(writes_all{});
    const auto written = ask(all, 2);
    REQUIRE(written.size() == 2);
    CHECK(written[1].text == "draw 1");

    const callback few(writes_too_few{});
    CHECK(ask(few, 1).size() == 1);
    try {
        ask(few, 3);
        FAIL("accepted one completion for three draws");
    } catch (const error& e) {
        CHECK(e.id() == error_id::model_failed);
        CHECK(e.problem().find("1 completions for 3 draws") != std::string::npos);
    }
}

TEST_CASE("lambdas and functions will do; of both shapes the first is taken") {
    callback counting([n = 0](const prompt_text&, const draw_key&) mutable { return std::to_string(n++); });
    CHECK(ask(counting, 2)[1].text == "1");
    const callback function(plain_function);
    CHECK(ask(function, 1)[0].text == "instruction");
    const callback either(writes_either{});
    CHECK(ask(either, 1)[0].text == "one");
}

TEST_CASE("the callable's exceptions pass, and the model stays usable") {
    const callback model(throws{});
    CHECK_THROWS_AS(ask(model, 2), std::domain_error);
    CHECK(ask(model, 1)[0].text == "fine");
}

TEST_CASE("no draw is made after a stop") {
    std::stop_source stop;
    int calls = 0;
    callback model([&](const prompt_text&, const draw_key&) {
        if (++calls == 2) stop.request_stop();
        return "x";
    });
    try {
        ask(model, 5, stop.get_token());
        FAIL("not cancelled");
    } catch (const error& e) {
        CHECK(e.id() == error_id::cancelled);
    }
    CHECK(calls == 2);
    const callback all(writes_all{});
    CHECK_THROWS_AS(ask(all, 1, stop.get_token()), error);
}
