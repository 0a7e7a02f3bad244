// The time of the best of some runs: what a kernel takes when nothing else is in its way.
#pragma once

#include <algorithm>
#include <chrono>

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

} // namespace benchmarks
