// The report of a run, and the manifest that says what it was made of.
#pragma once

#include "calm/error.hpp"
#include "calm/io/digest.hpp"
#include "calm/measure/reliability.hpp"
#include "calm/measure/summary.hpp"
#include "calm/prefer/vote_pairs.hpp"
#include "calm/vote/self_consistency.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace calm::io {

/// A figure that may not be defined: null then.
[[nodiscard]] inline nlohmann::ordered_json to_json(const std::optional<double>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

/// An accuracy: {"correct", "answered", "questions", "value"}; value is null without gold answers.
[[nodiscard]] inline nlohmann::ordered_json to_json(const measure::accuracy& a) {
    return {{"correct", a.correct}, {"answered", a.answered}, {"questions", a.questions}, {"value", to_json(a.value())}};
}

/// The figures of a run (docs/schemas.md, report.json): languages, questions, responses, parsed, accuracy_first,
/// accuracy_majority (numbers of right answers by language), pooled, best_language, consistency.
[[nodiscard]] inline nlohmann::ordered_json to_json(const measure::summary& run) {
    nlohmann::ordered_json j;
    j["languages"] = nlohmann::ordered_json::array();
    for (const auto& one : run.languages()) j["languages"].push_back(one.lang.view());
    j["questions"] = run.questions();
    for (const char* name : {"responses", "parsed", "accuracy_first", "accuracy_majority"}) j[name] = nlohmann::ordered_json::object();
    for (const auto& one : run.languages()) {
        const auto lang = one.lang.str();
        j["responses"][lang] = one.responses;
        j["parsed"][lang] = one.parsed;
        j["accuracy_first"][lang] = one.first.correct;
        j["accuracy_majority"][lang] = one.majority.correct;
    }
    j["pooled"] = to_json(run.pooled());
    j["pooled"]["decided"] = run.decided();
    j["pooled"]["ties"] = run.ties();
    j["best_language"] = nullptr;
    if (const auto* best = run.best_language()) {
        j["best_language"] = {{"language", best->lang.view()}, {"by", &best->alone() == &best->first ? "first" : "majority"}};
        j["best_language"].update(to_json(best->alone()));
    }
    j["consistency"] = {{"mean", to_json(run.consistency().mean())},
                        {"questions", run.consistency().questions()},
                        {"undefined", run.consistency().undefined()}};
    return j;
}

/// What a vote learnt of the languages: {"learnt", "overconfidence", "languages": {lang: {"votes", "self_agreement", "accuracy", "weight"}}};
/// self_agreement is null where a language has one sample a question.
[[nodiscard]] inline nlohmann::ordered_json to_json(const vote::self_consistency& fitted) {
    nlohmann::ordered_json j{{"learnt", fitted.learnt()}, {"overconfidence", fitted.overconfidence()}};
    auto& languages = j["languages"] = nlohmann::ordered_json::object();
    for (const auto& one : fitted.languages())
        languages[one.lang.str()] = {{"votes", one.votes}, {"self_agreement", to_json(one.self_agreement)}, {"accuracy", one.accuracy}, {"weight", one.weight}};
    return j;
}

/// Calibration and coverage: {"questions", "answers", "mean_confidence", "expected_calibration_error", "bins": [{"from", "to", "answers", "right",
/// "mean_confidence", "accuracy"}], "coverage": [{"threshold", "answers", "right", "coverage", "precision"}]}. Empty bins are left out.
[[nodiscard]] inline nlohmann::ordered_json to_json(const measure::reliability& seen) {
    nlohmann::ordered_json j{{"questions", seen.questions()}, {"answers", seen.answers()}, {"mean_confidence", to_json(seen.mean_confidence())},
                             {"expected_calibration_error", to_json(seen.expected_calibration_error())}};
    j["bins"] = j["coverage"] = nlohmann::ordered_json::array();
    const auto bins = seen.bins();
    const auto curve = seen.coverage();
    for (std::size_t i = 0; i < bins.size(); ++i) {
        if (bins[i].answers == 0) continue;
        j["bins"].push_back({{"from", bins[i].from}, {"to", bins[i].to}, {"answers", bins[i].answers}, {"right", bins[i].right},
                             {"mean_confidence", bins[i].mean_confidence}, {"accuracy", to_json(bins[i].accuracy())}});
        j["coverage"].push_back({{"threshold", curve[i].threshold}, {"answers", curve[i].answers}, {"right", curve[i].right},
                                 {"coverage", curve[i].coverage}, {"precision", to_json(curve[i].precision)}});
    }
    return j;
}

/// Pairs that were not made, by reason.
[[nodiscard]] inline nlohmann::ordered_json to_json(const prefer::left_out& n) {
    return {{"no_exemplar", n.no_exemplar}, {"below_threshold", n.below_threshold}, {"over_cap", n.over_cap}, {"no_option", n.no_option}};
}

/// Records that were left out: {"count", "first": [{"id", "file", "line", "record", "field", "problem"}]}.
[[nodiscard]] inline nlohmann::ordered_json to_json(const skipped_records& skipped) {
    nlohmann::ordered_json first = nlohmann::ordered_json::array();
    for (const auto& problem : skipped.first) {
        nlohmann::ordered_json one{{"id", to_string(problem.id())}, {"name", name(problem.id())}};
        if (!problem.where().file.empty()) one["file"] = problem.where().file;
        if (problem.where().line != 0) one["line"] = problem.where().line;
        if (problem.where().record != data_location::none) one["record"] = problem.where().record;
        if (!problem.where().field.empty()) one["field"] = problem.where().field;
        one["problem"] = problem.problem();
        first.push_back(std::move(one));
    }
    return {{"count", skipped.count}, {"first", std::move(first)}};
}

/// A file as the manifest names it: {"file", "bytes", "sha256"}. @throws error (cannot_open, read_failed). O(file).
[[nodiscard]] inline nlohmann::ordered_json file_entry(const std::filesystem::path& path) {
    std::error_code failed;
    const auto bytes = std::filesystem::file_size(path, failed);
    nlohmann::ordered_json j{{"file", path.generic_string()}};
    if (!failed) j["bytes"] = bytes;
    j["sha256"] = file_sha256(path);
    return j;
}

} // namespace calm::io
