// questions | sample(model, options): asks a model.
#pragma once

#include "calm/sample/sampler.hpp"
#include "calm/views/detail/stage.hpp"

#include <functional>
#include <type_traits>
#include <utility>

namespace calm::views {

/// The view type of sample: see detail::memo_view for what it keeps.
template <class V, class Model>
using sample_view = detail::memo_view<V, sampler<Model>>;

/// Draws responses: a range of calm::question becomes a range of `const calm::sampled_question&`.
///
/// The model is asked once for each draw, when its question is first dereferenced, however often the range is walked: copies of
/// the view share what was drawn. Over a forward range everything drawn is kept (forward_range); over a
/// single-pass range only the current question is (input_range), so memory does not grow with the number of questions.
/// Sized when the base is. A draw's key has question::index in it: number questions that you make yourself, or all of them get
/// the same randomness (the readers number theirs). Results depend on options.seed alone: not on order, on threads, or on how much is walked.
///
/// @param model    a generative_model: an lvalue or a std::ref is referred to and must outlive the view, an rvalue is moved in
/// @param options  samples, seed, languages, settings, prompt
/// @throws error (invalid_option) for options out of range; while walking, whatever the model throws: what it gave for that
///         question before is kept, and the next walk asks for the rest
template <class Model>
[[nodiscard]] auto sample(Model&& model, sample_options options = {}) {
    using given = std::remove_reference_t<Model>;
    using named = std::remove_reference_t<std::unwrap_reference_t<std::remove_cv_t<given>>>;  // behind a std::ref, if it is one
    constexpr bool wrapped = !std::is_same_v<named, std::remove_cv_t<given>>;
    using held = std::conditional_t<std::is_lvalue_reference_v<Model> && !wrapped, std::reference_wrapper<given>, std::remove_cv_t<given>>;
    using model_type = std::conditional_t<wrapped, named, given>;
    diagnose_generative_model<model_type>();
    if constexpr (generative_model<model_type>) {
        return detail::make_stage<detail::keeping::results, detail::shape::one_to_one>(
            sampler<held>(held(std::forward<Model>(model)), std::move(options)));
    } else {
        return detail::refused{};
    }
}

} // namespace calm::views
