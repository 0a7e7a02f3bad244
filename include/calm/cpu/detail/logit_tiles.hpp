// The logits of some tokens, one run of the vocabulary's entries after another, and what they are products of.
#pragma once

#include "calm/cpu/detail/layer_plan.hpp"
#include "calm/cpu/matrix_product.hpp"
#include "calm/cpu/workspace.hpp"
#include "calm/loss/half.hpp"
#include "calm/loss/logit_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace calm::cpu::detail {

/// Hidden states of tokens [first, first + count), side by side: where they lie, if they do, else in a copy.
template <class Out, class T>
[[nodiscard]] loss::matrix<const Out> hidden_of(const loss::projection<T>& layer, const loss::target_tokens& targets, std::size_t first, std::size_t count,
                                                std::vector<Out>& copy) {
    const std::size_t width = layer.hidden.columns;
    if constexpr (std::is_same_v<T, Out>)
        if (targets.row_of(first + count - 1) - targets.row_of(first) == count - 1 && layer.hidden.stride >= static_cast<std::ptrdiff_t>(width))
            return {layer.hidden[targets.row_of(first)], count, width, layer.hidden.stride};
    if (copy.size() < count * width) copy.resize(count * width);
    for (std::size_t i = 0; i < count; ++i) std::copy_n(layer.hidden[targets.row_of(first + i)], width, copy.data() + i * width);
    return {copy.data(), count, width};
}

/// Weights of entries [first, first + count), as floats.
template <class T>
[[nodiscard]] loss::matrix<const float> weight_of(const loss::projection<T>& layer, std::size_t first, std::size_t count, std::vector<float>& copy) {
    const std::size_t width = layer.weight.columns;
    if constexpr (std::is_same_v<T, float>) return {layer.weight[first], count, width, layer.weight.stride};
    if (copy.size() < count * width) copy.resize(count * width);
    for (std::size_t i = 0; i < count; ++i) std::copy_n(layer.weight[first + i], width, copy.data() + i * width);
    return {copy.data(), count, width};
}

/// The tiles of the tokens [first, first + count). Logits are products of floats, or of bf16 as they are stored where the product takes those; gradients are of
/// floats.
template <class T, matrix_product Product>
class logit_tiles {
public:
    static constexpr bool takes_bf16 = std::is_same_v<T, loss::bf16> && bf16_product<Product>;

    /// @param forward  logits are computed, and those that fit are kept; else those that were kept are read
    logit_tiles(const layer_plan& plan, const loss::projection<T>& layer, const loss::target_tokens& targets, const loss::projection_options& how,
                const Product& product, std::size_t first, std::size_t count, bool forward, workspace::scratch& own)
        : plan_(plan), layer_(layer), how_(how), product_(product), first_(first), count_(count), forward_(forward), own_(own) {
        if constexpr (takes_bf16) {
            as_stored_ = product.multiplies_bf16();
            if (as_stored_) stored_ = hidden_of<T>(layer, targets, first, count, own.stored_hidden);
        }
        if (!(forward && as_stored_)) hidden_ = hidden_of<float>(layer, targets, first, count, own.hidden);
    }

    /// Tokens × entries, before what the head does to them. In `own.logits` or where they were kept, until the next call.
    [[nodiscard]] loss::matrix<const float> logits(std::size_t entry, std::size_t entries) {
        if (!(forward_ && as_stored_)) weight_ = weight_of(layer_, entry, entries, own_.weight);
        const std::size_t place = plan_.kept_at(first_, count_, entry), size = count_ * entries;
        const bool kept = place + size <= how_.keep.size();
        if (!kept && own_.logits.size() < size) own_.logits.resize(size);
        const loss::matrix<float> tile(kept ? how_.keep.data() + place : own_.logits.data(), count_, entries);
        if (forward_ || !kept) multiply(entry, entries, tile);
        return tile;
    }
    /// As floats, of the tokens, and of the entries of the last tile. @pre not forward
    [[nodiscard]] const loss::matrix<const float>& hidden() const { return hidden_; }
    [[nodiscard]] const loss::matrix<const float>& weight() const { return weight_; }

private:
    void multiply(std::size_t entry, std::size_t entries, const loss::matrix<float>& tile) const {
        if constexpr (takes_bf16)
            if (as_stored_) {
                const loss::matrix<const T> weight(layer_.weight[entry], entries, layer_.weight.columns, layer_.weight.stride);
                product_(stored_, weight, tile, {.transpose_b = true});
                return;
            }
        product_(hidden_, weight_, tile, {.transpose_b = true});
    }

    const layer_plan& plan_;
    const loss::projection<T>& layer_;
    const loss::projection_options& how_;
    const Product& product_;
    std::size_t first_, count_;
    bool forward_, as_stored_ = false;
    workspace::scratch& own_;
    loss::matrix<const float> hidden_{}, weight_{};
    loss::matrix<const T> stored_{};
};

} // namespace calm::cpu::detail
