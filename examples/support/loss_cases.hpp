// The cases of a loss file, as calm_loss reads them, and what it computes of each.
#pragma once

#include "calm/error.hpp"
#include "calm/loss/by_name.hpp"
#include "calm/loss/dco_batch.hpp"
#include "calm/loss/token_metrics.hpp"
#include "calm/loss/tokens.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace support {

using json = nlohmann::json;

/// One case of a file. What is wrong with it is reported with the file, the case's position and the field.
class loss_case {
public:
    loss_case(const json& given, std::string file, std::size_t position) : given_(given), file_(std::move(file)), position_(position) {
        if (!given.is_object()) refuse(calm::error_id::wrong_type, "", "a case is no JSON object; write {\"losses\": [...], ...}");
    }

    [[nodiscard]] nlohmann::ordered_json evaluate() const {
        if (given_.contains("method")) return evaluate_sequences();
        return given_.contains("losses") && given_["losses"] == json{calm::loss::dco_name} ? evaluate_two_languages() : evaluate_tokens();
    }

private:
    [[noreturn]] void refuse(calm::error_id id, const std::string& field, const std::string& problem) const {
        throw calm::error(id, problem, {.file = file_, .record = position_, .field = field});
    }
    /// An error of the library, with the case as its place. The pair that it names becomes part of the words.
    template <class F>
    auto placed(const std::string& field, const F& work) const {
        try {
            return work();
        } catch (const calm::error& e) {
            const auto where = calm::to_string(calm::data_location{.record = e.where().record, .field = e.where().field});
            refuse(e.id(), field, (where.empty() ? "" : "pair at " + where + ": ") + e.problem());
        }
    }
    void check_fields(std::initializer_list<std::string_view> known) const {
        for (const auto& [name, value] : given_.items()) {
            bool found = name.starts_with("trl_");  // another implementation's values
            for (const auto one : {"name", "note", "source"}) found = found || name == one;
            for (const auto one : known) found = found || one == name;
            if (!found) refuse(calm::error_id::invalid_option, name, "there is no such option, and it would be ignored; remove it or mend its name");
        }
    }
    template <class T>
    [[nodiscard]] T get(const std::string& field) const {
        if (!given_.contains(field)) refuse(calm::error_id::missing_field, field, "the case lacks this field");
        try {
            return given_[field].get<T>();
        } catch (const json::exception&) {
            refuse(calm::error_id::wrong_type, field, "this is " + std::string(given_[field].type_name()) + ", not what the field holds");
        }
    }
    template <class T>
    [[nodiscard]] T get(const std::string& field, T otherwise) const {
        return !given_.contains(field) || given_[field].is_null() ? otherwise : get<T>(field);
    }

    /// Numbers of 2 · pairs rows in one array; nothing where the field is absent or null.
    struct rows {
        std::vector<double> values{};
        std::vector<std::size_t> starts{};
        std::size_t pairs = 0;
        [[nodiscard]] calm::loss::ragged<const double> chosen() const { return part(0); }
        [[nodiscard]] calm::loss::ragged<const double> rejected() const { return part(pairs); }
        [[nodiscard]] calm::loss::ragged<const double> part(std::size_t from) const {
            if (starts.empty()) return {};
            return calm::loss::ragged<const double>{values, starts}.part(from, from + pairs);
        }
    };
    [[nodiscard]] rows get_rows(const std::string& field, std::size_t pairs) const {
        rows all{.pairs = pairs};
        if (!has(field)) return all;
        all.starts.push_back(0);
        // null is a number that JSON can't write; true and false are 1 and 0
        for (const auto& row : get<std::vector<json>>(field)) {
            if (!row.is_array()) refuse(calm::error_id::wrong_type, field, "a row is no array of numbers");
            for (const auto& value : row) {
                if (!value.is_number() && !value.is_boolean() && !value.is_null())
                    refuse(calm::error_id::wrong_type, field, "an element is neither a number nor a truth value");
                if (value.is_null()) all.values.push_back(std::numeric_limits<double>::quiet_NaN());
                else all.values.push_back(value.is_boolean() ? static_cast<double>(value.get<bool>()) : value.get<double>());
            }
            all.starts.push_back(all.values.size());
        }
        if (all.starts.size() != 2 * pairs + 1)
            refuse(calm::error_id::unequal_length, field, "there are " + std::to_string(all.starts.size() - 1) + " rows for " + std::to_string(pairs) +
                                                              " pairs; give the chosen sides and then the rejected ones");
        return all;
    }

