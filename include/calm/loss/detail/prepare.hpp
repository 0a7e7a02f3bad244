// One shape for all losses: what is called with (index of the pair, its values, its weight) and gives the pair's weighted term.
#pragma once

#include "calm/loss/coupled.hpp"
#include "calm/loss/modifiers.hpp"
#include "calm/loss/preference_loss.hpp"

#include <cstddef>

namespace calm::loss::detail {

template <class L>
inline constexpr bool is_sum = false;
template <class... Ls>
inline constexpr bool is_sum<sum<Ls...>> = true;

template <class L, class T>
inline constexpr bool usable_on_batch = preference_loss<L, T> || coupled_loss<L, T>;
template <class... Ls, class T>
inline constexpr bool usable_on_batch<sum<Ls...>, T> = (usable_on_batch<Ls, T> && ...);

/// Says why a loss can't be used on a batch.
template <class L, class T>
struct diagnose_batch_loss {
    static constexpr void say() {
        if constexpr (!coupled_loss<L, T>) diagnose_preference_loss<L, T>();
    }
};
template <class... Ls, class T>
struct diagnose_batch_loss<sum<Ls...>, T> {
    static constexpr void say() { (diagnose_batch_loss<Ls, T>::say(), ...); }
};

/// @pre T is the batch's type, and its values are finite
template <class T, class L>
[[nodiscard]] auto prepare(const L& loss, const pair_batch<T>& batch, workspace& space) {
    if constexpr (coupled_loss<L, T>) {
        return loss.prepare(batch, space);
    } else if constexpr (is_sum<L> && !preference_loss<L, T>) {
        const auto first = [part = prepare(loss.first.loss, batch, space), factor = static_cast<T>(loss.first.weight)](
                               std::size_t i, const pair_values<T>& v, T weight) { return factor * part(i, v, weight); };
        if constexpr (requires { loss.rest.first; }) {
            return [first, rest = prepare(loss.rest, batch, space)](std::size_t i, const pair_values<T>& v, T weight) {
                return first(i, v, weight) + rest(i, v, weight);
            };
        } else {
            return first;
        }
    } else {
        return [loss](std::size_t, const pair_values<T>& v, T weight) { return weight * term_of(loss, v); };
    }
}

} // namespace calm::loss::detail
