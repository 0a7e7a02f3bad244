// Files that are either written to their end or not at all.
#pragma once

#include "calm/error.hpp"
#include "calm/io/detail/output_file.hpp"

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace calm::io {

/// Writes a file under a temporary name in the same directory; commit() puts it in place of the old one in one step.
/// Destroyed without commit(), as when an exception passes, it removes the temporary file and leaves the old one as it was.
/// A target that is a symbolic link is followed, also to a file that does not exist yet; permissions of an old file are kept. Owners and ACLs are not.
/// Buffered (64 KiB). Not to be used by two threads at once.
class atomic_file {
public:
    /// Creates the temporary file.
    /// @throws error (cannot_write) when that fails, or when the target is a directory or a device: replacing those
    ///   would be wrong.
    explicit atomic_file(const std::filesystem::path& target) : target_(target), resolved_(resolve(target)) {
        buffer_.reserve(block);
        std::error_code ignored;
        const auto old = std::filesystem::status(resolved_, ignored);
        if (std::filesystem::exists(old) && !std::filesystem::is_regular_file(old))
            throw error(error_id::cannot_write, "this is a directory or a device; give the path of a file", at());
        int failed = EEXIST;
        for (int attempt = 0; failed == EEXIST && attempt < 100; ++attempt) {  // a name left over by a process that was killed
            temporary_ = detail::temporary_name(directory());
            failed = file_.create(temporary_);
        }
        if (failed != 0)
            throw error(error_id::cannot_write, detail::errno_text(failed) + "; check the directory and its permissions", at());
        if (std::filesystem::exists(old)) std::filesystem::permissions(temporary_, old.permissions(), ignored);
    }
    atomic_file(atomic_file&& other) noexcept
        : target_(std::move(other.target_)), resolved_(std::move(other.resolved_)), temporary_(std::exchange(other.temporary_, {})),
          file_(std::move(other.file_)), buffer_(std::move(other.buffer_)), bytes_(other.bytes_) {}
    atomic_file& operator=(atomic_file&&) = delete;
    ~atomic_file() {
        file_.close();
        std::error_code ignored;
        if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
    }

    /// Adds bytes. @throws error (write_failed) when the disk is full or fails. @pre not finished
    void append(std::string_view bytes) {
        bytes_ += bytes.size();
        if (buffer_.size() + bytes.size() > block) flush();
        if (bytes.size() >= block) check(file_.write(bytes));
        else buffer_ += bytes;
    }

    /// Puts all content on the disk, still under the temporary name. After that only commit() is left to do. Done twice,
    /// it does nothing. @throws error (write_failed)
    void finish() {
        if (!file_.is_open()) return;
        flush();
        check(file_.sync());
        check(file_.close());
    }

    /// Replaces the target, in one step for every reader of it, and puts that on the disk.
    /// @throws error (write_failed, cannot_write); the old file is then intact. @pre not committed
    void commit() {
        finish();
        replace();
        detail::sync_directory(directory());
    }

    [[nodiscard]] const std::filesystem::path& target() const noexcept { return target_; }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }  ///< appended so far

    /// Commits several files as well as can be: all are finished before the first is put in place, so that a full disk leaves
    /// every old file. What remains is a rename each; should one fail, the error names what was replaced before it.
    /// @throws error (write_failed, cannot_write)
    static void commit_together(std::span<atomic_file* const> files) {
        for (auto* file : files) file->finish();
        std::string replaced;
        for (auto* file : files) {
            try {
                file->replace();
            } catch (const error& problem) {
                if (replaced.empty()) throw;
                throw error(problem.id(), problem.problem() + "; replaced already:" + replaced, problem.where());
            }
            replaced += ' ' + file->target().string();
        }
        for (auto* file : files) detail::sync_directory(file->directory());
    }
    static void commit_together(std::initializer_list<atomic_file*> files) {
        commit_together(std::span<atomic_file* const>(files.begin(), files.size()));
    }

private:
    static constexpr std::size_t block = std::size_t{64} << 10;

    /// What the target's links lead to, whether it exists or not. @throws error (cannot_write) when they lead nowhere
    static std::filesystem::path resolve(std::filesystem::path target) {
        const auto given = target;
        std::error_code none;
        for (int links = 0; std::filesystem::is_symlink(target, none); ++links) {
            if (links == 40)  // as many as Linux follows
                throw error(error_id::cannot_write, "the symbolic links lead round in a circle; give the path of a file", {.file = given.string()});
            const auto to = std::filesystem::read_symlink(target, none);
            if (none) throw error(error_id::cannot_write, none.message() + "; the symbolic link cannot be read", {.file = given.string()});
            target = target.parent_path() / to;  // an absolute one replaces the rest
        }
        return target;
    }

    [[nodiscard]] std::filesystem::path directory() const {
        const auto parent = resolved_.parent_path();
        return parent.empty() ? std::filesystem::path(".") : parent;
    }
    [[nodiscard]] data_location at() const { return {.file = target_.string()}; }

    void check(int failed) const {
        if (failed != 0)
            throw error(error_id::write_failed, detail::errno_text(failed) + "; the file of before is intact; make room and run again", at());
    }

    void flush() {
        check(file_.write(buffer_));
        buffer_.clear();
    }

    void replace() {
        std::error_code failed;
        std::filesystem::rename(temporary_, resolved_, failed);
        if (failed)
            throw error(error_id::cannot_write, failed.message() + "; the file of before is intact; check the path and its permissions", at());
        temporary_.clear();
    }

    std::filesystem::path target_;
    std::filesystem::path resolved_;   // what the target's links lead to
    std::filesystem::path temporary_{};  // empty when there is none to remove
    detail::output_file file_{};
    std::string buffer_{};
    std::size_t bytes_ = 0;
};

} // namespace calm::io
