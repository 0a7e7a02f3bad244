// What a vote is worth: accuracy of each language alone, of the pooled vote, of a weighted one and of one that learns its weights, and
// the consistency between languages. Only measuring looks at the gold answers; voting, learning and pairing never do.
#include "calm/extract/corrected.hpp"
#include "calm/io/joined_responses.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/measure/summary.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"
#include "calm/vote/self_consistency.hpp"
#include "calm/vote/weighted.hpp"

#include <cstdio>
#include <exception>
#include <utility>
#include <vector>

namespace {

double percent(const calm::measure::accuracy& a) { return 100 * a.value().value_or(0); }

int run(const char* question_file, const char* response_file) {
    // Questions joined with the responses recorded for them; kept in memory, since they are walked several times.
    std::vector<calm::sampled_question> sampled;
    calm::io::question_file questions(question_file);
    for (auto& one : calm::io::joined_responses(questions, {response_file})) sampled.push_back(std::move(one));
    if (sampled.empty()) return 1;

    std::vector<calm::language> languages;
    for (const auto& text : sampled.front().asked->texts) languages.push_back(text.lang);

    // One run with each kind of vote. The answers are the same; only the counting differs.
    const auto measured = [&](auto count) {
        calm::measure::summary figures(languages, calm::vote::ties::drop{});
        for (const auto& voted : sampled | calm::views::extract(calm::extract::corrected{}) | calm::views::vote(std::move(count))) figures.add(voted);
        return figures;
    };
    const auto pooled = measured(calm::vote::plurality{});
    const auto english = measured(calm::vote::plurality{{"en"}});                          // a pool of one language
    const auto weighted = measured(calm::vote::weighted<>{{{"en", 3.0}, {"sw", 0.5}}});   // who is not named weighs 1

    calm::vote::agreement seen;
    for (const auto& answered : sampled | calm::views::extract(calm::extract::corrected{})) seen.add(answered);
    const calm::vote::self_consistency fitted(seen);
    const auto learnt = measured(fitted);

    std::printf("%-10s %8s %8s %14s %14s\n", "language", "samples", "parsed", "first answer", "own majority");
    for (const auto& one : pooled.languages())
        std::printf("%-10s %8zu %8zu %12.1f %% %12.1f %%\n", one.lang.str().c_str(), one.responses, one.parsed, percent(one.first), percent(one.majority));
    for (const auto& [name, run] : {std::pair("pooled", &pooled), {"en alone", &english}, {"weighted", &weighted}, {"learnt", &learnt}})
        std::printf("%-10s %5.1f %% right: %zu of %zu questions decided, %zu ties\n", name, percent(run->pooled()), run->decided(), run->questions(), run->ties());
    for (const auto& one : fitted.languages())
        std::printf("%-10s learnt: right with probability %.2f, weight %.2f\n", one.lang.str().c_str(), one.accuracy, one.weight);
    std::printf("consistency of first answers: %.3f over %zu questions, not defined for %zu\n", pooled.consistency().mean().value_or(0),
                pooled.consistency().questions(), pooled.consistency().undefined());
    return 0;
}

} // namespace

int main(int argc, char** argv) try {
    if (argc == 3) return run(argv[1], argv[2]);
    std::fprintf(stderr, "usage: measure_agreement QUESTIONS RESPONSES\n");
    return 2;
} catch (const std::exception& e) {
    std::fprintf(stderr, "measure_agreement: %s\n", e.what());
    return 1;
}
