#include "calm/extract/paper.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/sample.hpp"
#include "calm/views/vote.hpp"

#include "archetypes/models.hpp"
#include "archetypes/questions.hpp"
#include "archetypes/ranges.hpp"
#include "archetypes/stages.hpp"
#include "archetypes/thrown.hpp"
#include "calm/vote/plurality.hpp"
#include "calm/vote/weighted.hpp"
#include "catch.hpp"

#include <range/v3/range/concepts.hpp>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/transform.hpp>

#include <algorithm>
#include <iterator>
#include <list>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

using archetypes::make_questions;
using archetypes::single_pass;
namespace views = calm::views;

namespace {
using sampled_vector = std::vector<calm::sampled_question>;

sampled_vector make_sampled(std::size_t count) {
    archetypes::counting_model model(count);
    const auto questions = make_questions(count);
    auto view = questions | views::sample(model, {.samples = 3});
    sampled_vector all;
    std::ranges::copy(view, std::back_inserter(all));
    return all;
}

template <class R>
using extracted = decltype(std::declval<R>() | views::extract(calm::extract::paper{}));
template <class R>
using voted = decltype(std::declval<extracted<R>>() | views::vote(calm::vote::plurality{}));
template <class R>
using preferred = decltype(std::declval<voted<R>>() | views::prefer(calm::prefer::options{}));
} // namespace

TEST_CASE("extract and vote model what their base models, up to random access") {
    namespace r = std::ranges;
    using random = voted<sampled_vector&>;
    static_assert(std::same_as<extracted<sampled_vector&>, views::extract_view<r::ref_view<sampled_vector>, calm::extract::paper>>);
    static_assert(std::same_as<random, views::vote_view<extracted<sampled_vector&>, calm::vote::plurality, calm::vote::ties::drop>>);
    static_assert(r::view<random> && r::random_access_range<random> && r::random_access_range<const random>);
    static_assert(r::sized_range<random> && r::common_range<random> && !r::contiguous_range<random>);
    static_assert(std::same_as<r::range_reference_t<random>, calm::voted_question>);
    static_assert(std::same_as<r::range_reference_t<extracted<sampled_vector&>>, calm::answered_question>);
    static_assert(::ranges::view_<random> && ::ranges::random_access_range<random> && ::ranges::sized_range<random> && ::ranges::common_range<random>);
    static_assert(r::random_access_range<voted<const sampled_vector&>> && r::random_access_range<voted<sampled_vector>>);

    using list = voted<std::list<calm::sampled_question>&>;
    static_assert(r::bidirectional_range<list> && !r::random_access_range<list> && r::sized_range<list> && r::common_range<list>);
    static_assert(::ranges::bidirectional_range<list>);

    using once = voted<single_pass<calm::sampled_question>>;
    static_assert(r::view<once> && r::input_range<once> && !r::forward_range<once> && !r::sized_range<once> && !r::common_range<once>);
    static_assert(!::ranges::range<once>);  // whose iterators have to be copyable; those of single_pass are not
    using drawn = decltype(std::declval<single_pass<calm::question>>() | views::sample(std::declval<archetypes::counting_model&>()));
    static_assert(::ranges::view_<voted<drawn>> && ::ranges::input_range<voted<drawn>> && !::ranges::forward_range<voted<drawn>>);

    // range-v3's own iterators have no <=>.
    using transformed = decltype(::ranges::views::transform(std::declval<sampled_vector&>(), std::identity{}));
    static_assert(r::random_access_range<transformed> && r::random_access_range<extracted<transformed>>);
    using filtered = decltype(::ranges::views::filter(std::declval<sampled_vector&>(), [](const calm::sampled_question&) { return true; }));
    static_assert(r::forward_range<extracted<filtered>> && !r::sized_range<extracted<filtered>>);
    SUCCEED();
}

TEST_CASE("prefer is single-pass") {
    namespace r = std::ranges;
    using pairs = preferred<sampled_vector&>;
    static_assert(r::view<pairs> && r::input_range<pairs> && !r::forward_range<pairs> && !r::sized_range<pairs> && !r::common_range<pairs>);
    static_assert(::ranges::view_<pairs> && ::ranges::input_range<pairs> && !::ranges::forward_range<pairs>);
    static_assert(std::same_as<r::range_value_t<pairs>, calm::preference_pair>);
    static_assert(r::input_range<preferred<single_pass<calm::sampled_question>>>);
    SUCCEED();
}

