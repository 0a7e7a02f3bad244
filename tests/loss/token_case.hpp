// A case of the reference file as the losses take it: tokens of 2B rows, chosen then rejected, in one array.
#pragma once

#include "calm/loss/by_name.hpp"
#include "calm/loss/tokens.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace calm_test {

template <class T>
struct rows_of {
    std::vector<T> values{};
    std::vector<std::size_t> starts{0};

    rows_of() = default;
    explicit rows_of(const nlohmann::json& rows) {
        for (const auto& row : rows) {
            for (const auto& value : row) values.push_back(value.get<T>());
            starts.push_back(values.size());
        }
    }
    [[nodiscard]] std::size_t half() const { return (starts.size() - 1) / 2; }
    [[nodiscard]] calm::loss::ragged<const T> chosen() const { return calm::loss::ragged<const T>{values, starts}.part(0, half()); }
    [[nodiscard]] calm::loss::ragged<const T> rejected() const { return calm::loss::ragged<const T>{values, starts}.part(half(), 2 * half()); }
};

/// What comes out of a case.
template <class T>
struct token_results {
    calm::loss::batch_metrics metrics{};
    std::vector<T> gradient{};
    std::vector<double> losses{};
};

/// The loss of a case of trl_dpo.json: an option that a loss of the case does not have is not for it.
inline calm::loss::named_sum loss_of(const nlohmann::json& given) {
    calm::loss::named_sum all;
    const auto divergence = calm::loss::divergence_by_name(given.at("f_divergence").get<std::string>(), given.at("f_alpha").get<double>());
    for (std::size_t i = 0; i < given.at("losses").size(); ++i) {
        const auto name = given["losses"][i].get<std::string>();
        std::vector<calm::loss::named_option> options;
        for (const char* option : {"beta", "label_smoothing", "discopop_tau"})
            if (calm::loss::loss_takes(name, option)) options.push_back({option, given.at(option).get<double>()});
        if (calm::loss::loss_takes(name, "single_logs")) options.push_back({"single_logs", 1});
        all.summands.push_back(calm::loss::weigh(given.at("weights")[i].get<double>(), calm::loss::by_name(name, options, divergence)));
    }
    return all;
}

template <class T, class Execution = calm::loss::serial>
token_results<T> evaluate_case(const nlohmann::json& given, const Execution& run = {}) {
    const rows_of<T> policy(given.at("policy_token_logps")), reference(given.at("reference_token_logps"));
    token_results<T> result{{}, std::vector<T>(policy.values.size()), std::vector<double>(policy.half())};
    calm::loss::token_batch<T> batch{policy.chosen(), policy.rejected(), reference.chosen(), reference.rejected()};
    std::vector<double> weights(policy.half(), 1.0);
    if (given.at("wpo").get<bool>()) {
        const rows_of<T> log_sum_sq(given.at("log_sum_sq_probs"));
        calm::loss::multiply_by_wpo_weights(batch, log_sum_sq.chosen(), log_sum_sq.rejected(), weights);
        batch.weight = weights;
    }
    calm::loss::token_options tokens;
    if (!given.at("ld_alpha").is_null()) tokens.ld_alpha = given["ld_alpha"].get<double>();
    calm::loss::workspace space;
    result.metrics = evaluate_tokens(loss_of(given), batch, {result.losses, result.gradient, result.gradient}, space, tokens,
                                     {.reward_scale = given.at("beta").get<double>()}, run);
    return result;
}

} // namespace calm_test
