// The results of calm_pipeline: the files of one run, the figures beside them, and the table.
#pragma once

#include "support/pipeline_options.hpp"

#include "calm/io/answers_writer.hpp"
#include "calm/io/dataset_info.hpp"
#include "calm/io/json_writer.hpp"
#include "calm/io/llama_factory.hpp"
#include "calm/io/pairs_writer.hpp"
#include "calm/io/report.hpp"
#include "calm/io/training_run.hpp"
#include "calm/io/trl.hpp"
#include "calm/measure/summary.hpp"
#include "calm/prefer/gold_rows.hpp"
#include "calm/prefer/vote_pairs.hpp"
#include "calm/version.hpp"

#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

namespace io = calm::io;

/// A figure as a percentage for people: "74.1 %", or "-" where it is not defined.
inline std::string percent(const std::optional<double>& value) {
    if (!value) return "-";
    char text[16];
    std::snprintf(text, sizeof text, "%.1f %%", 100 * *value);
    return text;
}

/// Writes every file of a run under a temporary name; finish() puts them all in place.
class pipeline_results {
public:
    explicit pipeline_results(const pipeline_options& options)
        : options_(options),
          summary_(options.languages, chosen_ties(options),
                   options.paper() ? calm::measure::abstentions::leave_the_question : calm::measure::abstentions::leave_the_pairs),
          answers_(open("answers.jsonl", io::row_format::lines)), ballots_(open("ballots.jsonl", io::row_format::lines)),
          pairs_(open("pairs.jsonl", io::row_format::lines)) {
        for (const auto& lang : options.languages) {
            targets_.push_back(std::make_unique<target_files>(target_files{
                lang, calm::prefer::vote_pairs<>(chosen_pairs(options, lang)), open("dpo_" + lang.str() + ".json", io::row_format::array),
                open("sft_" + lang.str() + ".json", io::row_format::array), open("sft_gt_" + lang.str() + ".json", io::row_format::array)}));
            for (const auto& form : options.trl)
                targets_.back()->trl.emplace_back(form, &open("trl_" + form + "_" + lang.str() + ".jsonl", io::row_format::lines));
        }
    }

    [[nodiscard]] const calm::measure::summary& summary() const { return summary_; }

    void add(const calm::voted_question& voted) {
        summary_.add(voted);
        io::write_answers(answers_, voted);
        io::write_ballot(ballots_, voted);
        for (auto& target : targets_) add_target(*target, voted);
    }

    /// Writes what belongs to the whole run, and puts all files in place.
    void finish(const calm::skipped_records& skipped) {
        nlohmann::ordered_json report{{"profile", options_.profile}};
        report.update(io::to_json(summary_));
        for (const char* name : {"pairs", "sft_gt", "left_out", "explanations"}) report[name] = nlohmann::ordered_json::object();
        for (const auto& one : targets_) {
            report["pairs"][one->lang.str()] = one->dpo.rows();
            report["sft_gt"][one->lang.str()] = one->gold.rows();
            report["left_out"][one->lang.str()] = io::to_json(one->left_out);
            report["explanations"][one->lang.str()] = one->sources;
        }
        report["skipped_records"] = io::to_json(skipped);

        std::vector<std::unique_ptr<io::atomic_file>> texts;
        const auto text_file = [&](const std::string& name, const std::string& content) {
            texts.push_back(std::make_unique<io::atomic_file>(options_.out / name));
            texts.back()->append(content);
            rows_[name] = nullptr;
        };
        text_file("report.json", report.dump(2) + '\n');
        std::string datasets;
        std::vector<io::dataset_entry> entries;
        const bool sharegpt = options_.format == "sharegpt";
        for (const auto& one : targets_) {
            const auto lang = one->lang.str();
            using enum io::dataset_form;
            entries.push_back({"calm_dpo_" + lang, "dpo_" + lang + ".json", sharegpt ? sharegpt_preference : alpaca_preference});
            entries.push_back({"calm_sft_" + lang, "sft_" + lang + ".json", sharegpt ? sharegpt_sft : alpaca_sft});
            entries.push_back({"calm_sft_gt_" + lang, "sft_gt_" + lang + ".json", sharegpt ? sharegpt_sft : alpaca_sft});
            if (one->dpo.rows() > 0) datasets += (datasets.empty() ? "calm_dpo_" : ",calm_dpo_") + lang;
        }
        if (!datasets.empty()) {
            for (const auto& [name, model] : {std::pair("llama3", io::llama3_8b_instruct()), {"mistral", io::mistral_7b_instruct()}}) {
                io::training_run run;
                run.model = model;
                run.dataset = datasets;
                run.dataset_dir = options_.out.generic_string();
                run.output_dir = std::string("saves/calm-") + name;
                text_file(std::string("dpo_") + name + ".yaml", io::dpo_run_yaml(run));
            }
        }
        text_file("manifest.json", manifest().dump(2) + '\n');

        std::vector<io::atomic_file*> all;
        for (auto& writer : writers_) all.push_back(&writer->finish());
        for (auto& file : texts) all.push_back(file.get());
        io::atomic_file::commit_together(all);
        io::merge_dataset_info(options_.out / "dataset_info.json", entries);
    }

