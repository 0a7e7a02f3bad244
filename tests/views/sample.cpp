#include "calm/views/sample.hpp"

#include "calm/views/extract.hpp"
#include "calm/views/languages.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include "archetypes/models.hpp"
#include "archetypes/questions.hpp"
#include "archetypes/ranges.hpp"
#include "archetypes/thrown.hpp"
#include "catch.hpp"

#include <range/v3/range/concepts.hpp>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/take.hpp>

#include <algorithm>
#include <functional>
#include <list>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using archetypes::counting_model;
using archetypes::make_questions;
using archetypes::single_pass;
namespace views = calm::views;

namespace {
using questions = std::vector<calm::question>;
using model_ref = std::reference_wrapper<counting_model>;
template <class R>
using over = decltype(std::declval<R>() | views::sample(std::declval<counting_model&>()));

std::string texts(const calm::sampled_question& sampled) {
    std::string all = sampled.asked->id;
    for (const auto& given : sampled.responses) all += "|" + given.text;
    return all;
}

template <class V>
std::vector<std::string> walk(V&& view) {
    std::vector<std::string> all;
    for (const calm::sampled_question& sampled : view) all.push_back(texts(sampled));
    return all;
}
} // namespace

TEST_CASE("sample states which range concepts it models") {
    namespace r = std::ranges;
    using forward = over<questions&>;
    static_assert(std::same_as<forward, views::sample_view<r::ref_view<questions>, model_ref>>);
    static_assert(r::view<forward> && r::forward_range<forward> && r::forward_range<const forward> && r::sized_range<forward>);
    static_assert(!r::bidirectional_range<forward> && !r::common_range<forward>);
    static_assert(std::same_as<r::range_reference_t<forward>, const calm::sampled_question&>);
    static_assert(::ranges::view_<forward> && ::ranges::forward_range<forward> && ::ranges::sized_range<forward>);
    static_assert(r::forward_range<over<const questions&>> && r::forward_range<over<questions>> && r::sized_range<over<std::list<calm::question>&>>);

    using once = over<single_pass<calm::question>>;
    static_assert(r::view<once> && r::input_range<once> && !r::forward_range<once> && !r::sized_range<once>);
    static_assert(::ranges::view_<once> && ::ranges::input_range<once> && !::ranges::forward_range<once>);
    SUCCEED();
}

TEST_CASE("a model is asked once for each draw, however often the range is walked") {
    const auto asked = make_questions(5);
    counting_model model(5);
    auto sampled = asked | views::sample(model, {.samples = 3, .seed = 1});
    CHECK(model.draws == 0);  // nothing is drawn before somebody looks
    CHECK(sampled.size() == 5);
    const auto first = walk(sampled);
    auto copy = sampled;
    CHECK(walk(copy) == first);
    CHECK(walk(std::as_const(sampled)) == first);
    CHECK(walk(sampled | std::views::filter([](const auto& s) { return s.asked->index != 9; })) == first);
    CHECK(walk(sampled | ::ranges::views::filter([](const auto& s) { return s.asked->index != 9; })) == first);
    CHECK(model.draws == 5 * 2 * 3);
    CHECK(std::all_of(model.asked.begin(), model.asked.end(), [](const auto& n) { return n == 2; }));  // once a language
    CHECK(&*sampled.begin() == &*copy.begin());
}

TEST_CASE("what is not looked at is not drawn") {
    const auto asked = make_questions(5);
    counting_model model(5);
    auto sampled = asked | views::sample(model);
    auto third = std::next(sampled.begin(), 2);
    CHECK(third->asked->id == "q2");
    CHECK(model.asked[2] == 2);
    CHECK(model.asked[0] == 0);
    CHECK(model.asked[3] == 0);
}

