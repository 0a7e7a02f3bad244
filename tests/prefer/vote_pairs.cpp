#include "calm/prefer/completion.hpp"
#include "calm/prefer/exemplar.hpp"
#include "calm/prefer/options.hpp"
#include "calm/prefer/pair_rule.hpp"
#include "calm/prefer/vote_pairs.hpp"

#include "archetypes/questions.hpp"
#include "archetypes/stages.hpp"
#include "archetypes/thrown.hpp"
#include "calm/vote/decide.hpp"
#include "calm/vote/plurality.hpp"
#include "calm/vote/ties.hpp"
#include "catch.hpp"

#include <functional>
#include <limits>
#include <string>
#include <vector>

using archetypes::given;
using calm::explanation_source;
using calm::prefer::options;
using calm::prefer::vote_pairs;
using calm::prefer::without_translator;

namespace {
const std::vector<calm::language> languages{"en", "de", "zh"};

calm::voted_question voted(const std::vector<given>& all, std::size_t index = 0) {
    calm::voted_question made{{archetypes::make_answered(all, languages, index)}, {}};
    made.vote = calm::vote::plurality{}(made);
    calm::vote::decide(made.vote, index, calm::vote::ties::first_seen{});
    return made;
}

struct translator {
    std::string translate(std::string_view text, calm::language from, calm::language to) {
        ++calls;
        return from.str() + ">" + to.str() + ":" + std::string(text);
    }
    int calls = 0;
};

// B wins with 4 of 7; one response abstains.
const auto question = voted({{"en", "B", "en why"}, {"en", "A"}, {"en", "B"}, {"de", "C"}, {"de", "A"}, {"de", ""}, {"zh", "B", "zh why"}, {"zh", "B", "zh too"}});
} // namespace

TEST_CASE("each response that disagrees with the winner makes a pair") {
    translator words;
    const vote_pairs rule({}, std::ref(words));
    const auto pairs = rule(question);
    REQUIRE(pairs.size() == 3);  // en A, de C, de A; not the abstention

    CHECK(pairs[0].lang == "en");
    CHECK(pairs[0].chosen == "Explanation: en why\nAnswer:B. en option B");
    CHECK(pairs[0].rejected == question.responses[1].text);
    CHECK(pairs[0].rejected_key == calm::answer_key("A"));
    CHECK(pairs[0].rejected_sample == 1);
    CHECK(pairs[0].source == explanation_source::own_language);
    CHECK(pairs[0].exemplar_lang == "en");
    CHECK(pairs[0].question_id == "q0");
    CHECK(pairs[0].input == question.asked->find("en")->input);

    CHECK(pairs[1].lang == "de");
    CHECK(pairs[1].chosen == "Erklärung: en>de:en why\nAntwort:B. de option B");  // no German response agrees
    CHECK(pairs[1].source == explanation_source::translated);
    CHECK(pairs[1].exemplar_lang == "en");
    CHECK(pairs[1].rejected_key == calm::answer_key("C"));
    CHECK(pairs[2].chosen == pairs[1].chosen);
    CHECK(words.calls == 1);  // once a language, not a pair
    for (const auto& pair : pairs) {
        CHECK(pair.chosen_key == calm::answer_key("B"));
        CHECK(pair.weight == 1);
        CHECK(pair.share == 4.0 / 7.0);
        CHECK_FALSE(pair.from_gold);
    }
}

TEST_CASE("without a translator a foreign explanation is left out, left away or left as it is") {
    const auto make = [](without_translator foreign) { return vote_pairs({.languages = {"de"}, .foreign = foreign}).make(question); };
    const auto out = make(without_translator::leave_out);
    CHECK(out.pairs.empty());
    CHECK(out.skipped.no_exemplar == 2);
    const auto bare = make(without_translator::answer_only);
    REQUIRE(bare.pairs.size() == 2);
    CHECK(bare.pairs[0].chosen == "Antwort:B. de option B");
    CHECK(bare.pairs[0].source == explanation_source::none);
    const auto foreign = make(without_translator::untranslated);
    REQUIRE(foreign.pairs.size() == 2);
    CHECK(foreign.pairs[0].chosen == "Erklärung: en why\nAntwort:B. de option B");
    CHECK(foreign.pairs[0].source == explanation_source::untranslated);
    CHECK(foreign.pairs[0].exemplar_lang == "en");
}

TEST_CASE("without a translator the pair uses an exemplar of its own language") {
    // German agrees with a bare answer line; only English explains.
    const auto bare = voted({{"en", "B", "en why"}, {"de", "B", ""}, {"de", "A"}});
    const auto pairs = vote_pairs({.languages = {"de"}})(bare);
    REQUIRE(pairs.size() == 1);
    CHECK(pairs[0].chosen == "Antwort:B. de option B");
    CHECK(pairs[0].source == explanation_source::none);
    CHECK(pairs[0].exemplar_lang == "de");
    // With one, the explanation is worth translating.
    const auto translated = vote_pairs({.languages = {"de"}}, translator{})(bare);
    REQUIRE(translated.size() == 1);
    CHECK(translated[0].source == explanation_source::translated);

    // The last of the pool would be English.
    const auto both = voted({{"de", "B", "de why"}, {"de", "A"}, {"en", "B", "en why"}});
    const auto own = vote_pairs({.languages = {"de"}, .exemplar = calm::prefer::exemplar_order::last_in_pool, .exemplar_languages = {"de", "en"}})(both);
    REQUIRE(own.size() == 1);
    CHECK(own[0].source == explanation_source::own_language);
    CHECK(own[0].chosen == "Erklärung: de why\nAntwort:B. de option B");
}

