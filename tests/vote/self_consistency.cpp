#include "calm/vote/self_consistency.hpp"

#include "archetypes/questions.hpp"
#include "calm/vote/aggregator.hpp"
#include "calm/vote/decide.hpp"
#include "calm/vote/plurality.hpp"
#include "calm/vote/ties.hpp"
#include "catch.hpp"

#include "simulated_votes.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using calm::vote::self_consistency;
using simulated::language_model;
using simulated::right_answers;

static_assert(calm::aggregator<self_consistency>);

namespace {
/// One good language and four of which most repeat the same mistakes, as translations do.
const std::vector<language_model> world{{.lang = "en", .knows = 0.75, .repeats = 0.93}, {.lang = "fr", .knows = 0.55, .repeats = 0.82},
                                        {.lang = "de", .knows = 0.50, .repeats = 0.80}, {.lang = "zh", .knows = 0.45, .repeats = 0.78},
                                        {.lang = "ja", .knows = 0.40, .repeats = 0.74}};
constexpr std::size_t questions = 1500;

self_consistency learnt_of(const std::vector<calm::answered_question>& all) {
    calm::vote::agreement seen;
    for (const auto& one : all) seen.add(one);
    return self_consistency(seen);
}

double weight_of(const self_consistency& fitted, const calm::language& lang) {
    for (const auto& one : fitted.languages())
        if (one.lang == lang) return one.weight;
    return -1;
}
} // namespace

TEST_CASE("self-consistency finds the language that knows more, without a gold answer") {
    const auto all = simulated::answers(world, questions, 1);
    const auto fitted = learnt_of(all);
    REQUIRE(fitted.learnt());
    CHECK(fitted.overconfidence() < 1);
    for (const auto& one : fitted.languages()) {
        INFO(one.lang.str());
        CHECK(one.accuracy >= 0.25);
        CHECK(one.accuracy <= 1);
        if (one.lang != "en") CHECK(one.weight < weight_of(fitted, "en"));
    }
    const auto pooled = right_answers(all, calm::vote::plurality{});
    const auto weighed = right_answers(all, fitted);
    const auto english = right_answers(all, calm::vote::plurality{{"en"}});
    CHECK_FALSE(simulated::clearly_fewer(weighed, english));
    CHECK(simulated::clearly_fewer(pooled, weighed));
}

TEST_CASE("bad languages do not drag the weighted vote down") {
    for (const std::size_t good : {2u, 3u, 5u}) {
        const std::vector<language_model> languages(world.begin(), world.begin() + static_cast<std::ptrdiff_t>(good));
        const auto before = simulated::answers(languages, questions, 2);
        const auto without = right_answers(before, learnt_of(before));
        for (const auto kind : {simulated::bad::random, simulated::bad::sure_and_random, simulated::bad::always_a, simulated::bad::mostly_a,
                                simulated::bad::sure_and_mostly_a, simulated::bad::copies_the_first, simulated::bad::copies_the_last})
            for (const std::size_t many : {1u, 2u}) {
                auto all = before;
                for (std::size_t i = 0; i < many; ++i) simulated::add_bad_language(all, kind, std::string(1, static_cast<char>('v' + i)) + "x", 3 + i);
                const auto fitted = learnt_of(all);
                INFO(good << " languages and " << many << " of kind " << static_cast<int>(kind));
                CHECK_FALSE(simulated::clearly_fewer(right_answers(all, fitted), without));
            }
    }
}

TEST_CASE("two languages alone are as good as the better one") {
    for (std::size_t other = 1; other < world.size(); ++other) {
        const auto all = simulated::answers({world[0], world[other]}, questions, 5);
        INFO("en and " << world[other].lang.str());
        CHECK_FALSE(simulated::clearly_fewer(right_answers(all, learnt_of(all)), right_answers(all, calm::vote::plurality{{"en"}})));
    }
}

TEST_CASE("a language that always says the same has no weight, however sure it is") {
    auto all = simulated::answers(world, 300, 6);
    simulated::add_bad_language(all, simulated::bad::always_a, "xx", 7);
    const auto fitted = learnt_of(all);
    for (const auto& one : fitted.languages())
        if (one.lang == "xx") {
            CHECK(one.self_agreement == 0);
            CHECK(one.accuracy == 0.25);
            CHECK(one.weight == 0);
        }
}

