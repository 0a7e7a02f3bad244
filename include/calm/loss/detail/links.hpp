// What turns a margin x into a loss: each link gives its value and its derivative at x.
#pragma once

#include "calm/host_device.hpp"
#include "calm/loss/math.hpp"

#include <cmath>

namespace calm::loss::detail {

/// -ls(x) and -σ(-x), from one exponential.
template <class T>
CALM_HOST_DEVICE inline slope_of<T> logistic_link(const T& x) {
    using std::abs;
    const T e = exp_of_minus(abs(x));
    return {(x < T(0) ? -x : T(0)) + log1p_of_unit(e), -(x < T(0) ? T(1) : e) / (T(1) + e)};
}

/// -(1-ε) ls(x) - ε ls(-x) = -ls(x) + εx.
template <class T>
CALM_HOST_DEVICE inline slope_of<T> smoothed_link(const T& x, double smoothing) {
    const auto plain = logistic_link(x);
    return {plain.value + T(smoothing) * x, plain.slope + T(smoothing)};
}

/// [-(1-ε) ls(x) + ε ls(-x)] / (1-2ε) = -ls(x) - x ε/(1-2ε).
template <class T>
CALM_HOST_DEVICE inline slope_of<T> robust_link(const T& x, double smoothing) {
    return smoothed_link(x, -smoothing / (1 - 2 * smoothing));
}

/// max(0, 1 - x); slope 0 at x = 1. NaN stays NaN.
template <class T>
CALM_HOST_DEVICE inline slope_of<T> hinge_link(const T& x) {
    if (x >= T(1)) return {T(0), T(0)};
    return {T(1) - x, T(-1)};
}

/// (x - target)².
template <class T>
CALM_HOST_DEVICE inline slope_of<T> squared_link(const T& x, double target) {
    const T off = x - T(target);
    return {off * off, T(2) * off};
}

/// The divergence KL(Bernoulli(σ(x)) || Bernoulli(1-ε)), from log(1-ε) and log ε; slope σ(x) σ(-x) (x - log((1-ε)/ε)).
template <class T>
CALM_HOST_DEVICE inline slope_of<T> exo_link(const T& x, double log_high, double log_low) {
    const T high = sigmoid_function(x), low = sigmoid_function(-x);
    return {high * (log_sigmoid(x) - T(log_high)) + low * (log_sigmoid(-x) - T(log_low)), high * low * (x - T(log_high - log_low))};
}

/// (1-m)(-ls(x)) + m exp(-x), m = σ(x/τ). m exp(-x) is taken as exp(ls(x/τ) - x), which does not overflow for τ <= 1.
template <class T>
CALM_HOST_DEVICE inline slope_of<T> discopop_link(const T& x, double tau) {
    const T scaled = x / T(tau);
    const T mixed = sigmoid_function(scaled), rest = sigmoid_function(-scaled);
    const auto plain = logistic_link(x);
    const T exponential = exp_of_minus(x - log_sigmoid(scaled));  // at least log(1 + exp(x)), since τ <= 1
    return {rest * plain.value + exponential, rest * plain.slope - mixed * rest / T(tau) * plain.value + exponential * (rest / T(tau) - T(1))};
}

} // namespace calm::loss::detail
