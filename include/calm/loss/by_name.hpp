// Losses chosen when the program runs: by name, with options by name, as they stand in a file. What a loss can't honour is refused by name.
#pragma once

#include "calm/error.hpp"
#include "calm/loss/batch.hpp"
#include "calm/loss/coupled.hpp"
#include "calm/loss/dco.hpp"
#include "calm/loss/options.hpp"
#include "calm/loss/pointwise_losses.hpp"
#include "calm/loss/policy_losses.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/scores.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace calm::loss {

/// Any loss of the catalogue on a batch of pairs.
using any_loss = std::variant<sigmoid<any_divergence>, conservative<any_divergence>, robust<any_divergence>, hinge<any_divergence>, ipo<any_divergence>,
                              exo_pair<any_divergence>, discopop<any_divergence>, sigmoid_norm<any_divergence>, nca_pair, bco_pair, sppo_hard, apo_zero, apo_down,
                              kto, cpo, cpo_hinge, cpo_ipo, simpo, orpo, nll, sft, aot, aot_unpaired>;

/// Their names, in the order of any_loss.
inline constexpr std::array<std::string_view, std::variant_size_v<any_loss>> loss_names{
    "sigmoid",  "conservative", "robust", "hinge", "ipo", "exo_pair",  "discopop", "sigmoid_norm", "nca_pair", "bco_pair", "sppo_hard",   "apo_zero",
    "apo_down", "kto",          "cpo",    "cpo_hinge", "cpo_ipo", "simpo", "orpo",  "nll",          "sft",      "aot",      "aot_unpaired"};

/// The name of the one loss that is not on pairs (loss/dco.hpp), so not among those: dco_by_name gives it.
inline constexpr std::string_view dco_name = "dco";

/// An option as a file has it: the name of its type in loss/options.hpp, and a number (length_average, single_logs: 0 or 1).
struct named_option {
    std::string name{};
    double value = 0;
};

namespace detail {

/// A loss of each kind with default options, where it needs some any that will do.
inline any_loss loss_of_kind(std::size_t index) {
    static const std::array<any_loss, std::variant_size_v<any_loss>> all{
        any_loss{sigmoid<any_divergence>{}}, conservative<any_divergence>{}, robust<any_divergence>{}, hinge<any_divergence>{}, ipo<any_divergence>{},
        exo_pair<any_divergence>(label_smoothing{0.1}), discopop<any_divergence>{}, sigmoid_norm<any_divergence>{}, nca_pair{}, bco_pair{}, sppo_hard{},
        apo_zero{}, apo_down{}, kto(kl{}), cpo{}, cpo_hinge{}, cpo_ipo{}, simpo{}, orpo{}, nll{}, sft{}, aot{}, aot_unpaired{}};
    return all[index];
}

template <class L, class Option>
concept has_option = std::derived_from<L, Option>;

/// Calls f with each type of option, as a value of it, until one returns true.
template <class F>
constexpr bool any_option(F&& f) {
    return f(beta{}) || f(label_smoothing{}) || f(margin{}) || f(discopop_tau{}) || f(alpha_reward{}) || f(nll_weight{}) || f(length_average{}) ||
           f(single_logs{}) || f(reward_shift{}) || f(kl{}) || f(desirable_weight{}) || f(undesirable_weight{}) || f(gamma_first{}) || f(gamma_second{});
}

/// "a, b and c", of the options that a loss has.
template <class L>
std::string option_list() {
    std::string list;
    any_option([&](auto option) {
        if constexpr (has_option<L, decltype(option)>) list += (list.empty() ? "" : ", ") + std::string(option.name);
        return false;
    });
    if constexpr (has_option<L, any_divergence>) list += ", a divergence";
    return list.empty() ? "no options" : list;
}

inline std::size_t loss_index(std::string_view name) {
    for (std::size_t i = 0; i < loss_names.size(); ++i)
        if (loss_names[i] == name) return i;
    if (name == dco_name)
        throw error(error_id::invalid_option, "dco is no loss on pairs: it takes the same two answers in two languages; take dco_by_name, and evaluate_dco");
    std::string known;
    for (const auto one : loss_names) known += (known.empty() ? "" : ", ") + std::string(one);
    throw error(error_id::invalid_option, "there is no loss \"" + std::string(name) + "\"; there are " + known + ", and dco over two languages");
}

/// How often an option is given. @throws error (invalid_option) for twice
inline bool is_given(std::string_view loss, std::span<const named_option> given, std::string_view option) {
    std::size_t times = 0;
    for (const auto& one : given) times += one.name == option;
    if (times > 1) throw error(error_id::invalid_option, std::string(loss) + " was given " + std::string(option) + " twice; give it once");
    return times == 1;
}

/// Sets the options of a loss. @throws error (invalid_option) for one that it does not have, that is out of its range, or given twice
template <class L>
void set_options(L& loss, std::string_view name, std::span<const named_option> given) {
    for (const auto& [option, value] : given) {
        is_given(name, given, option);
        const bool taken = any_option([&, &option = option, &value = value](auto kind) {
            using Option = decltype(kind);
            if constexpr (has_option<L, Option>) {
                if (kind.name != option) return false;
                if constexpr (std::same_as<decltype(kind.value), bool>) {
                    if (value != 0 && value != 1) refuse_option(kind.name, value, "0 or 1");
                    kind.value = value != 0;
                } else {
                    kind.value = value;
                    check_option(kind);
                }
                static_cast<Option&>(loss) = kind;
                return true;
            } else {
                return false;
            }
        });
        if (!taken)
            throw error(error_id::invalid_option, std::string(name) + " has no option \"" + option + "\" and would ignore it; it has " + option_list<L>());
    }
}

} // namespace detail

