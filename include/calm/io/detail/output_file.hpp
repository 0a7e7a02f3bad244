// The system calls under atomic_file: create a file that is nobody else's, write, put it safely on disk.
#pragma once

#include "calm/error.hpp"
#include "calm/io/detail/byte_source.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#if __has_include(<unistd.h>) && __has_include(<fcntl.h>)
#define CALM_IO_POSIX 1
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#else
#define CALM_IO_POSIX 0
#include <cstdio>
#include <random>
#endif

namespace calm::io::detail {

/// A number that tells this process's temporary files from another's.
inline std::uint64_t process_number() {
#if CALM_IO_POSIX
    return static_cast<std::uint64_t>(::getpid());
#else
    static const std::uint64_t number = std::random_device{}();
    return number;
#endif
}

/// A file, open for writing. Functions return 0, or the errno value of what failed.
class output_file {
public:
    output_file() = default;
    output_file(output_file&& other) noexcept : handle_(std::exchange(other.handle_, none)) {}
    output_file& operator=(output_file&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~output_file() { close(); }

    /// Creates the file; EEXIST when there is one. All that is written goes behind its end, wherever that is by then.
    int create(const std::filesystem::path& path) {
#if CALM_IO_POSIX
        do handle_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
        while (handle_ == none && errno == EINTR);
#else
        handle_ = std::fopen(path.string().c_str(), "wbx");
#endif
        return handle_ == none ? errno : 0;
    }

    /// Opens the file behind what it holds, and makes it where there is none.
    int open_at_end(const std::filesystem::path& path) {
#if CALM_IO_POSIX
        do handle_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        while (handle_ == none && errno == EINTR);
#else
        handle_ = std::fopen(path.string().c_str(), "ab");
#endif
        return handle_ == none ? errno : 0;
    }

    /// Writes all of `bytes`.
    int write(std::string_view bytes) {
#if CALM_IO_POSIX
        while (!bytes.empty()) {
            const auto written = ::write(handle_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return errno;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return 0;
#else
        return std::fwrite(bytes.data(), 1, bytes.size(), handle_) == bytes.size() ? 0 : errno;
#endif
    }

    /// Waits until the content is on the disk.
    int sync() {
#if CALM_IO_POSIX
        int result = 0;
        do result = ::fsync(handle_);
        while (result != 0 && errno == EINTR);
        // Some file systems cannot sync; that is no loss of data by itself.
        return result == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
#else
        return std::fflush(handle_) == 0 ? 0 : errno;
#endif
    }

    int close() {
        if (handle_ == none) return 0;
        const auto handle = std::exchange(handle_, none);
#if CALM_IO_POSIX
        return ::close(handle) == 0 || errno == EINTR ? 0 : errno;
#else
        return std::fclose(handle) == 0 ? 0 : errno;
#endif
    }

    [[nodiscard]] bool is_open() const noexcept { return handle_ != none; }

private:
#if CALM_IO_POSIX
    static constexpr int none = -1;
    int handle_ = none;
#else
    static constexpr std::FILE* none = nullptr;
    std::FILE* handle_ = none;
#endif
};

/// Puts a rename in this directory on the disk. Best effort: the content itself is there already.
inline void sync_directory([[maybe_unused]] const std::filesystem::path& directory) noexcept {
#if CALM_IO_POSIX
    const int handle = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return;
    ::fsync(handle);
    ::close(handle);
#endif
}

/// A name for a temporary file in this directory, which no other call of any running process gives.
inline std::filesystem::path temporary_name(const std::filesystem::path& directory) {
    static std::atomic<std::uint64_t> serial{0};
    return directory / (".calm-" + std::to_string(process_number()) + '-' + std::to_string(serial++) + ".tmp");
}

} // namespace calm::io::detail
