// Losses over a batch: the same bits on any threads and strides, no allocation, gradients of coupled losses, what is refused.
#include "calm/loss/batch.hpp"
#include "calm/loss/by_name.hpp"
#include "calm/loss/coupled.hpp"
#include "calm/loss/dco_batch.hpp"
#include "calm/loss/execution.hpp"
#include "calm/loss/pair_batch.hpp"
#include "calm/loss/workspace.hpp"

#include "archetypes/thrown.hpp"
#include "catch.hpp"
#include "archetypes/allocations.hpp"
#include "loss/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace calm_test;
using archetypes::message;
using calm::error_id;
using loss::pair_batch;
using loss::pair_outputs;

namespace {

/// A batch that owns its columns.
template <class T>
struct owned {
    std::vector<T> p_w{}, p_l{}, q_w{}, q_l{};
    std::vector<std::uint32_t> n_w{}, n_l{};
    std::vector<double> weight{};
    std::vector<T> losses{}, g_w{}, g_l{};

    explicit owned(std::size_t count, double spread = 3) {
        for (const auto& v : some_pairs<T>(count, spread)) {
            p_w.push_back(v.policy_chosen), p_l.push_back(v.policy_rejected), q_w.push_back(v.reference_chosen), q_l.push_back(v.reference_rejected);
            n_w.push_back(static_cast<std::uint32_t>(v.length_chosen)), n_l.push_back(static_cast<std::uint32_t>(v.length_rejected));
            weight.push_back(0.25 + static_cast<double>(p_w.size() % 4) / 4);
        }
        losses.resize(count), g_w.resize(count), g_l.resize(count);
    }
    [[nodiscard]] pair_batch<T> batch(bool weighted = false) const {
        return {p_w, p_l, q_w, q_l, n_w, n_l, weighted ? loss::strided<const double>(weight) : loss::strided<const double>()};
    }
    [[nodiscard]] pair_outputs<T> out() { return {losses, g_w, g_l, {}}; }
};

template <class L>
double value_of(const L& of, const owned<double>& given, bool weighted) {
    loss::workspace space;
    return evaluate(of, given.batch(weighted), pair_outputs<double>{}, space).loss;
}

/// The gradient by each log-probability against differences of the whole batch's loss.
template <class L>
void check_gradient(const L& of, bool weighted) {
    owned<double> given(23);
    loss::workspace space;
    const auto metrics = evaluate(of, given.batch(weighted), given.out(), space);
    double mean = 0;
    for (const double one : given.losses) mean += one / 23;
    CHECK(mean == Approx(metrics.loss));
    for (auto* column : {&given.p_w, &given.p_l})
        for (std::size_t i = 0; i < column->size(); ++i) {
            const double at = (*column)[i], h = 1e-6;
            (*column)[i] = at + h;
            const double up = value_of(of, given, weighted);
            (*column)[i] = at - h;
            const double down = value_of(of, given, weighted);
            (*column)[i] = at;
            CHECK((up - down) / (2 * h) == Approx(column == &given.p_w ? given.g_w[i] : given.g_l[i]).margin(1e-8).epsilon(1e-6));
        }
}

const auto mpo = loss::sum(loss::weigh(0.8, loss::sigmoid()), loss::weigh(0.2, loss::bco_pair()), loss::weigh(1.0, loss::sft()));

} // namespace

TEST_CASE("the gradient of a batch's loss is that of differences") {
    using namespace calm::loss;
    for (const bool weighted : {false, true}) {
        check_gradient(sigmoid(beta{0.3}), weighted);
        check_gradient(orpo(), weighted);
        check_gradient(sft(), weighted);
        check_gradient(mpo, weighted);
        check_gradient([](const auto& v) { return exp(-(v.policy_chosen - v.policy_rejected) / v.length_chosen); }, weighted);
    }
    check_gradient(aot(beta{0.3}, label_smoothing{0.1}), false);
    check_gradient(aot_unpaired(beta{0.3}, label_smoothing{0.1}), false);
    check_gradient(sum(weigh(2, aot()), weigh(0.5, aot_unpaired()), weigh(1, [](const auto& v) { return v.policy_chosen * v.policy_chosen; })), false);
}

