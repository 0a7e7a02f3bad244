// The labelled responses of labelled/README.md, and how far an extractor agrees with their reader.
#pragma once

#include "calm/extract/parse_question.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/io/sampled_reader.hpp"
#include "calm/record/answer.hpp"
#include "calm/record/question.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace calm_test {

/// A response and what a careful reader takes its answer to be.
struct labelled_response {
    std::shared_ptr<const calm::question> asked{};
    calm::response given;
    std::string model{};
    std::optional<calm::answer_key> label{};  ///< nothing: the reader abstains
    std::string reason{};                     ///< why, in the words of labelled/README.md
    double stands_for = 1;                    ///< how many responses of its source it was drawn to represent; 1 where all were equally likely

    [[nodiscard]] const calm::localized_question& question() const { return *asked->find(given.lang); }
};

/// Counts of agreement; one each for a model, a language, ...
struct agreement {
    std::size_t responses = 0;
    std::size_t agreeing = 0;     ///< same key, or both abstain
    std::size_t keys_given = 0;   ///< by the extractor
    std::size_t keys_there = 0;   ///< by the reader
    std::size_t keys_right = 0;   ///< by both, the same
    double stand_for = 0;         ///< sum of stands_for, and the share of it that agrees
    double stand_agreeing = 0;

    void add(const labelled_response& one, const std::optional<calm::answer_key>& key) {
        const bool same = key == one.label;
        ++responses;
        agreeing += same;
        keys_given += key.has_value();
        keys_there += one.label.has_value();
        keys_right += same && key.has_value();
        stand_for += one.stands_for;
        if (same) stand_agreeing += one.stands_for;
    }
};

/// Wilson's 95 % interval of a share: Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
inline std::pair<double, double> wilson(std::size_t hits, std::size_t of) {
    const double n = static_cast<double>(of), p = static_cast<double>(hits) / n, z = 1.959963984540054;
    const double middle = p + z * z / (2 * n), half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)), scale = 1 + z * z / n;
    return {(middle - half) / scale, (middle + half) / scale};
}

namespace detail {

inline std::vector<nlohmann::json> labels_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot open " + path.string());
    std::vector<nlohmann::json> rows;
    for (std::string line; std::getline(file, line);) rows.push_back(nlohmann::json::parse(line));
    return rows;
}

inline labelled_response labelled(std::shared_ptr<const calm::question> asked, calm::response given, std::string model, const nlohmann::json& row) {
    labelled_response made{.asked = std::move(asked), .given = std::move(given), .model = std::move(model), .reason = row.at("reason").get<std::string>()};
    if (!row.at("label").is_null()) made.label = row.at("label").get<std::string>();
    made.stands_for = row.value("stands_for", 1.0);
    if (made.asked->find(made.given.lang) == nullptr) throw std::runtime_error("question " + made.asked->id + " is not asked in the label's language");
    if (made.label && made.question().find(*made.label) == nullptr)
        throw std::runtime_error("question " + made.asked->id + " has no option " + made.label->str());
    return made;
}

} // namespace detail

/// The recorded responses of a part ("dev" or "held_out"). `root` is the repository's.
inline std::vector<labelled_response> recorded_labels(const std::filesystem::path& root, const std::string& part) {
    const auto folder = root / "tests" / "extract" / "labelled";
    std::map<std::string, std::shared_ptr<const calm::question>> questions;
    for (const auto& path : {root / "data" / "questions.jsonl", folder / "questions.jsonl", folder / "local_keys.jsonl"})
        for (const auto& asked : calm::io::question_file(path)) questions[asked.id] = std::make_shared<const calm::question>(asked);
    std::vector<labelled_response> all;
    for (const auto& row : detail::labels_of(folder / ("recorded." + part + ".jsonl"))) {
        calm::response given{.lang = calm::language(row.at("language").get<std::string>()),
                             .sample = row.at("sample").get<std::uint32_t>(),
                             .text = row.at("response").get<std::string>(),
                             .finish = row.at("finish") == "length" ? calm::finish_reason::length : calm::finish_reason::stop};
        all.push_back(detail::labelled(questions.at(row.at("question").get<std::string>()), std::move(given), row.at("model").get<std::string>(), row));
    }
    return all;
}

