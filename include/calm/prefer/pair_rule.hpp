// The concept of a pair rule: a voted question to preference pairs.
#pragma once

#include "calm/record/ballot.hpp"
#include "calm/record/preference_pair.hpp"

#include <concepts>
#include <ranges>
#include <utility>

namespace calm {

namespace detail {
template <class P>
concept pair_rule_callable = requires(const P& pairs, const voted_question& voted) { pairs(voted); };

template <class P>
concept pair_rule_returns_range =
    pair_rule_callable<P> && std::ranges::input_range<decltype(std::declval<const P&>()(std::declval<const voted_question&>()))>;
} // namespace detail

/// Makes preference pairs of one question.
///
/// Syntax: `pairs(voted)`, on a const rule, takes a `const calm::voted_question&` and returns an input range, as a rule of
/// `calm::preference_pair` (another record of the user's own will do, as long as what follows reads it).
///
/// Semantics: a pure function of its argument; an empty range where the question gives no pair. The range holds its elements: the
/// argument may be gone before they are read, so a lazy view of it will not do. Where the rule is composed with a stage that keeps its
/// results (`views::sample(m) | ... | views::prefer(rule)`, before any range), the range has to be one that can be walked when const.
///
/// Models: prefer::vote_pairs.
template <class P>
concept pair_rule = detail::pair_rule_callable<P> && detail::pair_rule_returns_range<P>;

/// Says which clause of pair_rule P fails, as a compile-time error; compiles silently when none does.
template <class P>
constexpr void diagnose_pair_rule() {
    static_assert(detail::pair_rule_callable<P>,
                  "calm: not a pair_rule: it must be callable, when const, with (const calm::voted_question&)");
    if constexpr (detail::pair_rule_callable<P>)
        static_assert(detail::pair_rule_returns_range<P>, "calm: not a pair_rule: the call must return a range of pairs");
}

} // namespace calm
