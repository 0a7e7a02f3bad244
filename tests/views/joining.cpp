#include "calm/views/group_by_question.hpp"
#include "calm/views/join_languages.hpp"
#include "calm/views/languages.hpp"

#include "archetypes/questions.hpp"
#include "archetypes/ranges.hpp"
#include "archetypes/thrown.hpp"
#include "catch.hpp"

#include <range/v3/range/concepts.hpp>

#include <memory>
#include <ranges>
#include <string>
#include <vector>

namespace views = calm::views;

namespace {
using sampled_vector = std::vector<calm::sampled_question>;

calm::sampled_question make(std::size_t index, const calm::language& lang, std::uint32_t sample = 0) {
    return {std::make_shared<const calm::question>(archetypes::make_question(index, {lang})), {{lang, sample, lang.str() + std::to_string(sample)}}};
}

/// "q0:en0,de0 q1:..."
std::string told(auto&& view) {
    std::string all;
    for (const calm::sampled_question& sampled : view) {
        all += (all.empty() ? "" : " ") + sampled.asked->id + ":";
        for (const auto& given : sampled.responses) all += (&given == sampled.responses.data() ? "" : ",") + given.text;
    }
    return all;
}
} // namespace

TEST_CASE("neighbours of one question become one") {
    const sampled_vector parts{make(0, "en"), make(0, "de"), make(0, "en", 1), make(1, "en"), make(2, "de"), make(0, "en", 2)};
    CHECK(told(parts | views::group_by_question) == "q0:en0,en1,de0 q1:en0 q2:de0 q0:en2");
    CHECK(told(archetypes::single_pass<calm::sampled_question>(parts) | views::group_by_question) == told(parts | views::group_by_question));
    auto grouped = parts | views::group_by_question;
    CHECK(told(grouped) == told(grouped));  // walks anew
    CHECK(told(sampled_vector{} | views::group_by_question).empty());
    using view = decltype(grouped);
    static_assert(std::ranges::view<view> && std::ranges::input_range<view> && !std::ranges::forward_range<view>);
    static_assert(::ranges::view_<view> && ::ranges::input_range<view>);
    const sampled_vector twice{make(0, "en"), make(0, "en")};
    CHECK(archetypes::thrown([&] { return told(twice | views::group_by_question); }) == calm::error_id::duplicate_id);
}

TEST_CASE("ranges of several languages are walked in lockstep") {
    const sampled_vector english{make(0, "en"), make(1, "en")}, german{make(0, "de"), make(1, "de")}, french{make(0, "fr")};
    CHECK(told(views::join_languages(german, english)) == "q0:de0,en0 q1:de0,en0");
    CHECK(told(views::join_languages(english)) == "q0:en0 q1:en0");
    using view = decltype(views::join_languages(german, english));
    static_assert(std::ranges::view<view> && std::ranges::input_range<view> && !std::ranges::forward_range<view> && ::ranges::view_<view>);
    CHECK(archetypes::thrown([&] { return told(views::join_languages(english, french)); }) == calm::error_id::unequal_length);
    const sampled_vector shifted{make(1, "de"), make(2, "de")};
    CHECK(archetypes::thrown([&] { return told(views::join_languages(english, shifted)); }) == calm::error_id::misaligned);
    CHECK(archetypes::thrown([&] { return told(views::join_languages(english, english)); }) == calm::error_id::duplicate_id);
}

TEST_CASE("a walk over single-pass ranges that was left goes on at the question it stood on") {
    using once = archetypes::single_pass<calm::sampled_question>;
    const auto first = [](auto& view) {
        const calm::sampled_question& sampled = *view.begin();
        return sampled.asked->id + ":" + std::to_string(sampled.responses.size());
    };
    auto grouped = once({make(0, "en"), make(0, "de"), make(1, "en"), make(2, "de")}) | views::group_by_question;
    CHECK(first(grouped) == "q0:2");
    CHECK(first(grouped) == "q0:2");  // looked at, not passed
    ++grouped.begin();
    CHECK(told(grouped) == "q1:en0 q2:de0");
    CHECK(told(grouped).empty());

    auto joined = views::join_languages(once({make(0, "en"), make(1, "en")}), once({make(0, "de"), make(1, "de")}));
    CHECK(first(joined) == "q0:2");
    CHECK(told(joined) == "q0:en0,de0 q1:en0,de0");
    CHECK(told(joined).empty());
}

TEST_CASE("some languages of each question are kept, in the order asked for") {
    const sampled_vector english{make(0, "en"), make(1, "en")}, german{make(0, "de"), make(1, "de")}, french{make(0, "fr"), make(1, "fr")};
    auto all = views::join_languages(english, german, french);
    auto some = all | views::languages({"fr", "en"});
    CHECK(told(some) == "q0:fr0,en0 q1:fr0,en0");
    CHECK((*some.begin()).asked->texts.size() == 2);
    CHECK((*some.begin()).asked->gold == calm::answer_key("B"));
    CHECK(archetypes::thrown([&] { return told(english | views::languages({"it"})); }) == calm::error_id::invalid_language);
    CHECK(archetypes::thrown([] { return views::languages({"en", "de", "en"}); }) == calm::error_id::invalid_option);
    CHECK(archetypes::thrown([] { return views::languages({"cn", "zh"}); }) == calm::error_id::invalid_option);
    static_assert(std::ranges::random_access_range<decltype(english | views::languages({"en"}))>);
}
