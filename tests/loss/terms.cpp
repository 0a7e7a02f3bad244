// The losses of one pair: gradients against dual numbers and finite differences, what they are at the ends of their ranges, closed forms.
#include "calm/host_device.hpp"
#include "calm/loss/dco.hpp"
#include "calm/loss/dual.hpp"
#include "calm/loss/math.hpp"
#include "calm/loss/modifiers.hpp"
#include "calm/loss/options.hpp"
#include "calm/loss/pair_values.hpp"
#include "calm/loss/pointwise_losses.hpp"
#include "calm/loss/policy_losses.hpp"
#include "calm/loss/preference_loss.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/scores.hpp"

#include "archetypes/thrown.hpp"
#include "catch.hpp"
#include "loss/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

using namespace calm_test;
using loss::pair_term;
using loss::pair_values;

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

template <class T>
bool finite(const pair_term<T>& t) {
    return std::isfinite(t.value) && std::isfinite(t.d_chosen) && std::isfinite(t.d_rejected) && std::isfinite(t.d_full);
}

/// The term as dual numbers have it: the value's own derivatives.
template <class L>
pair_term<double> by_dual(const L& of, const pair_values<double>& v) {
    using number = loss::pair_dual<double>;
    const auto value = of(pair_values<number>{number::variable(v.policy_chosen, 0), number::variable(v.policy_rejected, 1), v.reference_chosen,
                                              v.reference_rejected, v.length_chosen, v.length_rejected, number::variable(v.full_chosen, 2)}).value;
    return {value.value, value.d[0], value.d[1], value.d[2]};
}

} // namespace

TEST_CASE("analytic gradients are those of dual numbers") {
    const auto pairs = some_pairs<double>(40, 3.0);
    each_loss([&](const std::string& name, const auto& of) {
        for (const auto& v : pairs) {
            CAPTURE(name, v.policy_chosen, v.policy_rejected, v.reference_chosen, v.reference_rejected);
            const auto term = of(v), dual = by_dual(of, v);
            const double scale = 1 + std::abs(term.d_chosen) + std::abs(term.d_rejected) + std::abs(term.d_full);
            CHECK(std::abs(term.value - dual.value) <= 64 * epsilon * (1 + std::abs(term.value)));  // the last places of exp and log1p may differ
            CHECK(std::abs(term.d_chosen - dual.d_chosen) <= 256 * epsilon * scale);
            CHECK(std::abs(term.d_rejected - dual.d_rejected) <= 256 * epsilon * scale);
            CHECK(std::abs(term.d_full - dual.d_full) <= 256 * epsilon * scale);
        }
    });
}

TEST_CASE("gradients are those of finite differences") {
    const auto pairs = some_pairs<double>(20, 2.0);
    each_loss([&](const std::string& name, const auto& of) {
        for (const auto& v : pairs) {
            CAPTURE(name, v.policy_chosen, v.policy_rejected, v.reference_chosen, v.reference_rejected);
            const auto term = of(v);
            const auto slope = [&](double pair_values<double>::*variable) {
                // Central differences at h and 2h, extrapolated: the error is of order h⁴ f⁽⁵⁾ / 30 and of epsilon |f| / h.
                const auto difference = [&](double h) {
                    auto up = v, down = v;
                    up.*variable += h, down.*variable -= h;
                    return (of(up).value - of(down).value) / (2 * h);
                };
                const double h = 2e-4;
                return (4 * difference(h) - difference(2 * h)) / 3;
            };
            const double scale = 1 + std::abs(term.value) + std::abs(term.d_chosen) + std::abs(term.d_rejected);
            const bool kink = name.find("hinge") != std::string::npos || name == "reference_free";
            if (kink && term.value < 0.01) continue;  // near the kink the difference straddles it
            const bool steep = name.find("discopop") != std::string::npos;  // f⁽⁵⁾ has τ⁻⁵ in it
            const double tolerance = (steep ? 1e-4 : 1e-7) * scale;
            CHECK(std::abs(slope(&pair_values<double>::policy_chosen) - term.d_chosen) <= tolerance);
            CHECK(std::abs(slope(&pair_values<double>::policy_rejected) - term.d_rejected) <= tolerance);
            CHECK(std::abs(slope(&pair_values<double>::full_chosen) - term.d_full) <= tolerance);
        }
    });
}

TEMPLATE_TEST_CASE("whatever the log-probabilities, loss and gradient are finite", "", float, double) {
    const std::vector<TestType> lengths{0, 1, 7, 100000}, references{0, -100, -10000};
    std::vector<TestType> places;
    for (const double place : {0.0, -1e-30, -1e-6, -1e-3, -1.0, -30.0, -87.0, -104.0, -300.0, -745.0, -1000.0, -1e4}) places.push_back(static_cast<TestType>(place));
    each_loss([&](const std::string& name, const auto& of) {
        for (const TestType w : places)
            for (const TestType l : places)
                for (const TestType n : lengths)
                    for (const TestType q : references) {
                        const pair_values<TestType> v{w, l, q, q, n, n, w};
                        const auto term = of(v);
                        if (finite(term)) continue;
                        CAPTURE(name, w, l, n, q, term.value, term.d_chosen, term.d_rejected);
                        CHECK(finite(term));
                    }
    });
}

