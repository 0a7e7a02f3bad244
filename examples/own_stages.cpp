// Your own stages: an extractor, a vote, a tie policy and a pair rule. Each is a callable; lambdas will do.
#include "calm/engines/callback.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/sample.hpp"
#include "calm/views/vote.hpp"

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace {

// An aggregator: answers of one question in, calm::ballot out. This one gives every language one vote, however many
// samples it has, split over its answers. The cells are all that it must fill; vote::decide works the rest out.
struct one_vote_a_language {
    calm::ballot operator()(const calm::answered_question& answered) const {
        return calm::vote::count(answered, {}, [&](const calm::response& given, const calm::answer&) {
            double parsed = 0;
            for (std::size_t i = 0; i < answered.answers.size(); ++i)
                parsed += answered.responses[i].lang == given.lang && answered.answers[i].key.has_value();
            return 1 / parsed;  // the given response is one of them
        });
    }
};

// A record of our own, in place of calm::preference_pair.
struct disagreement {
    std::string question;
    std::string lang;
    std::string said;
    std::string winner;
};

} // namespace

int main() {
    namespace views = calm::views;
    const std::vector<calm::question> questions{
        {"q1", 0, {}, {{"en", "", "en 1", "", {{"A", ""}, {"B", ""}}}, {"fr", "", "fr 1", "", {{"A", ""}, {"B", ""}}}}},
        {"q2", 1, {}, {{"en", "", "en 2", "", {{"A", ""}, {"B", ""}}}, {"fr", "", "fr 2", "", {{"A", ""}, {"B", ""}}}}}};
    calm::engines::callback model([](const calm::prompt_text& prompt, const calm::draw_key& draw) -> std::string {
        if (prompt.input == "fr 1") return draw.sample < 2 ? "=> A" : "I cannot tell";
        return prompt.input == "en 1" && draw.sample > 0 ? "=> A" : prompt.input == "fr 2" ? "=> A" : "=> B";
    });

    // An extractor: question and response in, calm::answer out; no key means that it abstains. It reads the letter behind "=> ".
    auto arrow = [](const calm::localized_question& asked, const calm::response& given) {
        calm::answer read{.rule = "arrow"};
        const auto at = given.text.find("=> ");
        if (at == std::string::npos || at + 3 == given.text.size()) return read;
        const calm::answer_key key(given.text[at + 3]);
        if (asked.find(key)) read.key = key, read.span = {at + 3, at + 4}, read.explanation = {0, at};
        return read;
    };

    // A tie policy: the leading keys in, one of them or none out. Here the last in the order of their names.
    auto last_key = [](const calm::tied_vote& tie) {
        std::optional<calm::answer_key> last;
        for (const auto& leader : tie.leading)
            if (!last || leader.key > *last) last = leader.key;
        return last;
    };

    // A pair rule: a voted question in, a range of records out. The range must own its elements.
    auto disagreements = [](const calm::voted_question& voted) {
        std::vector<disagreement> found;
        for (std::size_t i = 0; i < voted.answers.size(); ++i)
            if (const auto& key = voted.answers[i].key; key && voted.vote.winner && *key != *voted.vote.winner)
                found.push_back({voted.asked->id, voted.responses[i].lang.str(), key->str(), voted.vote.winner->str()});
        return found;
    };

    auto voted = questions | views::sample(model, {.samples = 3}) | views::extract(arrow) | views::vote(one_vote_a_language{}, last_key);
    for (const auto& one : voted)
        std::printf("%s: %s wins with share %.2f (%s), %u abstained\n", one.asked->id.c_str(), one.vote.winner->str().c_str(), one.vote.share,
                    std::string(to_string(one.vote.result)).c_str(), one.vote.abstentions);
    for (const disagreement& d : voted | views::prefer(disagreements))
        std::printf("%s: %s said %s, not %s\n", d.question.c_str(), d.lang.c_str(), d.said.c_str(), d.winner.c_str());
}