TEST_CASE("a pipeline gives what its functions give, one after another") {
    const auto sampled = make_sampled(20);
    const calm::answer_reader<calm::extract::paper> read{};
    const calm::voter<calm::vote::plurality, calm::vote::ties::drop> vote{};
    const calm::prefer::vote_pairs rule;
    std::vector<calm::preference_pair> expected;
    std::vector<calm::ballot> ballots;
    for (const auto& one : sampled) {
        const auto decided = vote(read(one));
        ballots.push_back(decided.vote);
        for (const auto& pair : rule(decided)) expected.push_back(pair);
    }
    REQUIRE(expected.size() > 20);

    const auto collect = [](auto&& pairs) {
        std::vector<calm::preference_pair> all;
        for (const calm::preference_pair& pair : pairs) all.push_back(pair);
        return all;
    };
    auto decided = sampled | views::extract(calm::extract::paper{}) | views::vote(calm::vote::plurality{});
    CHECK(decided.size() == 20);
    CHECK(std::ranges::equal(decided | std::views::transform([](calm::voted_question one) { return one.vote; }), ballots));
    CHECK(decided[7].vote == ballots[7]);
    CHECK((*(decided.end() - 1)).vote == ballots[19]);
    CHECK((decided.begin() + 3 < decided.begin() + 4));

    auto pairs = decided | views::prefer(calm::prefer::options{});
    CHECK(collect(pairs) == expected);
    CHECK(collect(pairs) == expected);  // walks anew: its base can
    // Closures composed first, applied later, and applied twice.
    const auto chain = views::extract(calm::extract::paper{}) | views::vote(calm::vote::plurality{}) | views::prefer(calm::prefer::options{});
    CHECK(collect(sampled | chain) == expected);
    CHECK(collect(make_sampled(20) | chain) == expected);
    CHECK(collect(single_pass<calm::sampled_question>(sampled) | chain) == expected);
    CHECK(collect(std::list(sampled.begin(), sampled.end()) | chain) == expected);
    CHECK(collect(sampled | ::ranges::views::transform([](const auto& s) { return s; }) | chain) == expected);
    // Adaptors of both libraries on top.
    const auto german = [](const calm::preference_pair& pair) { return pair.lang == "de"; };
    auto filtered = collect(sampled | chain | std::views::filter(german));
    CHECK(static_cast<std::ptrdiff_t>(filtered.size()) == std::count_if(expected.begin(), expected.end(), german));
    CHECK((sampled | chain | ::ranges::views::filter(german) | ::ranges::to<std::vector>()) == filtered);
    auto rows = sampled | chain | std::views::transform(calm::chosen_side);
    CHECK((*rows.begin()).output == expected[0].chosen);
    CHECK(collect(sampled_vector{} | chain).empty());
}

TEST_CASE("any stage can be replaced by the user's own") {
    archetypes::minimal_model model(1);
    const auto questions = make_questions(8);
    struct longest_wins {  // an aggregator: one vote a response, weighed by its length
        calm::ballot operator()(const calm::answered_question& answered) const {
            return calm::vote::count(answered, {}, [](const calm::response& given, const calm::answer&) { return static_cast<double>(given.text.size()); });
        }
    };
    struct own_record {
        std::string id;
        std::string winner;
    };
    auto records = questions | views::sample(model, {.samples = 2})
        | views::extract([](const calm::localized_question&, const calm::response& given) {
              return calm::answer{.key = calm::answer_key(given.text.back()), .rule = "last"};
          })
        | views::vote(longest_wins{}, [](const calm::tied_vote& tie) { return tie.leading.back().key; })
        | views::prefer([](const calm::voted_question& voted) {
              std::list<own_record> made;
              if (voted.vote.winner) made.push_back({voted.asked->id, voted.vote.winner->str()});
              return made;
          });
    std::size_t count = 0;
    for (const own_record& record : records) {
        CHECK(record.id == "q" + std::to_string(count++));
        CHECK(std::string("ABCD").find(record.winner) != std::string::npos);
    }
    CHECK(count == 8);
    CHECK(model.calls == 16);
}

