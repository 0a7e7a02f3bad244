// Input files made up for the benchmarks, in the formats that the readers take.
#pragma once

#include "generated.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace benchmarks {

struct made_size {
    std::size_t questions = 1000;
    std::size_t languages = all_phrases.size();
    std::uint32_t samples = 3;
    std::size_t sentences = 2;  ///< of an explanation
};

/// A file that is complete or throws.
class made_file {
public:
    explicit made_file(const std::filesystem::path& path) : path_(path), file_(path, std::ios::binary) { check(); }
    void write(const std::string& text) { file_ << text; }
    void close() {
        file_.close();
        check();
    }

private:
    void check() const {
        if (!file_) throw std::runtime_error(path_.string() + ": cannot be written");
    }
    std::filesystem::path path_;
    std::ofstream file_;
};

/// Aligned sample files, one a language, "<language>.json" in `folder`. Memory does not grow with the number of questions.
inline std::vector<std::pair<std::string, std::filesystem::path>> write_aligned_samples(const std::filesystem::path& folder, const made_size& size) {
    std::vector<std::pair<std::string, std::filesystem::path>> files;
    for (std::size_t l = 0; l < size.languages; ++l) {
        const std::string lang(all_phrases.at(l).lang);
        files.emplace_back(lang, folder / (lang + ".json"));
        made_file file(files.back().second);
        for (std::size_t i = 0; i < size.questions; ++i) {
            const auto asked = made_question(i, l + 1);
            nlohmann::ordered_json row{{"instruction", asked.texts[l].instruction}, {"input", asked.texts[l].input}, {"output", asked.gold->str()}};
            for (std::uint32_t s = 0; s < size.samples; ++s) row["pred"].push_back(made_response(i, l, s, size.sentences));
            file.write((i == 0 ? "[\n" : ",\n") + row.dump());
        }
        file.write("\n]\n");
        file.close();
    }
    return files;
}

/// A question file with all languages in a record.
inline void write_question_file(const std::filesystem::path& path, const made_size& size) {
    made_file file(path);
    for (std::size_t i = 0; i < size.questions; ++i) {
        const auto asked = made_question(i, size.languages);
        nlohmann::ordered_json row{{"id", asked.id}, {"gold", asked.gold->str()}};
        for (const auto& text : asked.texts) {
            auto& one = row["languages"][text.lang.str()];
            one["text"] = text.stem;
            for (const auto& o : text.options) one["options"][o.key.str()] = o.text;
        }
        file.write(row.dump() + '\n');
    }
    file.close();
}

/// The responses to such a file, in the order of its questions.
inline void write_response_file(const std::filesystem::path& path, const made_size& size) {
    made_file file(path);
    for (std::size_t i = 0; i < size.questions; ++i)
        for (std::size_t l = 0; l < size.languages; ++l)
            for (std::uint32_t s = 0; s < size.samples; ++s)
                file.write(nlohmann::ordered_json{{"question", std::to_string(i)}, {"language", all_phrases[l].lang}, {"sample", s},
                                                  {"text", made_response(i, l, s, size.sentences)}, {"finish", "stop"}}
                               .dump() + '\n');
    file.close();
}

/// Predictions as LLaMA-Factory writes them: the first response of each question and language, with its prompt and its gold answer.
inline void write_prediction_file(const std::filesystem::path& path, const made_size& size) {
    made_file file(path);
    for (std::size_t i = 0; i < size.questions; ++i) {
        const auto asked = made_question(i, size.languages);
        for (std::size_t l = 0; l < size.languages; ++l)
            file.write(nlohmann::ordered_json{{"prompt", "user\n\n" + asked.texts[l].instruction + '\n' + asked.texts[l].input + "\nassistant\n\n"},
                                              {"label", asked.gold->str()}, {"predict", made_response(i, l, 0, size.sentences)}}
                           .dump() + '\n');
    }
    file.close();
}

/// A folder that goes with its contents.
class scratch_folder {
public:
    /// In TMPDIR, else in the system's place for temporary files.
    scratch_folder() {
        const auto seed = static_cast<std::uint64_t>(std::filesystem::file_time_type::clock::now().time_since_epoch().count());
        for (std::uint64_t i = 0; !std::filesystem::create_directory(path_); ++i)
            path_ = std::filesystem::temp_directory_path() / ("calm-benchmark-" + std::to_string(calm::detail::mix64(seed + i)));
    }
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_ = std::filesystem::temp_directory_path();  // which exists, so that the loop looks for another
};

} // namespace benchmarks
