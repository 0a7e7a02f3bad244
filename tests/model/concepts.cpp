#include "calm/model/generative_model.hpp"
#include "calm/model/request.hpp"
#include "calm/model/scoring_model.hpp"
#include "calm/model/translator.hpp"

#include "archetypes/models.hpp"
#include "archetypes/stages.hpp"
#include "catch.hpp"

#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {
struct no_generate {};
struct gives_int { int generate(const calm::generation_request&); };
struct gives_ints { std::vector<int*> generate(const calm::generation_request&); };
struct takes_mutable { std::vector<std::string> generate(calm::generation_request&); };

struct scores_texts { std::vector<std::string> score(const calm::scoring_request&); };
struct scores_once { double score(const calm::scoring_request&); };
struct gives_number { int translate(std::string_view, calm::language, calm::language); };

/// What a caller does with a scoring model: the log-probability of a completion, and the text that its tokens make.
template <calm::scoring_model M>
std::pair<double, std::string> score(M&& model, const std::string& completion) {
    const calm::prompt_text prompt{"", "Q"};
    std::pair<double, std::string> sum;
    for (auto&& one : model.score(calm::scoring_request{prompt, completion})) {
        const calm::token_score token = std::forward<decltype(one)>(one);
        sum.first += token.log_probability;
        sum.second += token.token;
    }
    return sum;
}
} // namespace

TEST_CASE("a generative model needs a generate that gives completions, and no more") {
    using calm::generative_model;
    static_assert(generative_model<archetypes::minimal_model> && generative_model<archetypes::move_only_model>);
    static_assert(generative_model<archetypes::counting_model>);
    static_assert(!generative_model<no_generate> && !generative_model<gives_int> && !generative_model<gives_ints>);
    static_assert(!generative_model<takes_mutable> && !generative_model<int>);
    static_assert(!calm::concurrent_generative_model<archetypes::minimal_model>);
    static_assert(calm::concurrent_generative_model<archetypes::counting_model>);
    calm::diagnose_generative_model<archetypes::minimal_model>();
    SUCCEED();
}

TEST_CASE("a scoring model needs a score that gives token scores, and no more") {
    static_assert(!calm::scoring_model<scores_texts> && !calm::scoring_model<scores_once> && !calm::scoring_model<no_generate>);
    calm::diagnose_scoring_model<archetypes::minimal_scorer>();
    calm::diagnose_scoring_model<archetypes::move_only_scorer>();
    archetypes::minimal_scorer fixed(1);
    CHECK(score(fixed, "abc") == std::pair(-3.0, std::string("abc")));
    CHECK(score(archetypes::move_only_scorer(), "abc") == std::pair(-3.0, std::string("abc")));
    CHECK(score(fixed, "").second.empty());
    CHECK_THROWS_AS(score(archetypes::throwing_scorer{}, "abc"), std::domain_error);
}

TEST_CASE("a translator needs a translate that gives text, and no more") {
    static_assert(calm::translator<archetypes::minimal_translator>);
    static_assert(!calm::translator<gives_number> && !calm::translator<no_generate>);
    calm::diagnose_translator<archetypes::minimal_translator>();
    SUCCEED();
}

TEST_CASE("a completion can be made of a text") {
    const calm::completion one = "text";
    const calm::completion other{std::string("text"), calm::finish_reason::stop};
    CHECK(one.text == other.text);
    CHECK(one.finish == calm::finish_reason::unknown);
    CHECK(other.finish == calm::finish_reason::stop);
}
