// calm_evaluate: accuracy and consistency of a model's predictions in several languages, how sure they are, and how they differ
// from those of another run. See --help.
#include "support/evaluate_options.hpp"
#include "support/evaluation.hpp"
#include "support/evaluation_output.hpp"
#include "support/predictions.hpp"
#include "support/progress.hpp"

#include "calm/extract/corrected.hpp"
#include "calm/io/atomic_file.hpp"

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace {

int evaluate(int argc, char** argv) {
    int status = -1;
    const auto o = support::read_evaluate_options(argc, argv, status);
    if (status >= 0) return status;
    std::vector<calm::language> languages;
    for (const auto& file : o.predictions) languages.push_back(file.lang);
    auto paths = o.predictions;
    paths.insert(paths.end(), o.baseline.begin(), o.baseline.end());

    calm::skipped_records skipped;
    support::prediction_files files(paths, o.lenient ? calm::io::lenient(skipped) : calm::io::read_options{});
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
    for (const auto& problem : skipped.first) std::fprintf(stderr, "calm_evaluate: left out: %s\n", problem.what());

    const auto intervals = o.bootstrap.replicates > 0 ? all.intervals(o.bootstrap) : support::evaluation_intervals{};
    support::print_scores(o, all, intervals);
    support::print_agreement(all);
    support::print_difference(o, all, intervals);
    if (!o.json.empty()) {
        calm::io::atomic_file file(o.json);
        file.append(support::scores_json(o, all, intervals, skipped).dump(2) + '\n');
        file.commit();
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    return support::run_program("calm_evaluate", [&] { return evaluate(argc, argv); });
}
