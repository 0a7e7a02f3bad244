// How the last layer is cut into tiles: by its shape alone, so that results don't depend on threads.
#pragma once

#include "calm/cpu/detail/check.hpp"
#include "calm/cpu/workspace.hpp"
#include "calm/loss/logit_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

namespace calm::cpu::detail {

/// Tokens × entries of the vocabulary of a tile, and runs of tiles that one thread works through.
struct layer_plan {
    std::size_t tokens, vocabulary, width;  ///< width: of a hidden state
    std::size_t tile_tokens, tile_entries;
    std::size_t segment, segments;          ///< entries of a segment (whole tiles), and how many there are

    layer_plan(std::size_t tokens_, std::size_t vocabulary_, std::size_t width_) : tokens(tokens_), vocabulary(vocabulary_), width(width_) {
        // A tile of logits is at most 768 KiB, so that it stays in the second cache between the product that makes it and the passes over it; hidden states of
        // its tokens, and their gradient, at most 2 MiB each. 12, 256 and 384 are what the product's and the passes' steps divide, or nearly.
        tile_tokens = std::clamp<std::size_t>((std::size_t{1} << 19) / std::max<std::size_t>(width, 1), 24, 768);
        tile_tokens = std::min(tile_tokens - tile_tokens % 12, std::max<std::size_t>(tokens, 1));
        tile_entries = tile_tokens > 512 ? 256 : 384;
        const std::size_t tiles = std::max<std::size_t>(1, (vocabulary + tile_entries - 1) / tile_entries);
        segments = std::clamp<std::size_t>(tiles / 2, 1, 32);
        const std::size_t tiles_each = (tiles + segments - 1) / segments;
        segment = tiles_each * tile_entries;
        segments = (vocabulary + segment - 1) / segment;
    }

    /// Where a tile is kept: tokens [first, first + count) × entries [entry, entry + entries), in a room for tokens · vocabulary numbers.
    [[nodiscard]] std::size_t kept_at(std::size_t first, std::size_t count, std::size_t entry) const { return first * vocabulary + count * entry; }
};

/// @throws error (invalid_option)
template <class T>
void check_layer(const loss::projection<T>& layer) {
    if (layer.hidden.columns != layer.weight.columns)
        refuse("hidden states have " + std::to_string(layer.hidden.columns) + " numbers and weights " + std::to_string(layer.weight.columns) +
               " an entry; they must be the same");
}

/// Makes room for all threads at once, so that none allocates when it comes to work for the first time in a later call. `as_stored`: for a bf16_product.
template <class T>
void reserve(workspace& space, const layer_plan& plan, const loss::projection<T>& layer, const loss::target_tokens& targets, std::size_t threads, bool as_stored,
             bool backward) {
    const bool floats = std::is_same_v<T, float>;
    const bool side_by_side = floats && targets.row.empty() && layer.hidden.stride >= static_cast<std::ptrdiff_t>(plan.width);
    const std::size_t numbers = plan.tile_tokens * plan.width;
    space.reserve(std::min(threads, plan.segments),
                  {.logits = plan.tile_tokens * std::min(plan.tile_entries, plan.vocabulary), .hidden = side_by_side ? 0 : numbers,
                   .stored_hidden = as_stored ? numbers : 0, .weight = floats ? 0 : plan.tile_entries * plan.width,
                   .hidden_gradient = backward ? numbers : 0});
}

/// A scratch of a workspace for as long as this lives.
class borrowed_scratch {
public:
    explicit borrowed_scratch(workspace& from) : from_(from), scratch_(from.take()) {}
    ~borrowed_scratch() { from_.give_back(scratch_); }
    borrowed_scratch(const borrowed_scratch&) = delete;
    borrowed_scratch& operator=(const borrowed_scratch&) = delete;
    workspace::scratch& operator*() const { return scratch_; }
    workspace::scratch* operator->() const { return &scratch_; }

private:
    workspace& from_;
    workspace::scratch& scratch_;
};

} // namespace calm::cpu::detail