TEST_CASE("AOT compares sorted lists") {
    // Margins of the policy 3, -1; of the reference 0, 1: sorted -1, 3 and 0, 1, so δ = -1, 2; the second pair has the smaller margin.
    const std::vector<double> p_w{-1, -4}, p_l{-4, -3}, q_w{-2, -2}, q_l{-2, -3};
    std::vector<double> losses(2);
    loss::workspace space;
    evaluate(loss::aot(loss::beta{1}), pair_batch<double>{p_w, p_l, q_w, q_l}, pair_outputs<double>{losses}, space);
    CHECK(losses[0] == Approx(-loss::log_sigmoid(2.0)));
    CHECK(losses[1] == Approx(-loss::log_sigmoid(-1.0)));
    // r_w = 1, -2 and r_l = -2, 0: sorted -2, 1 and -2, 0, so δ = 0, 1.
    evaluate(loss::aot_unpaired(loss::beta{1}), pair_batch<double>{p_w, p_l, q_w, q_l}, pair_outputs<double>{losses}, space);
    CHECK(losses[0] == Approx(-loss::log_sigmoid(1.0)));
    CHECK(losses[1] == Approx(-loss::log_sigmoid(0.0)));
}

TEMPLATE_TEST_CASE("the same bits whatever the number of threads and the strides", "", float, double) {
    owned<TestType> given(5000);
    given.weight.assign(given.weight.size(), 1.0);
    const auto check = [&](const auto& of) {
        loss::workspace space;
        const auto alone = evaluate(of, given.batch(), given.out(), space);
        const auto g_w = given.g_w, g_l = given.g_l, losses = given.losses;
        for (const std::size_t threads : {std::size_t{2}, std::size_t{3}, std::size_t{8}}) {
            const auto together = evaluate(of, given.batch(), given.out(), space, {}, loss::on_threads{threads});
            std::vector<double> one, other;
            alone.each([&](const char*, double value) { one.push_back(value); });
            together.each([&](const char*, double value) { other.push_back(value); });
            CHECK(one == other);
            CHECK((given.g_w == g_w && given.g_l == g_l && given.losses == losses));
        }
        // Chosen and rejected interleaved, and written backwards.
        std::vector<TestType> policy(2 * g_w.size()), reference(2 * g_w.size()), backwards(g_w.size());
        for (std::size_t i = 0; i < g_w.size(); ++i)
            policy[2 * i] = given.p_w[i], policy[2 * i + 1] = given.p_l[i], reference[2 * i] = given.q_w[i], reference[2 * i + 1] = given.q_l[i];
        const auto part = [&](std::vector<TestType>& from, std::size_t at) { return loss::strided<const TestType>(from.data() + at, g_w.size(), 2); };
        const pair_batch<TestType> strided{part(policy, 0), part(policy, 1), part(reference, 0), part(reference, 1), given.n_w, given.n_l,
                                           loss::strided<const double>()};
        const auto metrics = evaluate(of, strided, pair_outputs<TestType>{{}, {&backwards.back(), backwards.size(), -1}}, space);
        CHECK(metrics.loss == alone.loss);
        std::reverse(backwards.begin(), backwards.end());
        CHECK(backwards == g_w);
    };
    check(loss::sigmoid());
    check(loss::aot());
    check(mpo);
    check(loss::simpo());
}

TEST_CASE("nothing is allocated once the workspace has seen the size") {
    owned<float> given(3000);
    loss::workspace space;
    const auto count = [&](const auto& of) {
        evaluate(of, given.batch(), given.out(), space);
        const std::size_t before = allocations();
        for (int i = 0; i < 3; ++i) evaluate(of, given.batch(), given.out(), space);
        return allocations() - before;
    };
    CHECK(count(loss::sigmoid()) == 0);
    CHECK(count(loss::aot()) == 0);
    CHECK(count(loss::sum(loss::weigh(1, loss::aot_unpaired()), loss::weigh(1, loss::aot()))) == 0);
    CHECK(count(mpo) == 0);
    CHECK(count(loss::named_sum{{loss::weigh(1.0, loss::by_name("hinge")), loss::weigh(1.0, loss::by_name("sft"))}}) == 0);
}