    /// The options of the case that the loss has. A case has one value for all of its losses, so what one of them lacks is not for it; but a
    /// divergence is for all.
    [[nodiscard]] calm::loss::weighed<calm::loss::any_loss> named(const std::string& name, double weight,
                                                                  std::initializer_list<std::pair<const char*, const char*>> options) const {
        std::vector<calm::loss::named_option> taken;
        for (const auto& [field, option] : options)
            if (calm::loss::loss_takes(name, option) && has(field)) taken.push_back({option, get<double>(field)});
        if (calm::loss::loss_takes(name, "single_logs")) taken.push_back({"single_logs", 1});  // the values to compare with are TRL's
        const auto divergence = calm::loss::divergence_by_name(get<std::string>("f_divergence", "reverse_kl"), get<double>("f_alpha", 0.5));
        return calm::loss::weigh(weight, calm::loss::by_name(name, taken, divergence));
    }

    /// Whether a field is there, and not null.
    [[nodiscard]] bool has(const std::string& field) const { return given_.contains(field) && !given_[field].is_null(); }

    void check_token_fields() const {
        check_fields({"losses", "weights", "beta", "label_smoothing", "f_divergence", "f_alpha", "ld_alpha", "wpo", "discopop_tau", "kl", "margin", "gamma_first",
                      "gamma_second", "dtype", "pairs", "order", "policy_token_logps", "reference_token_logps", "log_sum_sq_probs", "mean_logits", "entropy",
                      "is_top1", "loss", "grad_token_logps", "metrics"});
    }
    /// Options that a case has for the sake of one of its losses.
    void check_options(const std::vector<std::string>& names) const {
        for (const char* option : {"kl", "margin", "gamma_first", "gamma_second"}) {
            bool taken = !has(option);
            for (const auto& name : names) taken = taken || calm::loss::loss_takes(name, option);
            if (!taken) refuse(calm::error_id::invalid_option, option, "none of the losses has this option, and it would be ignored; remove it");
        }
    }

