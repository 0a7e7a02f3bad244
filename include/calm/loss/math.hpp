// The functions that losses are made of, in forms that neither overflow nor cancel, for float, double and dual numbers, host and device.
#pragma once

#include "calm/host_device.hpp"
#include "calm/loss/detail/elementary.hpp"

#include <cmath>

namespace calm::loss {

/// A function of one number, and its derivative there.
template <class T>
struct slope_of {
    T value{};
    T slope{};
};

/// 1 / (1 + exp(-x)), without overflow.
template <class T>
CALM_HOST_DEVICE inline T sigmoid_function(const T& x) {
    using std::abs;
    const T e = detail::exp_of_minus(abs(x));
    return (x >= T(0) ? T(1) : e) / (T(1) + e);
}

/// log(1 / (1 + exp(-x))) = min(x, 0) - log1p(exp(-|x|)): relative error of a few epsilon everywhere; 0 for x > 708 (87 in float).
template <class T>
CALM_HOST_DEVICE inline T log_sigmoid(const T& x) {
    using std::abs;
    return (x < T(0) ? x : T(0)) - detail::log1p_of_unit(detail::exp_of_minus(abs(x)));
}

/// log(1 - exp(x)) for x < 0, split at -ln 2 where each form keeps its precision (Maechler 2012, "Accurately computing log(1 - exp(-|a|))").
template <class T>
CALM_HOST_DEVICE inline T log1mexp(const T& x) {
    using std::exp, std::expm1, std::log, std::log1p;
    return x > T(-0.69314718055994530942) ? log(-expm1(x)) : log1p(-exp(x));
}

/// The largest exponent that a loss takes exp of: e^limit squared, times what a batch adds up, is finite. Above it exp is constant, so its slope
/// is 0. 40 in float, 340 in double.
template <class T>
CALM_HOST_DEVICE constexpr double exponent_limit() {
    return sizeof(T) == sizeof(float) ? 40.0 : 340.0;
}

/// (exp(a x) - 1) / a, its limit x at a = 0, with slope exp(a x); a x stops at exponent_limit. Deformed identity: the α-divergence's
/// score (a = α-1), the forward KL's (a = -1), AlphaPO's reward (a = -α).
template <class T>
CALM_HOST_DEVICE inline slope_of<T> deformed(const T& x, double a) {
    using std::exp, std::expm1;
    if (a < 1e-6 && a > -1e-6) return {x, T(1)};  // where TRL takes the limit, too
    const T limit = T(exponent_limit<T>());
    const T exponent = T(a) * x;
    if (exponent > limit) return {expm1(limit) / T(a), T(0)};
    return {expm1(exponent) / T(a), exp(exponent)};
}

/// A completion's length as a divisor: an empty one counts as 1, so that its mean log-probability is 0.
template <class T>
CALM_HOST_DEVICE inline T at_least_one(const T& length) {
    return length < T(1) ? T(1) : length;
}

} // namespace calm::loss
