// calm_pipeline: recorded multilingual answers in, preference data for training out. See --help and docs/tutorial.md.
#include "support/pipeline_options.hpp"
#include "support/pipeline_results.hpp"
#include "support/progress.hpp"
#include "support/question_source.hpp"
#include "support/vote_learning.hpp"

#include "calm/io/joined_responses.hpp"
#include "calm/io/sampled_reader.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/languages.hpp"
#include "calm/views/parallel.hpp"
#include "calm/views/vote.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

namespace {

using support::pipeline_options;

/// Calls walk(range of calm::sampled_question) on the input, from its beginning. Bad records are counted in `skipped`.
template <class Walk>
void with_input(const pipeline_options& options, calm::skipped_records& skipped, Walk&& walk) {
    const auto reading = options.lenient ? calm::io::lenient(skipped) : calm::io::read_options{};
    if (!options.samples.empty()) {
        calm::io::aligned_samples source(options.samples, reading);
        walk(source);
    } else {
        support::question_source questions(options.questions, reading, options.languages);
        calm::io::joined_responses source(questions, options.responses, reading,
                                          options.any_order ? calm::io::response_order::any : calm::io::response_order::as_questions);
        walk(source);
    }
}

/// The languages that a question file offers, in the order in which they come.
std::vector<calm::language> offered_languages(const pipeline_options& options) {
    calm::skipped_records counted_later;
    std::vector<calm::language> languages;
    support::question_source questions(options.questions, options.lenient ? calm::io::lenient(counted_later) : calm::io::read_options{}, {});
    for (const auto& question : questions)
        for (const auto& text : question.texts)
            if (std::find(languages.begin(), languages.end(), text.lang) == languages.end()) languages.push_back(text.lang);
    return languages;
}

/// The first of two walks, for a vote that learns.
support::learnt_vote learn(const pipeline_options& options) {
    calm::skipped_records counted_later;
    support::vote_learner learner(options);
    with_input(options, counted_later, [&](auto& source) {
        support::progress progress("questions, to learn what votes are worth");
        auto stages = calm::views::languages(options.languages) | calm::views::extract(support::chosen_extractor(options));
        for (const auto& answered : source | calm::views::parallel(std::move(stages), {.threads = options.threads})) {
            learner.add(answered);
            progress.step();
        }
    });
    return learner.fit();
}

int pipeline(int argc, char** argv) {
    int status = -1;
    auto options = support::read_pipeline_options(argc, argv, status);
    if (status >= 0) return status;
    if (options.languages.empty()) options.languages = offered_languages(options);
    support::check_languages(options);

    calm::skipped_records skipped;
    support::learnt_vote learnt;
    support::pipeline_results results(options, learnt);  // first, so that what it can't write to costs no work
    if (options.learns()) learnt = learn(options);
    with_input(options, skipped, [&](auto& source) {
        support::progress progress("questions");
        auto stages = calm::views::languages(options.languages) | calm::views::extract(support::chosen_extractor(options)) |
                      calm::views::vote(support::chosen_vote(options, support::chosen_pool(options), learnt), support::chosen_ties(options),
                                        support::chosen_thresholds(options));
        for (const auto& voted : source | calm::views::parallel(std::move(stages), {.threads = options.threads})) {
            results.add(voted);
            progress.step();
        }
    });
    for (const auto& problem : skipped.first) std::fprintf(stderr, "calm_pipeline: left out: %s\n", problem.what());
    if (results.summary().questions() == 0)
        throw calm::error(calm::error_id::empty_input, "no question is left to work on; nothing was written");
    results.finish(skipped);
    results.print_table();
    if (skipped.count > 0) std::printf("%zu bad records were left out; report.json lists the first %zu.\n", skipped.count, skipped.first.size());
    std::printf("\nWritten to %s: dpo_<language>.json and sft_<language>.json with dataset_info.json for LLaMA-Factory, report.json, manifest.json,\n"
                "answers.jsonl, ballots.jsonl, pairs.jsonl.\n", options.out.string().c_str());
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    return support::run_program("calm_pipeline", [&] { return pipeline(argc, argv); });
}
