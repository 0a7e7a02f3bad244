// The results of calm_pipeline: the files of one run, the figures beside them, and the table.
#pragma once

#include "support/input_files.hpp"
#include "support/pipeline_confidence.hpp"
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

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

namespace io = calm::io;

/// Writes every file of a run under a temporary name; finish() puts them all in place.
class pipeline_results {
public:
    pipeline_results(const pipeline_options& options, const learnt_vote& learnt)
        : options_(options), learnt_(learnt),
          summary_(options.languages, chosen_ties(options),
                   options.paper() ? calm::measure::abstentions::leave_the_question : calm::measure::abstentions::leave_the_pairs),
          inputs_(options), answers_(open("answers.jsonl", io::row_format::lines)), ballots_(open("ballots.jsonl", io::row_format::lines)),
          pairs_(open("pairs.jsonl", io::row_format::lines)) {
        static_cast<void>(io::merged_dataset_info(options.out / "dataset_info.json", {}));  // a broken one should not cost a whole run
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
        confidence_.add(voted);
        io::write_answers(answers_, voted);
        io::write_ballot(ballots_, voted);
        for (auto& target : targets_) add_target(*target, voted);
    }

    /// Writes what belongs to the whole run, and puts all files in place.
    void finish(const calm::skipped_records& skipped) {
        nlohmann::ordered_json report{{"profile", options_.profile}, {"vote", {{"name", options_.vote}}}};
        if (!learnt_.told.is_null()) report["vote"].update(learnt_.told);
        report.update(io::to_json(summary_));
        report["reliability"] = confidence_.json();
        for (const char* name : {"pairs", "purity", "sft_gt", "left_out", "explanations"}) report[name] = nlohmann::ordered_json::object();
        for (const auto& one : targets_) {
            report["purity"][one->lang.str()] = one->purity.json();
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
        text_file("report.json", to_text(report));
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
                run.dataset_dir = ".";
                run.output_dir = std::string("saves/calm-") + name;
                text_file(std::string("dpo_") + name + ".yaml", io::dpo_run_yaml(run));
            }
        }
        text_file("dataset_info.json", io::merged_dataset_info(options_.out / "dataset_info.json", entries));
        for (const auto& name : left_from_before())
            std::fprintf(stderr, "calm_pipeline: warning: %s is of an earlier run into this directory, and not of this one\n", (options_.out / name).string().c_str());
        inputs_.check_unchanged();
        text_file("manifest.json", to_text(manifest()));