TEST_CASE("NaN is not swallowed") {
    each_loss([&](const std::string& name, const auto& of) {
        if (name == "nll") return;
        pair_values<double> v{-3, -4, -3.5, -4.5, 2, 3, -3};
        v.policy_chosen = std::numeric_limits<double>::quiet_NaN();
        CAPTURE(name);
        CHECK(std::isnan(of(v).value));
    });
}

TEST_CASE("identical sides give what the formula gives at a margin of zero") {
    const pair_values<double> v{-12, -12, -10, -10, 6, 6, -12};
    const double ln2 = std::log(2.0);
    CHECK(loss::sigmoid()(v).value == Approx(ln2));
    CHECK(loss::conservative(loss::label_smoothing{0.2})(v).value == Approx(ln2));
    CHECK(loss::robust(loss::label_smoothing{0.2})(v).value == Approx(ln2));
    CHECK(loss::hinge()(v).value == 1.0);
    CHECK(loss::ipo(loss::beta{0.1})(v).value == Approx(25.0));
    CHECK(loss::sigmoid_norm()(v).value == Approx(ln2));
    CHECK(loss::exo_pair(loss::label_smoothing{0.5})(v).value == Approx(0.0).margin(1e-15));
    CHECK(loss::discopop()(v).value == Approx(0.5 * ln2 + 0.5));
    CHECK(loss::apo_zero()(v).value == 1.0);
    CHECK(loss::orpo(loss::nll_weight{0})(v).value == Approx(0.1 * ln2));
    CHECK(loss::simpo(loss::margin{0})(v).value == Approx(ln2));
    const auto term = loss::sigmoid(loss::beta{0.4})(v);
    CHECK(term.d_chosen == Approx(-0.2));
    CHECK(term.d_rejected == Approx(0.2));
}

TEST_CASE("far from zero a loss follows its asymptote") {
    const auto at = [](double margin) { return pair_values<double>{margin, 0, 0, 0, 1, 1, margin}; };
    const loss::sigmoid<> dpo(loss::beta{1.0});
    CHECK(dpo(at(-1e4)).value == 1e4);
    CHECK(dpo(at(-1e4)).d_chosen == -1.0);
    CHECK(dpo(at(40)).value == Approx(std::exp(-40.0)));
    CHECK(dpo(at(1e4)).value == 0.0);
    CHECK(loss::robust(loss::beta{1.0}, loss::label_smoothing{0.25})(at(1e4)).value == -5000.0);
    CHECK(loss::discopop(loss::beta{1.0})(at(-1e4)).value == 1e4);
    CHECK(loss::sigmoid(loss::beta{1.0}, loss::forward_kl{})(at(-1e4)).d_chosen == 0.0);  // past exponent_limit
    CHECK(loss::orpo()(pair_values<double>{0, -5, 0, 0, 0, 5, 0}).value < 1e-30);         // an empty chosen side has odds of infinity
}

TEST_CASE("log1mexp and the JS score keep their precision where the plain forms lose it") {
    CHECK(loss::log1mexp(-1e-12) == Approx(std::log(1e-12)).epsilon(1e-12));
    CHECK(loss::log1mexp(-50.0) == Approx(-std::exp(-50.0)).epsilon(1e-14));
    for (const double r : {1e-9, -1e-9})
        CHECK(loss::js_divergence{}.score(r).value == Approx(r / 2 - r * r / 8).epsilon(1e-14));
    CHECK(loss::log_sigmoid(0.0) == Approx(-std::log(2.0)).epsilon(1e-15));
    CHECK(loss::sigmoid_function(-800.0) == 0.0);
    CHECK(loss::sigmoid_function(30.0) == Approx(1.0));
}

TEST_CASE("exp and log1p of our own are right to their last places") {
    const auto worst = [](auto zero) {
        using T = decltype(zero);
        double error = 0;
        const T range = sizeof(T) == 4 ? T(86.9) : T(707.9);
        for (int i = 0; i <= 20000; ++i) {
            const T a = range * static_cast<T>(i) / T(20000), e = static_cast<T>(i) / T(20000);
            const long double exact = std::exp(-static_cast<long double>(a)), log = std::log1p(static_cast<long double>(e));
            error = std::max(error, static_cast<double>(std::abs(loss::detail::exp_of_minus(a) - exact) / exact));
            if (i > 0) error = std::max(error, static_cast<double>(std::abs(loss::detail::log1p_of_unit(e) - log) / log));
        }
        return error / static_cast<double>(std::numeric_limits<T>::epsilon());
    };
    CHECK(worst(0.0F) < 3);
    CHECK(worst(0.0) < 3);
    CHECK(loss::detail::exp_of_minus(0.0) == 1.0);
    CHECK(loss::detail::exp_of_minus(std::numeric_limits<double>::infinity()) == 0.0);
    CHECK(std::isnan(loss::detail::exp_of_minus(std::numeric_limits<float>::quiet_NaN())));
}

