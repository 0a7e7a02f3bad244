// Scores of f-divergences, s = f'(exp(r)): what takes the place of the log-ratio r where a loss generalises DPO to another divergence
// than the reverse KL (Wang et al. 2023, "Beyond Reverse KL", arXiv 2309.16240). Each gives value and slope.
#pragma once

#include "calm/error.hpp"
#include "calm/host_device.hpp"
#include "calm/loss/math.hpp"

#include <cmath>
#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>

namespace calm::loss {

/// s = r: the divergence of DPO.
struct reverse_kl {
    using is_divergence_score = void;
    template <class T>
    CALM_HOST_DEVICE slope_of<T> score(const T& r) const {
        return {r, T(1)};
    }
};

/// s = 1 - exp(-r). Constant, so without gradient, where -r > exponent_limit.
struct forward_kl {
    using is_divergence_score = void;
    template <class T>
    CALM_HOST_DEVICE slope_of<T> score(const T& r) const {
        return deformed(r, -1.0);
    }
};

/// s = ln 2 + ls(r), in a form that keeps its precision around r = 0.
struct js_divergence {
    using is_divergence_score = void;
    template <class T>
    CALM_HOST_DEVICE slope_of<T> score(const T& r) const {
        using std::abs, std::expm1, std::log1p;
        return {(r < T(0) ? r : T(0)) - log1p(expm1(-abs(r)) / T(2)), sigmoid_function(-r)};
    }
};

/// s = (exp((α-1) r) - 1) / (α-1), r at α = 1. Constant where (α-1) r > exponent_limit.
struct alpha_divergence {
    using is_divergence_score = void;
    double alpha = 0.5;

    constexpr alpha_divergence() = default;
    /// @throws error (invalid_option) unless finite
    constexpr explicit alpha_divergence(double order) : alpha(order) {
        if (!(order > -1e300 && order < 1e300))
            throw error(error_id::invalid_option, "alpha_divergence is of order " + std::to_string(order) + "; it must be finite");
    }

    template <class T>
    CALM_HOST_DEVICE slope_of<T> score(const T& r) const {
        return deformed(r, alpha - 1);
    }
};

/// One of the four, chosen when the program runs.
struct any_divergence {
    using is_divergence_score = void;
    enum class kind : std::uint8_t { reverse_kl, forward_kl, js_divergence, alpha_divergence };
    kind which = kind::reverse_kl;
    alpha_divergence order{};

    template <class T>
    CALM_HOST_DEVICE slope_of<T> score(const T& r) const {
        switch (which) {
        case kind::forward_kl: return loss::forward_kl{}.score(r);
        case kind::js_divergence: return loss::js_divergence{}.score(r);
        case kind::alpha_divergence: return order.score(r);
        case kind::reverse_kl: break;
        }
        return loss::reverse_kl{}.score(r);
    }
};

namespace detail {

template <class... Given>
struct score_among {
    using type = reverse_kl;
};
template <class First, class... Rest>
struct score_among<First, Rest...> {
    using type = typename std::conditional_t<requires { typename First::is_divergence_score; }, std::type_identity<First>, score_among<Rest...>>::type;
};

} // namespace detail

/// The divergence among these options; reverse_kl where there is none.
template <class... Given>
using score_among = typename detail::score_among<Given...>::type;

} // namespace calm::loss