/// Whether the loss of this name has the option of this name ("divergence": whether it generalises to f-divergences).
/// @throws error (invalid_option) for a loss that there is not
[[nodiscard]] inline bool loss_takes(std::string_view loss, std::string_view option) {
    const auto takes = [&]<class L>(const L&) {
        if (option == "divergence") return detail::has_option<L, any_divergence>;
        return detail::any_option([&](auto one) { return detail::has_option<L, decltype(one)> && one.name == option; });
    };
    return loss == dco_name ? takes(dco()) : std::visit(takes, detail::loss_of_kind(detail::loss_index(loss)));
}

/// An f-divergence by its name: reverse_kl, forward_kl, js_divergence, alpha_divergence (which alone reads alpha).
/// @throws error (invalid_option)
[[nodiscard]] inline any_divergence divergence_by_name(std::string_view name, double alpha = 0.5) {
    using kind = any_divergence::kind;
    if (name == "reverse_kl") return {kind::reverse_kl};
    if (name == "forward_kl") return {kind::forward_kl};
    if (name == "js_divergence") return {kind::js_divergence};
    if (name == "alpha_divergence") return {kind::alpha_divergence, alpha_divergence(alpha)};
    throw error(error_id::invalid_option, "there is no divergence \"" + std::string(name) +
                                              "\"; there are reverse_kl, forward_kl, js_divergence, alpha_divergence");
}

/// The loss of this name with these options; the others keep their defaults.
/// @throws error (invalid_option) for a name that there is not, an option that the loss does not have, that is out of its range, that is
///         given twice or that is missing, a divergence where the loss has none
[[nodiscard]] inline any_loss by_name(std::string_view name, std::span<const named_option> given = {}, const any_divergence& divergence = {}) {
    any_loss loss = detail::loss_of_kind(detail::loss_index(name));
    const auto refuse = [&](const std::string& what) { throw error(error_id::invalid_option, std::string(name) + " " + what); };
    std::visit(
        [&]<class L>(L& chosen) {
            detail::set_options(chosen, name, given);
            if constexpr (detail::has_option<L, any_divergence>) static_cast<any_divergence&>(chosen) = divergence;
            else if (divergence.which != any_divergence::kind::reverse_kl) refuse("is not defined on f-divergences and would ignore one; take reverse_kl");
            if constexpr (std::same_as<L, kto>)
                if (!detail::is_given(name, given, "kl")) refuse("compares with the KL of the batch; give kl, 0 to go without");
            if constexpr (std::same_as<L, exo_pair<any_divergence>>) {
                if (!detail::is_given(name, given, "label_smoothing") || !(chosen.label_smoothing::value > 0)) refuse("takes log(label_smoothing); give one in (0, 0.5]");
                chosen = L(static_cast<const beta&>(chosen), static_cast<const label_smoothing&>(chosen), static_cast<const single_logs&>(chosen),
                           static_cast<const any_divergence&>(chosen));  // takes the logarithms
            }
            if constexpr (std::same_as<L, robust<any_divergence>>)
                if (!(chosen.label_smoothing::value < 0.5)) refuse("divides by 1 - 2 label_smoothing; give one below 0.5");
        },
        loss);
    return loss;
}

/// dco with these options, for evaluate_dco: "beta", "gamma_first", "gamma_second" (which follows the other two unless it is given).
/// @throws error (invalid_option) for an option that it does not have, that is out of its range, or given twice
[[nodiscard]] inline dco dco_by_name(std::span<const named_option> given = {}) {
    dco loss;
    detail::set_options(loss, dco_name, given);
    return detail::is_given(dco_name, given, gamma_second::name) ? loss : dco(static_cast<const beta&>(loss), static_cast<const gamma_first&>(loss));
}

/// A weighted sum of losses that were chosen at run time. One at least. Rewards, for the metrics, are those of the first.
struct named_sum {
    std::vector<weighed<any_loss>> summands{};
};

/// As evaluate of a sum, one pass over the batch for each summand.
template <class T, execution Execution = serial>
batch_metrics evaluate(const named_sum& loss, const pair_batch<T>& batch, const pair_outputs<T>& out, workspace& space, const metric_options& how = {},
                       const Execution& run = {}) {
    if (loss.summands.empty()) throw error(error_id::invalid_option, "a sum of losses has no summand; give it one");
    batch_metrics all;
    double total = 0;
    for (const auto& [weight, which] : loss.summands) {
        const bool first = &which == &loss.summands.front().loss;
        const auto metrics = std::visit(
            [&](const auto& one) { return detail::evaluate_into(one, batch, out, space, how, run, weight, !first); }, which);
        total += weight * metrics.loss;
        if (first) all = metrics;
    }
    all.loss = total;
    return all;
}

} // namespace calm::loss
