// Losses from tokens: rows of any length, ld_alpha, weights, and gradients by each token.
#include "calm/loss/by_name.hpp"
#include "calm/loss/coupled.hpp"
#include "calm/loss/token_metrics.hpp"
#include "calm/loss/tokens.hpp"

#include "archetypes/thrown.hpp"
#include "catch.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace loss = calm::loss;
using archetypes::message;

namespace {

/// Pairs of completions with these numbers of tokens, policy and reference.
template <class T>
struct owned {
    std::vector<T> policy{}, reference{}, gradient{};
    std::vector<std::size_t> starts{0};
    std::size_t pairs = 0;

    owned(const std::vector<std::size_t>& chosen, const std::vector<std::size_t>& rejected) : pairs(chosen.size()) {
        std::mt19937 random(3);
        const auto draw = [&] { return static_cast<T>(-0.01 - static_cast<double>(random() % 1000) / 700); };
        for (const auto* side : {&chosen, &rejected})
            for (const auto length : *side) {
                for (std::size_t t = 0; t < length; ++t) policy.push_back(draw()), reference.push_back(draw());
                starts.push_back(policy.size());
            }
        gradient.resize(policy.size());
    }
    [[nodiscard]] loss::ragged<const T> rows(const std::vector<T>& values, bool chosen) const {
        return loss::ragged<const T>{values, starts}.part(chosen ? 0 : pairs, chosen ? pairs : 2 * pairs);
    }
    [[nodiscard]] loss::token_batch<T> batch() const {
        return {rows(policy, true), rows(policy, false), rows(reference, true), rows(reference, false), {}};
    }
};

template <class L>
void check_gradient(const L& of, const loss::token_options& how) {
    owned<double> given({4, 0, 3, 6}, {2, 5, 3, 0});
    loss::workspace space;
    evaluate_tokens(of, given.batch(), {{}, given.gradient, given.gradient}, space, how);
    for (std::size_t t = 0; t < given.policy.size(); ++t) {
        const double at = given.policy[t], h = 1e-6;
        given.policy[t] = at + h;
        const double up = evaluate_tokens(of, given.batch(), {}, space, how).loss;
        given.policy[t] = at - h;
        const double down = evaluate_tokens(of, given.batch(), {}, space, how).loss;
        given.policy[t] = at;
        CAPTURE(t);
        CHECK((up - down) / (2 * h) == Approx(given.gradient[t]).margin(1e-8).epsilon(1e-6));
    }
}

} // namespace

TEST_CASE("the gradient by each token is that of differences") {
    using namespace calm::loss;
    for (const auto& how : {token_options{}, token_options{.ld_alpha = 0.4}, token_options{.ld_alpha = 0.0}, token_options{.ld_alpha = 1.0}}) {
        check_gradient(sigmoid(beta{0.3}), how);
        check_gradient(ipo(), how);
        check_gradient(aot(), how);
        check_gradient(sft(), how);
        check_gradient(sum(weigh(0.7, apo_zero()), weigh(0.3, nll()), weigh(0.5, sft())), how);
        check_gradient(named_sum{{weigh(0.7, by_name("hinge")), weigh(0.3, by_name("nll"))}}, how);
    }
}

TEST_CASE("an empty completion has a loss: log-probability 0, mean 0") {
    owned<double> given({0, 3}, {2, 0});
    loss::workspace space;
    for (const auto name : loss::loss_names) {
        CAPTURE(name);
        std::vector<loss::named_option> options;
        if (name == "exo_pair") options.push_back({"label_smoothing", 0.1});
        if (name == "kto") options.push_back({"kl", 0});
        const loss::named_sum of{{loss::weigh(1.0, loss::by_name(name, options))}};
        const auto got = evaluate_tokens(of, given.batch(), {{}, given.gradient, given.gradient}, space);
        CHECK(std::isfinite(got.loss));
        for (const double g : given.gradient) CHECK(std::isfinite(g));
    }
    const owned<double> nothing({0, 0}, {0, 0});
    const auto got = evaluate_tokens(loss::sum(loss::weigh(1, loss::sigmoid()), loss::weigh(1, loss::sft())), nothing.batch(), {}, space);
    CHECK(got.loss == Approx(std::log(2.0)));
    CHECK(!got.nll_loss);
}

TEST_CASE("long completions keep their precision, whatever the tokens are stored in") {
    const std::size_t length = 100000;
    owned<float> single({length, 1}, {1, length});
    owned<double> exact({length, 1}, {1, length});
    for (std::size_t t = 0; t < single.policy.size(); ++t) exact.policy[t] = single.policy[t], exact.reference[t] = single.reference[t];
    loss::workspace space;
    const auto of = loss::sigmoid(loss::beta{0.001});
    const auto a = evaluate_tokens(of, single.batch(), {{}, single.gradient, single.gradient}, space);
    const auto b = evaluate_tokens(of, exact.batch(), {{}, exact.gradient, exact.gradient}, space);
    CHECK(a.loss == b.loss);  // float tokens, sums in double
    double sum = 0, compensation = 0;  // Kahan's
    for (std::size_t t = 0; t < length; ++t) {
        const double y = exact.policy[t] - compensation, next = sum + y;
        compensation = (next - sum) - y, sum = next;
    }
    const double other = exact.policy[length];
    CHECK(std::abs(b.logps_chosen * 2 - other - sum) <= 1e5 * std::numeric_limits<double>::epsilon() * std::abs(sum));
    CHECK(single.gradient[5] == static_cast<float>(exact.gradient[5]));
}

