// What holds of every loss for whatever a user has: RapidCheck draws log-probabilities, lengths, temperatures and batches over the ranges that
// are met. The seed is fixed unless RC_PARAMS names another.
#include "calm/error.hpp"
#include "calm/loss/batch.hpp"
#include "calm/loss/by_name.hpp"
#include "calm/loss/dco.hpp"
#include "calm/loss/tokens.hpp"

#include "catch.hpp"
#include "loss/catalogue.hpp"
#include "loss/running_error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include <rapidcheck.h>

using namespace calm_test;
using loss::pair_values;

namespace {

[[maybe_unused]] const int seeded = setenv("RC_PARAMS", "seed=1 max_success=300", 0);

/// Whole numbers in [low, high], all of them from the first case on.
template <class Whole>
rc::Gen<Whole> whole(Whole low, Whole high) {
    return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Whole>(low, static_cast<Whole>(high + 1)));
}
rc::Gen<double> uniform(double low, double high) {
    return rc::gen::map(whole<std::int64_t>(0, std::int64_t{1} << 40), [=](std::int64_t i) { return low + (high - low) * static_cast<double>(i) * 0x1p-40; });
}
/// A positive number whose logarithm is uniform.
rc::Gen<double> magnitude(double low, double high) {
    return rc::gen::map(uniform(std::log(low), std::log(high)), [](double x) { return std::exp(x); });
}
rc::Gen<double> temperature() { return magnitude(1e-3, 10); }
/// A log-ratio, of either sign, up to `largest`.
rc::Gen<double> ratio(double largest) {
    return rc::gen::map(rc::gen::pair(magnitude(1e-4, largest), rc::gen::arbitrary<bool>()), [](const auto& p) { return p.second ? p.first : -p.first; });
}
rc::Gen<std::uint32_t> length() {
    return rc::gen::map(magnitude(0.5, 1.001e5), [](double n) { return static_cast<std::uint32_t>(n); });  // 0 to 100100, 0 for one in eighteen
}

/// A pair with log-probabilities down to -1e6 and log-ratios whose difference is up to 1e4.
rc::Gen<pair_values<double>> pair_in_range(double lowest = 1e6, double largest_ratio = 5e3) {
    return rc::gen::exec([=] {
        pair_values<double> v;
        v.policy_chosen = -*magnitude(1e-3, lowest), v.policy_rejected = -*magnitude(1e-3, lowest);
        v.reference_chosen = v.policy_chosen - *ratio(largest_ratio), v.reference_rejected = v.policy_rejected - *ratio(largest_ratio);
        v.length_chosen = *length(), v.length_rejected = *length();
        v.full_chosen = v.policy_chosen * *uniform(1, 2);
        return v;
    });
}

template <class To>
pair_values<To> as(const pair_values<double>& v) {
    return {To(v.policy_chosen), To(v.policy_rejected), To(v.reference_chosen), To(v.reference_rejected), To(v.length_chosen), To(v.length_rejected), To(v.full_chosen)};
}

template <class T>
bool finite(const loss::pair_term<T>& t) {
    return std::isfinite(t.value) && std::isfinite(t.d_chosen) && std::isfinite(t.d_rejected) && std::isfinite(t.d_full);
}

/// Fails the property for a loss.
template <class... Seen>
void demand(bool holds, const std::string& name, const Seen&... seen) {
    if (holds) return;
    RC_LOG() << name;
    ((RC_LOG() << ' ' << seen), ...);
    RC_LOG() << '\n';
    RC_FAIL("see above");
}

