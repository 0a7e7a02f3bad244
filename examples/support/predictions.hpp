// Prediction files of several languages, and the question and label behind each prediction.
#pragma once

#include "calm/extract/parse_question.hpp"
#include "calm/extract/released_scorer.hpp"
#include "calm/io/prediction_reader.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

/// The last option's text without what a chat template puts behind the question.
inline std::string without_template(std::string text) {
    for (const char* mark : {"\n", "<|", "[/INST]", "</s>", "<end_of_turn>"}) text.erase(std::min(text.find(mark), text.size()));
    text.erase(text.find_last_not_of(" \r\t") + 1);
    // Llama 3's, decoded without its special tokens, leaves the next speaker's name on the last line: "E. office buildingassistant".
    constexpr std::string_view speaker = "assistant";
    if (text.size() > speaker.size() && text.ends_with(speaker) && text[text.size() - speaker.size() - 1] != ' ') text.erase(text.size() - speaker.size());
    return text;
}

/// The question as far as the prediction's prompt shows it: options with their texts where they can be found, else the task's keys.
inline calm::localized_question question_of(const calm::io::prediction& one, const calm::language& lang, bool medqa) {
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
inline std::optional<calm::answer_key> label_of(const calm::io::prediction& one, const calm::localized_question& asked) {
    if (one.label.empty()) return std::nullopt;
    return calm::extract::parse_gold(calm::extract::released_remainder(one.label, asked.lang), asked.options);
}

/// Prediction files that are read in lockstep until the shortest ends. Lenient reading leaves records out of one file or
/// another, so lines are matched by their index, and a question that one file lacks is passed over.
class prediction_files {
public:
    prediction_files(const std::vector<calm::io::language_file>& files, const calm::io::read_options& reading) {
        for (const auto& file : files) {
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

} // namespace support