TEST_CASE("tokens that are not finite are named by pair and place") {
    owned<double> given({2, 3, 4}, {3, 3, 3});
    loss::workspace space;
    given.gradient.assign(given.gradient.size(), 7.0);
    given.policy[given.starts[2] + 1] = -std::numeric_limits<double>::infinity();
    const auto said = [&] { return message([&] { return evaluate_tokens(loss::sigmoid(), given.batch(), {{}, given.gradient, given.gradient}, space); }); };
    CHECK(said() == "CALM-E104 not-finite: record 2, field \"policy_chosen\": the log-probability of token 1 is -inf; a token that can't be generated, or "
                    "logits that are NaN or infinite");
    CHECK(given.gradient == std::vector<double>(given.gradient.size(), 7.0));
    given.policy[given.starts[2] + 1] = -1;
    given.reference[given.starts[4]] = std::nan("");
    CHECK(said().find("record 1, field \"reference_rejected\": the log-probability of token 0 is NaN") != std::string::npos);
}

TEST_CASE("rows that don't fit each other are refused") {
    owned<double> given({2, 3}, {3, 3});
    loss::workspace space;
    const auto said = [&](const loss::token_batch<double>& batch, const loss::token_options& how = {}) {
        return message([&] { return evaluate_tokens(loss::sigmoid(), batch, {}, space, how); });
    };
    CHECK(said(given.batch()).empty());
    auto batch = given.batch();
    batch.reference_chosen = batch.policy_rejected;
    CHECK(said(batch).find("reference_chosen: row 0 has 3 tokens and the policy's 2") != std::string::npos);
    batch = given.batch();
    batch.policy_rejected = batch.policy_rejected.part(0, 1);
    CHECK(said(batch).find("policy_rejected has 1 rows") != std::string::npos);
    const std::vector<std::size_t> falling{0, 3, 2}, beyond{0, 3, 99};
    batch = given.batch();
    batch.policy_chosen.starts = falling;
    CHECK(said(batch).find("ends before it begins") != std::string::npos);
    batch.policy_chosen.starts = beyond;
    CHECK(said(batch).find("beyond its values") != std::string::npos);
    CHECK(said(given.batch(), {.ld_alpha = 1.5}).find("ld_alpha is 1.5") != std::string::npos);
    std::vector<double> small(3);
    CHECK(message([&] { return evaluate_tokens(loss::sigmoid(), given.batch(), {{}, small, {}}, space); }).find("room for 3 tokens") != std::string::npos);
    CHECK(said({batch.policy_rejected, batch.policy_rejected, {}, {}, {}}).find("reads the reference") != std::string::npos);
}

TEST_CASE("WPO weighs a pair by how likely the policy is to write it") {
    const std::vector<double> policy{-1, -2, -0.5}, squares{-0.5, -1, -0.25};
    const std::vector<std::size_t> chosen{0, 2, 2}, rejected{2, 3, 3};
    const loss::token_batch<double> batch{{policy, chosen}, {policy, rejected}, {}, {}, {}};
    std::vector<double> weights{1, 2};
    loss::multiply_by_wpo_weights(batch, {squares, chosen}, {squares, rejected}, std::span<double>(weights));
    CHECK(weights[0] == Approx(std::exp((-0.5 - 1.0) / 2 + -0.25)));
    CHECK(weights[1] == 2.0);  // nothing on either side
    std::vector<double> one{1};
    CHECK(message([&] { loss::multiply_by_wpo_weights(batch, {squares, chosen}, {squares, rejected}, std::span<double>(one)); return 0; }).find("1 weights for 2") !=
          std::string::npos);
}

TEST_CASE("metrics of tokens are means over all of them") {
    const std::vector<double> values{1, 2, 6, 10};
    const std::vector<std::size_t> chosen{0, 1, 3}, rejected{3, 4, 4};
    const auto got = loss::metrics_of(loss::token_statistics<double>{{values, chosen}, {values, rejected}, {values, chosen}, {values, rejected}, {}});
    CHECK(got.logits_chosen == 3.0);
    CHECK(got.logits_rejected == 10.0);
    CHECK(got.entropy == 4.75);
    CHECK(got.mean_token_accuracy == 0.0);
}