/// Whether the gradient by one variable is that of the value, by the mean value theorem: the difference quotient over an interval is the gradient
/// somewhere in it, so no further from the gradient in the middle than the gradients in the interval are from each other (at a kink, too). In long
/// double, where rounding is some 10³ units of 2⁻⁶⁴ of the numbers that go in, over the width of the interval. Gives the difference over what may be.
template <class L>
double excess(const L& of, const pair_values<double>& v, double pair_values<double>::*, long double pair_values<long double>::*variable,
              long double loss::pair_term<long double>::*slope, double constants) {
    using number = long double;
    const number h = 1e-5L;
    const auto at = [&](number step) {
        auto moved = as<number>(v);
        moved.*variable += step;
        return loss::term_of(of, moved);
    };
    const auto middle = at(0), up = at(h), down = at(-h);
    number least = middle.*slope, most = least;
    for (const auto& one : {up, down, at(h / 2), at(-h / 2)}) least = std::min(least, one.*slope), most = std::max(most, one.*slope);
    const number inputs = std::abs(v.policy_chosen) + std::abs(v.policy_rejected) + std::abs(v.reference_chosen) + std::abs(v.reference_rejected) + number(constants);
    const number size = 1 + std::abs(middle.value) + inputs * (std::abs(middle.d_chosen) + std::abs(middle.d_rejected) + std::abs(middle.d_full) + most - least);
    const number rounding = 1000 * std::numeric_limits<number>::epsilon() * size / h;
    return static_cast<double>(std::abs((up.value - down.value) / (2 * h) - middle.*slope) / (most - least + rounding));
}

/// A loss whose gradient is wrong by a hundredth.
template <class L>
struct slightly_wrong {
    L loss;
    template <class T>
    loss::pair_term<T> operator()(const pair_values<T>& v) const {
        auto term = calm::loss::term_of(loss, v);
        term.d_chosen *= T(1.01);
        return term;
    }
};

/// Columns of a batch, in whatever range.
struct drawn_batch {
    std::vector<pair_values<double>> pairs{};
    std::vector<double> p_w{}, p_l{}, q_w{}, q_l{};
    std::vector<std::uint32_t> n_w{}, n_l{};
    std::vector<double> losses{}, g_w{}, g_l{};

    explicit drawn_batch(std::vector<pair_values<double>> of) : pairs(std::move(of)) {
        for (const auto& v : pairs) {
            p_w.push_back(v.policy_chosen), p_l.push_back(v.policy_rejected), q_w.push_back(v.reference_chosen), q_l.push_back(v.reference_rejected);
            n_w.push_back(static_cast<std::uint32_t>(v.length_chosen)), n_l.push_back(static_cast<std::uint32_t>(v.length_rejected));
        }
        losses.assign(pairs.size(), 7.5), g_w = g_l = losses;
    }
    [[nodiscard]] loss::pair_batch<double> batch() const { return {p_w, p_l, q_w, q_l, n_w, n_l, {}, {}}; }
    [[nodiscard]] loss::pair_outputs<double> out() { return {losses, g_w, g_l, {}}; }
};

/// A loss of the catalogue by its name.
loss::named_sum named(const std::string& name, double b) {
    std::vector<loss::named_option> options;
    if (loss::loss_takes(name, "beta")) options.push_back({"beta", b});
    if (name == "exo_pair") options.push_back({"label_smoothing", 0.1});
    if (name == "kto") options.push_back({"kl", 0.5});
    return {{loss::weigh(1.0, loss::by_name(name, options))}};
}
rc::Gen<std::string> any_name() {
    return rc::gen::map(whole<std::size_t>(0, loss::loss_names.size() - 1), [](std::size_t i) { return std::string(loss::loss_names[i]); });
}
rc::Gen<std::vector<pair_values<double>>> pairs_in_range(std::size_t most, double lowest = 1e6) {
    return rc::gen::exec([=] { return *rc::gen::container<std::vector<pair_values<double>>>(*whole<std::size_t>(1, most), pair_in_range(lowest)); });
}

} // namespace

TEST_CASE("loss and gradient are finite over the ranges that users reach") {
    CHECK(rc::check("any pair, any temperature", [] {
        const auto v = *pair_in_range();
        const double b = *temperature();
        each_loss_at(b, [&](const std::string& name, const auto& of) {
            demand(finite(loss::term_of(of, v)), name, "in double");
            demand(finite(loss::term_of(of, as<float>(v))), name, "in float");
        });
    }));
    CHECK(rc::check("identical sides", [] {
        auto v = *pair_in_range();
        v.policy_rejected = v.policy_chosen, v.reference_rejected = v.reference_chosen, v.length_rejected = v.length_chosen;
        each_loss_at(*temperature(), [&](const std::string& name, const auto& of) {
            demand(finite(loss::term_of(of, v)), name, "in double");
            demand(finite(loss::term_of(of, as<float>(v))), name, "in float");
        });
    }));
}