TEST_CASE("dco takes four sequences") {
    const auto value = [](const loss::dco& of, const double (&p)[4]) {
        return of(pair_values<double>{p[0], p[1], -3.0, -4.5, 1, 1, 0}, pair_values<double>{p[2], p[3], -6.0, -5.0, 1, 1, 0});
    };
    const double p[4] = {-2.0, -5.0, -7.0, -6.5};
    const loss::dco of(loss::beta{0.5});
    // Δ_1 = (-2+3) - (-5+4.5) = 1.5, o_2 = -1; Δ_2 = (-7+6) - (-6.5+5) = 0.5, o_1 = 1.5; γ_1/β = 2, γ_2/β = 0.5.
    CHECK(of.loss::gamma_second::value == 0.25);
    CHECK(value(of, p).value == Approx(std::abs(1.5 + 2.0) + std::abs(0.5 - 0.75)));
    const auto term = value(of, p);
    const double d[4] = {term.d_first_a, term.d_first_b, term.d_second_a, term.d_second_b};
    for (int i = 0; i < 4; ++i) {
        double up[4] = {p[0], p[1], p[2], p[3]}, down[4] = {p[0], p[1], p[2], p[3]};
        up[i] += 1e-5, down[i] -= 1e-5;
        CHECK((value(of, up).value - value(of, down).value) / 2e-5 == Approx(d[i]).margin(1e-8));
    }
    // Consistent: with γ_1 γ_2 = β² both summands vanish together.
    const double q[4] = {-3.0 + 2.0 * -1.0, -4.5, -6.0 + 0.5 * 1.5, -5.0};
    CHECK(value(of, q).value == 0.0);
    CHECK(value(of, q).d_first_a == 0.0);
}

TEST_CASE("options are checked where they are given") {
    CHECK(archetypes::message([] { return loss::sigmoid(loss::beta{0}); }).find("beta is 0.000000") != std::string::npos);
    CHECK(archetypes::message([] { return loss::sigmoid(loss::beta{std::nan("")}); }).find("above 0") != std::string::npos);
    CHECK(archetypes::message([] { return loss::robust(loss::label_smoothing{0.5}); }).find("[0, 0.5)") != std::string::npos);
    CHECK(archetypes::message([] { return loss::exo_pair(loss::label_smoothing{0}); }).find("(0, 0.5]") != std::string::npos);
    CHECK(archetypes::message([] { return loss::conservative(loss::label_smoothing{0.6}); }).find("[0, 0.5]") != std::string::npos);
    CHECK(archetypes::message([] { return loss::discopop(loss::discopop_tau{1.5}); }).find("at most 1") != std::string::npos);
    CHECK(archetypes::message([] { return loss::kto(loss::kl{-1}); }).find("at least 0") != std::string::npos);
    CHECK(archetypes::message([] { return loss::weigh(std::numeric_limits<double>::infinity(), loss::nll()); }).find("finite") != std::string::npos);
    CHECK(archetypes::message([] { return loss::alpha_divergence(std::nan("")); }).find("finite") != std::string::npos);
    STATIC_REQUIRE(std::is_trivially_copyable_v<loss::sigmoid<loss::alpha_divergence>>);  // as a kernel's argument has to be
    STATIC_REQUIRE(std::is_trivially_copyable_v<loss::simpo>);
    STATIC_REQUIRE(sizeof(loss::sigmoid<>) == sizeof(double));
    CHECK(loss::simpo().loss::beta::value == 2.0);
    CHECK(loss::orpo(loss::beta{0.3}).loss::nll_weight::value == 1.0);
}

TEST_CASE("a loss of one's own, with or without a gradient, models preference_loss") {
    const auto value = [](const auto& v) { return -loss::log_sigmoid(0.3 * (v.policy_chosen - v.policy_rejected)); };
    const auto with_gradient = [](const pair_values<double>& v) { return loss::cpo(loss::beta{0.3})(v); };
    STATIC_REQUIRE(loss::preference_loss<decltype(value)>);
    STATIC_REQUIRE(loss::preference_loss<decltype(value), float>);
    STATIC_REQUIRE(loss::preference_loss<decltype(with_gradient)>);
    STATIC_REQUIRE(!loss::preference_loss<decltype(with_gradient), float>);
    STATIC_REQUIRE(loss::preference_loss<loss::sigmoid<>>);
    STATIC_REQUIRE(!loss::preference_loss<loss::dco>);
    STATIC_REQUIRE(!loss::preference_loss<int>);
    for (const auto& v : some_pairs<double>(10, 1)) {
        const auto ours = loss::term_of(value, v), built_in = loss::term_of(with_gradient, v);
        CHECK(ours.value == Approx(built_in.value));
        CHECK(ours.d_chosen == Approx(built_in.d_chosen));
        CHECK(ours.d_rejected == Approx(built_in.d_rejected));
    }
}