TEST_CASE("losses by name take their own options and no others") {
    using loss::named_option;
    const auto said = [](std::string_view name, const std::vector<named_option>& given, const loss::any_divergence& divergence = {}) {
        return message([&] { return loss::by_name(name, given, divergence).index(); });
    };
    CHECK(said("sigmoit", {}).find("there is no loss \"sigmoit\"; there are sigmoid, conservative") != std::string::npos);
    CHECK(said("hinge", {{"label_smoothing", 0.1}}).find("hinge has no option \"label_smoothing\" and would ignore it; it has beta, a divergence") != std::string::npos);
    CHECK(said("sft", {{"beta", 0.1}}).find("it has no options") != std::string::npos);
    CHECK(said("sigmoid", {{"betta", 0.1}}).find("no option \"betta\"") != std::string::npos);
    CHECK(said("sigmoid", {{"beta", -1}}).find("beta is -1") != std::string::npos);
    CHECK(said("sigmoid", {{"beta", 1}, {"beta", 2}}).find("twice") != std::string::npos);
    CHECK(said("ipo", {{"length_average", 0.5}}).find("0 or 1") != std::string::npos);
    CHECK(said("kto", {}).find("give kl") != std::string::npos);
    CHECK(said("exo_pair", {}).find("log(label_smoothing)") != std::string::npos);
    CHECK(said("exo_pair", {{"label_smoothing", 0}}).find("log(label_smoothing)") != std::string::npos);
    CHECK(said("robust", {{"label_smoothing", 0.5}}).find("below 0.5") != std::string::npos);
    CHECK(said("nca_pair", {}, loss::divergence_by_name("forward_kl")).find("f-divergences") != std::string::npos);
    CHECK(message([] { return loss::divergence_by_name("kl"); }).find("no divergence \"kl\"") != std::string::npos);
    CHECK(loss::loss_takes("ipo", "divergence"));
    CHECK(!loss::loss_takes("sft", "beta"));
    loss::workspace space;
    CHECK(message([&] { return evaluate(loss::named_sum{}, loss::pair_batch<double>{}, {}, space); }).find("no summand") != std::string::npos);
}

TEST_CASE("dco by its name") {
    using loss::named_option;
    const auto made = [](const std::vector<named_option>& given) { return loss::dco_by_name(given); };
    const auto said = [&](const std::vector<named_option>& given) { return message([&] { return made(given).loss::beta::value; }); };
    CHECK(made({}).loss::gamma_second::value == Approx(0.01));
    CHECK(made({{"gamma_first", 2}, {"beta", 0.4}}).loss::gamma_second::value == Approx(0.08));  // β²/γ_1, in whatever order they are given
    CHECK(made({{"gamma_second", 3}, {"beta", 0.4}}).loss::gamma_second::value == 3);
    CHECK(said({{"label_smoothing", 0.1}}).find("dco has no option \"label_smoothing\" and would ignore it; it has beta, gamma_first, gamma_second") != std::string::npos);
    CHECK(said({{"gamma_first", -1}}).find("gamma_first is -1") != std::string::npos);
    CHECK(said({{"beta", 1}, {"beta", 1}}).find("dco was given beta twice") != std::string::npos);
    CHECK(loss::loss_takes("dco", "gamma_first"));
    CHECK(!loss::loss_takes("dco", "divergence"));
    CHECK(message([] { return loss::by_name("dco").index(); }).find("take dco_by_name, and evaluate_dco") != std::string::npos);
}

TEST_CASE("a loss by name is the one by type") {
    owned<double> given({4, 1, 3, 6}, {2, 5, 3, 1});
    loss::workspace space;
    const auto same = [&](const loss::any_loss& named, const auto& typed) {
        const auto one = evaluate_tokens(loss::named_sum{{loss::weigh(1.0, named)}}, given.batch(), {{}, given.gradient, given.gradient}, space);
        const auto gradient = given.gradient;
        const auto other = evaluate_tokens(typed, given.batch(), {{}, given.gradient, given.gradient}, space);
        CHECK(one.loss == other.loss);
        CHECK(gradient == given.gradient);
    };
    const std::vector<loss::named_option> smooth{{"beta", 0.3}, {"label_smoothing", 0.1}}, plain{{"beta", 0.3}};
    same(loss::by_name("sigmoid", plain, loss::divergence_by_name("js_divergence")), loss::sigmoid(loss::beta{0.3}, loss::js_divergence{}));
    same(loss::by_name("robust", smooth), loss::robust(loss::beta{0.3}, loss::label_smoothing{0.1}));
    same(loss::by_name("exo_pair", smooth, loss::divergence_by_name("alpha_divergence", 2)),
         loss::exo_pair(loss::beta{0.3}, loss::label_smoothing{0.1}, loss::alpha_divergence(2)));
    same(loss::by_name("aot_unpaired", smooth), loss::aot_unpaired(loss::beta{0.3}, loss::label_smoothing{0.1}));
    same(loss::by_name("orpo"), loss::orpo());
    same(loss::by_name("simpo"), loss::simpo());
}
