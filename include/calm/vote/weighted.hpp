// Weighted votes: by language, and by response.
#pragma once

#include "calm/vote/count.hpp"

#include <concepts>
#include <functional>
#include <utility>
#include <vector>

namespace calm::vote {

/// Weights of languages. A language that is not listed has weight 1.
using language_weights = std::vector<std::pair<language, double>>;

[[nodiscard]] inline double weight_of(const language_weights& weights, const language& lang) {
    for (const auto& [known, weight] : weights)
        if (known == lang) return weight;
    return 1.0;
}

/// Every response weighs 1.
struct equal_weight {
    constexpr double operator()(const response&, const answer&) const noexcept { return 1.0; }
};

/// An answer counts its language's weight times its response's weight. Weights are finite and not negative; a vote of weight
/// 0 is counted in ballot::votes and has no influence.
template <class ResponseWeight = equal_weight>
    requires std::invocable<const ResponseWeight&, const response&, const answer&>
struct weighted {
    language_weights languages{};
    ResponseWeight response_weight{};  ///< a callable: (const response&, const answer&) -> double
    vote::pool pool{};                 ///< who votes; empty: every language of the question

    /// Whether several threads may call it: not when the response weight says that they may not (views::parallel).
    static constexpr bool concurrent = [] {
        if constexpr (requires { { ResponseWeight::concurrent } -> std::convertible_to<bool>; }) return static_cast<bool>(ResponseWeight::concurrent);
        else return true;
    }();

    /// @throws error (invalid_option) for a weight that is negative or not finite
    [[nodiscard]] ballot operator()(const answered_question& answered) const {
        return count(answered, pool, [this](const response& given, const answer& read) {
            return weight_of(languages, given.lang) * static_cast<double>(std::invoke(response_weight, given, read));
        });
    }
};

/// `weighted{{{"en", 2.0}}, [](const response&, const answer&) { ... }}`; clang 16 deduces nothing for an aggregate by itself.
template <class ResponseWeight>
weighted(language_weights, ResponseWeight, vote::pool = {}) -> weighted<ResponseWeight>;

} // namespace calm::vote
