// ScPO's weighted pairs (Prasad et al. 2025, "Self-Consistency Preference Optimization", ICML, arXiv 2411.04109): the response whose answer
// has the most votes is preferred to the one whose answer has the fewest, and the pair weighs (V+ - V-) / K, the difference of the two
// in votes over the number of responses. Here the votes are those of all languages, and a pair is in one of them.
#include "calm/extract/corrected.hpp"
#include "calm/io/joined_responses.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/measure/accuracy.hpp"
#include "calm/record/preference_pair.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <vector>

namespace {

std::vector<calm::preference_pair> weighted_pairs(const calm::voted_question& voted) {
    std::vector<calm::preference_pair> pairs;
    if (!voted.vote.winner) return pairs;
    const auto votes_of = [keys = totals(voted.vote)](const calm::answer_key& key) {
        return std::find_if(keys.begin(), keys.end(), [&](const calm::key_count& k) { return k.key == key; })->votes;
    };
    for (const auto& text : voted.asked->texts) {
        std::size_t none = voted.answers.size(), chosen = none, rejected = none;
        for (std::size_t i = 0; i < none; ++i) {
            const auto& key = voted.answers[i].key;
            if (voted.responses[i].lang != text.lang || !key) continue;
            if (key == voted.vote.winner) chosen = std::min(chosen, i);
            else if (rejected == none || votes_of(*key) < votes_of(*voted.answers[rejected].key)) rejected = i;
        }
        if (chosen == none || rejected == none) continue;
        const auto &best = *voted.vote.winner, &worst = *voted.answers[rejected].key;
        pairs.push_back({.question_id = voted.asked->id, .question = voted.asked->index, .lang = text.lang, .chosen = voted.responses[chosen].text,
                         .rejected = voted.responses[rejected].text, .chosen_key = best, .rejected_key = worst,
                         .weight = (votes_of(best) - votes_of(worst)) / static_cast<double>(voted.responses.size()), .share = voted.vote.share});
    }
    return pairs;
}

} // namespace

int main(int argc, char** argv) try {
    if (argc != 3) return std::fputs("usage: scpo QUESTIONS RESPONSES\n", stderr), 2;
    calm::io::question_file questions(argv[1]);
    std::array<calm::measure::accuracy, 10> by_weight{};  // of the chosen keys: do heavier pairs have the better targets?
    for (const auto& voted : calm::io::joined_responses(questions, {argv[2]}) | calm::views::extract(calm::extract::corrected{}) |
                                 calm::views::vote(calm::vote::plurality{}))
        for (const auto& pair : weighted_pairs(voted))
            by_weight[std::min<std::size_t>(9, static_cast<std::size_t>(pair.weight * 10))].add(pair.chosen_key, voted.asked->gold);
    std::puts("weight         pairs   whose target is right");
    for (std::size_t i = 0; i < by_weight.size(); ++i)
        if (const auto right = by_weight[i].value())
            std::printf("0.%zu and more %9zu %9zu (%.0f %%)\n", i, by_weight[i].questions, by_weight[i].correct, 100 * *right);
} catch (const std::exception& e) {
    return std::fprintf(stderr, "scpo: %s\n", e.what()), 1;
}