TEST_CASE("draws do not depend on the order, the walk or the kind of range") {
    const auto asked = make_questions(6);
    counting_model model(6);
    const calm::sample_options options{.samples = 2, .seed = 3};
    const auto expected = walk(asked | views::sample(model, options));
    REQUIRE(expected.size() == 6);
    CHECK(walk(std::list(asked.begin(), asked.end()) | views::sample(model, options)) == expected);
    CHECK(walk(single_pass<calm::question>(asked) | views::sample(model, options)) == expected);
    CHECK(walk(make_questions(6) | views::sample(model, options)) == expected);
    CHECK(walk(asked | ::ranges::views::take(6) | views::sample(model, options)) == expected);
    CHECK(walk(std::vector(asked.rbegin(), asked.rend()) | views::sample(model, options)) == std::vector(expected.rbegin(), expected.rend()));
    CHECK(walk(asked | std::views::reverse | std::views::take(1) | views::sample(model, options)) == std::vector{expected.back()});
    CHECK(walk(asked | ::ranges::views::filter([](const auto& q) { return q.index == 4; }) | views::sample(model, options)) == std::vector{expected[4]});
    CHECK(walk(asked | views::sample(model, {.samples = 2, .seed = 4})) != expected);
}

TEST_CASE("an empty range gives an empty view") {
    counting_model model(1);
    auto none = questions{} | views::sample(model);
    CHECK(none.empty());
    CHECK(none.size() == 0);
    CHECK(walk(none).empty());
    CHECK(walk(single_pass<calm::question>({}) | views::sample(model)).empty());
    CHECK(model.draws == 0);
}

TEST_CASE("over a single-pass range one element is read and kept at a time") {
    single_pass<calm::question> source(make_questions(4));
    counting_model model(4);
    auto sampled = source | views::sample(model);
    auto at = sampled.begin();
    CHECK(at->asked->id == "q0");
    CHECK(source.read() == 1);
    const auto* before = &*at;
    CHECK(before == &*at);
    CHECK(model.asked[0] == 2);
    ++at;
    CHECK(source.read() == 1);  // an interactive source is asked when somebody wants the next
    ++at;                       // passed without a look: not drawn
    CHECK(at->asked->id == "q2");
    CHECK(source.read() == 3);
    CHECK(model.asked[1] == 0);
}

TEST_CASE("models are referred to, moved in or given by std::ref") {
    const auto asked = make_questions(2);
    archetypes::minimal_model fixed(1);
    CHECK(walk(asked | views::sample(fixed)).size() == 2);
    CHECK(walk(asked | views::sample(std::ref(fixed))).size() == 2);
    CHECK(fixed.calls == 8);
    const counting_model constant(2);
    CHECK(walk(asked | views::sample(constant)).size() == 2);
    auto wrapped = std::cref(constant);
    CHECK(walk(asked | views::sample(wrapped)).size() == 2);
    auto closure = views::sample(archetypes::move_only_model());
    auto sampled = asked | std::move(closure);
    const auto first = walk(sampled);
    CHECK(walk(sampled) == first);
}

TEST_CASE("what a model throws reaches the reader at its question, and the next walk asks again") {
    const auto asked = make_questions(4);
    counting_model model(4);
    model.fails_at = 2;
    auto sampled = asked | views::sample(model);
    CHECK_THROWS_AS(walk(sampled), std::runtime_error);
    CHECK(walk(sampled).size() == 4);
    CHECK(model.asked[1] == 2);
    CHECK(model.asked[2] == 1 + 2);
    CHECK(archetypes::thrown([&] { return views::sample(model, {.samples = 0}); }) == calm::error_id::invalid_option);
}

