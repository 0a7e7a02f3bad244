// What calm_evaluate prints and writes.
#pragma once

#include "support/evaluate_options.hpp"
#include "support/evaluation.hpp"

#include "calm/io/report.hpp"
#include "calm/version.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace support {

/// A figure with six digits; "-" where it is not defined.
inline std::string figure(std::optional<double> value) { return value ? std::to_string(*value) : "-"; }

inline std::string figure(const std::optional<calm::measure::interval>& value) {
    if (!value) return "-";
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.4f to %.4f", value->low, value->high);
    return buffer;
}

/// One line a language, and the consistency.
inline void print_scores(const evaluate_options& o, const evaluation& all, const evaluation_intervals& intervals) {
    const bool resampled = o.bootstrap.replicates > 0;
    const auto& languages = all.pairs.languages();
    std::printf("%-10s %10s %10s %12s%s\n", "language", "questions", "right", "accuracy", resampled ? "   95 % interval" : "");
    for (std::size_t i = 0; i < languages.size(); ++i) {
        const auto& one = all.now.accuracy[i];
        std::printf("%-10s %10zu %10zu %12s%s\n", languages[i].str().c_str(), one.questions, one.correct, figure(one.value()).c_str(),
                    resampled ? ("   " + figure(intervals.accuracy[i])).c_str() : "");
    }
    std::printf("\nConsistency: %s over %zu questions, not defined for %zu (%s profile, %s)%s.\n", figure(all.now.consistency()).c_str(),
                all.now.questions, all.now.undefined(), o.profile.c_str(), o.task.c_str(),
                resampled ? ("; 95 % interval " + figure(intervals.consistency)).c_str() : "");
}

/// How far each two languages agree, and all together.
inline void print_agreement(const evaluation& all) {
    const auto& languages = all.pairs.languages();
    if (languages.size() < 2) return;
    std::printf("\nThe same answer in two languages: share above the diagonal, Cohen's kappa below\n%-10s", "");
    for (const auto& lang : languages) std::printf(" %8s", lang.str().c_str());
    for (std::size_t i = 0; i < languages.size(); ++i) {
        std::printf("\n%-10s", languages[i].str().c_str());
        for (std::size_t j = 0; j < languages.size(); ++j) {
            const auto value = i < j ? all.pairs.pair(i, j).share() : i > j ? all.pairs.pair(j, i).kappa() : std::nullopt;
            if (value)
                std::printf(" %8.3f", *value);
            else
                std::printf(" %8s", i == j ? "" : "-");
        }
    }
    std::printf("\nKrippendorff's alpha: %s over %zu questions; Fleiss' kappa: %s over %zu, which every language answered\n",
                figure(all.alpha.alpha()).c_str(), all.alpha.questions(), figure(all.fleiss.kappa()).c_str(), all.fleiss.questions());
}

/// What is different from the baseline, if there is one.
inline void print_difference(const evaluate_options& o, const evaluation& all, const evaluation_intervals& intervals) {
    if (!all.before) return;
    const auto& languages = all.pairs.languages();
    const bool resampled = o.bootstrap.replicates > 0;
    const auto row = [&](const std::string& name, std::optional<double> before, std::optional<double> now,
                         const std::optional<calm::measure::interval>& interval) {
        std::printf("\n%-12s %10s %10s %10s", name.c_str(), figure(before).c_str(), figure(now).c_str(), figure(difference(now, before)).c_str());
        if (resampled) std::printf("  %20s", figure(interval).c_str());
    };
    std::printf("\nAgainst the baseline\n%-12s %10s %10s %10s", "language", "before", "now", "difference");
    if (resampled) std::printf("  %20s", "95 % interval");
    std::printf("  %7s %7s %10s", "gained", "lost", "McNemar p");
    for (std::size_t i = 0; i < languages.size(); ++i) {
        row(languages[i].str(), all.before->accuracy[i].value(), all.now.accuracy[i].value(),
            resampled ? intervals.accuracy_difference[i] : std::nullopt);
        std::printf("  %7zu %7zu %10.4g", all.paired[i].gained, all.paired[i].lost, all.paired[i].p_value());
    }
    row("consistency", all.before->consistency(), all.now.consistency(), intervals.consistency_difference);
    std::printf("\n");
}

