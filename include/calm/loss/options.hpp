// The options of losses. Each is a type, checked when it is made part of a loss; one that a loss would ignore does not compile, and the
// message says why.
#pragma once

#include "calm/error.hpp"
#include "calm/host_device.hpp"

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace calm::loss {

/// The temperature β: how far a reward moves a probability. Finite, above 0.
struct beta {
    double value = 0.1;
    static constexpr std::string_view name = "beta";
};

/// ε: the probability that a pair's order is wrong. In [0, 0.5].
struct label_smoothing {
    double value = 0;
    static constexpr std::string_view name = "label_smoothing";
};

/// SimPO's γ: the margin that the chosen side has to win by, in units of β times a mean log-probability. Finite.
struct margin {
    double value = 0.5;
    static constexpr std::string_view name = "margin";
};

/// DiscoPOP's τ: over which range of βD the exponential takes over. In (0, 1]: beyond 1 the loss overflows.
struct discopop_tau {
    double value = 0.05;
    static constexpr std::string_view name = "discopop_tau";
};

/// AlphaPO's α: rewards are (1 - exp(-α p)) / α; at 0 they are p. Finite.
struct alpha_reward {
    double value = 0;
    static constexpr std::string_view name = "alpha_reward";
};

/// The weight of the negative log-likelihood of the chosen side, its mean over the tokens. Finite, at least 0.
struct nll_weight {
    double value = 0;
    static constexpr std::string_view name = "nll_weight";
};

/// Whether a log-probability (or score) is divided by its completion's length.
struct length_average {
    bool value = true;
    static constexpr std::string_view name = "length_average";
};

/// Whether exo_pair rounds log(1-ε) and log ε to float, as TRL 1.16 does: to compare with its values, which differ by some 3e-8 from the formula's.
struct single_logs {
    bool value = false;
    static constexpr std::string_view name = "single_logs";
};

/// BCO's δ, subtracted from both rewards: a running mean of rewards (running_reward), or 0. Finite.
struct reward_shift {
    double value = 0;
    static constexpr std::string_view name = "reward_shift";
};

/// KTO's KL, in nats: an estimate of how far the policy is from the reference (mismatch_kl). Finite, at least 0.
struct kl {
    double value = 0;
    static constexpr std::string_view name = "kl";
};

/// KTO's λ_D, the weight of chosen sides. Finite, at least 0.
struct desirable_weight {
    double value = 1;
    static constexpr std::string_view name = "desirable_weight";
};

/// KTO's λ_U, the weight of rejected sides. Finite, at least 0.
struct undesirable_weight {
    double value = 1;
    static constexpr std::string_view name = "undesirable_weight";
};

/// DCO's γ_1 and γ_2: what the reference log-odds of the other language are multiplied by, over β. Finite, at least 0. Consistent where
/// γ_1 γ_2 = β².
struct gamma_first {
    double value = 1;
    static constexpr std::string_view name = "gamma_first";
};
struct gamma_second {
    double value = 0.01;
    static constexpr std::string_view name = "gamma_second";
};

/// Refuses an option's value. @throws error (invalid_option)
[[noreturn]] inline void refuse_option(std::string_view name, double value, std::string_view range) {
    throw error(error_id::invalid_option, std::string(name) + " is " + std::to_string(value) + "; it must be " + std::string(range));
}

/// Checks the range of an option. @throws error (invalid_option)
template <class Option>
constexpr void check_option(const Option& option) {
    constexpr double largest = 1e300;
    if constexpr (std::same_as<Option, beta>) {
        if (!(option.value > 0 && option.value < largest)) refuse_option(option.name, option.value, "above 0");
    } else if constexpr (std::same_as<Option, discopop_tau>) {
        if (!(option.value > 0 && option.value <= 1)) refuse_option(option.name, option.value, "above 0 and at most 1");
    } else if constexpr (std::same_as<Option, label_smoothing>) {
        if (!(option.value >= 0 && option.value <= 0.5)) refuse_option(option.name, option.value, "in [0, 0.5]");
    } else if constexpr (std::same_as<Option, margin> || std::same_as<Option, alpha_reward> || std::same_as<Option, reward_shift>) {
        if (!(option.value > -largest && option.value < largest)) refuse_option(option.name, option.value, "finite");
    } else if constexpr (requires { requires std::same_as<decltype(option.value), double>; }) {
        if (!(option.value >= 0 && option.value < largest)) refuse_option(option.name, option.value, "finite and at least 0");
    }
}

/// What marks a type as a score of an f-divergence (loss/scores.hpp).
template <class S>
concept divergence_score = requires { typename S::is_divergence_score; };

template <class Option>
constexpr bool is_option = divergence_score<Option>;
template <>
inline constexpr bool is_option<beta> = true;
template <>
inline constexpr bool is_option<label_smoothing> = true;
template <>
inline constexpr bool is_option<margin> = true;
template <>
inline constexpr bool is_option<discopop_tau> = true;
template <>
inline constexpr bool is_option<alpha_reward> = true;
template <>
inline constexpr bool is_option<nll_weight> = true;
template <>
inline constexpr bool is_option<length_average> = true;
template <>
inline constexpr bool is_option<single_logs> = true;
template <>
inline constexpr bool is_option<reward_shift> = true;
template <>
inline constexpr bool is_option<kl> = true;
template <>
inline constexpr bool is_option<desirable_weight> = true;
template <>
inline constexpr bool is_option<undesirable_weight> = true;
template <>
inline constexpr bool is_option<gamma_first> = true;
template <>
inline constexpr bool is_option<gamma_second> = true;

/// Says why a loss that takes the options Known can't honour Option, as a compile-time error; compiles silently when it can.
template <class Option, class... Known>
constexpr void diagnose_option() {
    constexpr bool known = (std::same_as<Option, Known> || ...);
    static_assert(is_option<Option>, "calm: not an option of a loss: options are the types of calm/loss/options.hpp and the scores of calm/loss/scores.hpp");
    if constexpr (std::same_as<Option, label_smoothing>)
        static_assert(known, "calm: this loss has no label smoothing and would ignore it: take conservative, robust, exo_pair, aot, aot_unpaired, "
                             "cpo or simpo");
    else if constexpr (divergence_score<Option>)
        static_assert(known, "calm: this loss is defined on the log-ratio itself, not on the score of an f-divergence: take sigmoid, conservative, robust, "
                             "hinge, ipo, exo_pair, discopop or sigmoid_norm");
    else if constexpr (std::same_as<Option, length_average>)
        static_assert(known, "calm: whether this loss averages over a completion's length is part of its definition: only ipo and cpo_ipo have a choice");
    else if constexpr (std::same_as<Option, margin>)
        static_assert(known, "calm: this loss has no target margin and would ignore it: simpo has");
    else if constexpr (std::same_as<Option, discopop_tau>)
        static_assert(known, "calm: this loss has no tau and would ignore it: discopop has");
    else if constexpr (std::same_as<Option, alpha_reward>)
        static_assert(known, "calm: AlphaPO's reward takes the place of a log-probability, and this loss reads log-ratios: take cpo, cpo_hinge, "
                             "cpo_ipo or simpo");
    else if constexpr (std::same_as<Option, nll_weight>)
        static_assert(known, "calm: this loss has no likelihood term of its own: add one, sum(weigh(1, THIS), weigh(alpha, nll()))");
    else if constexpr (std::same_as<Option, reward_shift>)
        static_assert(known, "calm: this loss has no reward shift and would ignore it: bco_pair has");
    else if constexpr (std::same_as<Option, single_logs>)
        static_assert(known, "calm: only exo_pair takes logarithms of its label smoothing, so that single_logs would be ignored");
    else if constexpr (std::same_as<Option, beta>)
        static_assert(known, "calm: this loss has no temperature and would ignore beta");
    else
        static_assert(known, "calm: this loss would ignore that option: kl, desirable_weight and undesirable_weight are kto's, gamma_first and "
                             "gamma_second dco's");
}

/// The options of one loss, as its base: `loss::beta::value` inside the loss reads one. Constructed from any of them in any order; those that
/// are not given keep their defaults. Trivially copyable.
template <class... Known>
struct options : Known... {
    constexpr options() = default;

    /// @throws error (invalid_option) for a value out of its range
    template <class... Given>
        requires(sizeof...(Given) > 0)
    constexpr explicit options(const Given&... given) {
        (set(given), ...);
    }

    /// Whether a loss with these options takes this one.
    template <class Option>
    static constexpr bool honours = (std::same_as<Option, Known> || ...);

private:
    template <class Option>
    constexpr void set(const Option& option) {
        diagnose_option<Option, Known...>();
        if constexpr (honours<Option>) {
            check_option(option);
            static_cast<Option&>(*this) = option;
        }
    }
};

/// Whether Option is among Given.
template <class Option, class... Given>
inline constexpr bool among = (std::same_as<Option, Given> || ...);

} // namespace calm::loss
