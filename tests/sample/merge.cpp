#include "calm/sample/merge.hpp"

#include "archetypes/questions.hpp"
#include "archetypes/thrown.hpp"
#include "catch.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace {
calm::sampled_question make(std::vector<calm::language> languages, std::uint32_t from, std::uint32_t to) {
    calm::sampled_question sampled{std::make_shared<const calm::question>(archetypes::make_question(1, languages)), {}};
    for (const auto& lang : languages)
        for (auto sample = from; sample < to; ++sample) sampled.responses.push_back({lang, sample, lang.str() + std::to_string(sample)});
    return sampled;
}
} // namespace

TEST_CASE("languages and shards of a question merge, in order") {
    auto whole = make({"en"}, 2, 4);
    merge_into(whole, make({"en"}, 0, 2));
    merge_into(whole, make({"de"}, 0, 4));
    CHECK(whole.responses == make({"en", "de"}, 0, 4).responses);
    CHECK(*whole.asked == archetypes::make_question(1, {"en", "de"}));
}

TEST_CASE("a gold answer that one part has is the question's") {
    auto unlabelled = make({"en"}, 0, 1);
    auto asked = *unlabelled.asked;
    asked.gold.reset();
    unlabelled.asked = std::make_shared<const calm::question>(asked);
    merge_into(unlabelled, make({"de"}, 0, 1));
    CHECK(unlabelled.asked->gold == calm::answer_key("B"));
}

TEST_CASE("parts that do not fit are refused") {
    auto whole = make({"en"}, 0, 2);
    CHECK(archetypes::thrown([&] { return merge_into(whole, make({"en"}, 1, 3)), 0; }) == calm::error_id::duplicate_id);
    auto other = make({"de"}, 0, 1);
    auto asked = *other.asked;
    asked.id = "else";
    other.asked = std::make_shared<const calm::question>(asked);
    CHECK(archetypes::thrown([&] { return merge_into(whole, other), 0; }) == calm::error_id::misaligned);
    asked.id = "q1";
    asked.gold = "C";
    other.asked = std::make_shared<const calm::question>(asked);
    CHECK(archetypes::thrown([&] { return merge_into(whole, other), 0; }) == calm::error_id::misaligned);
}
