// How often each key was given: the table that agreement coefficients are made of.
#pragma once

#include "calm/record/answer_key.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace calm::measure::detail {

/// Counts by key, in the order in which the keys were first seen. There are few keys: a search is a walk.
class key_counts {
public:
    struct entry {
        answer_key key;
        std::uint64_t count = 0;
    };

    void add(const answer_key& key, std::uint64_t times = 1) {
        auto at = std::find_if(entries_.begin(), entries_.end(), [&](const entry& e) { return e.key == key; });
        if (at == entries_.end()) at = entries_.insert(at, {key, 0});
        at->count += times;
        total_ += times;
    }
    void add(const key_counts& other) {
        for (const auto& e : other.entries_) add(e.key, e.count);
    }
    void clear() { entries_.clear(), total_ = 0; }

    [[nodiscard]] std::uint64_t of(const answer_key& key) const {
        const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const entry& e) { return e.key == key; });
        return at == entries_.end() ? 0 : at->count;
    }
    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }
    [[nodiscard]] const std::vector<entry>& entries() const noexcept { return entries_; }

    /// Ordered pairs of two different counted things that have the same key.
    [[nodiscard]] std::uint64_t agreeing_pairs() const {
        std::uint64_t pairs = 0;
        for (const auto& e : entries_) pairs += e.count * (e.count - 1);  // 0 × anything is 0
        return pairs;
    }
    /// The chance that two draws, with replacement, have the same key, in [0, 1]. @pre total() > 0. Does not depend on the order of the keys.
    [[nodiscard]] double chance_agreement() const {
        std::vector<std::uint64_t> counts;
        for (const auto& e : entries_) counts.push_back(e.count);
        std::sort(counts.begin(), counts.end());
        double sum = 0;
        for (const auto count : counts) {
            const double share = static_cast<double>(count) / static_cast<double>(total_);
            sum += share * share;
        }
        return sum;
    }
    /// Whether all that was counted has one key; false when nothing was.
    [[nodiscard]] bool one_key() const {
        return std::count_if(entries_.begin(), entries_.end(), [](const entry& e) { return e.count > 0; }) == 1;
    }

private:
    std::vector<entry> entries_{};
    std::uint64_t total_ = 0;
};

} // namespace calm::measure::detail
