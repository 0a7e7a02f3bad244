// On which threads a batch is worked through. Results do not depend on it.
#pragma once

#include <algorithm>
#include <atomic>
#include <concepts>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace calm::loss {

/// Runs independent pieces of work.
///
/// Syntax: `run(count, work)` on a const E, `work` being callable with a std::size_t.
///
/// Semantics: calls work(i) once for each i in [0, count), in any order, on any threads, and returns when all have returned. work does
/// not throw. It may say `run.threads()`, how many threads work at the same time at most, so that memory for each is there beforehand.
///
/// Models: serial, which is the default; thread_team (loss/thread_team.hpp), threads that you keep; on_threads; a lambda around a pool of your own.
template <class E>
concept execution = requires(const E& run, void (*work)(std::size_t)) { run(std::size_t{1}, work); };

/// In the caller's thread.
struct serial {
    [[nodiscard]] static constexpr std::size_t threads() { return 1; }

    template <class Work>
    void operator()(std::size_t count, const Work& work) const {
        for (std::size_t i = 0; i < count; ++i) work(i);
    }
};

/// On this many threads, the caller's among them, started for each call (some 20 µs each); fewer when the system allows no more. For a single
/// large batch: on_threads{4}, and nothing to keep. From batch to batch take a thread_team, which starts and allocates nothing in a call.
struct on_threads {
    std::size_t count = 1;

    [[nodiscard]] constexpr std::size_t threads() const { return std::max<std::size_t>(count, 1); }

    template <class Work>
    void operator()(std::size_t pieces, const Work& work) const {
        std::atomic<std::size_t> next{0};
        const auto take = [&] {
            for (std::size_t i = next++; i < pieces; i = next++) work(i);
        };
        const std::size_t wanted = std::min(count, pieces);
        std::vector<std::jthread> others;  // joined before `next` goes
        try {
            for (std::size_t i = 1; i < wanted; ++i) others.emplace_back(take);
        } catch (const std::system_error&) {  // no more threads: those there are do it all
        }
        take();
    }
};

namespace detail {

/// The threads that may work at the same time; 1 when the execution does not say.
template <execution E>
[[nodiscard]] constexpr std::size_t threads_of(const E& run) {
    if constexpr (requires { { run.threads() } -> std::convertible_to<std::size_t>; }) return run.threads();
    else return 1;
}

} // namespace detail

} // namespace calm::loss
