// Writers of JSON arrays and JSON Lines, one row at a time.
#pragma once

#include "calm/error.hpp"
#include "calm/io/atomic_file.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace calm::io {

/// How rows stand in a file.
enum class row_format : unsigned char {
    array,  ///< one JSON array, one row a line
    lines,  ///< JSON Lines
};

/// The row as one line of JSON: members in the order they were added, text as UTF-8.
/// @throws error (invalid_utf8) when a text is not UTF-8. O(size).
[[nodiscard]] inline std::string to_line(const nlohmann::ordered_json& row, const data_location& where = {}) {
    try {
        return row.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::strict);
    } catch (const nlohmann::ordered_json::type_error&) {
        throw error(error_id::invalid_utf8, "a text is not UTF-8 and cannot be written as JSON; convert what it was read from", where);
    }
}

/// Writes rows to an atomic_file: the target appears, or changes, with commit() only. The same rows give the same bytes.
class json_writer {
public:
    /// @throws error (cannot_write)
    explicit json_writer(const std::filesystem::path& target, row_format format = row_format::lines) : file_(target), format_(format) {
        if (format_ == row_format::array) file_.append("[");
    }

    /// Adds a row. @throws error (invalid_utf8, write_failed)
    void write(const nlohmann::ordered_json& row) {
        write_line(to_line(row, {.file = file_.target().string(), .record = rows_}));
    }

    /// Adds a row that is one line of JSON already, without its line end. @throws error (write_failed)
    void write_line(std::string_view line) {
        if (format_ == row_format::array) file_.append(rows_ == 0 ? "\n" : ",\n");
        file_.append(line);
        if (format_ == row_format::lines) file_.append("\n");
        ++rows_;
    }

    /// Ends the file's content; the file is then ready for atomic_file::commit_together. @throws error (write_failed)
    atomic_file& finish() {
        if (!finished_ && format_ == row_format::array) file_.append("\n]\n");
        finished_ = true;
        file_.finish();
        return file_;
    }

    /// Ends the file and puts it in place. @throws error (write_failed, cannot_write); the old file is then intact
    void commit() { finish().commit(); }

    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

private:
    atomic_file file_;
    row_format format_;
    std::size_t rows_ = 0;
    bool finished_ = false;
};

} // namespace calm::io
