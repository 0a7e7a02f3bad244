// The concept of an aggregator: answers of one question to a ballot.
#pragma once

#include "calm/record/ballot.hpp"

#include <concepts>

namespace calm {

namespace detail {
template <class A>
concept aggregator_callable = requires(const A& count, const answered_question& answered) { count(answered); };

template <class A>
concept aggregator_returns_ballot = aggregator_callable<A> && requires(const A& count, const answered_question& answered) {
    { count(answered) } -> std::convertible_to<ballot>;
};
} // namespace detail

/// Counts the answers of one question.
///
/// Syntax: `count(answered)`, on a const aggregator, takes a `const calm::answered_question&` and returns a `calm::ballot`.
///
/// Semantics: a pure function of its argument; the ballot is undecided; ballots of two parts of a question's responses
/// merge (`vote::merge`) to the ballot of the whole. (Those of an aggregator that was fitted merge before they are weighed: vote::fitted.)
///
/// Models: vote::plurality, vote::weighted; fitted, vote::dawid_skene, vote::wawa, vote::glad, vote::mace.
template <class A>
concept aggregator = detail::aggregator_callable<A> && detail::aggregator_returns_ballot<A>;

/// Says which clause of aggregator A fails, as a compile-time error; compiles silently when none does.
template <class A>
constexpr void diagnose_aggregator() {
    static_assert(detail::aggregator_callable<A>,
                  "calm: not an aggregator: it must be callable, when const, with (const calm::answered_question&)");
    if constexpr (detail::aggregator_callable<A>)
        static_assert(detail::aggregator_returns_ballot<A>, "calm: not an aggregator: the call must return something convertible to calm::ballot");
}

} // namespace calm