/// [low, high], or null.
inline nlohmann::ordered_json interval_json(const std::optional<calm::measure::interval>& value) {
    return value ? nlohmann::ordered_json{value->low, value->high} : nlohmann::ordered_json(nullptr);
}

/// All figures (docs/schemas.md, Scores).
inline nlohmann::ordered_json scores_json(const evaluate_options& o, const evaluation& all,
                               const evaluation_intervals& intervals, const calm::skipped_records& skipped) {
    using calm::io::to_json;
    using json = nlohmann::ordered_json;
    const auto& languages = all.pairs.languages();
    json j{{"task", o.task}, {"profile", o.profile}, {"calm_version", calm::version}, {"questions", all.questions},
           {"consistency", to_json(all.now.consistency())}, {"undefined", all.now.undefined()}};
    j["correct"] = json::object();
    j["accuracy"] = json::object();
    for (std::size_t i = 0; i < languages.size(); ++i) {
        j["accuracy"][languages[i].str()] = to_json(all.now.accuracy[i].value());
        j["correct"][languages[i].str()] = all.now.accuracy[i].correct;
    }
    j["skipped_records"] = to_json(skipped);
    j["agreement"] = json::array();
    for (std::size_t a = 0; a < languages.size(); ++a)
        for (std::size_t b = a + 1; b < languages.size(); ++b) {
            const auto& pair = all.pairs.pair(a, b);
            j["agreement"].push_back({{"languages", {languages[a].view(), languages[b].view()}}, {"agreeing", pair.agreeing()}, {"both", pair.both()},
                                      {"share", to_json(pair.share())}, {"cohen_kappa", to_json(pair.kappa())}});
        }
    j["krippendorff_alpha"] = {{"value", to_json(all.alpha.alpha())}, {"questions", all.alpha.questions()}};
    j["fleiss_kappa"] = {{"value", to_json(all.fleiss.kappa())}, {"questions", all.fleiss.questions()}};
    const bool resampled = o.bootstrap.replicates > 0;
    j["bootstrap"] = nullptr;
    if (resampled) {
        j["bootstrap"] = {{"replicates", o.bootstrap.replicates}, {"seed", o.bootstrap.seed}, {"confidence", o.bootstrap.confidence},
                          {"consistency", interval_json(intervals.consistency)}, {"accuracy", json::object()}};
        for (std::size_t i = 0; i < languages.size(); ++i) j["bootstrap"]["accuracy"][languages[i].str()] = interval_json(intervals.accuracy[i]);
    }
    j["baseline"] = nullptr;
    if (!all.before) return j;
    const auto change = [](std::optional<double> before, std::optional<double> now, const std::optional<calm::measure::interval>& interval) {
        return json{{"before", to_json(before)}, {"difference", to_json(difference(now, before))}, {"interval", interval_json(interval)}};
    };
    j["baseline"] = {{"consistency", change(all.before->consistency(), all.now.consistency(), intervals.consistency_difference)},
                     {"accuracy", json::object()}};
    for (std::size_t i = 0; i < languages.size(); ++i) {
        auto& one = j["baseline"]["accuracy"][languages[i].str()];
        one = change(all.before->accuracy[i].value(), all.now.accuracy[i].value(), resampled ? intervals.accuracy_difference[i] : std::nullopt);
        one["gained"] = all.paired[i].gained;
        one["lost"] = all.paired[i].lost;
        one["mcnemar_p"] = all.paired[i].p_value();
    }
    return j;
}

} // namespace support
