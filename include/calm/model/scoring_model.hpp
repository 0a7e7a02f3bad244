// The concept of a model that scores a given completion token by token.
#pragma once

#include "calm/model/request.hpp"

#include <concepts>
#include <ranges>
#include <utility>

namespace calm {

namespace detail {
template <class M>
concept has_score = requires(M& model, const scoring_request& request) { model.score(request); };

template <class M>
using scored_t = decltype(std::declval<M&>().score(std::declval<const scoring_request&>()));

template <class M>
concept score_returns_range = has_score<M> && std::ranges::input_range<scored_t<M>>;

template <class M>
concept score_returns_token_scores =
    score_returns_range<M> && std::convertible_to<std::ranges::range_reference_t<scored_t<M>>, token_score>;
} // namespace detail

/// A model that gives the log-probability of each token of a completion.
///
/// Syntax: `model.score(request)` takes a `const calm::scoring_request&` and returns an input range of
/// `calm::token_score`.
///
/// Semantics: one score for each token of the completion, in order; their tokens concatenate to the completion's
/// text. The result depends on the request alone.
///
/// Models: engines::llama_cpp.
template <class M>
concept scoring_model = detail::has_score<M> && detail::score_returns_range<M> && detail::score_returns_token_scores<M>;

/// Says which clause of scoring_model M fails, as a compile-time error; compiles silently when none does.
template <class M>
constexpr void diagnose_scoring_model() {
    static_assert(detail::has_score<M>, "calm: not a scoring_model: it needs a member score(const calm::scoring_request&)");
    if constexpr (detail::has_score<M>) {
        static_assert(detail::score_returns_range<M>,
                      "calm: not a scoring_model: score must return a range with one calm::token_score a token");
        if constexpr (detail::score_returns_range<M>)
            static_assert(detail::score_returns_token_scores<M>,
                          "calm: not a scoring_model: the elements of the range that score returns must convert to calm::token_score");
    }
}

} // namespace calm
