// The options of calm_evaluate, read from the command line.
#pragma once

#include "support/command_line.hpp"

#include "calm/measure/bootstrap.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace support {

struct evaluate_options {
    std::vector<calm::io::language_file> predictions{};
    std::vector<calm::io::language_file> baseline{};  ///< in the order of predictions, or empty
    std::filesystem::path scores{};                   ///< of options, or empty
    std::string task{};
    std::string profile = "default";
    std::filesystem::path json{};
    bool lenient = false;
    calm::measure::bootstrap_options bootstrap{};  ///< replicates 0: none

    [[nodiscard]] bool paper() const { return profile == "paper"; }
    [[nodiscard]] bool medqa() const { return task == "medqa"; }
};

/// The baseline's files in the order of the predictions, or a usage error when the languages differ.
inline std::vector<calm::io::language_file> same_languages(const std::vector<calm::io::language_file>& baseline,
                                                           const std::vector<calm::io::language_file>& predictions) {
    std::vector<calm::io::language_file> ordered;
    if (baseline.empty()) return ordered;
    for (const auto& wanted : predictions)
        for (const auto& file : baseline)
            if (file.lang == wanted.lang) ordered.push_back(file);
    if (ordered.size() == predictions.size() && ordered.size() == baseline.size()) return ordered;
    const auto list = [](const auto& files) {
        std::string text;
        for (const auto& file : files) text += (text.empty() ? "" : ", ") + file.lang.str();
        return text;
    };
    throw usage_error("--baseline is in " + list(baseline) + " and --predictions in " + list(predictions) + "; give both in the same languages");
}

/// Reads the command line. Sets `status` to an exit status when the program should end now.
inline evaluate_options read_evaluate_options(int argc, char** argv, int& status) {
    evaluate_options o;
    std::vector<std::string> predictions, baseline;
    command_line app("calm_evaluate",
                     "Scores predictions of a model, trained or not, on the same questions in several languages: accuracy against the label, "
                     "consistency and agreement between the languages, with intervals, and the difference from another run. And how far the "
                     "languages rank a question's options alike, by the scores that calm_score records.");
    app.add_option("--predictions", predictions, "LLaMA-Factory's generated_predictions.jsonl ({prompt, label, predict}) of one language; repeat (needed without --scores)")
        ->type_name("LANG=FILE");
    app.add_option("--baseline", baseline, "predictions of another run, as before training, on the same questions in the same languages; repeat")
        ->type_name("LANG=FILE");
    app.add_option("--scores", o.scores, "scores of the questions' options in all languages, JSON Lines (docs/schemas.md)")->type_name("FILE");
    app.add_option("--task", o.task, "which data set the predictions are for (needed with them)")->type_name("xcsqa|medqa");
    app.add_option("--profile", o.profile, "default: the corrected extractor; paper: the authors' scorer, faults included")->type_name("default|paper");
    app.add_option("--bootstrap", o.bootstrap.replicates, "resamples of the questions for the 95 % intervals; 0: no intervals")->type_name("N");
    app.add_option("--seed", o.bootstrap.seed, "seed of the resamples")->type_name("N");
    app.add_option("--json", o.json, "also write the figures to this file")->type_name("FILE");
    app.add_flag("--lenient,!--strict", o.lenient, "score around records that cannot be read, counting them; default: stop at the first");
    app.footer("Exit status: 0 done, 1 the data is at fault, 2 the command line is.\nExample:\n"
               "  calm_evaluate --predictions en=en/generated_predictions.jsonl --predictions zh=zh/generated_predictions.jsonl --task xcsqa\n"
               "  calm_evaluate --scores scores.jsonl");
    status = parse(app, argc, argv);
    if (status >= 0) return o;
    one_of("--profile", o.profile, {"default", "paper"});
    o.predictions = language_files("--predictions", predictions);
    if (o.predictions.empty()) {
        if (o.scores.empty()) throw usage_error("--predictions LANG=FILE is missing: give one for each language; or give --scores");
        if (!baseline.empty()) throw usage_error("--baseline needs --predictions to compare with");
        return o;
    }
    if (o.task.empty()) throw usage_error("--task is missing: xcsqa or medqa");
    one_of("--task", o.task, {"xcsqa", "medqa"});
    o.baseline = same_languages(language_files("--baseline", baseline), o.predictions);
    return o;
}

} // namespace support