TEST_CASE("float pairs are double pairs to what float can hold") {
    // Rounding p and q to float is in both. What is left is the arithmetic on one pair: some twenty roundings, each of a quantity that
    // moves the loss by its slope: |slope| (|p| + |q|) and the loss itself.
    const auto single = some_pairs<float>(300, 2);
    each_loss([&](const std::string& name, const auto& of) {
        for (const auto& f : single) {
            const loss::pair_values<double> d{f.policy_chosen, f.policy_rejected, f.reference_chosen, f.reference_rejected, f.length_chosen, f.length_rejected, f.full_chosen};
            const auto term = of(f);
            const auto exact = of(d);
            // Second derivatives: the gradient as a function of dual numbers.
            using number = loss::pair_dual<double>;
            const auto curved = of(loss::pair_values<number>{number::variable(d.policy_chosen, 0), number::variable(d.policy_rejected, 1), d.reference_chosen,
                                                             d.reference_rejected, d.length_chosen, d.length_rejected, d.full_chosen});
            const double size_w = std::abs(d.policy_chosen) + std::abs(d.reference_chosen) + 1, size_l = std::abs(d.policy_rejected) + std::abs(d.reference_rejected) + 1;
            const double ulp = 20 * static_cast<double>(std::numeric_limits<float>::epsilon());
            CAPTURE(name, d.policy_chosen, d.policy_rejected, d.reference_chosen, d.reference_rejected, d.length_chosen, d.length_rejected);
            const auto& own = exact;
            CHECK(std::abs(static_cast<double>(term.value) - own.value) <=
                  ulp * (1 + std::abs(own.value) + std::abs(own.d_chosen) * size_w + std::abs(own.d_rejected) * size_l));
            CHECK(std::abs(static_cast<double>(term.d_chosen) - own.d_chosen) <=
                  ulp * (std::abs(own.d_chosen) + std::abs(curved.d_chosen.d[0]) * size_w + std::abs(curved.d_chosen.d[1]) * size_l + 0.1));
            CHECK(std::abs(static_cast<double>(term.d_rejected) - own.d_rejected) <=
                  ulp * (std::abs(own.d_rejected) + std::abs(curved.d_rejected.d[0]) * size_w + std::abs(curved.d_rejected.d[1]) * size_l + 0.1));
        }
    });
}

TEST_CASE("metrics are those that a trainer logs") {
    const std::vector<double> p_w{-1, -4, -2}, p_l{-3, -4, -1}, q_w{-2, -4, -2}, q_l{-2, -4, -2};
    const std::vector<std::uint32_t> n_w{2, 4, 4}, n_l{1, 1, 1};
    loss::workspace space;
    const pair_batch<double> batch{p_w, p_l, q_w, q_l, n_w, n_l};
    const auto got = evaluate(loss::sigmoid(loss::beta{0.5}), batch, {}, space);
    CHECK(got.rewards_chosen == Approx(0.5 * (1 + 0 + 0) / 3));
    CHECK(got.rewards_rejected == Approx(0.5 * (-1 + 0 + 1) / 3).margin(1e-15));
    CHECK(got.rewards_margins == Approx(0.5 * (2 + 0 - 1) / 3));
    CHECK(got.rewards_accuracies == Approx(1.0 / 3));  // the second pair is a tie
    CHECK(got.logps_chosen == Approx(-7.0 / 3));
    CHECK(got.logps_rejected == Approx(-8.0 / 3));
    CHECK(got.nll_loss.value() == Approx(0.7));
    const auto means = evaluate(loss::simpo(), pair_batch<double>{p_w, p_l, {}, {}, n_w, n_l}, {}, space);
    CHECK(means.logps_chosen == Approx((-0.5 - 1 - 0.5) / 3));
    CHECK(means.rewards_chosen == Approx(2.0 * (-0.5 - 1 - 0.5) / 3));
    CHECK(evaluate(loss::sigmoid(), batch, {}, space, {.reward_scale = 2.0}).rewards_margins == Approx(2.0 * 1 / 3));
    std::string names;
    got.each([&](std::string name, double) { names += name + ' '; });
    CHECK(names == "loss rewards/chosen rewards/rejected rewards/margins rewards/accuracies logps/chosen logps/rejected nll_loss ");
    CHECK(evaluate(loss::sigmoid(), pair_batch<double>{}, {}, space).loss == 0.0);  // an empty batch
}

