// What the compiler says when a stage meets elements that it does not take, and what stands in for the view or stage that then cannot be.
#pragma once

#include "calm/record/ballot.hpp"
#include "calm/record/question.hpp"
#include "calm/record/response.hpp"

#include <concepts>
#include <type_traits>

namespace calm::views::detail {

/// Stands for a view or a stage that was refused with a worded message. It takes part in every further `|` in silence, so
/// that the message is not buried under what follows from it.
struct refused {
    template <class T>
    friend constexpr refused operator|(refused, T&&) { return {}; }
    template <class T>
        requires(!std::same_as<std::remove_cvref_t<T>, refused>)
    friend constexpr refused operator|(T&&, refused) { return {}; }
};

/// Says what the stage takes, as a compile-time error that names `Gives`, what it is given. @pre not invocable<const Stage&, Gives>
template <class Stage, class Gives>
constexpr void diagnose_stage() {
    constexpr bool fits = std::invocable<const Stage&, Gives>;
    if constexpr (std::invocable<const Stage&, const question&>)
        static_assert(fits, "calm: this stage takes calm::question, and what is before the | gives other elements (Gives): "
                            "views::sample stands first, behind the questions");
    else if constexpr (std::invocable<const Stage&, const sampled_question&>)
        static_assert(fits, "calm: this stage takes calm::sampled_question, and what is before the | gives other elements (Gives): "
                            "views::extract and views::languages stand behind views::sample or a reader of responses");
    else if constexpr (std::invocable<const Stage&, const answered_question&>)
        static_assert(fits, "calm: this stage takes calm::answered_question, and what is before the | gives other elements (Gives): "
                            "views::vote stands behind views::extract");
    else
        static_assert(fits, "calm: this stage takes calm::voted_question, and what is before the | gives other elements (Gives): "
                            "views::prefer stands behind views::vote");
}

/// The record that a stage's function takes. What it gives for it is what the next stage has to take.
template <class F>
using taken_t = std::conditional_t<std::invocable<const F&, const question&>, question,
                                   std::conditional_t<std::invocable<const F&, const sampled_question&>, sampled_question, answered_question>>;

} // namespace calm::views::detail
