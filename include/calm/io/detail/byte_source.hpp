// Bytes from a file or a stream, with errors that say what the system said.
#pragma once

#include "calm/error.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <istream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace calm::io::detail {

/// The system's words for an errno value. (strerror is not safe with threads.)
inline std::string errno_text(int number) { return std::generic_category().message(number); }

/// An open file, or a borrowed stream. Unbuffered: the caller reads in large pieces.
class byte_source {
public:
    /// @throws error (cannot_open), with the system's reason; a directory is refused as such.
    explicit byte_source(const std::filesystem::path& path) : name_(path.string()) {
        std::error_code ignored;
        if (std::filesystem::is_directory(path, ignored))
            throw error(error_id::cannot_open, "this is a directory; give the path of a file", {.file = name_});
        errno = 0;
        file_.reset(std::fopen(name_.c_str(), "rb"));
        if (!file_)
            throw error(error_id::cannot_open, errno_text(errno) + "; check the path and its permissions", {.file = name_});
        std::setvbuf(file_.get(), nullptr, _IONBF, 0);
    }

    /// Reads from a stream that outlives this object.
    /// @param name  stands for the path in error messages
    byte_source(std::istream& stream, std::string name) : name_(std::move(name)), stream_(&stream) {}

    /// Reads up to `size` bytes; 0 at the end.
    /// @throws error (read_failed)
    std::size_t read(char* to, std::size_t size) {
        if (stream_ != nullptr) {
            stream_->read(to, static_cast<std::streamsize>(size));
            if (stream_->bad()) throw error(error_id::read_failed, "the stream broke off; read it again", {.file = name_});
            return static_cast<std::size_t>(stream_->gcount());
        }
        errno = 0;
        const std::size_t got = std::fread(to, 1, size, file_.get());
        if (got < size && std::ferror(file_.get()) != 0)
            throw error(error_id::read_failed, errno_text(errno) + "; check the disk or the network mount", {.file = name_});
        return got;
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
    struct closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    std::string name_;
    std::unique_ptr<std::FILE, closer> file_{};
    std::istream* stream_ = nullptr;
};

} // namespace calm::io::detail