TEST_CASE("the exemplar is chosen by language, and has an explanation where one does") {
    using calm::prefer::choose_exemplar;
    const auto answered = archetypes::make_answered({{"en", "B", ""}, {"en", "B", "x"}, {"de", "B", "y"}, {"zh", "A"}, {"zh", "B", ""}}, languages);
    options how;
    CHECK(choose_exemplar(answered, "en", "B", how) == 1u);  // not the bare one before it
    CHECK(choose_exemplar(answered, "de", "B", how) == 2u);
    CHECK(choose_exemplar(answered, "zh", "B", how) == 1u);  // its own is bare: by the question's order of languages
    CHECK(choose_exemplar(answered, "zh", "A", how) == 3u);
    CHECK(choose_exemplar(answered, "zh", "D", how) == std::nullopt);
    how.exemplar_languages = {"de", "en"};
    CHECK(choose_exemplar(answered, "zh", "B", how) == 2u);
    how.exemplar_languages = {"fr"};
    CHECK(choose_exemplar(answered, "zh", "B", how) == 4u);  // nobody else may lend one
    CHECK(choose_exemplar(answered, "en", "A", how) == std::nullopt);

    how.exemplar = calm::prefer::exemplar_order::last_in_pool;
    how.exemplar_languages = {"zh", "de", "en"};
    CHECK(choose_exemplar(answered, "de", "B", how) == 1u);
    how.exemplar_languages = {"en", "de"};
    CHECK(choose_exemplar(answered, "en", "B", how) == 2u);
    CHECK(choose_exemplar(answered, "en", "A", how) == std::nullopt);
    how.exemplar_languages = {};
    CHECK(choose_exemplar(answered, "en", "B", how) == 4u);
}

TEST_CASE("thresholds, caps and margins") {
    const auto make = [](options how) {
        how.foreign = without_translator::untranslated;
        return vote_pairs(how).make(question);
    };
    CHECK(make({.min_share = 4.0 / 7.0}).pairs.size() == 3);
    CHECK(make({.min_share = 0.6}).pairs.empty());
    CHECK(make({.min_share = 0.6}).skipped.below_threshold == 3);
    CHECK(make({.min_margin = 0.3}).skipped.below_threshold == 3);  // 4 - 2 of 7

    const auto weighted = make({.weight_by_margin = true});
    REQUIRE(weighted.pairs.size() == 3);
    CHECK(weighted.pairs[0].weight == 2.0 / 7.0);
    const auto tied = voted({{"en", "A"}, {"de", "B"}});
    REQUIRE(tied.vote.winner == calm::answer_key("A"));
    CHECK(vote_pairs({.weight_by_margin = true}).make(tied).skipped.below_threshold == 1);
    CHECK(vote_pairs({.foreign = without_translator::untranslated})(tied).size() == 1);

    const auto capped = make({.max_pairs = 1});
    REQUIRE(capped.pairs.size() == 2);  // one a language
    CHECK(capped.pairs[1].rejected_sample == 0);
    CHECK(capped.skipped.over_cap == 1);
    CHECK(make({.max_pairs = 0}).pairs.empty());
}

TEST_CASE("pairs are made for the languages asked for, in their order") {
    const auto pairs = vote_pairs({.languages = {"de", "fr", "en"}, .foreign = without_translator::untranslated})(question);
    REQUIRE(pairs.size() == 3);
    CHECK(pairs[0].lang == "de");
    CHECK(pairs[2].lang == "en");
}

TEST_CASE("a question without a winner gives no pair") {
    auto none = question;
    none.vote.winner.reset();
    CHECK(vote_pairs()(none).empty());
    auto odd = voted({{"en", "X"}, {"en", "X"}, {"en", "A"}});  // an extractor read a key that is no option
    const auto made = vote_pairs().make(odd);
    CHECK(made.pairs.empty());
    CHECK(made.skipped.no_option == 1);
}

