// What every view of this library stands on: shared state, and both range libraries.
#pragma once

#include <range/v3/range/concepts.hpp>

#include <concepts>
#include <memory>
#include <ranges>
#include <type_traits>
#include <utility>

namespace calm::views::detail {

/// Base of the library's views. A view holds its state through a shared pointer: copies are O(1) and share what is
/// cached, and a move-only model or container can live in it. range-v3 asks a view to be semiregular: a
/// default-constructed one holds nothing, and can only be assigned to or destroyed. ranges::view_base makes it a view there.
template <class Derived>
struct view_base : std::ranges::view_interface<Derived>, ::ranges::view_base {};

/// A range that a pipeline can begin with: a std::ranges one, or a range-v3 view.
template <class R>
concept source_range = std::ranges::input_range<R> &&
                       (std::ranges::viewable_range<R> || ::ranges::view_<std::remove_cvref_t<R>>);

/// std::views::all, which also knows that a range-v3 view is a view: it is copied, not referred to.
template <source_range R>
constexpr auto all(R&& range) {
    using T = std::remove_cvref_t<R>;
    if constexpr (::ranges::view_<T> && !std::ranges::view<T>)
        return std::ranges::owning_view<T>(T(std::forward<R>(range)));
    else
        return std::views::all(std::forward<R>(range));
}

template <class R>
using all_t = decltype(all(std::declval<R>()));

} // namespace calm::views::detail
