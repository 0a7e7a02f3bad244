// The concept of an extractor: response text to answer key.
#pragma once

#include "calm/record/answer.hpp"
#include "calm/record/question.hpp"
#include "calm/record/response.hpp"

#include <concepts>
#include <type_traits>

namespace calm {

namespace detail {
template <class E>
concept extractor_callable =
    requires(const E& extract, const localized_question& asked, const response& given) { extract(asked, given); };

template <class E>
concept extractor_returns_answer =
    extractor_callable<E> && requires(const E& extract, const localized_question& asked, const response& given) {
        { extract(asked, given) } -> std::convertible_to<answer>;
    };
} // namespace detail

/// Reads the answer in a response.
///
/// Syntax: `extract(asked, given)`, on a const extractor, takes a `const calm::localized_question&` (the question in the
/// response's language) and a `const calm::response&` and returns a `calm::answer`. A lambda will do.
///
/// Semantics: a pure function of its arguments; the spans lie inside `given.text`; no key means abstention.
///
/// Models: extract::paper, extract::corrected.
template <class E>
concept extractor = detail::extractor_callable<E> && detail::extractor_returns_answer<E>;

/// Says which clause of extractor E fails, as a compile-time error; compiles silently when none does.
template <class E>
constexpr void diagnose_extractor() {
    static_assert(detail::extractor_callable<E>,
                  "calm: not an extractor: it must be callable, when const, with (const calm::localized_question&, const calm::response&)");
    if constexpr (detail::extractor_callable<E>)
        static_assert(detail::extractor_returns_answer<E>, "calm: not an extractor: the call must return something convertible to calm::answer");
}

} // namespace calm
