// The concept of a tie policy: which of several leading keys wins, if any.
#pragma once

#include "calm/record/ballot.hpp"

#include <concepts>
#include <cstddef>
#include <optional>
#include <span>

namespace calm {

/// A tie that has to be settled. References stay valid during the call only.
struct tied_vote {
    const ballot& votes;
    std::span<const key_count> leading;  ///< at least two, all of the same weight, by first place in the pool
    std::size_t question = 0;            ///< question::index
};

namespace detail {
template <class T>
concept tie_policy_callable = requires(const T& settle, const tied_vote& tie) { settle(tie); };

template <class T>
concept tie_policy_returns_key = tie_policy_callable<T> && requires(const T& settle, const tied_vote& tie) {
    { settle(tie) } -> std::convertible_to<std::optional<answer_key>>;
};
} // namespace detail

/// Settles a tie.
///
/// Syntax: `settle(tie)`, on a const policy, takes a `const calm::tied_vote&` and returns something convertible to
/// `std::optional<calm::answer_key>`.
///
/// Semantics: a pure function of its argument; the key is one of the leading ones; nothing means that nobody wins.
///
/// Models: vote::ties::drop, seeded, by_language, by_weight, first_seen.
template <class T>
concept tie_policy = detail::tie_policy_callable<T> && detail::tie_policy_returns_key<T>;

/// Says which clause of tie_policy T fails, as a compile-time error; compiles silently when none does.
template <class T>
constexpr void diagnose_tie_policy() {
    static_assert(detail::tie_policy_callable<T>,
                  "calm: not a tie_policy: it must be callable, when const, with (const calm::tied_vote&)");
    if constexpr (detail::tie_policy_callable<T>)
        static_assert(detail::tie_policy_returns_key<T>,
                      "calm: not a tie_policy: the call must return something convertible to std::optional<calm::answer_key>");
}

} // namespace calm
