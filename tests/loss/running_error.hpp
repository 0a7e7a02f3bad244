// How far float arithmetic may be from the exact result: a number that carries a bound of its own rounding errors along.
#pragma once

#include "calm/loss/math.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>

namespace calm_test {

/// A value, computed in double, and a bound of the error that the same operations have in float: running error analysis (Higham, "Accuracy and
/// stability of numerical algorithms", section 3.3), to first order. An operation passes its operands' errors on and adds one rounding; a function
/// adds six half units in the last place. What is below float's smallest normal number may be 0.
/// The bound is that of the operations as they are: that they are the right ones, which don't cancel, is for other tests.
struct float_error {
    double value = 0;
    double error = 0;

    static constexpr double unit = std::numeric_limits<float>::epsilon() / 2;

    constexpr float_error() = default;
    /// A number written in the program, rounded to float.
    template <class Number>
        requires std::convertible_to<Number, double>
    constexpr float_error(Number constant) : value(static_cast<double>(constant)) {
        error = static_cast<double>(static_cast<float>(value)) == value ? 0.0 : unit * (value < 0 ? -value : value);
    }
    static float_error made(double value, double passed_on, double units = 1) {
        float_error x;
        x.value = value;
        x.error = passed_on + units * unit * std::abs(value) + std::numeric_limits<float>::min();
        return x;
    }

    friend float_error operator+(const float_error& a, const float_error& b) { return made(a.value + b.value, a.error + b.error); }
    friend float_error operator-(const float_error& a, const float_error& b) { return made(a.value - b.value, a.error + b.error); }
    friend float_error operator*(const float_error& a, const float_error& b) {
        return made(a.value * b.value, std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error);
    }
    friend float_error operator/(const float_error& a, const float_error& b) {
        const double quotient = a.value / b.value, room = std::abs(b.value) - b.error;
        return made(quotient, room > 0 ? (a.error + std::abs(quotient) * b.error) / room : std::numeric_limits<double>::infinity());
    }
    friend float_error operator-(const float_error& a) {
        float_error x = a;
        x.value = -a.value;
        return x;
    }

    // A comparison that float may decide the other way is noted: what jumps there, as a hinge's slope, has no bound.
    static inline bool ambiguous = false;
    static bool noted(const float_error& a, const float_error& b, bool result) {
        if (std::abs(a.value - b.value) <= a.error + b.error && a.error + b.error > 0) ambiguous = true;
        return result;
    }
    friend bool operator<(const float_error& a, const float_error& b) { return noted(a, b, a.value < b.value); }
    friend bool operator>(const float_error& a, const float_error& b) { return b < a; }
    friend bool operator>=(const float_error& a, const float_error& b) { return noted(a, b, a.value >= b.value); }

    /// The greatest slope within the error, times the error: slopes of these functions are monotonous.
    template <class Function, class Slope>
    static float_error of(const float_error& x, const Function& function, const Slope& slope) {
        if (x.error == 0) return made(function(x.value), 0, 6);
        return made(function(x.value), x.error * std::max(std::abs(slope(x.value - x.error)), std::abs(slope(x.value + x.error))), 6);
    }
    friend float_error abs(const float_error& x) { return x.value < 0 ? -x : x; }
    friend float_error exp(const float_error& x) {
        return of(x, [](double v) { return std::exp(v); }, [](double v) { return std::exp(v); });
    }
    friend float_error expm1(const float_error& x) {
        return of(x, [](double v) { return std::expm1(v); }, [](double v) { return std::exp(v); });
    }
    friend float_error log(const float_error& x) {
        return of(x, [](double v) { return std::log(v); }, [](double v) { return v > 0 ? 1 / v : std::numeric_limits<double>::infinity(); });
    }
    friend float_error log1p(const float_error& x) {
        return of(x, [](double v) { return std::log1p(v); }, [](double v) { return v > -1 ? 1 / (1 + v) : std::numeric_limits<double>::infinity(); });
    }
};

} // namespace calm_test

/// Float's, so that a score stops where float's does.
template <>
constexpr double calm::loss::exponent_limit<calm_test::float_error>() {
    return calm::loss::exponent_limit<float>();
}