TEST_CASE("gradients are those of the value") {
    CHECK(rc::check("by the mean value theorem", [] {
        const auto v = *pair_in_range();
        const double b = *temperature();
        const double constants = (v.length_chosen + v.length_rejected + 2) * (1 + 0.5 / b);  // ipo's 1/(2β) is a score for each token
        each_loss_at(b, [&](const std::string& name, const auto& of) {
            using values = pair_values<double>;
            using exact = pair_values<long double>;
            using term = loss::pair_term<long double>;
            const double by_chosen = excess(of, v, &values::policy_chosen, &exact::policy_chosen, &term::d_chosen, constants);
            const double by_rejected = excess(of, v, &values::policy_rejected, &exact::policy_rejected, &term::d_rejected, constants);
            const double by_full = excess(of, v, &values::full_chosen, &exact::full_chosen, &term::d_full, constants);
            demand(by_chosen <= 1 && by_rejected <= 1 && by_full <= 1, name, by_chosen, by_rejected, by_full);
        });
    }));
    int seen = 0, all = 0;
    CHECK(rc::check("and a gradient that is wrong by a hundredth is seen", [&] {
        const auto v = *pair_in_range(100, 10);
        const loss::sigmoid of(loss::beta{*temperature()});
        if (std::abs(of(v).d_chosen) < 1e-6) return;
        ++all;
        seen += excess(slightly_wrong<loss::sigmoid<>>{of}, v, &pair_values<double>::policy_chosen, &pair_values<long double>::policy_chosen,
                       &loss::pair_term<long double>::d_chosen, 2) > 1;
    }));
    CHECK(all > 100);
    CHECK(seen == all);
}

TEST_CASE("float is as near to double as its roundings let it be") {
    std::size_t compared = 0;
    CHECK(rc::check("by running error analysis", [&] {
        const auto v = as<float>(*pair_in_range());
        const pair_values<float_error> exact{v.policy_chosen, v.policy_rejected, v.reference_chosen, v.reference_rejected,
                                             v.length_chosen, v.length_rejected, v.full_chosen};
        each_loss_at(*temperature(), [&](const std::string& name, const auto& of) {
            const auto got = loss::term_of(of, v);
            float_error::ambiguous = false;
            const auto expected = loss::term_of(of, exact);
            const auto near = [&](float rough, const float_error& number) {
                if (!std::isfinite(number.error)) return;
                ++compared;
                // the bound is of first order, so a tenth more
                demand(std::abs(static_cast<double>(rough) - number.value) <= 1.1 * number.error, name, rough, number.value, number.error);
            };
            near(got.value, expected.value);
            if (float_error::ambiguous) return;
            near(got.d_chosen, expected.d_chosen), near(got.d_rejected, expected.d_rejected), near(got.d_full, expected.d_full);
        });
    }));
    CHECK(compared > 100000);
}

