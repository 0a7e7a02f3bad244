// The time of the best of some runs: what a kernel takes when nothing else is in its way.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <vector>

namespace benchmarks {

/// Seconds of the fastest of `runs` calls of work().
template <class F>
double best_of(int runs, const F& work) {
    double best = 1e300;
    for (int i = 0; i < runs; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return best;
}

/// Seconds of the fastest of `rounds` calls of each, one after the other in each round, so that what slows the machine for a while slows all; infinity for an empty one.
inline std::vector<double> best_in_turn(int rounds, const std::vector<std::function<void()>>& work) {
    std::vector<double> best(work.size(), std::numeric_limits<double>::infinity());
    for (int round = 0; round < rounds; ++round)
        for (std::size_t i = 0; i < work.size(); ++i)
            if (work[i]) best[i] = std::min(best[i], best_of(1, work[i]));
    return best;
}

} // namespace benchmarks