TEST_CASE("stages of move-only types with the least that the concepts ask for") {
    const auto sampled = make_sampled(5);
    auto records = sampled | views::extract(archetypes::minimal_extractor(0)) |
                   views::vote(archetypes::minimal_aggregator(0), archetypes::minimal_tie_policy(0)) | views::prefer(archetypes::minimal_pair_rule(0));
    std::size_t count = 0;
    for (const auto& record : records) count += record.decided;
    CHECK(count == 5);
    auto pairs = sampled | views::extract(archetypes::minimal_extractor(0)) | views::vote(calm::vote::weighted<>{}) |
                 views::prefer({}, archetypes::minimal_translator(0));
    for (const calm::preference_pair& pair : pairs)
        CHECK((pair.source != calm::explanation_source::translated || pair.chosen.find(" translated\n") != std::string::npos));
}

TEST_CASE("stages whose results can only be moved") {
    using namespace archetypes;
    const auto sampled = make_sampled(5);
    const auto chain = [] {
        return views::extract(move_only_extractor(0)) | views::vote(move_only_aggregator(0), move_only_tie_policy(0)) |
               views::prefer(move_only_pair_rule(0));
    };
    const auto ids = [](auto&& records) {
        std::string all;
        for (auto&& record : records) all += *move_only_pair_rule::record(std::move(record));
        return all;
    };
    std::string expected;
    for (const auto& voted : sampled | views::extract(minimal_extractor(0)) | views::vote(minimal_aggregator(0), minimal_tie_policy(0)))
        for (std::size_t i = 0; i < calm::totals(voted.vote).size(); ++i) expected += voted.asked->id;
    REQUIRE(expected.size() > 10);
    CHECK(ids(sampled | chain()) == expected);
    CHECK(ids(single_pass<calm::sampled_question>(sampled) | chain()) == expected);
    CHECK(ids(sampled | views::extract(move_only_extractor(0)) | views::vote(move_only_aggregator(0)) | views::prefer(move_only_pair_rule(0))) == expected);
    const auto questions = make_questions(5);
    counting_model model(5);
    CHECK(ids(questions | views::sample(model, {.samples = 3}) | chain()) == expected);

    std::vector<std::string> chosen[2];
    for (const auto& pair : sampled | views::extract(minimal_extractor(0)) | views::vote(calm::vote::plurality{}) | views::prefer({}, minimal_translator(0)))
        chosen[0].push_back(pair.chosen);
    for (const auto& pair : sampled | views::extract(minimal_extractor(0)) | views::vote(calm::vote::plurality{}) | views::prefer({}, move_only_translator(0)))
        chosen[1].push_back(pair.chosen);
    CHECK(!chosen[0].empty());
    CHECK(chosen[0] == chosen[1]);
}

TEST_CASE("what a stage throws reaches the reader") {
    const auto sampled = make_sampled(1);
    const auto walk = [](auto view) {
        for (auto&& element : view) static_cast<void>(element);
    };
    const auto answered = sampled | views::extract(calm::extract::paper{});
    CHECK_THROWS_AS(walk(make_questions(1) | views::sample(archetypes::throwing_model{})), std::domain_error);
    CHECK_THROWS_AS(walk(sampled | views::extract(archetypes::throwing_extractor{})), std::domain_error);
    CHECK_THROWS_AS(walk(answered | views::vote(archetypes::throwing_aggregator{})), std::domain_error);
    CHECK_THROWS_AS(walk(answered | views::vote(calm::vote::plurality{}) | views::prefer(archetypes::throwing_pair_rule{})), std::domain_error);
    CHECK(archetypes::thrown([] { return views::vote(calm::vote::plurality{}, calm::vote::ties::drop{}, {.min_share = 2}); }) ==
          calm::error_id::invalid_option);
    CHECK(archetypes::thrown([] { return views::prefer(calm::prefer::options{.min_margin = -1}); }) == calm::error_id::invalid_option);
    auto stray = sampled;
    stray[0].responses[0].lang = "fr";
    CHECK(archetypes::thrown([&] { walk(stray | views::extract(calm::extract::paper{})); return 0; }) == calm::error_id::invalid_language);
}