TEST_CASE("gold-mixed mode takes the gold answer of a share of the questions") {
    std::size_t from_gold = 0;
    for (std::size_t i = 0; i < 1000; ++i) {
        const auto asked = voted({{"en", "A", "why"}, {"en", "A"}, {"en", "B", "gold why"}}, i);  // A wins, B is gold
        const auto pairs = vote_pairs({.gold_fraction = 0.3, .seed = 5})(asked);
        CHECK(pairs == vote_pairs({.gold_fraction = 0.3, .seed = 5})(asked));
        REQUIRE(!pairs.empty());
        if (!pairs[0].from_gold) {
            CHECK(pairs[0].chosen_key == calm::answer_key("A"));
            continue;
        }
        ++from_gold;
        REQUIRE(pairs.size() == 2);
        CHECK(pairs[0].chosen_key == calm::answer_key("B"));
        CHECK(pairs[0].chosen == "Explanation: gold why\nAnswer:B. en option B");
        CHECK(pairs[0].share == 1.0 / 3.0);
        CHECK(pairs[0].weight == 1);
    }
    CHECK(from_gold > 228);  // 300 ± 72: five standard deviations
    CHECK(from_gold < 372);

    const auto asked = voted({{"en", "A"}, {"en", "A"}, {"en", "C"}});  // nobody said B
    CHECK(vote_pairs({.gold_fraction = 1}).make(asked).skipped.no_exemplar == 3);
    const auto bare = vote_pairs({.foreign = without_translator::answer_only, .gold_fraction = 1})(asked);
    REQUIRE(bare.size() == 3);
    CHECK(bare[0].chosen == "Answer:B. en option B");
    CHECK(bare[0].source == explanation_source::none);
    CHECK(bare[0].exemplar_lang.empty());
    CHECK(bare[0].share == 0);
    // A vote's threshold does not bind the gold answer.
    CHECK(vote_pairs({.foreign = without_translator::answer_only, .min_share = 1, .gold_fraction = 1})(asked).size() == 3);
}

TEST_CASE("options out of range are refused") {
    const auto id = [](options how) { return archetypes::thrown([&] { return vote_pairs(how); }); };
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    for (const double bad : {-0.1, 1.1, nan}) {
        CHECK(id({.min_share = bad}) == calm::error_id::invalid_option);
        CHECK(id({.min_margin = bad}) == calm::error_id::invalid_option);
        CHECK(id({.gold_fraction = bad}) == calm::error_id::invalid_option);
    }
    CHECK(id({.prompt = nullptr}) == calm::error_id::invalid_option);
    CHECK(archetypes::message([] { return vote_pairs({.min_share = 2}); }) ==
          "CALM-E101 invalid-option: min_share is 2.000000; it must be in [0, 1]");
}

TEST_CASE("a rule may hold a translator that can only be moved, and says whether threads may call it") {
    const vote_pairs rule({.languages = {"de"}}, archetypes::minimal_translator(0));
    REQUIRE(rule(question).size() == 2);
    CHECK(rule(question)[0].chosen == "Erklärung: translated\nAntwort:B. de option B");
    CHECK_THROWS_AS(vote_pairs({}, archetypes::throwing_translator{})(question), std::domain_error);
    static_assert(!decltype(rule)::concurrent && !vote_pairs<std::reference_wrapper<translator>>::concurrent);
    static_assert(vote_pairs<>::concurrent && vote_pairs<archetypes::throwing_translator>::concurrent);
    static_assert(vote_pairs<std::reference_wrapper<archetypes::throwing_translator>>::concurrent);
}

TEST_CASE("the rule models the concept, and what is left out adds up") {
    static_assert(calm::pair_rule<vote_pairs<>> && calm::pair_rule<vote_pairs<translator>>);
    static_assert(!calm::pair_rule<int> && !calm::pair_rule<int (*)(const calm::voted_question&)>);
    calm::diagnose_pair_rule<archetypes::minimal_pair_rule>();
    calm::prefer::left_out sum{1, 2, 3, 4};
    sum += {10, 20, 30, 40};
    CHECK(sum.no_exemplar == 11);
    CHECK(sum.below_threshold == 22);
    CHECK(sum.over_cap == 33);
    CHECK(sum.no_option == 44);
}

TEST_CASE("the answer line names the option in the language of the question") {
    using calm::prefer::answer_line;
    using calm::prefer::option_source;
    calm::localized_question asked{.lang = "de", .input = "Was?\nA. rot\nE. blau\nAnswer:\nAntwort:", .options = {{"A", "rot"}, {"E", "blau"}}};
    CHECK(answer_line(asked, "E", option_source::parsed) == "Antwort:E. blau");
    CHECK(answer_line(asked, "E", option_source::released) == "Antwort:E. blau\nAnswer:\nAntwort:");
    CHECK(answer_line(asked, "X", option_source::parsed) == std::nullopt);
    CHECK(answer_line(asked, "X", option_source::released) == "Antwort:X. ");
    CHECK(calm::prefer::target_text(asked, "", "Antwort:A. rot") == "Erklärung: \nAntwort:A. rot");
}

TEST_CASE("a language that is named twice would make its pairs twice", "[prefer]") {
    options twice;
    twice.languages = {"en", "de", "en"};
    try {
        const vote_pairs<> refused(twice);
        FAIL("it was taken");
    } catch (const calm::error& e) {
        CHECK(e.id() == calm::error_id::invalid_option);
        CHECK(e.problem().find("en twice") != std::string::npos);
    }
}