TEST_CASE("a model that throws in the middle of a question is asked again only for what it has not given") {
    const auto asked = make_questions(3);
    /// Gives its texts one after another, and breaks off at the draws whose numbers are listed, once each.
    struct breaking_model {
        std::vector<std::size_t> breaks;
        std::size_t given = 0;
        std::vector<calm::draw_key> seen{};

        auto generate(const calm::generation_request& request) {
            return request.draws | std::views::transform([this](const calm::draw_key& draw) {
                       if (const auto at = std::find(breaks.begin(), breaks.end(), given); at != breaks.end()) {
                           breaks.erase(at);
                           throw std::runtime_error("broke off");
                       }
                       ++given;
                       seen.push_back(draw);
                       return archetypes::text_of_draw(draw);
                   });
        }
    };
    const calm::sample_options options{.samples = 3, .seed = 5};
    counting_model whole(3);
    const auto expected = walk(asked | views::sample(whole, options));

    const auto walk_through = [](auto&& view, std::size_t breaks) {
        std::vector<std::string> all;
        for (auto at = view.begin(); at != view.end();) {
            try {
                all.push_back(texts(*at));
                ++at;
            } catch (const std::runtime_error&) {
                REQUIRE(breaks-- > 0);
            }
        }
        CHECK(breaks == 0);
        return all;
    };
    // In the first language, in the second, at the border between them and at that between questions.
    const std::vector<std::size_t> breaks{1, 3, 5, 6, 14};
    breaking_model model{breaks};
    CHECK(walk_through(asked | views::sample(model, options), breaks.size()) == expected);
    CHECK(model.given == 3 * 2 * 3);
    breaking_model streamed{breaks};
    CHECK(walk_through(single_pass<calm::question>(asked) | views::sample(streamed, options), breaks.size()) == expected);
    CHECK(streamed.given == 3 * 2 * 3);
    for (std::size_t i = 1; i < model.seen.size(); ++i) CHECK(model.seen[i] != model.seen[i - 1]);

    // Where the number of completions is wrong it is not known which draw each is of: that language is asked anew.
    struct miscounting_model {
        int calls = 0;
        std::vector<std::string> generate(const calm::generation_request& request) {
            std::vector<std::string> all;
            for (const auto& draw : request.draws) all.push_back(archetypes::text_of_draw(draw));
            if (++calls == 2) all.pop_back();
            if (calls == 3) all.push_back("one more");
            return all;
        }
    } miscounting;
    auto sampled = asked | views::sample(miscounting, options);
    CHECK(archetypes::message([&] { return walk(sampled); }).find("gave 2 completions for 3 draws") != std::string::npos);
    CHECK(archetypes::message([&] { return walk(sampled); }).find("gave more than 3 completions for 3 draws") != std::string::npos);
    CHECK(walk(sampled) == expected);
    CHECK(miscounting.calls == 2 + 6);
}

TEST_CASE("stages composed behind a model keep what it gave when one of them throws") {
    const auto asked = make_questions(2);
    struct failing_once {
        int* fails;
        calm::answer operator()(const calm::localized_question&, const calm::response& given) const {
            if (given.sample == 1 && (*fails)-- > 0) throw std::domain_error("extractor");
            return {.key = calm::answer_key(given.text.back()), .rule = "last"};
        }
    };
    int fails = 1, vote_fails = 1, rule_fails = 1;
    counting_model model(2);
    const auto stages = views::sample(model, {.samples = 2}) | views::languages({"de", "en"}) | views::extract(failing_once{&fails}) |
                        views::vote([&](const calm::answered_question& answered) {
                            if (vote_fails-- > 0) throw std::domain_error("vote");
                            return calm::vote::plurality{}(answered);
                        }) |
                        views::prefer([&](const calm::voted_question& voted) {
                            if (rule_fails-- > 0) throw std::domain_error("rule");
                            return std::vector<std::size_t>{voted.responses.size()};
                        });
    auto sizes = asked | stages;
    const auto total = [&] {
        std::size_t sum = 0;
        for (const auto size : sizes) sum += size;
        return sum;
    };
    for (int i = 0; i < 3; ++i) CHECK_THROWS_AS(total(), std::domain_error);
    CHECK(total() == 2 * 2 * 2);
    CHECK(model.draws == 2 * 2 * 2);
    CHECK(model.asked[0] == 2);  // once a language
}

TEST_CASE("what the source throws loses no element") {
    counting_model model(4);
    SECTION("when it is dereferenced") {
        archetypes::throwing_range source(make_questions(4), 2, 1);
        auto sampled = source | views::sample(model);
        CHECK_THROWS_AS(walk(sampled), std::domain_error);
        const auto all = walk(sampled);
        REQUIRE(all.size() == 4);
        CHECK(all[2].starts_with("q2|"));
        CHECK(model.draws == 4 * 2 * 3);
    }
    SECTION("when it is incremented") {
        auto sampled = single_pass<calm::question>(make_questions(4), 2) | views::sample(model);
        auto at = sampled.begin();
        CHECK(at->asked->id == "q0");
        ++at;
        CHECK(at->asked->id == "q1");
        ++at;
        CHECK_THROWS_AS(*at, std::domain_error);
        CHECK(at->asked->id == "q3");  // the source itself went on
    }
}
