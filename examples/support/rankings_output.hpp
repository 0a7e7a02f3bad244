// What calm_evaluate prints and writes of rankings.
#pragma once

#include "support/evaluation_output.hpp"
#include "support/rankings.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>

namespace support {

/// A line for each language, one for each pair, and the means.
inline void print_rankings(const evaluate_options& o, const rankings& ranked, const ranking_intervals& intervals) {
    const bool resampled = o.bootstrap.replicates > 0;
    std::printf("The options that the scores rank first, over %zu questions\n%-10s %10s %10s %12s%s\n", ranked.questions, "language", "questions", "right",
                "accuracy", resampled ? "   95 % interval" : "");
    for (std::size_t i = 0; i < ranked.languages.size(); ++i) {
        const auto& one = ranked.languages[i];
        std::printf("%-10s %10zu %10zu %12s%s\n", one.lang.str().c_str(), one.first.questions, one.first.correct, figure(one.first.value()).c_str(),
                    resampled ? ("   " + figure(intervals.accuracy[i])).c_str() : "");
    }
    if (ranked.pairs.empty()) return;
    const auto short_figure = [](std::optional<double> value) {
        char buffer[32] = "-";
        if (value) std::snprintf(buffer, sizeof buffer, "%.3f", *value);
        return std::string(buffer);
    };
    std::printf("\nHow the rankings of two languages agree: RankC, the same first option, and the same first option where one of the two is right\n"
                "%-16s %10s %8s %8s   %s\n", "languages", "questions", "RankC", "top-1", "one is right");
    for (const auto& pair : ranked.pairs) {
        const auto values = pair.values();
        const auto names = ranked.languages[pair.a].lang.str() + ' ' + ranked.languages[pair.b].lang.str();
        std::printf("%-16s %10zu %8s %8s   %s of %zu\n", names.c_str(), pair.all.questions(), short_figure(values[0]).c_str(),
                    short_figure(values[1]).c_str(), short_figure(values[2]).c_str(), pair.all.one_right_questions());
    }
    std::printf("\n%-16s %10s%s\n", "mean over pairs", "", resampled ? "   95 % interval" : "");
    for (std::size_t i = 0; i < ranked_pair::figures.size(); ++i)
        std::printf("%-16s %10s%s\n", i == 0 ? "RankC" : i == 1 ? "top-1" : "one is right", figure(ranked.mean(i)).c_str(),
                    resampled ? ("   " + figure(intervals.mean[i])).c_str() : "");
}

/// All figures (docs/schemas.md, Scores, `rankings`).
inline nlohmann::ordered_json rankings_json(const evaluate_options& o, const rankings& ranked, const ranking_intervals& intervals) {
    using calm::io::to_json;
    using json = nlohmann::ordered_json;
    const bool resampled = o.bootstrap.replicates > 0;
    json j{{"questions", ranked.questions}, {"without_gold", ranked.without_gold}, {"languages", json::object()}, {"pairs", json::array()}};
    for (std::size_t i = 0; i < ranked.languages.size(); ++i) {
        const auto& one = ranked.languages[i];
        j["languages"][one.lang.str()] = {{"questions", one.questions}, {"with_gold", one.first.questions}, {"correct", one.first.correct},
                                          {"accuracy", to_json(one.first.value())},
                                          {"interval", interval_json(resampled ? intervals.accuracy[i] : std::nullopt)}};
    }
    for (const auto& pair : ranked.pairs) {
        json row{{"languages", {ranked.languages[pair.a].lang.view(), ranked.languages[pair.b].lang.view()}}, {"questions", pair.all.questions()},
                 {"undefined", pair.all.undefined()}, {"one_right_questions", pair.all.one_right_questions()}};
        for (std::size_t i = 0; i < ranked_pair::figures.size(); ++i) row[ranked_pair::figures[i]] = to_json(pair.values()[i]);
        j["pairs"].push_back(std::move(row));
    }
    for (std::size_t i = 0; i < ranked_pair::figures.size(); ++i)
        j["mean"][ranked_pair::figures[i]] = {{"value", to_json(ranked.mean(i))}, {"interval", interval_json(intervals.mean[i])}};
    j["bootstrap"] = nullptr;
    if (resampled) j["bootstrap"] = {{"replicates", o.bootstrap.replicates}, {"seed", o.bootstrap.seed}, {"confidence", o.bootstrap.confidence}};
    return j;
}

} // namespace support
