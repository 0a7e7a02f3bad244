// Dispatch of scores and gradients of the last layer.
#pragma once

#include "calm/cuda/detail/check_shapes.cuh"
#include "calm/cuda/detail/layer_agents.cuh"
#include "calm/cuda/detail/layer_products.cuh"
#include "calm/cuda/detail/rows.cuh"
#include "calm/cuda/detail/session.cuh"
#include "calm/cuda/policy.cuh"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>

namespace calm::cuda::detail {

/// What a backward of the layer has in the workspace: slopes of a part of the tokens by a slice of the vocabulary, which of their tiles matter, and the
/// part's gradient by hidden states. Bytes: `number` each slope.
struct layer_scratch {
    std::byte* slopes;
    std::uint32_t pitch;
    std::uint32_t* matters;
    float* hidden;
    float* unit;

    layer_scratch(scratch& space, std::size_t number, std::size_t tokens, std::size_t slice, std::size_t width, std::size_t tile_rows, std::size_t tile_columns)
        : slopes(space.take<std::byte>(tokens * (slice + 7) / 8 * 8 * number)), pitch(static_cast<std::uint32_t>((slice + 7) / 8 * 8)),
          matters(space.take<std::uint32_t>(blocks_for(tokens, tile_rows) * blocks_for(slice, tile_columns))), hidden(space.take<float>(tokens * width)),
          unit(space.take<float>(2)) {}
};

template <class T>
layer<T> layer_of(const loss::projection<T>& of, const targets& tokens, const loss::head_options& options, const loss::projection_options& how) {
    if (of.hidden.columns != of.weight.columns)
        refuse("hidden states have " + std::to_string(of.hidden.columns) + " numbers and weights " + std::to_string(of.weight.columns) +
               " an entry; they must be the same");
    const std::uint32_t width = counted(of.hidden.columns, "numbers a hidden state"), columns = counted(of.weight.rows, "entries of the vocabulary");
    const auto kept = static_cast<std::uint32_t>(std::min<std::size_t>(tokens.tokens, columns > 0 ? how.keep.size() / columns : 0));
    return {{of.hidden.data, of.hidden.stride, tokens.tokens, width, tokens.row}, {of.weight.data, of.weight.stride, columns, width, nullptr},
            head_of(options, columns), kept > 0 ? how.keep.data() : nullptr, kept, columns};
}

template <class Policy, class T, class S, class Device>
void forward_layer(session<Device>& with, scratch& space, const loss::projection<T>& of, const loss::target_tokens& tokens, const loss::head_options& options,
                   const loss::token_scores<S>& scores, const loss::projection_options& how) {
    using tile = typename Policy::template tile<T>;
    static_assert(Policy::segment % tile::columns == 0);
    const targets to_score = targets_of(tokens, of.hidden.rows);
    const layer<T> all = layer_of(of, to_score, options, how);
    const scores_out<S> out = scores_of(scores, to_score.tokens);
    if (to_score.tokens == 0) return;
    if (all.columns == 0) refuse("the vocabulary has no entries");
    const std::size_t segments = blocks_for(all.columns, Policy::segment), parts = segments * tile::strips;
    const score_scratch at(space, to_score.tokens, parts);
    space.check("forward");
    check_tokens(with, to_score, of.hidden.rows, all.columns);
    const auto score = [&]<bool All>(std::bool_constant<All>) {
        with.device().template launch<score_layer<T, All, tile>>({blocks_for(to_score.tokens, tile::rows), segments},
                                                                 {all, to_score.label, Policy::segment, at.parts, at.target, with.status()});
    };
    if (asks_for_everything(scores)) score(std::true_type{});
    else score(std::false_type{});
    with.template launch_over<finish_scores<S>>(to_score.tokens, {at.parts, at.target, to_score.label, to_score.tokens, static_cast<std::uint32_t>(parts),
                                                                  all.columns, out, with.status()});
}

/// Slopes of some tokens by a slice of the vocabulary, and what comes of them. Without tokens, sums of nothing: they write 0, or leave what they add to.
template <class Policy, class T, class S, class Device>
void backward_slice(session<Device>& with, const layer_scratch& at, const layer<T>& part, std::uint32_t begin, const targets& tokens, const S* log_sum_exp,
                    const S* grad_logps, const loss::projection_gradients<T>& gradients, bool first_tokens, float skip_below) {
    using tile = typename Policy::template tile<T>;
    auto& device = with.device();
    const std::uint32_t count = tokens.tokens, slice = part.weight.outer, width = part.hidden.inner;
    const std::size_t down = blocks_for(count, tile::rows), across = blocks_for(slice, tile::columns), wide = blocks_for(width, tile::columns);
    T* const slopes = reinterpret_cast<T*>(at.slopes);
    const float* const unit = std::is_same_v<T, loss::fp16> ? at.unit : nullptr;  // the others have float's range
    std::uint32_t* const matters = skip_below > 0 ? at.matters : nullptr;
    const auto tiles = static_cast<std::uint32_t>(across);
    const bool adds = gradients.accumulate || !first_tokens;
    if (count > 0)
        device.template launch<layer_slopes<T, S, tile>>({down, across}, {part, begin, tokens.label, log_sum_exp, grad_logps, unit, slopes, at.pitch,
                                                                          skip_below, matters, with.status()});
    if (!gradients.hidden.empty() && count > 0 && width > 0) {
        using product = multiply<factor<T, true>, factor<T, false>, tile>;
        device.template launch<product>({down, wide}, {{slopes, at.pitch, count, slice, nullptr}, {part.weight.data, part.weight.stride, width, slice, nullptr}, unit,
                                                       {matters, 1, tile::columns}, tiles, at.hidden, static_cast<std::ptrdiff_t>(width), begin > 0, with.status()});
    }
    if (!gradients.weight.empty() && width > 0) {
        using product = multiply<factor<T, false>, factor<T, false, true>, tile>;
        static_assert(tile::rows == tile::columns, "tiles of slopes are those of both products");
        device.template launch<product>({across, wide}, {{slopes, at.pitch, slice, count, nullptr}, {part.hidden.data, part.hidden.stride, width, count, part.hidden.row}, unit,
                                                         {matters, tiles, tile::rows}, 1, gradients.weight[begin], gradients.weight.stride, adds, with.status()});
    }
    if (!gradients.bias.empty())
        device.template launch<sum_slopes<T>>({blocks_for(slice, warp_size), 1}, {slopes, count, slice, at.pitch, unit, gradients.bias.data() + begin, adds, with.status()});
}

template <class Policy, class T, class S, class Device>
void backward_layer(session<Device>& with, scratch& space, const loss::projection<T>& of, const loss::target_tokens& tokens, const loss::head_options& options,
                    std::span<const S> log_sum_exp, std::span<const S> grad_logps, const loss::projection_gradients<T>& gradients, const loss::projection_options& how) {
    using tile = typename Policy::template tile<T>;
    static_assert(Policy::slice % tile::columns == 0 && Policy::tokens % tile::rows == 0);
    const targets to_score = targets_of(tokens, of.hidden.rows);
    const layer<T> all = layer_of(of, to_score, options, how);
    const std::uint32_t count = to_score.tokens, width = all.hidden.inner, columns = all.columns;
    check_size(log_sum_exp.size(), count, "log_sum_exp"), check_size(grad_logps.size(), count, "grad_logps");
    if (!(how.skip_below >= 0 && how.skip_below < 1)) refuse("skip_below is " + std::to_string(how.skip_below) + "; it must be in [0, 1)");
    const bool by_hidden = !gradients.hidden.empty();
    if (by_hidden) check_same_shape(gradients.hidden.rows, gradients.hidden.columns, of.hidden.rows, width, "the gradient of the hidden states");
    if (!gradients.weight.empty()) check_same_shape(gradients.weight.rows, gradients.weight.columns, columns, width, "the gradient of the weights");
    if (!gradients.bias.empty() && gradients.bias.size() != columns)
        refuse("the gradient of the bias has " + std::to_string(gradients.bias.size()) + " numbers and the vocabulary " + std::to_string(columns));
    const layer_scratch at(space, sizeof(T), std::min(Policy::tokens, count), std::min(Policy::slice, columns), by_hidden ? width : 0, tile::rows, tile::columns);
    space.check("backward");
    check_tokens(with, to_score, of.hidden.rows, columns);
    with.template launch_over<check_slopes<S>>(count, {log_sum_exp.data(), grad_logps.data(), count, with.status()});

    auto& device = with.device();
    if (by_hidden && !gradients.accumulate)
        device.template launch<clear_rows<T>>({of.hidden.rows, 1}, {width, to_score, gradients.hidden.data, gradients.hidden.stride, with.status()});
    if (std::is_same_v<T, loss::fp16> && count > 0) device.template launch<greatest_slope<S>>({}, {grad_logps.data(), count, all.how.scale * all.how.inverse_temperature, at.unit, with.status()});
    std::uint32_t first = 0;
    do {
        targets part{to_score.row == nullptr ? nullptr : to_score.row + first, to_score.label + first, std::min(Policy::tokens, count - first)};
        layer<T> here = all;
        here.hidden.row = part.row, here.hidden.outer = part.tokens;
        if (part.row == nullptr) here.hidden.data += static_cast<std::ptrdiff_t>(first) * here.hidden.stride;
        here.kept = all.kept > first ? std::min(all.kept - first, part.tokens) : 0;
        for (std::uint32_t begin = 0; begin < columns; begin += Policy::slice) {
            layer<T> slice = here;
            slice.weight.data += static_cast<std::ptrdiff_t>(begin) * slice.weight.stride;
            slice.weight.outer = std::min(Policy::slice, columns - begin);
            if (slice.how.bias != nullptr) slice.how.bias += begin;
            if (slice.kept > 0) slice.keep += static_cast<std::size_t>(first) * columns + begin;
            backward_slice<Policy>(with, at, slice, begin, part, log_sum_exp.data() + first, grad_logps.data() + first, gradients, first == 0,
                                   static_cast<float>(how.skip_below));
        }
        if (by_hidden && part.tokens > 0)
            device.template launch<place_rows<T>>({part.tokens, 1}, {at.hidden, width, part,
                                                                     gradients.hidden.data + (part.row == nullptr ? static_cast<std::ptrdiff_t>(first) * gradients.hidden.stride : 0),
                                                                     gradients.hidden.stride, gradients.accumulate, with.status()});
        first += part.tokens;
    } while (first < count);
}

} // namespace calm::cuda::detail
