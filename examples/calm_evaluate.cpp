// calm_evaluate: accuracy and consistency of a model's predictions in several languages. See --help.
#include "support/command_line.hpp"
#include "support/progress.hpp"

#include "calm/extract/corrected.hpp"
#include "calm/extract/parse_question.hpp"
#include "calm/extract/released_scorer.hpp"
#include "calm/io/atomic_file.hpp"
#include "calm/io/prediction_reader.hpp"
#include "calm/io/report.hpp"
#include "calm/measure/accuracy.hpp"
#include "calm/measure/consistency.hpp"
#include "calm/measure/prediction_scores.hpp"
#include "calm/version.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

struct evaluate_options {
    std::vector<calm::io::language_file> predictions{};
    std::string task{};
    std::string profile = "default";
    std::filesystem::path json{};
    bool lenient = false;

    [[nodiscard]] bool paper() const { return profile == "paper"; }
    [[nodiscard]] bool medqa() const { return task == "medqa"; }
};

evaluate_options read_options(int argc, char** argv, int& status) {
    evaluate_options o;
    std::vector<std::string> predictions;
    support::command_line app("calm_evaluate",
                              "Scores predictions of a model, trained or not, on the same questions in several languages: accuracy against the label, and "
                              "consistency between the languages.");
    app.add_option("--predictions", predictions, "LLaMA-Factory's generated_predictions.jsonl ({prompt, label, predict}) of one language; repeat (needed)")
        ->type_name("LANG=FILE");
    app.add_option("--task", o.task, "which data set (needed)")->type_name("xcsqa|medqa");
    app.add_option("--profile", o.profile, "default: the corrected extractor; paper: the authors' scorer, faults included")->type_name("default|paper");
    app.add_option("--json", o.json, "also write the figures to this file")->type_name("FILE");
    app.add_flag("--lenient,!--strict", o.lenient, "score around records that cannot be read, counting them; default: stop at the first");
    app.footer("Exit status: 0 done, 1 the data is at fault, 2 the command line is.\nExample:\n"
               "  calm_evaluate --predictions en=en/generated_predictions.jsonl --predictions zh=zh/generated_predictions.jsonl --task xcsqa");
    status = support::parse(app, argc, argv);
    if (status >= 0) return o;
    if (o.task.empty()) throw support::usage_error("--task is missing: xcsqa or medqa");
    support::one_of("--task", o.task, {"xcsqa", "medqa"});
    support::one_of("--profile", o.profile, {"default", "paper"});
    o.predictions = support::language_files("--predictions", predictions);
    if (o.predictions.empty()) throw support::usage_error("--predictions LANG=FILE is missing: give one for each language");
    return o;
}

/// The last option's text without what a chat template puts behind the question.
std::string without_template(std::string text) {
    for (const char* mark : {"\n", "<|", "[/INST]", "</s>", "<end_of_turn>"}) text.erase(std::min(text.find(mark), text.size()));
    text.erase(text.find_last_not_of(" \r\t") + 1);
    return text;
}

/// The question as far as the prediction's prompt shows it: options with their texts where they can be found, else the task's keys.
calm::localized_question question_of(const calm::io::prediction& one, const calm::language& lang, bool medqa) {
    calm::localized_question asked{lang};
    asked.input = one.prompt;
    asked.options = calm::extract::parse_question(one.prompt).options;
    if (asked.options.size() < 2) {
        asked.options.clear();
        for (const char key : std::string_view(medqa ? "ABCD" : "ABCDE")) asked.options.push_back({calm::answer_key(key), {}});
    } else {
        asked.options.back().text = without_template(std::move(asked.options.back().text));
    }
    return asked;
}

/// The label's key: "C", "(D) text", "D. text" or an option's text, also behind an answer marker.
std::optional<calm::answer_key> label_of(const calm::io::prediction& one, const calm::localized_question& asked) {
    if (one.label.empty()) return std::nullopt;
    return calm::extract::parse_gold(calm::extract::released_remainder(one.label, asked.lang), asked.options);
}

/// Prediction files that are read in lockstep until the shortest ends. Lenient reading leaves records out of one file or
/// another, so lines are matched by their index, and a question that one file lacks is passed over.
class prediction_files {
public:
    prediction_files(const evaluate_options& o, const calm::io::read_options& reading) {
        for (const auto& file : o.predictions) {
            files_.push_back(std::make_unique<calm::io::prediction_file>(file.path, reading));
            at_.push_back(files_.back()->begin());
        }
    }