TEST_CASE("where nothing can be learnt votes count equally") {
    std::vector<calm::answered_question> all;
    for (std::size_t i = 0; i < 20; ++i) all.push_back(archetypes::make_answered({{"en", "A"}, {"en", "A"}, {"de", "B"}}, {"en", "de"}, i));
    const auto fitted = learnt_of(all);
    CHECK_FALSE(fitted.learnt());
    CHECK(fitted(all[0]) == calm::vote::plurality{}(all[0]));
    CHECK_FALSE(learnt_of({}).learnt());
    // one sample a language: no agreement within any
    const auto single = learnt_of({archetypes::make_answered({{"en", "A"}, {"de", "A"}})});
    CHECK_FALSE(single.learnt());
    CHECK_FALSE(single.languages()[0].self_agreement);
}

TEST_CASE("what is learnt depends neither on the order of questions nor on shards, to the last bit") {
    auto all = simulated::answers(world, 400, 8);
    const auto whole = learnt_of(all);
    calm::vote::agreement left, right;
    for (std::size_t i = 0; i < all.size(); ++i) (i % 3 == 0 ? left : right).add(all[i]);
    std::mt19937 random(9);
    std::shuffle(all.begin(), all.end(), random);
    for (auto& one : all) {
        std::reverse(one.responses.begin(), one.responses.end());
        std::reverse(one.answers.begin(), one.answers.end());
    }
    for (const auto& other : {self_consistency(merge(left, right)), self_consistency(merge(right, left)), learnt_of(all)}) {
        CHECK(std::equal(whole.languages().begin(), whole.languages().end(), other.languages().begin(), other.languages().end()));
        CHECK(whole.overconfidence() == other.overconfidence());
    }
}

TEST_CASE("merged ballots weigh as the whole does") {
    const auto all = simulated::answers(world, 200, 10);
    const auto fitted = learnt_of(all);
    for (const auto& one : all) {
        auto early = one, late = one;
        early.responses.clear(), early.answers.clear(), late.responses.clear(), late.answers.clear();
        for (std::size_t i = 0; i < one.responses.size(); ++i) {
            auto& part = one.responses[i].sample == 0 ? early : late;
            part.responses.push_back(one.responses[i]);
            part.answers.push_back(one.answers[i]);
        }
        const calm::vote::plurality count;
        CHECK(fitted.weigh(calm::vote::merge(count(early), count(late)), *one.asked) == fitted(one));
    }
}

TEST_CASE("probabilities are probabilities") {
    const auto all = simulated::answers(world, 300, 11);
    const auto fitted = learnt_of(all);
    for (const auto& one : all) {
        const auto votes = fitted(one);
        REQUIRE(votes.posterior);
        CHECK(votes.weight <= 1 + 1e-12);
        for (const auto& cell : votes.cells) CHECK(cell.weight >= 0);
    }
}

TEST_CASE("votes in a language that was not learnt from don't count") {
    const auto fitted = learnt_of(simulated::answers(world, 300, 12));
    const auto known = archetypes::make_answered({{"en", "A"}, {"en", "A"}, {"en", "A"}}, {"en", "sw"});
    const auto more = archetypes::make_answered({{"en", "A"}, {"en", "A"}, {"en", "A"}, {"sw", "B"}, {"sw", "B"}}, {"en", "sw"});
    auto a = fitted(known), b = fitted(more);
    calm::vote::decide(a, 0, calm::vote::ties::drop{});
    calm::vote::decide(b, 0, calm::vote::ties::drop{});
    CHECK(a.winner == calm::answer_key("A"));
    CHECK(a.confidence == b.confidence);
}

TEST_CASE("the weights are the optimum within their bounds") {
    std::mt19937_64 random(13);
    const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    for (std::size_t repeat = 0; repeat < 50; ++repeat) {
        const std::size_t n = 2 + repeat % 6;
        std::vector<double> factor(n * n), a(n * n, 0.0), b(n);
        for (auto& x : factor) x = uniform() - 0.3;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                for (std::size_t k = 0; k < n; ++k) a[i * n + j] += factor[i * n + k] * factor[j * n + k];
        for (std::size_t i = 0; i < n; ++i) a[i * n + i] += 0.05, b[i] = uniform() - 0.2;
        const auto w = calm::vote::detail::bounded_least_squares(a, b);
        // Karush, Kuhn and Tucker: the gradient is 0 inside, not negative at 0, not positive at 1
        for (std::size_t i = 0; i < n; ++i) {
            double gradient = -b[i];
            for (std::size_t j = 0; j < n; ++j) gradient += a[i * n + j] * w[j];
            INFO("weight " << w[i] << ", gradient " << gradient);
            // the last round moved no weight by more than 1e-12, which moves a gradient by at most the sum of a row
            const double slack = 1e-12 * 4 * static_cast<double>(n) + 1e-12;
            if (w[i] > 0) CHECK(gradient <= slack);
            if (w[i] < 1) CHECK(gradient >= -slack);
        }
    }
}
