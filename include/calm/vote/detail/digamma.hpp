// The digamma function, which the standard library lacks.
#pragma once

#include <cmath>

namespace calm::vote::detail {

/// The derivative of log(gamma(x)), for x > 0, to about 1e-14 of max(1, |value|). Recurrence up to 10, then the asymptotic series
/// (Abramowitz and Stegun 6.3.5 and 6.3.18, whose first term left out is below 1e-14 there).
[[nodiscard]] inline double digamma(double x) {
    double value = 0;
    for (; x < 10; x += 1) value -= 1 / x;
    const double square = 1 / (x * x);
    return value + std::log(x) - 0.5 / x -
           square * (1.0 / 12 - square * (1.0 / 120 - square * (1.0 / 252 - square * (1.0 / 240 - square * (1.0 / 132 - square * (691.0 / 32760))))));
}

} // namespace calm::vote::detail
