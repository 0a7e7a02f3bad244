// Responses as JSON Lines, written as they come: a run that dies loses none, and the next one goes on behind them.
#pragma once

#include "calm/error.hpp"
#include "calm/io/json_writer.hpp"
#include "calm/io/response_reader.hpp"
#include "calm/record/response.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include <unistd.h>

namespace calm::io {

/// One response as a row: the format that response_file reads.
[[nodiscard]] inline nlohmann::ordered_json response_row(const question& asked, const response& given) {
    return {{"question", asked.id}, {"language", given.lang.view()}, {"sample", given.sample}, {"text", given.text}, {"finish", to_string(given.finish)}};
}

/// Appends the responses of whole questions to a file, each question in one write that is on the disk before append() returns.
class response_journal {
public:
    /// Opens the file, and makes it where there is none. With `resume`, a last line that a run left torn is cut off and the
    /// rest stays; without, a file that is there is an error, so that nothing is overwritten.
    /// @throws error (cannot_write) when the file exists (without resume), or cannot be opened; what response_file throws
    ///         for a damaged file
    explicit response_journal(const std::filesystem::path& path, bool resume = false) : path_(path) {
        std::error_code failed;
        if (std::filesystem::exists(path, failed)) {
            if (!resume) throw error(error_id::cannot_write, "the file exists; name another, or resume it", {.file = path.string()});
            cut_torn_line();
        }
        file_.reset(std::fopen(path.c_str(), "ab"));
        if (!file_) throw error(error_id::cannot_write, std::strerror(errno) + std::string("; check the directory and its permissions"), {.file = path.string()});
    }

    /// Adds all responses of a question. @throws error (write_failed); what was there before is intact
    void append(const sampled_question& sampled) {
        std::string lines;
        for (const auto& given : sampled.responses) lines += to_line(response_row(*sampled.asked, given)) + '\n';
        if (std::fwrite(lines.data(), 1, lines.size(), file_.get()) != lines.size() || std::fflush(file_.get()) != 0 || fsync(fileno(file_.get())) != 0)
            throw error(error_id::write_failed, std::strerror(errno) + std::string("; make room and resume"), {.file = path_.string()});
    }

private:
    struct close_file {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    /// A line counts when its line break is there: append() writes them together.
    void cut_torn_line() {
        std::ifstream in(path_, std::ios::binary | std::ios::ate);
        auto size = static_cast<std::streamoff>(in.tellg());
        while (size > 0) {
            in.seekg(size - 1);
            if (in.get() == '\n') break;
            --size;
        }
        if (!in) throw error(error_id::read_failed, "the file cannot be read; check its permissions", {.file = path_.string()});
        std::filesystem::resize_file(path_, static_cast<std::uintmax_t>(size));
    }

    std::filesystem::path path_;
    std::unique_ptr<std::FILE, close_file> file_{};
};

} // namespace calm::io