TEST_CASE("what swapping the sides does") {
    CHECK(rc::check("to losses of a margin, and others that have a symmetry", [] {
        using namespace calm::loss;
        const auto v = *pair_in_range(1e4);
        const double b = *temperature(), smoothing = *uniform(0, 0.45);
        auto swapped = v;
        std::swap(swapped.policy_chosen, swapped.policy_rejected), std::swap(swapped.reference_chosen, swapped.reference_rejected);
        const double x = b * (chosen_ratio(v) - rejected_ratio(v));
        const double rounding = 32 * std::numeric_limits<double>::epsilon() * (1 + std::abs(x) + b * (std::abs(v.policy_chosen) + std::abs(v.policy_rejected)));
        const auto difference = [&](const auto& of) { return of(v).value - of(swapped).value; };
        const auto total = [&](const auto& of) { return of(v).value + of(swapped).value; };
        const auto close = [&](const char* name, double got, double expected, double scale = 1) {
            demand(std::abs(got - expected) <= scale * rounding, name, got, expected);
        };
        close("sigmoid", difference(sigmoid(beta{b})), -x);  // -ls(x) + ls(-x) = -x
        close("conservative", difference(conservative(beta{b}, label_smoothing{smoothing})), -(1 - 2 * smoothing) * x);
        close("robust", difference(robust(beta{b}, label_smoothing{smoothing})), -x / (1 - 2 * smoothing), 1 / (1 - 2 * smoothing));
        close("hinge", total(hinge(beta{b})), std::max(2.0, 1 + std::abs(x)));
        close("apo_zero", total(apo_zero(beta{b})), 2);
        close("kto", total(kto(beta{b}, kl{0})), 2);
        const auto antisymmetric = [&](const char* name, const auto& of) {
            demand(of(v).d_chosen == -of(v).d_rejected, name, of(v).d_chosen, of(v).d_rejected);
        };
        antisymmetric("sigmoid", sigmoid(beta{b}));
        antisymmetric("conservative", conservative(beta{b}, label_smoothing{smoothing}));
        antisymmetric("robust", robust(beta{b}, label_smoothing{smoothing}));
        antisymmetric("hinge", hinge(beta{b}));
        antisymmetric("exo_pair", exo_pair(beta{b}, label_smoothing{0.1}));
        antisymmetric("discopop", discopop(beta{b}));
        antisymmetric("ipo, sums", ipo(beta{b}, length_average{false}));
        antisymmetric("cpo", cpo(beta{b}));
        // dco does not ask which answer is called a.
        const auto other = *pair_in_range(1e4);
        auto other_swapped = other;
        std::swap(other_swapped.policy_chosen, other_swapped.policy_rejected), std::swap(other_swapped.reference_chosen, other_swapped.reference_rejected);
        const auto one = dco(beta{b})(v, other), two = dco(beta{b})(swapped, other_swapped);
        demand(one.value == two.value && one.d_first_a == two.d_first_b && one.d_second_a == two.d_second_b, "dco", one.value, two.value);
    }));
}

TEST_CASE("the order of a batch does not matter") {
    CHECK(rc::check("but for rounding in its mean", [] {
        drawn_batch given(*pairs_in_range(600));
        const auto name = *any_name();
        const auto of = named(name, *temperature());
        const std::size_t n = given.pairs.size();
        std::vector<std::size_t> order(n);
        std::iota(order.begin(), order.end(), std::size_t{0});
        rc::Random random(*whole<std::uint64_t>(0, 1000));
        for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[random.next() % i]);
        std::vector<pair_values<double>> moved;
        for (const auto i : order) moved.push_back(given.pairs[i]);
        drawn_batch other(moved);
        loss::workspace space;
        const auto one = evaluate(of, given.batch(), given.out(), space), two = evaluate(of, other.batch(), other.out(), space);
        double sum = 0;
        for (const double each : given.losses) sum += std::abs(each);
        const double epsilon = std::numeric_limits<double>::epsilon();
        demand(std::abs(one.loss - two.loss) <= epsilon * sum, name, one.loss, two.loss);  // n roundings of at most the sum, over n
        double mean = 0;
        for (const double each : given.losses) mean += each / static_cast<double>(n);
        demand(std::abs(one.loss - mean) <= 2 * epsilon * sum, name, "the mean of the losses", one.loss, mean);
        for (std::size_t i = 0; i < n; ++i) {
            if (name == "sft") {  // all pairs share one sum
                demand(std::abs(other.losses[i] - given.losses[order[i]]) <= epsilon * sum, name, "pair", i);
                continue;
            }
            demand(other.losses[i] == given.losses[order[i]] && other.g_w[i] == given.g_w[order[i]] && other.g_l[i] == given.g_l[order[i]], name, "pair", i);
        }
    }));
}