    [[nodiscard]] nlohmann::ordered_json evaluate_tokens() const {
        check_token_fields();
        const auto pairs = get<std::size_t>("pairs");
        const auto names = get<std::vector<std::string>>("losses");
        const auto factors = get<std::vector<double>>("weights", std::vector<double>(names.size(), 1.0));
        if (factors.size() != names.size()) refuse(calm::error_id::unequal_length, "weights", "there are not as many weights as losses; give one each");
        const auto loss = placed("losses", [&] {
            calm::loss::named_sum all;
            for (std::size_t i = 0; i < names.size(); ++i)
                all.summands.push_back(named(names[i], factors[i], {{"beta", "beta"}, {"label_smoothing", "label_smoothing"}, {"discopop_tau", "discopop_tau"},
                                                                    {"kl", "kl"}, {"margin", "margin"}}));
            check_options(names);
            return all;
        });

        const auto policy = get_rows("policy_token_logps", pairs), reference = get_rows("reference_token_logps", pairs);
        if (policy.starts.empty()) refuse(calm::error_id::missing_field, "policy_token_logps", "the case lacks this field");
        calm::loss::token_batch<double> batch{policy.chosen(), policy.rejected(), reference.chosen(), reference.rejected()};
        std::vector<double> weights(pairs, 1.0), gradient(policy.values.size());
        if (get<bool>("wpo", false)) {
            const auto log_sum_sq = get_rows("log_sum_sq_probs", pairs);
            placed("log_sum_sq_probs", [&] { calm::loss::multiply_by_wpo_weights(batch, log_sum_sq.chosen(), log_sum_sq.rejected(), weights); });
            batch.weight = weights;
        }
        calm::loss::token_options tokens;
        if (has("ld_alpha")) tokens.ld_alpha = get<double>("ld_alpha");
        calm::loss::workspace space;
        const auto metrics = placed("policy_token_logps", [&] {
            return calm::loss::evaluate_tokens(loss, batch, {{}, gradient, gradient}, space, tokens, {.reward_scale = get<double>("beta", 0.1)});
        });

        nlohmann::ordered_json result{{"loss", metrics.loss}};
        auto& grads = result["grad_token_logps"] = nlohmann::ordered_json::array();
        for (std::size_t row = 0; row < 2 * pairs; ++row)
            grads.push_back(std::vector<double>(gradient.begin() + static_cast<std::ptrdiff_t>(policy.starts[row]),
                                                gradient.begin() + static_cast<std::ptrdiff_t>(policy.starts[row + 1])));
        auto& logged = result["metrics"] = nlohmann::ordered_json::object();
        metrics.each([&](const char* name, double value) { logged[name] = value; });
        const auto logits = get_rows("mean_logits", pairs), entropy = get_rows("entropy", pairs), top1 = get_rows("is_top1", pairs);
        const auto seen = calm::loss::metrics_of(
            calm::loss::token_statistics<double>{logits.chosen(), logits.rejected(), entropy.chosen(), entropy.rejected(), top1.chosen()});
        seen.each([&](const char* name, double value) {
            const auto& from = std::string_view(name) == "entropy" ? entropy : std::string_view(name) == "mean_token_accuracy" ? top1 : logits;
            if (!from.starts.empty()) logged[name] = value;
        });
        return result;
    }

    /// The same form with the loss dco: the first half of the pairs is in one language, the second half the same answers, in the same order, in the other.
    [[nodiscard]] nlohmann::ordered_json evaluate_two_languages() const {
        check_token_fields();
        const auto cannot = [&](const char* field, bool given) {
            if (given) refuse(calm::error_id::invalid_option, field, "dco can't honour this and would ignore it; remove it");
        };
        cannot("label_smoothing", get<double>("label_smoothing", 0) != 0);
        cannot("f_divergence", get<std::string>("f_divergence", "reverse_kl") != "reverse_kl");
        cannot("ld_alpha", has("ld_alpha"));
        cannot("wpo", get<bool>("wpo", false));
        cannot("kl", has("kl"));
        cannot("margin", has("margin"));
        const auto loss = placed("losses", [&] {
            std::vector<calm::loss::named_option> options;
            for (const char* option : {"beta", "gamma_first", "gamma_second"})
                if (has(option)) options.push_back({option, get<double>(option)});
            return calm::loss::dco_by_name(options);
        });
        const auto both = get<std::size_t>("pairs"), pairs = both / 2;
        if (both % 2 != 0)
            refuse(calm::error_id::unequal_length, "pairs", "dco has two languages, so an even number of pairs; give those of one and then those of the other");
        const auto factor = get<std::vector<double>>("weights", {1.0});
        if (factor.size() != 1) refuse(calm::error_id::unequal_length, "weights", "there are not as many weights as losses; give one each");
        const auto sums = [&](const char* field) {
            const auto tokens = get_rows(field, both);
            if (tokens.starts.empty()) refuse(calm::error_id::missing_field, field, "the case lacks this field");
            std::vector<double> sum(2 * both);
            for (std::size_t row = 0; row < sum.size(); ++row)
                for (std::size_t t = tokens.starts[row]; t < tokens.starts[row + 1]; ++t) sum[row] += tokens.values[t];
            return sum;
        };
        const auto policy = sums("policy_token_logps"), reference = sums("reference_token_logps");
        std::vector<double> gradient(2 * both);
        const std::vector<double> weights(pairs, factor[0]);
        // Rows are a in one language, a in the other, b in one, b in the other.
        const auto part = [&](auto& from, std::size_t quarter) { return std::span(from).subspan(quarter * pairs, pairs); };
        const auto batch = [&](std::size_t which) {
            return calm::loss::pair_batch<double>{.policy_chosen = part(policy, which), .policy_rejected = part(policy, which + 2),
                                                  .reference_chosen = part(reference, which), .reference_rejected = part(reference, which + 2)};
        };
        const auto out = [&](std::size_t which) {
            return calm::loss::pair_outputs<double>{.grad_chosen = part(gradient, which), .grad_rejected = part(gradient, which + 2)};
        };
        auto first = batch(0);
        first.weight = weights;
        calm::loss::workspace space;
        const auto metrics = placed("policy_token_logps", [&] { return calm::loss::evaluate_dco(loss, first, batch(1), out(0), out(1), space); });
        nlohmann::ordered_json result{{"loss", metrics.loss}};
        auto& grads = result["grad_token_logps"] = nlohmann::ordered_json::array();
        for (std::size_t row = 0; row < 2 * both; ++row) grads.push_back(std::vector<double>(given_["policy_token_logps"][row].size(), gradient[row]));
        auto& logged = result["metrics"] = nlohmann::ordered_json::object();
        metrics.first.each([&](const char* name, double value) { logged[std::string("first/") + name] = value; });
        metrics.second.each([&](const char* name, double value) { logged[std::string("second/") + name] = value; });
        return result;
    }

