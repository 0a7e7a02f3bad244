// voted | prefer(rule): makes preference pairs.
#pragma once

#include "calm/prefer/pair_rule.hpp"
#include "calm/prefer/vote_pairs.hpp"
#include "calm/views/detail/stage.hpp"

#include <utility>

namespace calm::views {

/// Makes pairs: a range of calm::voted_question becomes the range of all their pairs, in the order of the questions.
///
/// Models input_range (single pass): each question's pairs live in the view until the next question is reached.
///
/// @param rule  a pair_rule, held by the view
template <class Rule>
[[nodiscard]] auto prefer(Rule rule) {
    diagnose_pair_rule<Rule>();
    if constexpr (pair_rule<Rule>)
        return detail::make_stage<detail::keeping::nothing, detail::shape::one_to_many>(std::move(rule));
    else
        return detail::refused{};
}

/// The library's own rule with these options: prefer(prefer::vote_pairs(options)).
/// @throws error (invalid_option) for options out of range
[[nodiscard]] inline auto prefer(calm::prefer::options how) { return prefer(calm::prefer::vote_pairs<>(std::move(how))); }

/// The same with a translator for explanations in another language. An lvalue is held by copy; use std::ref to refer to one.
template <class Translator>
[[nodiscard]] auto prefer(calm::prefer::options how, Translator translate) {
    diagnose_translator<std::unwrap_reference_t<Translator>>();
    if constexpr (translator<std::unwrap_reference_t<Translator>>)
        return prefer(calm::prefer::vote_pairs<Translator>(std::move(how), std::move(translate)));
    else
        return detail::refused{};
}

} // namespace calm::views