TEST_CASE("what is not finite is found, wherever it is, and named") {
    constexpr std::array<double, 3> broken{std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    CHECK(rc::check("in pairs", [&] {
        drawn_batch given(*pairs_in_range(600));
        const std::size_t at = *whole<std::size_t>(0, given.pairs.size() - 1), which = *whole<std::size_t>(0, 3);
        std::vector<double>* columns[] = {&given.p_w, &given.p_l, &given.q_w, &given.q_l};
        const char* names[] = {"policy_chosen", "policy_rejected", "reference_chosen", "reference_rejected"};
        (*columns[which])[at] = broken[*whole<std::size_t>(0, 2)];
        const auto name = *any_name();
        loss::workspace space;
        std::optional<calm::error> said;
        try {
            evaluate(named(name, 0.1), given.batch(), given.out(), space);
        } catch (const calm::error& e) {
            said = e;
        }
        demand(said && said->id() == calm::error_id::not_finite && said->where().record == at && said->where().field == names[which], name,
               said ? said->what() : "nothing");
        RC_ASSERT(given.losses == std::vector<double>(given.pairs.size(), 7.5));
        RC_ASSERT(given.g_w == given.losses);
        RC_ASSERT(given.g_l == given.losses);
    }));
    CHECK(rc::check("in tokens", [&] {
        const std::size_t pairs = *whole<std::size_t>(1, 300);
        std::vector<std::size_t> starts{0};
        for (std::size_t row = 0; row < 2 * pairs; ++row) starts.push_back(starts.back() + *whole<std::size_t>(0, 4));
        RC_PRE(starts.back() > 0);
        std::vector<double> policy(starts.back(), -1.0), reference(starts.back(), -1.5), gradient(starts.back(), 7.5);
        const std::size_t at = *whole<std::size_t>(0, policy.size() - 1);
        const bool of_policy = *rc::gen::arbitrary<bool>();
        (of_policy ? policy : reference)[at] = broken[*whole<std::size_t>(0, 2)];
        const auto row = static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), at) - starts.begin()) - 1;
        const loss::ragged<const double> p{policy, starts}, q{reference, starts};
        loss::workspace space;
        std::optional<calm::error> said;
        try {
            evaluate_tokens(loss::sigmoid(), loss::token_batch<double>{p.part(0, pairs), p.part(pairs, 2 * pairs), q.part(0, pairs), q.part(pairs, 2 * pairs), {}},
                            {{}, gradient, gradient}, space);
        } catch (const calm::error& e) {
            said = e;
        }
        RC_ASSERT(said);
        RC_ASSERT(said->id() == calm::error_id::not_finite);
        RC_ASSERT(said->where().record == row % pairs);
        RC_ASSERT(said->where().field == std::string(of_policy ? "policy_" : "reference_") + (row < pairs ? "chosen" : "rejected"));
        RC_ASSERT(said->problem().find("token " + std::to_string(at - starts[row]) + " is") != std::string::npos);
        RC_ASSERT(gradient == std::vector<double>(gradient.size(), 7.5));
    }));
}

TEST_CASE("completions may be empty, of one token, or of 100000") {
    CHECK(rc::check("with any loss by its name", [] {
        const auto name = *any_name();
        const auto of = named(name, *temperature());
        const std::size_t pairs = *whole<std::size_t>(1, 4), longest = *rc::gen::element<std::size_t>(0, 1, 5, 100000);
        std::vector<std::size_t> starts{0};
        for (std::size_t row = 0; row < 2 * pairs; ++row) starts.push_back(starts.back() + (*rc::gen::arbitrary<bool>() ? longest : *whole<std::size_t>(0, 1)));
        const double each = -*magnitude(1e-3, 10), drift = *ratio(0.1);
        const std::vector<float> policy(starts.back(), static_cast<float>(each)), reference(starts.back(), static_cast<float>(each - drift));
        std::vector<float> gradient(starts.back());
        const loss::ragged<const float> p{policy, starts}, q{reference, starts};
        loss::workspace space;
        const auto metrics = evaluate_tokens(
            of, loss::token_batch<float>{p.part(0, pairs), p.part(pairs, 2 * pairs), q.part(0, pairs), q.part(pairs, 2 * pairs), {}}, {{}, gradient, gradient}, space);
        demand(std::isfinite(metrics.loss), name, metrics.loss);
        for (const float g : gradient) demand(std::isfinite(g), name, g);
    }));
}
