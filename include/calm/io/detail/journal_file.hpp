// A file of JSON Lines that a long run adds to: what was added is on the disk, and a run that died can go on behind it.
#pragma once

#include "calm/error.hpp"
#include "calm/io/detail/output_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace calm::io::detail {

/// The beginning of a file.
struct journal_head {
    std::size_t lines = 0;
    std::uintmax_t bytes = 0;
};

/// The file under a journal. Made with its path; create() or resume() opens it.
class journal_file {
public:
    explicit journal_file(std::filesystem::path path) : path_(std::move(path)) {}

    /// Makes the file. @throws error (cannot_write) when there is one already, so that nothing is overwritten, or when that fails
    void create() {
        const int failed = file_.create(path_);
        if (failed == EEXIST) throw error(error_id::cannot_write, "the file exists; name another, or resume it", at());
        refuse(failed);
    }

    /// Opens the file behind its first `stays` bytes and cuts off the rest; makes it where there is none.
    /// @throws error (cannot_write, write_failed)
    void resume(std::uintmax_t stays) {
        refuse(file_.open_at_end(path_));
        size_ = stays;
        std::error_code failed;
        if (stays == std::filesystem::file_size(path_, failed) && !failed) return;
        std::filesystem::resize_file(path_, stays, failed);
        if (failed) throw error(error_id::write_failed, failed.message() + "; the end of a run that broke off cannot be cut from it", at());
    }

    /// Adds whole lines and waits until they are on the disk. @throws error (write_failed); the file is then as it was before
    void append(std::string_view lines) {
        int failed = file_.write(lines);
        if (failed == 0) failed = file_.sync();
        if (failed != 0) {
            std::error_code stays;  // then resuming cuts it
            std::filesystem::resize_file(path_, size_, stays);
            throw error(error_id::write_failed, errno_text(failed) + "; make room and resume", at());
        }
        size_ += lines.size();
    }

    /// The first `most` lines of the file, or all that end in a line break. Nothing where there is no file.
    [[nodiscard]] journal_head first_lines(std::size_t most = std::numeric_limits<std::size_t>::max()) const {
        std::ifstream in(path_, std::ios::binary);
        journal_head whole;
        std::vector<char> block(std::size_t{64} << 10);
        for (std::uintmax_t before = 0; in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0;) {
            const auto end = block.data() + in.gcount();
            for (auto at = block.data(); whole.lines < most && (at = std::find(at, end, '\n')) != end;)
                whole = {whole.lines + 1, before + static_cast<std::uintmax_t>(++at - block.data())};
            before += static_cast<std::uintmax_t>(in.gcount());
        }
        return whole;
    }

    /// Reads the file with a reader whose records have their place in `where`, and calls visit(record) for those on lines that end in a line
    /// break, since append() writes a line and its break together. Returns the extent of those. @throws what the reader does there
    template <class Reader, class Visit>
    journal_head read_back(Visit visit) const {
        const auto whole = first_lines();
        if (whole.lines == 0) return whole;
        try {
            for (const auto& record : Reader(path_)) {
                if (record.where.line > whole.lines) break;
                visit(record);
            }
        } catch (const error& problem) {
            if (problem.where().line <= whole.lines) throw;  // else it is the torn line
        }
        return whole;
    }

    [[nodiscard]] data_location at() const { return {.file = path_.string()}; }

private:
    void refuse(int failed) const {
        if (failed != 0) throw error(error_id::cannot_write, errno_text(failed) + "; check the directory and its permissions", at());
    }

    std::filesystem::path path_;
    output_file file_{};
    std::uintmax_t size_ = 0;
};

} // namespace calm::io::detail