        std::vector<io::atomic_file*> all;
        for (auto& writer : writers_) all.push_back(&writer->finish());
        for (auto& file : texts) all.push_back(file.get());
        io::atomic_file::commit_together(all);
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
        if (!learnt_.summary.empty()) std::printf("\n%s\n", learnt_.summary.c_str());
        const auto& pooled = summary_.pooled();
        std::printf("\n%zu questions, %zu decided, %zu ties.\n", summary_.questions(), summary_.decided(), summary_.ties());
        if (const auto* best = summary_.best_language()) {
            const bool first = &best->alone() == &best->first;
            std::printf("Pooled vote: %zu of %zu right (%s). Best single language: %s, %zu right (%s) by its %s.\n", pooled.correct, pooled.questions,
                        percent(pooled.value()).c_str(), best->lang.str().c_str(), best->alone().correct, percent(best->alone().value()).c_str(),
                        first ? "first answers" : "own majority");
            const bool all_decided = options_.min_share == 0 && options_.min_margin == 0 && options_.min_confidence == 0;
            if (all_decided && pooled.correct < best->alone().correct)
                std::printf("The pooled vote loses to %s alone: consider %s--min-share or fewer --languages.\n", best->lang.str().c_str(),
                            options_.learns() ? "" : "--vote self_consistency, ");
        } else {
            std::printf("No gold answers, so no accuracy.\n");
        }
        const auto& agreement = summary_.consistency();
        std::printf("Consistency of first answers: %s over %zu questions", agreement.mean() ? std::to_string(*agreement.mean()).c_str() : "-",
                    agreement.questions());
        std::printf(agreement.undefined() > 0 ? " (not defined for %zu).\n" : ".\n", agreement.undefined());
        pair_purity purity;
        for (const auto& one : targets_) purity += one->purity;
        purity.print();
        confidence_.print();
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
        pair_purity purity{};
        std::map<std::string, std::size_t> sources{};
    };

    /// Files that the last run into this directory wrote and this one does not.
    [[nodiscard]] std::vector<std::string> left_from_before() const {
        std::vector<std::string> names;
        std::ifstream old(options_.out / "manifest.json");
        const auto manifest = nlohmann::json::parse(old, nullptr, false);
        if (!manifest.is_object() || !manifest.contains("outputs") || !manifest["outputs"].is_object()) return names;
        for (const auto& [name, rows] : manifest["outputs"].items())
            if (!rows_.contains(name) && std::filesystem::exists(options_.out / name)) names.push_back(name);
        return names;
    }

    /// JSON text; what is not UTF-8 in it (a file's name) is replaced, since no result should fail on that.
    static std::string to_text(const nlohmann::ordered_json& json) {
        return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
    }

    io::json_writer& open(const std::string& name, io::row_format format) {
        std::error_code failed;
        std::filesystem::create_directories(options_.out, failed);
        if (failed && !std::filesystem::exists(options_.out))
            throw calm::error(calm::error_id::cannot_write, failed.message() + "; the directory can't be made; check the path and its permissions",
                              {.file = options_.out.string()});
        inputs_.refuse_replacing(options_.out / name);
        writers_.push_back(std::make_unique<io::json_writer>(options_.out / name, format));
        rows_[name] = writers_.back().get();
        return *writers_.back();
    }

    void add_target(target_files& to, const calm::voted_question& pooled) {
        if (options_.paper() && to.lang.primary() == "en") {
            // The released English file is voted from English samples alone.
            calm::voted_question alone = pooled;
            alone.vote = chosen_vote(options_, {to.lang}, learnt_)(alone);
            calm::vote::decide(alone.vote, alone.asked->index, chosen_ties(options_), chosen_thresholds(options_));
            write_pairs(to, alone);
        } else {
            write_pairs(to, pooled);
        }
        auto gold = options_.paper() ? calm::paper::gold_options() : calm::prefer::gold_options{};
        gold.foreign = chosen_foreign(options_);
        for (const auto& row : calm::prefer::gold_rows(pooled, to.lang, gold))
            to.gold.write(options_.format == "sharegpt" ? io::sharegpt_row(row) : io::alpaca_row(row));
    }

    void write_pairs(target_files& to, const calm::voted_question& voted) {
        const auto made = to.rule.make(voted);
        to.left_out += made.skipped;
        const bool sharegpt = options_.format == "sharegpt";
        std::set<std::string_view> seen;  // chosen sides of this question
        for (const auto& pair : made.pairs) {
            to.dpo.write(sharegpt ? io::sharegpt_row(pair) : io::alpaca_row(pair));
            const auto tuning = chosen_side(pair);
            to.sft.write(sharegpt ? io::sharegpt_row(tuning) : io::alpaca_row(tuning));
            pairs_.write(io::pair_row(pair));
            ++to.sources[std::string(to_string(pair.source))];
            to.purity.add(pair, voted);
            const bool new_chosen = seen.insert(pair.chosen).second;
            for (auto& [form, writer] : to.trl) write_trl(form, *writer, pair, new_chosen);
        }
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
        j["inputs"] = inputs_.json();
        j["questions"] = summary_.questions();
        j["outputs"] = nlohmann::ordered_json::object();
        for (const auto& [name, writer] : rows_) j["outputs"][name] = writer ? nlohmann::ordered_json{{"rows", writer->rows()}} : nlohmann::ordered_json::object();
        return j;
    }

    const pipeline_options& options_;
    const learnt_vote& learnt_;
    calm::measure::summary summary_;
    vote_confidence confidence_{};
    input_files inputs_;
    std::vector<std::unique_ptr<io::json_writer>> writers_{};
    std::map<std::string, io::json_writer*> rows_{};  // by file name; null for files that are no rows
    io::json_writer& answers_;
    io::json_writer& ballots_;
    io::json_writer& pairs_;
    std::vector<std::unique_ptr<target_files>> targets_{};
};

} // namespace support