    void print_table() const {
        std::printf("\n%-10s %10s %8s %14s %14s %8s\n", "language", "responses", "parsed", "first answer", "own majority", "pairs");
        for (std::size_t i = 0; i < targets_.size(); ++i) {
            const auto& one = summary_.languages()[i];
            const auto right = [](const calm::measure::accuracy& a) {
                return a.questions == 0 ? std::string("-") : std::to_string(a.correct) + " (" + percent(a.value()) + ")";
            };
            std::printf("%-10s %10zu %8zu %14s %14s %8zu\n", one.lang.str().c_str(), one.responses, one.parsed, right(one.first).c_str(),
                        right(one.majority).c_str(), targets_[i]->dpo.rows());
        }
        const auto& pooled = summary_.pooled();
        std::printf("\n%zu questions, %zu decided, %zu ties.\n", summary_.questions(), summary_.decided(), summary_.ties());
        if (const auto* best = summary_.best_language()) {
            std::printf("Pooled vote: %zu of %zu right (%s). Best single language: %s, %zu right (%s).\n", pooled.correct, pooled.questions,
                        percent(pooled.value()).c_str(), best->lang.str().c_str(), best->majority.correct, percent(best->majority.value()).c_str());
            if (pooled.correct < best->majority.correct)
                std::printf("The pooled vote loses to %s alone: consider --vote weighted, --min-share or fewer --languages.\n", best->lang.str().c_str());
        } else {
            std::printf("No gold answers, so no accuracy.\n");
        }
        const auto& agreement = summary_.consistency();
        std::printf("Consistency of first answers: %s over %zu questions", agreement.mean() ? std::to_string(*agreement.mean()).c_str() : "-",
                    agreement.questions());
        std::printf(agreement.undefined() > 0 ? " (not defined for %zu).\n" : ".\n", agreement.undefined());
        calm::prefer::left_out left;
        for (const auto& one : targets_) left += one->left_out;
        if (left.no_exemplar + left.below_threshold + left.over_cap + left.no_option > 0)
            std::printf("Disagreeing responses without a pair: %zu for want of an explanation in their language, %zu below a threshold, %zu over the cap, "
                        "%zu without the option.\n", left.no_exemplar, left.below_threshold, left.over_cap, left.no_option);
    }

private:
    struct target_files {
        calm::language lang;
        calm::prefer::vote_pairs<> rule;
        io::json_writer& dpo;
        io::json_writer& sft;
        io::json_writer& gold;
        std::vector<std::pair<std::string, io::json_writer*>> trl{};
        calm::prefer::left_out left_out{};
        std::map<std::string, std::size_t> sources{};
    };

