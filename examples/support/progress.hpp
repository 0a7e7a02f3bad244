// A progress line for long work.
#pragma once

#include "support/interrupt.hpp"

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>

#include <unistd.h>

namespace support {

/// Counts items on standard error, a few times a second, when that is a terminal; silent otherwise.
class progress {
public:
    /// @param what   "questions"
    /// @param total  how many there will be; 0: not known
    explicit progress(std::string what, std::size_t total = 0)
        : what_(std::move(what)), total_(total), shown_(isatty(STDERR_FILENO) == 1), start_(clock::now()), last_(start_) {}
    ~progress() { if (drawn_) std::fputs("\r\x1b[K", stderr); }
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    /// @throws interrupted when a signal asks the program to end
    void step() {
        stop_if_interrupted();
        ++done_;
        if (!shown_) return;
        const auto now = clock::now();
        if (now - last_ < std::chrono::milliseconds(100)) return;
        last_ = now;
        drawn_ = true;
        const double seconds = std::chrono::duration<double>(now - start_).count();
        const double rate = static_cast<double>(done_) / seconds;
        if (total_ == 0) {
            std::fprintf(stderr, "\r\x1b[K%zu %s, %.1f a second", done_, what_.c_str(), rate);
        } else {
            constexpr std::size_t width = 30;
            const auto filled = width * done_ / total_;
            std::fprintf(stderr, "\r\x1b[K[%s%s] %zu of %zu %s, %.1f a second, %.0f s left", std::string(filled, '#').c_str(),
                         std::string(width - filled, ' ').c_str(), done_, total_, what_.c_str(), rate, static_cast<double>(total_ - done_) / rate);
        }
        std::fflush(stderr);
    }

private:
    using clock = std::chrono::steady_clock;
    std::string what_;
    std::size_t total_;
    std::size_t done_ = 0;
    bool shown_;
    bool drawn_ = false;
    clock::time_point start_;
    clock::time_point last_;
};

} // namespace support
