// answered | vote(aggregator, ties): counts the answers and chooses a winner.
#pragma once

#include "calm/views/detail/stage.hpp"
#include "calm/vote/aggregator.hpp"
#include "calm/vote/decide.hpp"
#include "calm/vote/ties.hpp"

#include <functional>
#include <utility>

namespace calm {

/// Counts and decides one question: the function behind views::vote.
template <aggregator A, tie_policy T>
struct voter {
    A count;
    T ties;
    vote::thresholds limits{};

    static constexpr bool concurrent = views::detail::concurrent_v<A> && views::detail::concurrent_v<T>;

    [[nodiscard]] voted_question operator()(const answered_question& answered) const { return (*this)(answered_question(answered)); }
    [[nodiscard]] voted_question operator()(answered_question&& answered) const {
        ballot votes = std::invoke(count, std::as_const(answered));
        vote::decide(votes, answered.asked->index, ties, limits);
        return {{std::move(answered)}, std::move(votes)};
    }
};

namespace views {

template <class V, class A, class T>
using vote_view = detail::transform_view<V, voter<A, T>>;

/// Votes: a range of calm::answered_question becomes a range of calm::voted_question (by value).
///
/// Models what the base models, up to random_access_range; sized and common when the base is. Recomputed at each dereference.
///
/// @param count   an aggregator (vote::plurality, vote::weighted, or a callable of the user's own)
/// @param ties    a tie_policy; vote::ties::drop by default
/// @param limits  thresholds on share and margin
/// @throws error (invalid_option) for a threshold outside [0, 1]
template <class A, class T = vote::ties::drop>
[[nodiscard]] auto vote(A count, T ties = {}, calm::vote::thresholds limits = {}) {
    diagnose_aggregator<A>();
    diagnose_tie_policy<T>();
    if constexpr (aggregator<A> && tie_policy<T>) {
        calm::vote::check(limits);  // now, not after the first question has been paid for
        return detail::make_stage<detail::keeping::nothing, detail::shape::one_to_one>(voter<A, T>{std::move(count), std::move(ties), limits});
    } else {
        return detail::refused{};
    }
}

} // namespace views
} // namespace calm
