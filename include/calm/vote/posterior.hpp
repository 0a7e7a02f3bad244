// Posterior ballots: from the probability of each key to the weights of a ballot's cells.
#pragma once

#include "calm/record/ballot.hpp"
#include "calm/record/question.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace calm::vote {

/// Gathers the probability of each key of one question, and writes it into its ballot: for aggregators that learn.
///
/// In a posterior ballot the weights of a key's cells sum up to the probability that the key is right, spread over them as its votes
/// are. An option without a vote has no cell and keeps its probability to itself, so that the ballot's weight may stay below 1.
class posterior_of {
public:
    /// Starts from equal probabilities of the question's options; of the keys that got votes where its options are not known.
    posterior_of(const question& asked, const ballot& counted) {
        for (const auto& text : asked.texts) {
            if (text.options.empty()) continue;
            for (const auto& choice : text.options) keys_.emplace_back(choice.key, 0.0);
            break;
        }
        if (keys_.empty())
            for (const auto& sum : totals(counted)) keys_.emplace_back(sum.key, 0.0);
        for (auto& [key, chance] : keys_) chance = 1 / static_cast<double>(keys_.size());
    }

    /// Adds to the probability of a key. A key that is no option starts at 0. O(keys).
    void add(const answer_key& key, double chance) {
        const auto at = std::find_if(keys_.begin(), keys_.end(), [&](const auto& one) { return one.first == key; });
        if (at == keys_.end())
            keys_.emplace_back(key, chance);
        else
            at->second += chance;
    }

    /// The ballot with these probabilities, each kept at 0 or more and all scaled to the sum 1. O(cells × keys).
    [[nodiscard]] ballot apply(ballot counted) const {
        double total = 0;
        for (const auto& [key, chance] : keys_) total += std::max(chance, 0.0);
        counted.posterior = true;
        counted.weight = 0;
        for (const auto& sum : totals(counted)) {
            const auto at = std::find_if(keys_.begin(), keys_.end(), [&](const auto& one) { return one.first == sum.key; });
            const double chance = at == keys_.end() || !(total > 0) ? 0.0 : std::max(at->second, 0.0) / total;
            for (auto& cell : counted.cells)
                if (cell.key == sum.key) cell.weight = chance * cell.votes / std::max(sum.votes, 1u);
            counted.weight += chance;
        }
        return counted;
    }

private:
    std::vector<std::pair<answer_key, double>> keys_{};
};

} // namespace calm::vote
