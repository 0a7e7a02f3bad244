// Memory that the last layer's passes need, kept from one call to the next.
#pragma once

#include "calm/cpu/detail/row_state.hpp"
#include "calm/loss/half.hpp"

#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

namespace calm::cpu {

/// Buffers that grow to the largest call seen and stay, whatever the number of tokens: 4 MiB, and for each thread that works at the same time 5 MiB (hidden states
/// of H numbers, H up to 20,000), and H KiB more where weights are of 16 bits, and 1 MiB where a product takes bf16 as they are. For one call at a time.
class workspace {
public:
    /// What one piece of work needs.
    struct scratch {
        std::vector<float> logits{};              ///< a tile, and its gradient
        std::vector<float> hidden{};              ///< the tile's tokens, when they don't lie side by side as floats
        std::vector<loss::bf16> stored_hidden{};  ///< the same as they are stored, for a product that takes them so
        std::vector<float> weight{};              ///< the tile's entries of the vocabulary, when they are no floats
        std::vector<float> hidden_gradient{};
        bool in_use = false;
    };

    /// Numbers in each of a scratch's buffers, at least.
    struct sizes {
        std::size_t logits = 0, hidden = 0, stored_hidden = 0, weight = 0, hidden_gradient = 0;
    };

    /// Makes this many scratches of these sizes. @pre none is in use
    void reserve(std::size_t scratches, const sizes& least) {
        const auto grow = [](auto& buffer, std::size_t size) {
            if (buffer.size() < size) buffer.resize(size);
        };
        while (scratches_.size() < scratches) scratches_.emplace_back();
        for (std::size_t i = 0; i < scratches; ++i)
            grow(scratches_[i].logits, least.logits), grow(scratches_[i].hidden, least.hidden), grow(scratches_[i].stored_hidden, least.stored_hidden),
                grow(scratches_[i].weight, least.weight), grow(scratches_[i].hidden_gradient, least.hidden_gradient);
    }

    /// A scratch that nobody else uses, until give_back(); beyond those that were reserved, an empty one.
    scratch& take() {
        const std::lock_guard lock(mutex_);
        for (auto& one : scratches_)
            if (!one.in_use) {
                one.in_use = true;
                return one;
            }
        auto& one = scratches_.emplace_back();
        one.in_use = true;
        return one;
    }
    void give_back(scratch& one) noexcept {
        const std::lock_guard lock(mutex_);
        one.in_use = false;
    }

    std::vector<detail::row_state> states{};    ///< of the tokens of a tile, for each segment of the vocabulary
    std::vector<float> hidden_gradient{};       ///< of the tokens of a tile

private:
    std::mutex mutex_{};
    std::deque<scratch> scratches_{};
};

} // namespace calm::cpu
