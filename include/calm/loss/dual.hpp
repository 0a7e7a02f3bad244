// Forward-mode differentiation: a number that carries its partial derivatives along. It gives the gradient of a loss that was written
// without one, and checks those that were written with one.
#pragma once

#include "calm/host_device.hpp"

#include <cmath>
#include <concepts>

namespace calm::loss {

/// A value and its derivatives by N variables. Comparisons look at the value alone, so a branch is differentiated as it was taken.
/// Functions: + - * /, abs, exp, expm1, log, log1p, sqrt, found by argument-dependent lookup (write exp(x), not std::exp(x)).
template <class T, int N>
struct dual {
    T value{};
    T d[N]{};

    constexpr dual() = default;
    /// A constant.
    template <class Number>
        requires std::convertible_to<Number, T>
    CALM_HOST_DEVICE constexpr dual(Number constant) : value(static_cast<T>(constant)) {}

    /// Variable number `index`, at `value`.
    CALM_HOST_DEVICE static constexpr dual variable(T value, int index) {
        dual x(value);
        x.d[index] = T(1);
        return x;
    }

    CALM_HOST_DEVICE friend constexpr dual operator+(const dual& a, const dual& b) {
        dual sum(a.value + b.value);
        for (int i = 0; i < N; ++i) sum.d[i] = a.d[i] + b.d[i];
        return sum;
    }
    CALM_HOST_DEVICE friend constexpr dual operator*(const dual& a, const dual& b) {
        dual product(a.value * b.value);
        for (int i = 0; i < N; ++i) product.d[i] = a.d[i] * b.value + a.value * b.d[i];
        return product;
    }
    CALM_HOST_DEVICE friend constexpr dual operator/(const dual& a, const dual& b) {
        dual quotient(a.value / b.value);
        for (int i = 0; i < N; ++i) quotient.d[i] = (a.d[i] - quotient.value * b.d[i]) / b.value;
        return quotient;
    }
    CALM_HOST_DEVICE friend constexpr dual operator-(const dual& a) { return a.chain(-a.value, T(-1)); }
    CALM_HOST_DEVICE friend constexpr dual operator-(const dual& a, const dual& b) { return a + -b; }
    CALM_HOST_DEVICE constexpr dual& operator+=(const dual& other) { return *this = *this + other; }
    CALM_HOST_DEVICE constexpr dual& operator-=(const dual& other) { return *this = *this - other; }
    CALM_HOST_DEVICE constexpr dual& operator*=(const dual& other) { return *this = *this * other; }

    CALM_HOST_DEVICE friend constexpr bool operator==(const dual& a, const dual& b) { return a.value == b.value; }
    // four and not <=>, whose result can't be looked at in device code
    CALM_HOST_DEVICE friend constexpr bool operator<(const dual& a, const dual& b) { return a.value < b.value; }
    CALM_HOST_DEVICE friend constexpr bool operator>(const dual& a, const dual& b) { return a.value > b.value; }
    CALM_HOST_DEVICE friend constexpr bool operator<=(const dual& a, const dual& b) { return a.value <= b.value; }
    CALM_HOST_DEVICE friend constexpr bool operator>=(const dual& a, const dual& b) { return a.value >= b.value; }

    CALM_HOST_DEVICE friend dual abs(const dual& x) { return x < T(0) ? -x : x; }
    CALM_HOST_DEVICE friend dual exp(const dual& x) {
        using std::exp;
        const T e = exp(x.value);
        return x.chain(e, e);
    }
    CALM_HOST_DEVICE friend dual expm1(const dual& x) {
        using std::exp, std::expm1;
        return x.chain(expm1(x.value), exp(x.value));
    }
    CALM_HOST_DEVICE friend dual log(const dual& x) {
        using std::log;
        return x.chain(log(x.value), T(1) / x.value);
    }
    CALM_HOST_DEVICE friend dual log1p(const dual& x) {
        using std::log1p;
        return x.chain(log1p(x.value), T(1) / (T(1) + x.value));
    }
    CALM_HOST_DEVICE friend dual sqrt(const dual& x) {
        using std::sqrt;
        const T root = sqrt(x.value);
        return x.chain(root, T(1) / (T(2) * root));
    }

private:
    /// f(x), from f(x.value) and f'(x.value).
    CALM_HOST_DEVICE constexpr dual chain(T at, T slope) const {
        dual result(at);
        for (int i = 0; i < N; ++i) result.d[i] = slope * d[i];
        return result;
    }
};

} // namespace calm::loss
