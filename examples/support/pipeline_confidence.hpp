// How far the winners and the pairs of a run can be trusted: by the vote's own figures, and by gold answers where they are known.
#pragma once

#include "calm/io/report.hpp"
#include "calm/measure/reliability.hpp"
#include "calm/record/ballot.hpp"
#include "calm/record/preference_pair.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <map>
#include <optional>
#include <string>

namespace support {

/// A figure as a percentage for people: "74.1 %", or "-" where it is not defined.
inline std::string percent(const std::optional<double>& value) {
    if (!value) return "-";
    char text[16];
    std::snprintf(text, sizeof text, "%.1f %%", 100 * *value);
    return text;
}

/// How many pairs point to the right answer: by the vote's probabilities, and by the gold answers.
class pair_purity {
public:
    void add(const calm::preference_pair& pair, const calm::voted_question& voted) {
        if (voted.vote.confidence && !pair.from_gold) ++with_confidence_, confidence_ += *voted.vote.confidence;
        if (voted.asked->gold) ++with_gold_, right_ += pair.chosen_key == *voted.asked->gold;
    }
    pair_purity& operator+=(const pair_purity& o) {
        with_confidence_ += o.with_confidence_, with_gold_ += o.with_gold_, right_ += o.right_, confidence_ += o.confidence_;
        return *this;
    }

    [[nodiscard]] std::optional<double> expected() const { return share(confidence_, with_confidence_); }
    [[nodiscard]] std::optional<double> measured() const { return share(static_cast<double>(right_), with_gold_); }
    [[nodiscard]] nlohmann::ordered_json json() const {
        return {{"expected", calm::io::to_json(expected())}, {"measured", calm::io::to_json(measured())}};
    }
    void print() const {
        if (expected() || measured())
            std::printf("Pairs whose chosen answer is right: %s expected, %s by the gold answers.\n", percent(expected()).c_str(), percent(measured()).c_str());
    }

private:
    static std::optional<double> share(double part, std::size_t of) { return of == 0 ? std::nullopt : std::optional(part / static_cast<double>(of)); }

    std::size_t with_confidence_ = 0, with_gold_ = 0, right_ = 0;
    double confidence_ = 0;
};

/// Reliability of the winners by each figure that can stand for confidence: share, margin, and the vote's probability.
class vote_confidence {
public:
    void add(const calm::voted_question& voted) {
        const auto& vote = voted.vote;
        if (!voted.asked->gold) return;
        const auto count = [&](const char* name, std::optional<double> value) {
            auto& seen = by_[name];
            if (vote.winner && value)
                seen.add(std::min(1.0, *value), *vote.winner == *voted.asked->gold);
            else
                seen.add_unanswered();
        };
        count("share", vote.share);
        count("margin", vote.margin);
        if (vote.posterior) count("confidence", vote.confidence);
    }

    [[nodiscard]] nlohmann::ordered_json json() const {
        auto all = nlohmann::ordered_json::object();
        for (const auto& [name, seen] : by_) all[name] = calm::io::to_json(seen);
        return all;
    }

    void print() const {
        const auto at = by_.find("confidence");
        if (at == by_.end() || at->second.answers() == 0) return;
        std::printf("Confidence: %s on average, expected calibration error %s. Kept with --min-confidence:", percent(at->second.mean_confidence()).c_str(),
                    percent(at->second.expected_calibration_error()).c_str());
        std::size_t last = at->second.answers();
        const char* separator = "";
        for (const auto& point : at->second.coverage()) {
            if (point.answers == last || point.answers == 0) continue;
            last = point.answers;
            std::printf("%s %.1f: %.0f %% of the questions, %s right", separator, point.threshold, 100 * point.coverage, percent(point.precision).c_str());
            separator = ";";
        }
        std::printf(*separator == 0 ? " all.\n" : ".\n");
    }

private:
    std::map<std::string, calm::measure::reliability> by_{};
};

} // namespace support
