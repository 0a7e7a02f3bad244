// The input files of calm_pipeline: their digests, and what must not happen to them while it runs.
#pragma once

#include "support/pipeline_options.hpp"

#include "calm/error.hpp"
#include "calm/io/report.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace support {

/// Digests are taken when a run begins. It reads the same bytes again, once or twice, so nothing but files will do.
class input_files {
public:
    /// @throws calm::error (cannot_open) for what is no regular file, and what calm::io::file_entry throws
    explicit input_files(const pipeline_options& options) {
        for (const auto& file : options.samples) add(file.path, "samples " + file.lang.str());
        if (!options.questions.one.empty()) add(options.questions.one, "questions");
        for (const auto& file : options.questions.by_language) add(file.path, "questions " + file.lang.str());
        for (const auto& file : options.responses) add(file, "responses");
    }

    /// For the manifest: role, path, size and digest of each.
    [[nodiscard]] nlohmann::ordered_json json() const {
        auto all = nlohmann::ordered_json::array();
        for (const auto& one : files_) all.push_back(one.entry);
        return all;
    }

    /// What was digested has to be what was read. @throws calm::error (read_failed) for a file that is another than it was
    void check_unchanged() const {
        for (const auto& one : files_) {
            std::error_code gone;
            const auto changed = std::filesystem::last_write_time(one.path, gone);
            const auto bytes = gone ? 0 : std::filesystem::file_size(one.path, gone);
            if (!gone && (changed != one.changed || bytes != one.entry["bytes"]))
                throw calm::error(calm::error_id::read_failed, "the file was changed while it was being read; run again", {.file = one.path.string()});
        }
    }

    /// @throws usage_error when the output file is one of the inputs
    void refuse_replacing(const std::filesystem::path& output) const {
        std::error_code failed;
        for (const auto& one : files_)
            if (std::filesystem::equivalent(one.path, output, failed))
                throw usage_error("--out " + output.parent_path().string() + " would replace the input " + one.path.string() + "; name another directory");
    }

private:
    struct input_file {
        std::filesystem::path path;
        nlohmann::ordered_json entry;
        std::filesystem::file_time_type changed;
    };

    void add(const std::filesystem::path& path, const std::string& role) {
        std::error_code failed;
        if (std::filesystem::exists(path, failed) && !std::filesystem::is_regular_file(path, failed))
            throw calm::error(calm::error_id::cannot_open, "this is no regular file, and it is read more than once; save it as a file", {.file = path.string()});
        nlohmann::ordered_json entry{{"role", role}};
        entry.update(calm::io::file_entry(path));
        files_.push_back({path, std::move(entry), std::filesystem::last_write_time(path, failed)});
    }

    std::vector<input_file> files_{};
};

} // namespace support
