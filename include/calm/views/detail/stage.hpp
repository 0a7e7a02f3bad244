// A stage: a function on one element, which becomes a view when a range is piped into it, and composes with other stages.
#pragma once

#include "calm/views/detail/flatten.hpp"
#include "calm/views/detail/memo.hpp"
#include "calm/views/detail/transform.hpp"

#include <functional>
#include <ranges>
#include <type_traits>
#include <utility>

namespace calm::views::detail {

/// Whether a stage's function may be called by several threads at once. A function says so itself in a member
/// `static constexpr bool concurrent`; one that says nothing is a pure function of its argument.
template <class F>
constexpr bool concurrent_v = true;
template <class F>
    requires requires { { F::concurrent } -> std::convertible_to<bool>; }
constexpr bool concurrent_v<F> = F::concurrent;

/// g after f.
template <class F, class G>
struct composed {
    static constexpr bool concurrent = concurrent_v<F> && concurrent_v<G>;
    F f;
    G g;

    template <class T>
        requires std::invocable<const F&, T> && std::invocable<const G&, std::invoke_result_t<const F&, T>>
    decltype(auto) operator()(T&& element) const {
        return std::invoke(g, std::invoke(f, std::forward<T>(element)));
    }
};

enum class keeping { nothing, results, ahead };   ///< recompute at each dereference, or once, or once on several threads
enum class shape { one_to_one, one_to_many };     ///< one_to_many: the function gives a range, which is flattened

template <class F, keeping Keep>
constexpr void require_concurrent() {
    static_assert(Keep != keeping::ahead || concurrent_v<F>,
                  "calm: views::parallel needs parts that several threads may call: a model's generate and a translator's translate must be const");
}

/// `range | stage` is a view; `stage | stage` is the stage of the composed function.
template <class F, keeping Keep, shape Shape>
struct stage {
    F function;
    parallel_options run{1, 0};

    template <source_range R>
    friend auto operator|(R&& range, stage self) {
        using V = all_t<R>;
        auto elements = [&] {
            if constexpr (Keep != keeping::nothing)
                return memo_view<V, F>(all(std::forward<R>(range)), std::move(self.function), self.run);
            else
                return transform_view<V, F>(all(std::forward<R>(range)), std::move(self.function));
        }();
        if constexpr (Shape == shape::one_to_many)
            return flatten_view<decltype(elements)>(std::move(elements));
        else
            return elements;
    }

    template <class G, keeping K, shape S>
        requires(Shape == shape::one_to_one)
    friend auto operator|(stage first, stage<G, K, S> second) {
        constexpr auto keep = Keep > K ? Keep : K;
        require_concurrent<composed<F, G>, keep>();
        return stage<composed<F, G>, keep, S>{{std::move(first.function), std::move(second.function)},
                                              first.run.threads >= second.run.threads ? first.run : second.run};
    }
};

template <keeping Keep, shape Shape, class F>
constexpr auto make_stage(F function) {
    return stage<F, Keep, Shape>{std::move(function)};
}

} // namespace calm::views::detail
