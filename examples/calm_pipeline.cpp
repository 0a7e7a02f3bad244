// calm_pipeline: recorded multilingual answers in, preference data for training out. See --help and docs/tutorial.md.
#include "support/pipeline_options.hpp"
#include "support/pipeline_results.hpp"
#include "support/progress.hpp"

#include "calm/io/joined_responses.hpp"
#include "calm/io/sampled_reader.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/languages.hpp"
#include "calm/views/parallel.hpp"
#include "calm/views/vote.hpp"

#include <cstdio>

namespace {

using support::pipeline_options;

/// Runs the stages over a range of calm::sampled_question.
template <class Source>
void run(Source& source, const pipeline_options& options, const calm::skipped_records& skipped) {
    support::pipeline_results results(options);
    {
        support::progress progress("questions");
        auto stages = calm::views::languages(options.languages) | calm::views::extract(support::chosen_extractor(options)) |
                      calm::views::vote(support::chosen_vote(options, support::chosen_pool(options)), support::chosen_ties(options),
                                        {options.min_share, options.min_margin});
        for (const auto& voted : source | calm::views::parallel(std::move(stages), {.threads = options.threads})) {
            results.add(voted);
            progress.step();
        }
    }
    for (const auto& problem : skipped.first) std::fprintf(stderr, "calm_pipeline: left out: %s\n", problem.what());
    if (results.summary().questions() == 0)
        throw calm::error(calm::error_id::empty_input, "no question is left to work on; nothing was written");
    results.finish(skipped);
    results.print_table();
    if (skipped.count > 0) std::printf("%zu bad records were left out; report.json lists the first %zu.\n", skipped.count, skipped.first.size());
    std::printf("\nWritten to %s: dpo_<language>.json and sft_<language>.json with dataset_info.json for LLaMA-Factory, report.json, manifest.json,\n"
                "answers.jsonl, ballots.jsonl, pairs.jsonl.\n", options.out.string().c_str());
}

/// The languages of the first question: what a question file offers.
std::vector<calm::language> offered_languages(const pipeline_options& options, const calm::io::read_options& reading) {
    std::vector<calm::language> languages;
    support::question_source questions(options.questions, reading);
    for (const auto& question : questions) {
        for (const auto& text : question.texts) languages.push_back(text.lang);
        break;
    }
    return languages;
}

int pipeline(int argc, char** argv) {
    int status = -1;
    auto options = support::read_pipeline_options(argc, argv, status);
    if (status >= 0) return status;

    calm::skipped_records skipped;
    const auto reading = options.lenient ? calm::io::lenient(skipped) : calm::io::read_options{};
    if (!options.samples.empty()) {
        calm::io::aligned_samples source(options.samples, reading);
        run(source, options, skipped);
    } else {
        if (options.languages.empty()) {
            calm::skipped_records counted_later;
            options.languages = offered_languages(options, options.lenient ? calm::io::lenient(counted_later) : calm::io::read_options{});
        }
        support::question_source questions(options.questions, reading);
        calm::io::joined_responses source(questions, options.responses, reading,
                                          options.any_order ? calm::io::response_order::any : calm::io::response_order::as_questions);
        run(source, options, skipped);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    return support::run_program("calm_pipeline", [&] { return pipeline(argc, argv); });
}