TEST_CASE("KL and running reward come from the batch") {
    const std::vector<double> p{-3, -5}, q{-4, -5.5};
    CHECK(loss::mismatch_kl<double>(p, q) == Approx(0.75));
    CHECK(loss::mismatch_kl<double>(q, p) == 0.0);
    CHECK(message([&] { return loss::mismatch_kl<double>(p, {}); }).find("CALM-E101") == 0);
    loss::running_reward seen;
    CHECK(seen.mean() == 0.0);
    CHECK(seen.add(pair_batch<double>{p, q, q, p}, 2.0) == Approx(0.0).margin(1e-15));
    CHECK(seen.add(pair_batch<double>{p, p, q, q}, 2.0) == Approx(0.75));
    CHECK(message([&] { return seen.add(pair_batch<double>{p, p}, 2.0); }).find("reference") != std::string::npos);
}

TEST_CASE("what is not finite is found and named, and nothing is written before") {
    owned<double> given(600);
    given.q_l[517] = std::numeric_limits<double>::quiet_NaN();
    loss::workspace space;
    given.g_w.assign(600, 7.0);
    CHECK(message([&] { return evaluate(loss::sigmoid(), given.batch(), given.out(), space); })
              .find("CALM-E104 not-finite: record 517, field \"reference_rejected\": the log-probability is NaN") == 0);
    CHECK(std::count(given.g_w.begin(), given.g_w.end(), 7.0) == 600);
    given.q_l[517] = -1;
    given.p_w[3] = -std::numeric_limits<double>::infinity();
    CHECK(message([&] { return evaluate(loss::aot(), given.batch(), given.out(), space); }).find("record 3, field \"policy_chosen\": the log-probability is -inf") !=
          std::string::npos);
    given.p_w[3] = -1;
    given.weight[9] = -0.5;
    CHECK(message([&] { return evaluate(loss::sigmoid(), given.batch(true), given.out(), space); }).find("CALM-E101 invalid-option: record 9, field \"weight\"") == 0);
    const auto broken = [](const auto& v) { return v.policy_chosen < -1.5 ? v.policy_chosen / (v.policy_chosen - v.policy_chosen) : v.policy_chosen; };
    CHECK(archetypes::thrown([&] { return evaluate(broken, given.batch(), given.out(), space); }) == error_id::not_finite);
}

TEST_CASE("a batch that does not fit the loss is refused") {
    owned<double> given(5);
    loss::workspace space;
    const auto said = [&](const auto& of, const pair_batch<double>& batch) { return message([&] { return evaluate(of, batch, {}, space); }); };
    CHECK(said(loss::sigmoid(), {given.p_w, given.p_l}).find("reads the reference") != std::string::npos);
    CHECK(said(loss::reference_free(loss::sigmoid()), given.batch()).find("reference_free") != std::string::npos);
    CHECK(said(loss::simpo(), {given.p_w, given.p_l}).find("lengths") != std::string::npos);
    CHECK(said(loss::ipo(), {given.p_w, given.p_l, given.q_w, given.q_l}).find("lengths") != std::string::npos);
    CHECK(said(loss::ipo(loss::length_average{false}), {given.p_w, given.p_l, given.q_w, given.q_l}).empty());
    CHECK(said(loss::sigmoid(), {given.p_w, given.p_l, given.q_w, {}}).find("only one of") != std::string::npos);
    CHECK(said(loss::sigmoid(), {given.p_w, {given.p_l.data(), 4}, given.q_w, given.q_l}).find("policy_rejected has 4") != std::string::npos);
    CHECK(said(loss::sigmoid(), {given.p_w, {}, given.q_w, given.q_l}).find("policy_rejected") != std::string::npos);
    CHECK(said(loss::aot(), given.batch(true)).find("aot compares sorted lists") != std::string::npos);
    CHECK(said(mpo, {given.p_w, given.p_l, given.q_w, given.q_l}).find("lengths") != std::string::npos);
    // A loss of one's own can't be asked what it reads: what is not there is NaN.
    const auto own = [](const auto& v) { return -v.policy_chosen / v.length_chosen; };
    CHECK(said(own, {given.p_w, given.p_l}).find("the batch has no lengths and no reference") != std::string::npos);
    CHECK(said(own, given.batch()).empty());
}

