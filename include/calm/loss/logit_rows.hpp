// What scoring completions from a model's output takes: rows of logits or the head that makes them, targets, and where the scores go.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>

namespace calm::loss {

/// Rows in somebody's memory: row i begins at data + i · stride and has `columns` numbers, side by side. A stride may be larger than a row
/// (padding), or negative; rows that are written must not overlap.
template <class T>
struct matrix {
    T* data = nullptr;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::ptrdiff_t stride = 0;

    constexpr matrix() = default;
    /// Rows one behind the other.
    constexpr matrix(T* first, std::size_t rows_, std::size_t columns_) : matrix(first, rows_, columns_, static_cast<std::ptrdiff_t>(columns_)) {}
    constexpr matrix(T* first, std::size_t rows_, std::size_t columns_, std::ptrdiff_t stride_)
        : data(first), rows(rows_), columns(columns_), stride(stride_) {}
    /// To read what may be written.
    template <class U>
        requires(std::same_as<U, const T> && !std::is_const_v<T>)
    constexpr operator matrix<U>() const {
        return {data, rows, columns, stride};
    }

    [[nodiscard]] constexpr bool empty() const { return rows == 0; }
    [[nodiscard]] constexpr T* operator[](std::size_t i) const { return data + static_cast<std::ptrdiff_t>(i) * stride; }
};

/// The tokens of completions: token i is scored by row row[i], and is label[i]. Masked positions are simply not listed.
struct target_tokens {
    std::span<const std::uint32_t> row{};   ///< strictly rising; empty: row i for token i
    std::span<const std::uint32_t> label{}; ///< token ids, below the vocabulary's size

    [[nodiscard]] constexpr std::size_t size() const { return label.size(); }
    [[nodiscard]] constexpr std::size_t row_of(std::size_t i) const { return row.empty() ? i : row[i]; }
};

/// What happens to the product of hidden state and weights before the softmax: z' = cap(scale · (z + bias)) / temperature, where
/// cap(x) = soft_cap · tanh(x / soft_cap), or x. In that order: bias of the layer, logit scale (Cohere, Granite), soft cap (Gemma 2), temperature
/// of the policy that is trained.
struct head_options {
    std::span<const float> bias{};     ///< one for each entry of the vocabulary; empty: none
    double scale = 1;                  ///< above 0
    std::optional<double> soft_cap{};  ///< above 0; a logit of ±∞ is one of ± soft_cap then
    double temperature = 1;            ///< above 0
};

/// Scores of tokens, one for each; an empty span is not written. Natural logarithms. S is float or double; sums over the vocabulary are in double.
template <class S>
struct token_scores {
    std::span<S> logps{};        ///< log p(label)
    std::span<S> log_sum_exp{};  ///< log Σ exp z': what the gradient needs
    std::span<S> entropy{};      ///< of the distribution, nats
    std::span<S> mean_logit{};   ///< of z' over the vocabulary
    std::span<S> top1{};         ///< 1 where the label's logit is the greatest, and no earlier entry has the same; else 0
    std::span<S> log_sum_sq{};   ///< log Σ p²: WPO's
};

/// The last layer: logits of row i are hidden[i] · weightᵀ.
template <class T>
struct projection {
    matrix<const T> hidden{};  ///< rows × H
    matrix<const T> weight{};  ///< vocabulary × H
};

/// Gradients of the last layer; an empty one is not computed. What is there is replaced, or added to: `accumulate`.
template <class T>
struct projection_gradients {
    matrix<T> hidden{};          ///< as projection::hidden; rows that no token is scored by get 0
    matrix<float> weight{};      ///< vocabulary × H; on a CPU, rows that begin at multiples of 64 bytes are written fastest
    std::span<float> bias{};     ///< vocabulary
    bool accumulate = false;
};

/// How the last layer is worked through.
struct projection_options {
    /// Room for logits of the forward pass, so that the backward pass computes only what did not fit; must be the same in both, untouched in
    /// between. Target tokens · vocabulary numbers keep all.
    std::span<float> keep{};
    /// The backward pass leaves out a tile in which no probability is above this (and no label is). 0: computes all. The error it makes is at
    /// most this in each ∂logit, in units of the token's |∂logp| · scale / temperature (Wijmans et al. 2025, arXiv 2411.09009, section 4.3, take 2^-12 for bf16).
    double skip_below = 0;
};

} // namespace calm::loss