    /// The form of CPO and ORPO: one log-probability a completion, or (simpo, orpo) its mean over the tokens, which is one token to us.
    [[nodiscard]] nlohmann::ordered_json evaluate_sequences() const {
        check_fields({"method", "loss", "beta", "label_smoothing", "simpo_gamma", "alpha", "chosen", "rejected", "losses", "mean", "grad_chosen", "grad_rejected"});
        const auto method = get<std::string>("method");
        std::string name = method;
        if (method == "cpo") {
            const auto kind = get<std::string>("loss");
            name = kind == "sigmoid" ? "cpo" : kind == "simpo" ? "simpo" : "cpo_" + kind;
        } else if (method != "orpo") {
            refuse(calm::error_id::invalid_option, "method", "there is no method \"" + method + "\"; there are cpo and orpo");
        }
        const auto loss = placed(method == "cpo" ? "loss" : "method", [&] {
            auto one = named(name, 1.0, {{"beta", "beta"}, {"label_smoothing", "label_smoothing"}, {"simpo_gamma", "margin"}, {"alpha", "alpha_reward"}});
            if (auto* orpo = std::get_if<calm::loss::orpo>(&one.loss)) orpo->nll_weight::value = 0;  // the file's values are without it
            return calm::loss::named_sum{{one}};
        });
        const auto chosen = get<std::vector<double>>("chosen"), rejected = get<std::vector<double>>("rejected");
        const std::vector<std::uint32_t> one(chosen.size(), 1);
        std::vector<double> losses(chosen.size()), grad_chosen(chosen.size()), grad_rejected(chosen.size());
        calm::loss::workspace space;
        const auto metrics = placed("chosen", [&] {
            const calm::loss::pair_batch<double> batch{.policy_chosen = chosen, .policy_rejected = rejected, .length_chosen = one, .length_rejected = one};
            return calm::loss::evaluate(loss, batch, calm::loss::pair_outputs<double>{losses, grad_chosen, grad_rejected}, space);
        });
        return {{"losses", losses}, {"mean", metrics.loss}, {"grad_chosen", grad_chosen}, {"grad_rejected", grad_rejected}};
    }

    const json& given_;
    std::string file_;
    std::size_t position_;
};

} // namespace support