TEST_CASE("dco over a batch") {
    owned<double> one(400), two(400, 1);
    loss::workspace space;
    const loss::dco of(loss::beta{0.2});
    const auto metrics = evaluate_dco(of, one.batch(true), two.batch(), one.out(), two.out(), space);
    double mean = 0;
    for (std::size_t i = 0; i < 400; ++i) {
        const auto term = of(loss::pair_values<double>{one.p_w[i], one.p_l[i], one.q_w[i], one.q_l[i], 1, 1, 0},
                             loss::pair_values<double>{two.p_w[i], two.p_l[i], two.q_w[i], two.q_l[i], 1, 1, 0});
        mean += one.weight[i] * term.value / 400;
        CHECK(one.losses[i] == Approx(one.weight[i] * term.value));
        CHECK(one.g_w[i] == Approx(one.weight[i] * term.d_first_a / 400));
        CHECK(two.g_l[i] == Approx(one.weight[i] * term.d_second_b / 400));
    }
    CHECK(metrics.loss == Approx(mean));
    CHECK(metrics.first.loss + metrics.second.loss == Approx(mean));
    CHECK(metrics.first.rewards_margins == Approx(evaluate(loss::sigmoid(loss::beta{0.2}), one.batch(), {}, space).rewards_margins));
    const auto gradient = one.g_w;
    CHECK(evaluate_dco(of, one.batch(true), two.batch(), one.out(), two.out(), space, loss::on_threads{3}).loss == metrics.loss);
    CHECK(one.g_w == gradient);
    const std::size_t before = allocations();
    evaluate_dco(of, one.batch(true), two.batch(), one.out(), two.out(), space);
    CHECK(allocations() == before);
    two.p_l[77] = std::nan("");
    CHECK(message([&] { return evaluate_dco(of, one.batch(), two.batch(), {}, {}, space).loss; }).find("record 77, field \"policy_rejected\"") != std::string::npos);
    CHECK(message([&] { return evaluate_dco(of, one.batch(), owned<double>(3).batch(), {}, {}, space).loss; }).find("400 pairs in one language and 3") != std::string::npos);
}

TEST_CASE("a loss needs no column but those that it says it reads") {
    const std::vector<double> p_w{-3.0, -2.0}, p_l{-4.0, -1.0}, q_w{-3.5, -2.5}, q_l{-3.0, -1.5};
    const std::vector<std::uint32_t> lengths{3, 2};
    calm_test::each_loss([&](const std::string& name, const auto& of) {
        using L = std::remove_cvref_t<decltype(of)>;
        calm::loss::workspace space;
        calm::loss::pair_batch<double> batch{.policy_chosen = p_w, .policy_rejected = p_l};
        if (calm::loss::detail::reads_reference<L>()) batch.reference_chosen = q_w, batch.reference_rejected = q_l;
        if (calm::loss::detail::reads_lengths(of)) batch.length_chosen = lengths, batch.length_rejected = lengths;
        INFO(name);
        CHECK(std::isfinite(calm::loss::evaluate(of, batch, {}, space).loss));
    });
}