    io::json_writer& open(const std::string& name, io::row_format format) {
        std::error_code failed;
        std::filesystem::create_directories(options_.out, failed);  // what is wrong with it, the writer says
        writers_.push_back(std::make_unique<io::json_writer>(options_.out / name, format));
        rows_[name] = writers_.back().get();
        return *writers_.back();
    }

    void add_target(target_files& to, const calm::voted_question& pooled) {
        calm::prefer::made_pairs made;
        if (options_.paper() && to.lang == "en") {
            // The released English file is voted from English samples alone.
            calm::voted_question alone = pooled;
            alone.vote = chosen_vote(options_, {to.lang})(alone);
            calm::vote::decide(alone.vote, alone.asked->index, chosen_ties(options_), {options_.min_share, options_.min_margin});
            made = to.rule.make(alone);
        } else {
            made = to.rule.make(pooled);
        }
        to.left_out += made.skipped;
        const bool sharegpt = options_.format == "sharegpt";
        std::set<std::string_view> seen;  // chosen sides of this question
        for (const auto& pair : made.pairs) {
            to.dpo.write(sharegpt ? io::sharegpt_row(pair) : io::alpaca_row(pair));
            const auto tuning = chosen_side(pair);
            to.sft.write(sharegpt ? io::sharegpt_row(tuning) : io::alpaca_row(tuning));
            pairs_.write(io::pair_row(pair));
            ++to.sources[std::string(to_string(pair.source))];
            const bool new_chosen = seen.insert(pair.chosen).second;
            for (auto& [form, writer] : to.trl) write_trl(form, *writer, pair, new_chosen);
        }
        auto gold = options_.paper() ? calm::paper::gold_options() : calm::prefer::gold_options{};
        gold.foreign = chosen_foreign(options_);
        for (const auto& row : calm::prefer::gold_rows(pooled, to.lang, gold)) to.gold.write(sharegpt ? io::sharegpt_row(row) : io::alpaca_row(row));
    }

    /// KTO takes completions one by one, so a chosen side that several pairs share is written once.
    static void write_trl(const std::string& form, io::json_writer& to, const calm::preference_pair& pair, bool new_chosen) {
        if (form == "standard") {
            to.write(io::trl_row(pair));
        } else if (form == "conversational") {
            to.write(io::trl_conversational_row(pair));
        } else {
            const auto rows = io::kto_rows(pair);
            if (new_chosen) to.write(rows[0]);
            to.write(rows[1]);
        }
    }

    nlohmann::ordered_json manifest() const {
        nlohmann::ordered_json j{{"program", "calm_pipeline"}, {"calm_version", calm::version}, {"seed", options_.seed}, {"options", to_json(options_)}};
        j["inputs"] = nlohmann::ordered_json::array();
        const auto add = [&](const std::filesystem::path& path, const std::string& role) {
            nlohmann::ordered_json entry{{"role", role}};
            entry.update(io::file_entry(path));
            j["inputs"].push_back(std::move(entry));
        };
        for (const auto& file : options_.samples) add(file.path, "samples " + file.lang.str());
        if (!options_.questions.one.empty()) add(options_.questions.one, "questions");
        for (const auto& file : options_.questions.by_language) add(file.path, "questions " + file.lang.str());
        for (const auto& file : options_.responses) add(file, "responses");
        j["questions"] = summary_.questions();
        j["outputs"] = nlohmann::ordered_json::object();
        for (const auto& [name, writer] : rows_) j["outputs"][name] = writer ? nlohmann::ordered_json{{"rows", writer->rows()}} : nlohmann::ordered_json::object();
        return j;
    }

    const pipeline_options& options_;
    calm::measure::summary summary_;
    std::vector<std::unique_ptr<io::json_writer>> writers_{};
    std::map<std::string, io::json_writer*> rows_{};  // by file name; null for files that are no rows
    io::json_writer& answers_;
    io::json_writer& ballots_;
    io::json_writer& pairs_;
    std::vector<std::unique_ptr<target_files>> targets_{};
};

} // namespace support
