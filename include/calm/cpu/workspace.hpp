// Memory that the last layer's passes need, kept from one call to the next.
#pragma once

#include "calm/cpu/detail/row_state.hpp"

#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

namespace calm::cpu {

/// Buffers that grow to the largest call seen and stay; about 6 MiB for each thread that works at the same time, whatever the number of tokens. For one call at
/// a time.
class workspace {
public:
    /// What one piece of work needs.
    struct scratch {
        std::vector<float> logits{};          ///< a tile, and its gradient
        std::vector<float> hidden{};          ///< the tile's tokens, when they don't lie side by side as floats
        std::vector<float> weight{};          ///< the tile's entries of the vocabulary, when they are no floats
        std::vector<float> hidden_gradient{};
        bool in_use = false;
    };

    /// A scratch that nobody else uses, until give_back().
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