/// The labelled responses of the released samples of a part, whose texts are looked up where CALM_REFERENCE_DIR names them, or ../shared/reference
/// from the repository's root; nothing where they are not there.
inline std::optional<std::vector<labelled_response>> released_labels(const std::filesystem::path& root, const std::string& part) {
    const char* named = std::getenv("CALM_REFERENCE_DIR");
    const auto samples = (named != nullptr ? std::filesystem::path(named) : root / ".." / "shared" / "reference") / "xcsqa" / "samples";
    if (!std::filesystem::exists(samples)) return std::nullopt;
    std::vector<calm::io::sample_file> files;
    for (const std::string lang : {"en", "cn", "fr", "de", "it", "ja"}) files.push_back({lang, samples / ("x_csqa_" + lang + "_train_sampled.json")});
    std::vector<calm::sampled_question> questions;
    calm::io::aligned_samples read(files);
    for (auto&& one : read) questions.push_back(one);
    std::vector<labelled_response> all;
    for (const auto& row : detail::labels_of(root / "tests" / "extract" / "labelled" / ("released." + part + ".jsonl"))) {
        const auto& one = questions.at(row.at("row").get<std::size_t>());
        const calm::language lang(row.at("language").get<std::string>());
        for (const auto& given : one.responses)
            if (given.lang == lang && given.sample == row.at("sample").get<std::uint32_t>())
                all.push_back(detail::labelled(one.asked, given, "Llama-3-8B-Instruct (released)", row));
    }
    return all;
}

namespace detail {

/// The part of a set that was written for this, questions included; all of it counts as one model.
inline std::vector<labelled_response> written_labels(const std::filesystem::path& root, const std::string& set, const std::string& part) {
    std::vector<labelled_response> all;
    for (const auto& row : labels_of(root / "tests" / "extract" / "labelled" / (set + "." + part + ".jsonl"))) {
        calm::localized_question text{.lang = calm::language(row.at("lang").get<std::string>()), .input = row.at("input").get<std::string>()};
        text.stem = calm::extract::parse_question(text.input).stem;
        for (const auto& option : row.at("options")) text.options.push_back({option.at("key").get<std::string>(), option.at("text").get<std::string>()});
        const calm::response given{.lang = text.lang,
                                   .sample = static_cast<std::uint32_t>(all.size()),
                                   .text = row.at("response").get<std::string>(),
                                   .finish = row.value("finish", "stop") == "length" ? calm::finish_reason::length : calm::finish_reason::stop};
        calm::question asked{.id = row.value("id", text.stem), .texts = {std::move(text)}};
        auto made = labelled(std::make_shared<const calm::question>(std::move(asked)), given, set + " set", row);
        if (made.reason.empty()) made.reason = "answer";
        all.push_back(std::move(made));
    }
    return all;
}

} // namespace detail

/// The part of the challenge set (labelled/challenge.md).
inline std::vector<labelled_response> challenge_labels(const std::filesystem::path& root, const std::string& part) {
    return detail::written_labels(root, "challenge", part);
}

/// The part of the set of unseen manners (labelled/unseen.md).
inline std::vector<labelled_response> unseen_labels(const std::filesystem::path& root, const std::string& part) {
    return detail::written_labels(root, "unseen", part);
}

/// The part of the set of drifting manners (labelled/drift.md).
inline std::vector<labelled_response> drift_labels(const std::filesystem::path& root, const std::string& part) {
    return detail::written_labels(root, "drift", part);
}

/// The part of the set of varied questions (labelled/varied.md).
inline std::vector<labelled_response> varied_labels(const std::filesystem::path& root, const std::string& part) {
    return detail::written_labels(root, "varied", part);
}

} // namespace calm_test
