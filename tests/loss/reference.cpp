// Agreement with TRL: values, gradients and metrics that its trainers compute, where the reference data is there.
#include "calm/loss/by_name.hpp"
#include "calm/loss/tokens.hpp"

#include "catch.hpp"
#include "extract/reference.hpp"
#include "loss/token_case.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace loss = calm::loss;
using namespace calm_test;

namespace {

/// Relative to the larger of `scale` and the expected value. What TRL computes in float32, or through it, agrees to a few of its epsilons.
bool close(double got, double expected, double scale, double tolerance) {
    return std::isfinite(got) && std::abs(got - expected) <= tolerance * std::max(std::abs(expected), scale);
}

} // namespace

TEST_CASE("losses, gradients and metrics are TRL's") {
    const auto file = reference_json("losses/trl_dpo.json");
    if (!file) return;
    std::size_t compared = 0;
    for (const auto& given : (*file)["cases"]) {
        CAPTURE(given["losses"].dump(), given["f_divergence"].dump(), given["ld_alpha"].dump(), given["wpo"].dump());
        const auto got = evaluate_case<double>(given);
        const bool single = given["dtype"] == "float32";
        // In float32 TRL's log-ratios have an error of epsilon times the sum of the token's log-probabilities, here below 20.
        const double tolerance = single ? 40 * static_cast<double>(std::numeric_limits<float>::epsilon()) : 1e-10;
        CHECK(close(got.metrics.loss, given["loss"].get<double>(), 0, tolerance));
        const rows_of<double> gradient(given["grad_token_logps"]);
        REQUIRE(gradient.values.size() == got.gradient.size());
        double largest = 0;
        for (const double g : gradient.values) largest = std::max(largest, std::abs(g));
        for (std::size_t i = 0; i < gradient.values.size(); ++i)
            CHECK(close(got.gradient[i], gradient.values[i], single ? largest : 1e-6 * largest, tolerance));
        double mean = 0;
        for (const double one : got.losses) mean += one / static_cast<double>(got.losses.size());
        CHECK(close(mean, got.metrics.loss, 1, 1e-14));
        got.metrics.each([&](std::string name, double value) {
            if (!given["metrics"].contains(name)) return;
            CAPTURE(name);
            const double expected = given["metrics"][name].get<double>();
            // TRL keeps shares in float32; the mean of rewards of both signs is relative to their size.
            CHECK(close(value, expected, 1, name == "rewards/accuracies" ? 1e-7 : tolerance));
            ++compared;
        });
    }
    CHECK(compared == 6 * (*file)["cases"].size());
}

TEST_CASE("float tokens give what their double values give") {
    const auto file = reference_json("losses/trl_dpo.json");
    if (!file) return;
    constexpr double half_ulp = std::numeric_limits<float>::epsilon() / 2.0;
    for (auto given : (*file)["cases"]) {
        CAPTURE(given["losses"].dump(), given["f_divergence"].dump());
        const auto single = evaluate_case<float>(given);
        // Each token has moved by half a unit in the last place at most, the loss by as much times its gradient; curvature is of second order.
        const rows_of<double> policy(given["policy_token_logps"]), reference(given["reference_token_logps"]), gradient(given["grad_token_logps"]);
        double moved = 0;
        for (std::size_t i = 0; i < policy.values.size(); ++i)
            moved += half_ulp * std::abs(gradient.values[i]) * (std::abs(policy.values[i]) + std::abs(reference.values[i]));
        if (!given["wpo"].get<bool>() && given["dtype"] == "float64")
            CHECK(std::abs(single.metrics.loss - given["loss"].get<double>()) <= 1.01 * moved + 1e-10);
        // The same numbers in double: the sums are the same, and only the gradient is rounded, when it is stored.
        for (const char* field : {"policy_token_logps", "reference_token_logps", "log_sum_sq_probs"})
            for (auto& row : given[field])
                for (auto& value : row) value = static_cast<double>(value.get<float>());
        const auto exact = evaluate_case<double>(given);
        CHECK(single.metrics.loss == exact.metrics.loss);
        for (std::size_t i = 0; i < exact.gradient.size(); ++i) CHECK(single.gradient[i] == static_cast<float>(exact.gradient[i]));
    }
}

TEST_CASE("CPO, SimPO, AlphaPO and ORPO are TRL's") {
    const auto file = reference_json("losses/trl_cpo_orpo.json");
    if (!file) return;
    for (const auto& given : (*file)["cases"]) {
        CAPTURE(given.dump());
        std::vector<loss::named_option> options{{"beta", given["beta"].get<double>()}};
        std::string name = "orpo";
        if (given["method"] == "cpo") {
            name = given["loss"] == "sigmoid" ? "cpo" : given["loss"] == "simpo" ? "simpo" : "cpo_" + given["loss"].get<std::string>();
            if (loss::loss_takes(name, "label_smoothing")) options.push_back({"label_smoothing", given["label_smoothing"].get<double>()});
            if (loss::loss_takes(name, "margin")) options.push_back({"margin", given["simpo_gamma"].get<double>()});
            if (loss::loss_takes(name, "length_average")) options.push_back({"length_average", 0});
            options.push_back({"alpha_reward", given["alpha"].get<double>()});
        } else {
            options.push_back({"nll_weight", 0});
        }
        const auto chosen = given["chosen"].get<std::vector<double>>(), rejected = given["rejected"].get<std::vector<double>>();
        const std::vector<std::uint32_t> one(chosen.size(), 1);
        std::vector<double> losses(chosen.size()), grad_chosen(chosen.size()), grad_rejected(chosen.size());
        loss::workspace space;
        const auto metrics = evaluate(loss::named_sum{{loss::weigh(1.0, loss::by_name(name, options))}},
                                      loss::pair_batch<double>{.policy_chosen = chosen, .policy_rejected = rejected, .length_chosen = one, .length_rejected = one},
                                      loss::pair_outputs<double>{losses, grad_chosen, grad_rejected}, space);
        CHECK(close(metrics.loss, given["mean"].get<double>(), 0, 1e-10));
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            CHECK(close(losses[i], given["losses"][i].get<double>(), 1e-12, 1e-10));
            CHECK(close(grad_chosen[i], given["grad_chosen"][i].get<double>(), 1e-12, 1e-10));
            CHECK(close(grad_rejected[i], given["grad_rejected"][i].get<double>(), 1e-12, 1e-10));
        }
    }
}
