// A stage: a function on one element, which becomes a view when a range is piped into it, and composes with other stages.
#pragma once

#include "calm/views/detail/diagnose_stage.hpp"
#include "calm/views/detail/flatten.hpp"
#include "calm/views/detail/memo.hpp"
#include "calm/views/detail/transform.hpp"

#include <concepts>
#include <functional>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>

namespace calm::views::detail {

/// Whether a stage's function may be called by several threads at once. A function says so itself in a member
/// `static constexpr bool concurrent`, also behind a std::ref; one that says nothing is a pure function of its argument.
template <class F>
constexpr bool concurrent_v = true;
template <class F>
    requires requires { { F::concurrent } -> std::convertible_to<bool>; }
constexpr bool concurrent_v<F> = F::concurrent;
template <class F>
constexpr bool concurrent_v<std::reference_wrapper<F>> = concurrent_v<std::remove_cv_t<F>>;

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

/// What g after f keeps when it throws: all of f's result, once there is one. Only where f itself is worth it.
template <class F, class G>
    requires(resumption<F>::possible)
struct resumption<composed<F, G>> {
    static constexpr bool possible = true;
    using given = typename resumption<F>::result;
    using result = std::remove_cvref_t<std::invoke_result_t<const G&, given>>;
    struct partial {
        typename resumption<F>::partial first{};
        std::optional<given> done{};
    };

    template <class T>
    static decltype(auto) run(const composed<F, G>& both, T&& element, partial& so_far) {
        if (!so_far.done) so_far.done.emplace(resumption<F>::run(both.f, std::forward<T>(element), so_far.first));
        return std::invoke(both.g, std::move(*so_far.done));  // a stage moves from its argument only when it can't throw any more
    }
};

enum class keeping { nothing, results, ahead };   ///< recompute at each dereference, or once, or once on several threads
enum class shape { one_to_one, one_to_many };     ///< one_to_many: the function gives a range, which is flattened

template <class F, keeping Keep>
constexpr void require_concurrent() {
    static_assert(Keep != keeping::ahead || concurrent_v<F>,
                  "calm: views::parallel needs parts that several threads may call: a model's generate and a translator's translate must be const");
}

/// `range | stage` is a view; `stage | stage` is the stage of the composed function. Where the elements are not what the function
/// takes, a static_assert says so. Given an rvalue, the function of a stage has to leave it as it was when it throws.
template <class F, keeping Keep, shape Shape>
struct stage {
    F function;
    parallel_options run{1, 0};

    template <source_range R>
    friend auto operator|(R&& range, stage self) {
        using V = all_t<R>;
        using given = std::ranges::range_reference_t<V>;
        if constexpr (!std::invocable<const F&, given>) {
            diagnose_stage<F, given>();
            return refused{};
        } else {
            auto elements = [&] {
                if constexpr (Keep != keeping::nothing)
                    return memo_view<V, F>(all(std::forward<R>(range)), std::move(self.function), self.run);
                else
                    return transform_view<V, F>(all(std::forward<R>(range)), std::move(self.function));
            }();
            if constexpr (Shape == shape::one_to_one) {
                return elements;
            } else {
                constexpr bool walkable = std::ranges::input_range<std::ranges::range_reference_t<decltype(elements)>>;
                static_assert(walkable, "calm: views::prefer, composed with a stage that keeps its results (views::sample, views::parallel), needs a "
                                        "rule whose ranges can be walked when const; or pipe it in behind that stage");
                if constexpr (walkable)
                    return flatten_view<decltype(elements)>(std::move(elements));
                else
                    return refused{};
            }
        }
    }

    template <class G, keeping K, shape S>
        requires(Shape == shape::one_to_one)
    friend auto operator|(stage first, stage<G, K, S> second) {
        using given = std::invoke_result_t<const F&, const taken_t<F>&>;
        if constexpr (!std::invocable<const G&, given>) {
            diagnose_stage<G, given>();
            return refused{};
        } else {
            constexpr auto keep = Keep > K ? Keep : K;
            require_concurrent<composed<F, G>, keep>();
            return stage<composed<F, G>, keep, S>{{std::move(first.function), std::move(second.function)},
                                                  first.run.threads >= second.run.threads ? first.run : second.run};
        }
    }
};

template <keeping Keep, shape Shape, class F>
constexpr auto make_stage(F function) {
    return stage<F, Keep, Shape>{std::move(function)};
}

} // namespace calm::views::detail
