// The tasks of a label table in chunks that several threads work through, with results that don't depend on how many.
#pragma once

#include "calm/vote/label_table.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace calm::vote::detail {

/// Tasks [begin, end).
struct task_range {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Into how many chunks a table is cut: by the table alone, never by the threads, so that sums over chunks, taken in the order of the
/// chunks, are the same bits whatever the number of threads. A chunk is worth starting a thread for, and worth adding up `sums`
/// numbers of its own.
[[nodiscard]] inline std::size_t chunk_count(const label_table& table, std::size_t sums) {
    const std::size_t least = std::max(std::size_t{1} << 15, 4 * sums);
    return std::clamp<std::size_t>(table.labels() / least, 1, 64);
}

[[nodiscard]] inline task_range chunk_of(const label_table& table, std::size_t chunk, std::size_t count) {
    return {table.tasks() * chunk / count, table.tasks() * (chunk + 1) / count};
}

/// `count` zeros for one chunk to write to, and room behind them that keeps them out of the cache lines that another thread writes to.
[[nodiscard]] inline std::vector<double> zeros_apart(std::size_t count) { return std::vector<double>(count + 16); }

/// Calls work(chunk), which does not throw, once for each chunk in [0, count), on at most `threads` threads, the caller's among them;
/// fewer when the system allows no more.
template <class Work>
void for_chunks(std::size_t count, std::size_t threads, const Work& work) {
    std::atomic<std::size_t> next{0};
    const auto take = [&] {
        for (std::size_t chunk = next++; chunk < count; chunk = next++) work(chunk);
    };
    std::vector<std::jthread> others;  // joined before `next` goes
    others.reserve(std::min(threads, count));
    try {
        while (others.size() + 1 < std::min(threads, count)) others.emplace_back(take);
    } catch (const std::system_error&) {  // no more threads: those there are do it all
    }
    take();
}

} // namespace calm::vote::detail