    /// Goes to the next question that all files have, from where they are; false when one of them has ended.
    bool align() {
        std::size_t wanted = 0;
        for (std::size_t i = 0, agreed = 0; agreed < files_.size(); i = (i + 1) % files_.size()) {
            while (!ended(i) && (*at_[i]).index < wanted) ++at_[i];
            if (ended(i)) return false;
            agreed = (*at_[i]).index == wanted ? agreed + 1 : 1;
            wanted = (*at_[i]).index;
        }
        return true;
    }
    [[nodiscard]] const calm::io::prediction& operator[](std::size_t i) const { return *at_[i]; }
    void next() { for (auto& it : at_) ++it; }

    [[nodiscard]] bool all_ended() const {
        for (std::size_t i = 0; i < files_.size(); ++i)
            if (!ended(i)) return false;
        return true;
    }

private:
    [[nodiscard]] bool ended(std::size_t i) const { return at_[i] == files_[i]->end(); }

    std::vector<std::unique_ptr<calm::io::prediction_file>> files_{};
    std::vector<decltype(std::declval<calm::io::prediction_file&>().begin())> at_{};
};

int evaluate(int argc, char** argv) {
    int status = -1;
    const auto o = read_options(argc, argv, status);
    if (status >= 0) return status;
    const std::size_t languages = o.predictions.size();

    calm::skipped_records skipped;
    prediction_files files(o, o.lenient ? calm::io::lenient(skipped) : calm::io::read_options{});
    std::vector<calm::measure::accuracy> accuracy(languages);
    calm::measure::consistency corrected;
    const auto task = o.medqa() ? calm::measure::released_task::medqa : calm::measure::released_task::xcsqa;
    double agreement = 0;
    std::size_t questions = 0, defined = 0, unlabelled = 0;
    {
        support::progress progress("questions");
        std::vector<std::optional<calm::answer_key>> keys(languages);
        for (; files.align(); files.next(), ++questions, progress.step()) {
            for (std::size_t i = 0; i < languages; ++i) {
                const auto& lang = o.predictions[i].lang;
                const calm::io::prediction& one = files[i];
                const auto asked = question_of(one, lang, o.medqa());
                keys[i] = o.paper() ? calm::extract::released_key(one.predict, lang, o.medqa())
                                    : calm::extract::corrected{}(asked, {lang, 0, one.predict}).key;
                const auto label = label_of(one, asked);
                unlabelled += !label;
                accuracy[i].add(keys[i], label);
            }
            if (o.paper()) {
                if (const auto value = calm::measure::released_agreement(keys, task)) agreement += *value, ++defined;
            } else {
                corrected.add(keys);
            }
        }
    }
    if (questions == 0) throw calm::error(calm::error_id::empty_input, "the prediction files have no question in common; check that they are of the same run");
    if (!files.all_ended())
        std::fprintf(stderr, "calm_evaluate: warning: the files differ in length; only the first %zu questions, which all have, are scored\n", questions);
    if (unlabelled > 0) std::fprintf(stderr, "calm_evaluate: warning: %zu predictions have no label that names an option; they do not count for accuracy\n", unlabelled);
    for (const auto& problem : skipped.first) std::fprintf(stderr, "calm_evaluate: left out: %s\n", problem.what());

    std::optional<double> mean = corrected.mean();
    if (o.paper()) mean = defined == 0 ? std::nullopt : std::optional(agreement / static_cast<double>(defined));
    const std::size_t undefined = o.paper() ? questions - defined : corrected.undefined();

    std::printf("%-10s %10s %10s %12s\n", "language", "questions", "right", "accuracy");
    for (std::size_t i = 0; i < languages; ++i) {
        const auto value = accuracy[i].value();
        std::printf("%-10s %10zu %10zu %12s\n", o.predictions[i].lang.str().c_str(), accuracy[i].questions, accuracy[i].correct,
                    value ? std::to_string(*value).c_str() : "-");
    }
    std::printf("\nConsistency: %s over %zu questions, not defined for %zu (%s profile, %s).\n", mean ? std::to_string(*mean).c_str() : "-",
                questions - undefined, undefined, o.profile.c_str(), o.task.c_str());

    if (!o.json.empty()) {
        nlohmann::ordered_json j{{"task", o.task}, {"profile", o.profile}, {"calm_version", calm::version}, {"questions", questions},
                                 {"consistency", calm::io::to_json(mean)}, {"undefined", undefined}};
        j["accuracy"] = j["correct"] = nlohmann::ordered_json::object();
        for (std::size_t i = 0; i < languages; ++i) {
            j["accuracy"][o.predictions[i].lang.str()] = calm::io::to_json(accuracy[i].value());
            j["correct"][o.predictions[i].lang.str()] = accuracy[i].correct;
        }
        j["skipped_records"] = calm::io::to_json(skipped);
        calm::io::atomic_file file(o.json);
        file.append(j.dump(2) + '\n');
        file.commit();
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    return support::run_program("calm_evaluate", [&] { return evaluate(argc, argv); });
}
