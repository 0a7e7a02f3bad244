// The concept of a model that writes completions, and the message that a type gets which is none.
#pragma once

#include "calm/model/request.hpp"

#include <concepts>
#include <ranges>
#include <type_traits>

namespace calm {

namespace detail {
template <class M>
concept has_generate = requires(M& model, const generation_request& request) { model.generate(request); };

template <class M>
using generated_t = decltype(std::declval<M&>().generate(std::declval<const generation_request&>()));

template <class M>
concept generate_returns_range = has_generate<M> && std::ranges::input_range<generated_t<M>>;

template <class M>
concept generate_returns_completions =
    generate_returns_range<M> && std::constructible_from<completion, std::ranges::range_reference_t<generated_t<M>>>;
} // namespace detail

/// A model that writes completions.
///
/// Syntax: `model.generate(request)` takes a `const calm::generation_request&` and returns an input range of
/// something a `calm::completion` can be made from (a `std::string` will do).
///
/// Semantics: one completion for each of `request.draws`, in that order. A completion depends on the prompt, the
/// settings and its own draw key alone: not on the other draws of the request, nor on earlier requests. Failure is an
/// exception, while generating or while the range it gave is walked; it reaches whoever walks the view, and a later walk asks
/// again for the draws that had no completion yet. A model that is used by several threads at
/// once (`views::parallel`) must in addition have a `const` generate that is safe to call concurrently.
///
/// Models: engines::replay, engines::callback, engines::llama_cpp.
template <class M>
concept generative_model = detail::has_generate<M> && detail::generate_returns_range<M> && detail::generate_returns_completions<M>;

/// A generative model that may be called by several threads at once, as far as types can say it: its generate is const.
template <class M>
concept concurrent_generative_model = generative_model<M> && generative_model<const M>;

/// Says which clause of generative_model M fails, as a compile-time error; compiles silently when none does.
template <class M>
constexpr void diagnose_generative_model() {
    static_assert(detail::has_generate<M>,
                  "calm: not a generative_model: it needs a member generate(const calm::generation_request&)");
    if constexpr (detail::has_generate<M>) {
        static_assert(detail::generate_returns_range<M>,
                      "calm: not a generative_model: generate must return a range, with one completion for each of request.draws");
        if constexpr (detail::generate_returns_range<M>)
            static_assert(detail::generate_returns_completions<M>,
                          "calm: not a generative_model: the elements of the range that generate returns must convert to calm::completion");
    }
}

} // namespace calm
