// A batch of pairs as its owner has it in memory, what is computed of it, and where that goes. No copy of anything is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>

namespace calm::loss {

/// A column of numbers in somebody's memory: `size` of them, `stride` elements apart (negative: backwards, 0: one for all). Empty: not there.
template <class T>
struct strided {
    T* data = nullptr;
    std::size_t size = 0;
    std::ptrdiff_t stride = 1;

    constexpr strided() = default;
    constexpr strided(T* first, std::size_t count, std::ptrdiff_t step = 1) : data(first), size(count), stride(step) {}
    /// All of a contiguous range: a span, vector or array.
    template <class R>
        requires std::ranges::contiguous_range<R> && std::ranges::sized_range<R> && (!std::same_as<std::remove_cvref_t<R>, strided>) &&
                 std::convertible_to<std::add_pointer_t<std::ranges::range_reference_t<R>>, T*>
    constexpr strided(R&& range) : data(std::ranges::data(range)), size(std::ranges::size(range)) {}

    [[nodiscard]] constexpr bool empty() const { return size == 0; }
    [[nodiscard]] constexpr T& operator[](std::size_t i) const { return data[static_cast<std::ptrdiff_t>(i) * stride]; }
};

/// One log-probability a completion, natural logarithm, summed over its tokens. T is float or double; the arithmetic on one pair is in T,
/// sums over the batch in double.
template <class T>
struct pair_batch {
    strided<const T> policy_chosen{};
    strided<const T> policy_rejected{};
    strided<const T> reference_chosen{};             ///< empty: the loss reads no reference; rewards are then β p
    strided<const T> reference_rejected{};
    strided<const std::uint32_t> length_chosen{};    ///< tokens of a completion; empty: the loss reads no lengths
    strided<const std::uint32_t> length_rejected{};
    strided<const double> weight{};                  ///< of each pair (preference_pair::weight, WPO); finite, at least 0; empty: 1
    strided<const T> full_chosen{};                  ///< policy_chosen without ld_alpha's discount, for likelihood terms; empty: the same

    [[nodiscard]] std::size_t size() const { return policy_chosen.size; }
};

/// Where results go; an empty column is not written. The gradient is that of the batch's loss, the mean over the pairs.
template <class T>
struct pair_outputs {
    strided<T> loss{};           ///< of each pair, times its weight; their mean is the batch's loss
    strided<T> grad_chosen{};    ///< ∂ loss / ∂ policy_chosen
    strided<T> grad_rejected{};  ///< ∂ loss / ∂ policy_rejected
    strided<T> grad_full{};      ///< ∂ loss / ∂ full_chosen; where empty, it is part of grad_chosen
};

/// What a trainer logs of a batch, means over its pairs. `each` gives the names that people know.
struct batch_metrics {
    double loss = 0;
    double rewards_chosen = 0;      ///< reward: β (p - q), or β p without a reference; of means over tokens for simpo, orpo and cpo_ipo
    double rewards_rejected = 0;
    double rewards_margins = 0;
    double rewards_accuracies = 0;  ///< share of pairs whose chosen reward is greater; a tie is not
    double logps_chosen = 0;        ///< log-probabilities as the loss reads them
    double logps_rejected = 0;
    std::optional<double> nll_loss{};  ///< negative log-likelihood a token of the chosen sides; nothing without lengths, or tokens

    /// Calls f(name, value) for each that there is.
    template <class F>
    void each(F&& f) const {
        f("loss", loss);
        f("rewards/chosen", rewards_chosen);
        f("rewards/rejected", rewards_rejected);
        f("rewards/margins", rewards_margins);
        f("rewards/accuracies", rewards_accuracies);
        f("logps/chosen", logps_chosen);
        f("logps/rejected", logps_rejected);
        if (nll_loss) f("nll_loss", *nll_loss);
    }
};

} // namespace calm::loss
