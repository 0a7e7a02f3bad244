// Agents of the last layer: scores from hidden states without the logits ever being in memory, and the slopes of a slice of the vocabulary's logits, which
// are made again for it.
#pragma once

#include "calm/cuda/detail/gradient_rows.cuh"
#include "calm/cuda/detail/score_rows.cuh"
#include "calm/cuda/detail/tile_product.cuh"

#include <cstddef>
#include <cstdint>

namespace calm::cuda::detail {

/// What forward and backward read of a layer: token × H hidden states by their rows, vocabulary × H weights; and logits that are kept.
template <class T>
struct layer {
    factor<T, true, true> hidden;
    factor<T, true> weight;
    head how;
    float* keep;          ///< products, token × vocabulary, of the first `kept` tokens
    std::uint32_t kept;
    std::uint32_t columns;  ///< of the vocabulary: the stride of `keep`
};

/// Block (i, j) has the i-th tile of tokens and the j-th segment of the vocabulary, which it goes through tile by tile with an online softmax: a row of a
/// tile is summed up in float by the lanes that share it (up to 128 entries), of which one adds it to the row's state.
template <class T, bool All, class Tile>
struct score_layer {
    static constexpr const char* name = "score_layer";
    static constexpr unsigned threads = Tile::threads, resident = Tile::resident;
    struct parameters {
        layer<T> of;
        const std::uint32_t* label;
        std::uint32_t segment;  ///< columns of one, whole tiles
        row_state* parts;       ///< tokens × (segments · strips)
        float* target;          ///< z' of the label, tokens
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Tile::template storage<Block> product;
        typename Block::template array<row_state, threads> states;  ///< each thread's own: registers are for the product
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        if (is_refused(p.status)) return;
        const unsigned thread = block.thread(), lane = thread % Tile::across;
        const std::uint32_t columns = p.of.weight.outer, segments = (columns + p.segment - 1) / p.segment;
        const std::uint32_t first = block.x() * Tile::rows, begin = block.y() * p.segment, end = columns - begin < p.segment ? columns : begin + p.segment;
        shared.states[thread] = row_state::none();  // of the row that is this lane's, among those which it shares
        for (std::uint32_t c = begin; c < end; c += Tile::columns) {
            typename Tile::share z = Tile::product(block, shared.product, p.of.hidden, p.of.weight, first, c);
            row_state of_tile = row_state::none();
            CALM_UNROLL
            for (unsigned i = 0; i < Tile::rows_each; ++i) {
                const row_state one = of_row(block, z.values[i], first + Tile::row_of(thread, i), c, end, p);
                if (lane == i) of_tile = one;
            }
            shared.states[thread] = merge_states{}(shared.states[thread], of_tile);
        }
        const std::uint32_t token = first + Tile::row_of(thread, lane);
        if (lane < Tile::rows_each && token < p.of.hidden.outer)
            p.parts[(static_cast<std::size_t>(token) * segments + block.y()) * Tile::strips + Tile::strip_of(thread)] = shared.states[thread];
    }

private:
    /// The same for all lanes that share the row.
    template <class Block>
    CALM_DEVICE static row_state of_row(Block& block, float (&z)[Tile::columns_each], std::uint32_t token, std::uint32_t c, std::uint32_t end, const parameters& p) {
        struct place {
            float max;
            std::uint32_t at;
        } best{lowest, ~0U};
        struct parts {
            float sum, weighted, squares, total;
        } sums{0, 0, 0, 0};
        const unsigned thread = block.thread();
        const bool there = token < p.of.hidden.outer, keeps = token < p.of.kept;
        const std::uint32_t label = there ? p.label[token] : 0;
        CALM_UNROLL
        for (unsigned j = 0; j < Tile::columns_each; ++j) {
            const std::uint32_t column = c + Tile::column_of(thread, j);
            if (!there || column >= end) {
                z[j] = -INFINITY;
                continue;
            }
            if (keeps) p.of.keep[static_cast<std::size_t>(token) * p.of.columns + column] = z[j];
            z[j] = p.of.how(z[j], column);
            if (column == label) p.target[token] = z[j];
            if constexpr (All) sums.total += z[j];
            if (z[j] > best.max) best = {z[j], column};
        }
        CALM_UNROLL
        for (unsigned mask = 1; mask < Tile::across; mask *= 2) {
            const place other = block.shuffle_across(best, mask);
            if (other.max > best.max || (other.max == best.max && other.at < best.at)) best = other;
        }
        CALM_UNROLL
        for (unsigned j = 0; j < Tile::columns_each; ++j) {
            const float off = z[j] - best.max, e = expf(off);
            sums.sum += e;
            if constexpr (All) sums.weighted += off < -110.0F ? 0.0F : e * off, sums.squares += e * e;
        }
        CALM_UNROLL
        for (unsigned mask = 1; mask < Tile::across; mask *= 2) {
            if constexpr (All) {
                const parts other = block.shuffle_across(sums, mask);
                sums = {sums.sum + other.sum, sums.weighted + other.weighted, sums.squares + other.squares, sums.total + other.total};
            } else {
                sums.sum += block.shuffle_across(sums.sum, mask);
            }
        }
        return {best.max, best.at, static_cast<double>(sums.sum), static_cast<double>(sums.weighted), static_cast<double>(sums.squares), static_cast<double>(sums.total)};
    }
};

/// The greatest |slope| times the head's greatest derivative as a power of two, and its inverse: what sixteen bits without float's range are scaled by. One block.
template <class S>
struct greatest_slope {
    static constexpr const char* name = "greatest_slope";
    static constexpr unsigned threads = 256;
    struct parameters {
        const S* grad_logps;
        std::uint32_t tokens;
        float factor;  ///< the head's derivative, at most
        float* unit;   ///< two
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Block::template array<float, 2 * threads / warp_size> all;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        if (is_refused(p.status)) return;
        const auto greater = [](float a, float b) { return a > b ? a : b; };
        float mine = 0;
        for (std::uint32_t i = block.thread(); i < p.tokens; i += threads) mine = greater(mine, fabsf(static_cast<float>(p.grad_logps[i])) * p.factor);
        mine = reduce<threads>(block, shared.all, mine, greater);
        if (block.thread() != 0) return;
        std::uint32_t exponent = __builtin_bit_cast(std::uint32_t, mine) >> 23;
        exponent = exponent < 1 ? 1 : exponent > 253 ? 253 : exponent;
        p.unit[0] = __builtin_bit_cast(float, exponent << 23), p.unit[1] = __builtin_bit_cast(float, (254 - exponent) << 23);
    }
};

/// ∂/∂z of each token, of a slice of the vocabulary, rounded to what products are of: tokens × slice. Block (i, j) has a tile of it.
template <class T, class S, class Tile>
struct layer_slopes {
    static constexpr const char* name = "layer_slopes";
    static constexpr unsigned threads = Tile::threads, resident = Tile::resident;
    struct parameters {
        layer<T> of;            ///< weight: the slice alone; bias and keep begin at the slice
        std::uint32_t begin;    ///< first entry of the slice
        const std::uint32_t* label;
        const S* log_sum_exp;
        const S* grad_logps;
        const float* unit;      ///< greatest_slope's; null: 1
        T* to;
        std::uint32_t pitch;    ///< of a row of `to`
        float skip_below;
        std::uint32_t* matters; ///< of each tile, row after row of tiles; null: all do
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Tile::template storage<Block> product;
        typename Block::template array<std::uint32_t, 2 * threads / warp_size> votes;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        if (is_refused(p.status)) return;
        const unsigned thread = block.thread();
        const std::uint32_t tokens = p.of.hidden.outer, slice = p.of.weight.outer, first = block.x() * Tile::rows, c = block.y() * Tile::columns;
        const std::uint32_t last = tokens - first < Tile::rows ? tokens : first + Tile::rows;
        typename Tile::share z{};
        if (last > p.of.kept) z = Tile::product(block, shared.product, p.of.hidden, p.of.weight, first, c);
        const float unit = p.unit == nullptr ? 1.0F : p.unit[1];
        std::uint32_t matters = 0;
        CALM_UNROLL
        for (unsigned i = 0; i < Tile::rows_each; ++i) {
            const std::uint32_t token = first + Tile::row_of(thread, i);
            if (token >= tokens) continue;
            const float slope = static_cast<float>(p.grad_logps[token]) * unit, lse = static_cast<float>(p.log_sum_exp[token]);
            const std::uint32_t label = p.label[token];
            CALM_UNROLL
            for (unsigned j = 0; j < Tile::columns_each; ++j) {
                const std::uint32_t column = c + Tile::column_of(thread, j);
                if (column >= slice) continue;
                const float logit = token < p.of.kept ? p.of.keep[static_cast<std::size_t>(token) * p.of.columns + column] : z.values[i][j];
                const float capped = p.of.how(logit, column);
                const bool is_label = p.begin + column == label;
                if (p.matters != nullptr) matters |= is_label || !(expf(capped - lse) <= p.skip_below) ? 1U : 0U;
                p.to[static_cast<std::size_t>(token) * p.pitch + column] = from_float<T>(slope == 0 ? 0.0F : logit_gradient(capped, is_label, lse, slope, p.of.how));
            }
        }
        if (p.matters == nullptr) return;
        matters = reduce<threads>(block, shared.votes, matters, [](std::uint32_t a, std::uint32_t b) { return a | b; });
        if (thread == 0) p.matters[block.x() * ((slice + Tile::columns - 1) / Tile::columns) + block.y()] = matters;
    }
};

} // namespace calm::cuda::detail
