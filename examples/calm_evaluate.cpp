// calm_evaluate: accuracy and consistency of a model's predictions in several languages, how sure they are, how they differ
// from those of another run, and how far the languages rank options alike. See --help.
#include "support/evaluate_options.hpp"
#include "support/evaluation.hpp"
#include "support/evaluation_output.hpp"
#include "support/predictions.hpp"
#include "support/progress.hpp"
#include "support/rankings.hpp"
#include "support/rankings_output.hpp"

#include "calm/extract/corrected.hpp"
#include "calm/io/atomic_file.hpp"
#include "calm/version.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace {

/// Reads the predictions, and says what is odd about them.
support::evaluation evaluate_predictions(const support::evaluate_options& o, const calm::io::read_options& reading) {
    std::vector<calm::language> languages;
    for (const auto& file : o.predictions) languages.push_back(file.lang);
    auto paths = o.predictions;
    paths.insert(paths.end(), o.baseline.begin(), o.baseline.end());

    support::prediction_files files(paths, reading);
    support::evaluation all(languages, !o.baseline.empty());
    std::size_t unlabelled = 0;
    const auto consistency_of = [&](const support::answers& keys) {
        return o.paper() ? calm::measure::released_agreement(keys, o.medqa() ? calm::measure::released_task::medqa : calm::measure::released_task::xcsqa)
                         : calm::measure::agreeing_pairs(keys);
    };
    {
        support::progress progress("questions");
        support::answers keys(languages.size()), keys_before(languages.size()), labels(languages.size());
        for (; files.align(); files.next(), progress.step()) {
            for (std::size_t i = 0; i < paths.size(); ++i) {
                const std::size_t at = i % languages.size();
                const calm::io::prediction& one = files[i];
                const auto asked = support::question_of(one, languages[at], o.medqa());
                (i < languages.size() ? keys : keys_before)[at] = o.paper() ? calm::extract::released_key(one.predict, languages[at], o.medqa())
                                                                            : calm::extract::corrected{}(asked, {languages[at], 0, one.predict}).key;
                const auto label = support::label_of(one, asked);
                if (i < languages.size()) {
                    labels[at] = label;
                    unlabelled += !label;
                } else if (label && labels[at] && *label != *labels[at]) {
                    throw calm::error(calm::error_id::misaligned, "the label is " + label->str() + " here and " + labels[at]->str() + " in " +
                                                                      paths[at].path.string() + "; give runs on the same questions in the same order",
                                      {.file = paths[i].path.string(), .record = one.index});
                }
            }
            all.add(keys, labels, consistency_of);
            if (all.before) all.add_baseline(keys_before, labels, consistency_of);
        }
    }
    if (all.questions == 0) throw calm::error(calm::error_id::empty_input, "the prediction files have no question in common; check that they are of the same run");
    if (!files.all_ended())
        std::fprintf(stderr, "calm_evaluate: warning: the files differ in length; only the first %zu questions, which all have, are scored\n", all.questions);
    if (unlabelled > 0) std::fprintf(stderr, "calm_evaluate: warning: %zu predictions have no label that names an option; they do not count for accuracy\n", unlabelled);
    return all;
}

int evaluate(int argc, char** argv) {
    int status = -1;
    const auto o = support::read_evaluate_options(argc, argv, status);
    if (status >= 0) return status;
    calm::skipped_records skipped;
    const auto reading = o.lenient ? calm::io::lenient(skipped) : calm::io::read_options{};
    std::optional<support::evaluation> predicted;
    std::optional<support::rankings> ranked;
    if (!o.predictions.empty()) predicted = evaluate_predictions(o, reading);
    if (!o.scores.empty()) ranked.emplace(o.scores, reading);
    if (ranked && ranked->without_gold > 0)
        std::fprintf(stderr, "calm_evaluate: warning: %zu questions with scores have no gold answer; they do not count for accuracy\n", ranked->without_gold);
    if (ranked && ranked->undefined > 0)
        std::fprintf(stderr, "calm_evaluate: warning: %zu times two languages have scores of different options; they are not compared\n", ranked->undefined);
    for (const auto& problem : skipped.first) std::fprintf(stderr, "calm_evaluate: left out: %s\n", problem.what());

    const bool resampled = o.bootstrap.replicates > 0;
    nlohmann::ordered_json figures{{"calm_version", calm::version}, {"skipped_records", calm::io::to_json(skipped)}};
    if (predicted) {
        const auto intervals = resampled ? predicted->intervals(o.bootstrap) : support::evaluation_intervals{};
        support::print_scores(o, *predicted, intervals);
        support::print_agreement(*predicted);
        support::print_difference(o, *predicted, intervals);
        figures = support::scores_json(o, *predicted, intervals, skipped);
    }
    figures["rankings"] = nullptr;
    if (ranked) {
        const auto intervals = resampled ? ranked->intervals(o.bootstrap) : support::ranking_intervals{};
        if (predicted) std::printf("\n");
        support::print_rankings(o, *ranked, intervals);
        figures["rankings"] = support::rankings_json(o, *ranked, intervals);
    }
    if (!o.json.empty()) {
        calm::io::atomic_file file(o.json);
        file.append(figures.dump(2) + '\n');
        file.commit();
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    return support::run_program("calm_evaluate", [&] { return evaluate(argc, argv); });
}
