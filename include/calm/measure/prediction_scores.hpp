// Consistency of predictions as the authors' scorer computes it, faults included.
#pragma once

#include "calm/record/answer_key.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace calm::measure {

/// Which of the authors' two scorers.
enum class released_task : std::uint8_t {
    xcsqa,   ///< keys A-E; fewer than two keys left: the scorer divides by zero, here "undefined"
    medqa,   ///< keys A-D; fewer than two keys left count 0
};

/// The agreement of one question's keys as the released scorers have it. Keys that are no options are removed from the list
/// while it is walked forward, so the key after a removed one is never looked at and stays; the result is the
/// agreeing pairs over all pairs of what is left. Nothing where the released code crashes: an empty prediction (no key),
/// or fewer than two keys left under xcsqa. O(n²).
/// @param keys  the first character of each language's remainder, in the order of the files; nothing for an empty one
[[nodiscard]] inline std::optional<double> released_agreement(std::span<const std::optional<answer_key>> keys, released_task task) {
    std::vector<answer_key> left;
    for (const auto& key : keys) {
        if (!key) return std::nullopt;
        left.push_back(*key);
    }
    const char last = task == released_task::medqa ? 'D' : 'E';
    for (std::size_t i = 0; i < left.size(); ++i) {
        const auto text = left[i].view();
        // Python's list.remove takes out the first equal element, which need not be the one that is looked at.
        if (text.size() != 1 || text[0] < 'A' || text[0] > last) left.erase(std::find(left.begin(), left.end(), left[i]));
    }
    if (left.size() < 2) return task == released_task::medqa ? std::optional<double>(0.0) : std::nullopt;
    std::size_t agreeing = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        for (std::size_t j = i + 1; j < left.size(); ++j) agreeing += left[i] == left[j];
    return static_cast<double>(agreeing) / (static_cast<double>(left.size() * (left.size() - 1)) / 2);
}

} // namespace calm::measure
