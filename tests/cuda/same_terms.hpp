// How near terms of losses on a device must be to those on the CPU.
#pragma once

#include "cuda/simt/device.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace calm_test {

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

template <class T>
double greatest(const std::vector<T>& values) {
    double all = 1;
    for (const auto one : values) all = std::max(all, std::abs(static_cast<double>(one)));
    return all;
}

/// On the emulated device the same bits. On a GPU, exp, log, log1p and tanh are off by up to 2 units in the last place (CUDA's programming guide; the
/// host's by 1) and products fused with sums round once: some 8 functions and 24 operations in a row, each of numbers up to the greatest, and slopes of
/// at most 8 by what goes into them.
template <class T>
double terms_off(const std::vector<T>& expected) {
    return simt::is_emulated ? 0.0 : 8 * (8 * 3 + 24) * static_cast<double>(std::numeric_limits<T>::epsilon()) * greatest(expected);
}
template <class T>
bool same_terms(const std::vector<T>& got, const std::vector<T>& expected) {
    if (simt::is_emulated) return same(got, expected);
    return std::equal(got.begin(), got.end(), expected.begin(), expected.end(),
                      [&](T a, T b) { return std::abs(static_cast<double>(a) - static_cast<double>(b)) <= terms_off(expected); });
}

} // namespace calm_test
