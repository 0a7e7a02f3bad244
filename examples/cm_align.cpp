// CM-Align's pairs (Zhang et al. 2025, "CM-Align: Consistency-based Multilingual Alignment for Large Language Models", Findings of EMNLP):
// the most self-consistent English response is the reference; in each other language the response that is most consistent with it is
// preferred to the least consistent one. With answer keys, consistent means: the same key.
#include "calm/extract/corrected.hpp"
#include "calm/io/joined_responses.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/prefer/exemplar.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include <cstdio>
#include <exception>
#include <map>
#include <optional>
#include <vector>

namespace {

const calm::language english("en");

// A pair rule: the vote of the English samples alone chose the key, and the reference is one of them that has it, best one that explains.
std::vector<calm::preference_pair> align(const calm::voted_question& voted) {
    std::vector<calm::preference_pair> pairs;
    if (!voted.vote.winner) return pairs;
    const auto& reference = voted.responses[*calm::prefer::choose_exemplar(voted, english, *voted.vote.winner, {.exemplar_languages = {english}})];
    for (const auto& text : voted.asked->texts) {
        std::optional<std::size_t> chosen, rejected;  // the first of each in this language
        for (std::size_t i = 0; i < voted.answers.size(); ++i) {
            if (voted.responses[i].lang != text.lang || text.lang == english || !voted.answers[i].key) continue;
            if (auto& side = voted.answers[i].key == voted.vote.winner ? chosen : rejected; !side) side = i;
        }
        if (!chosen || !rejected) continue;
        pairs.push_back({.question_id = voted.asked->id, .question = voted.asked->index, .lang = text.lang, .chosen = voted.responses[*chosen].text,
                         .rejected = voted.responses[*rejected].text, .chosen_key = *voted.vote.winner, .rejected_key = *voted.answers[*rejected].key,
                         .exemplar_lang = english, .exemplar_sample = reference.sample, .share = voted.vote.share});
    }
    return pairs;
}

int run(const char* question_file, const char* response_file) {
    calm::io::question_file questions(question_file);
    std::map<calm::language, std::size_t> pairs;
    for (const auto& pair : calm::io::joined_responses(questions, {response_file}) | calm::views::extract(calm::extract::corrected{}) |
                                calm::views::vote(calm::vote::plurality{{english}}) | calm::views::prefer(align))
        if (pairs[pair.lang]++ == 0)
            std::printf("%s: sample %u speaks for %.0f %% of the English answers; like it, %s in %s is preferred to %s\n", pair.question_id.c_str(),
                        pair.exemplar_sample, 100 * pair.share, pair.chosen_key.str().c_str(), pair.lang.str().c_str(), pair.rejected_key.str().c_str());
    for (const auto& [lang, count] : pairs) std::printf("%s: %zu pairs\n", lang.str().c_str(), count);
    return pairs.empty();
}

} // namespace

int main(int argc, char** argv) try {
    return argc == 3 ? run(argv[1], argv[2]) : (std::fputs("usage: cm_align QUESTIONS RESPONSES\n", stderr), 2);
} catch (const std::exception& e) {
    return std::fprintf(stderr, "cm_align: %s\n", e.what()), 1;
}
