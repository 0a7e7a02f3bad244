// The tie policies.
#pragma once

#include "calm/sample/draw_key.hpp"
#include "calm/vote/tie_policy.hpp"
#include "calm/vote/weighted.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace calm::vote::ties {

/// Nobody wins; the question gives no target. The default.
struct drop {
    std::optional<answer_key> operator()(const tied_vote&) const { return std::nullopt; }
};

/// The key seen first in pool order wins: what the released CALM files do (paper profile).
struct first_seen {
    std::optional<answer_key> operator()(const tied_vote& tie) const { return tie.leading.front().key; }
};

/// Each leading key wins with the same probability; the draw depends on the seed and the question alone.
struct seeded {
    std::uint64_t seed = 0;

    std::optional<answer_key> operator()(const tied_vote& tie) const {
        std::vector<answer_key> keys;
        for (const auto& leader : tie.leading) keys.push_back(leader.key);
        std::sort(keys.begin(), keys.end());  // so that the draw does not depend on the pool's order
        const auto bits = draw_key{seed, tie.question, language("und"), 0}.bits();
        // Multiply and shift: the bias is below keys / 2^32.
        return keys[static_cast<std::size_t>(((bits >> 32) * keys.size()) >> 32)];
    }
};

/// The first language of the list whose own votes favour one of the leading keys above the others decides.
struct by_language {
    std::vector<language> priority{};

    std::optional<answer_key> operator()(const tied_vote& tie) const {
        for (const auto& lang : priority) {
            std::optional<answer_key> best;
            double most = 0;
            for (const auto& leader : tie.leading) {
                for (const auto& cell : tie.votes.cells) {
                    if (cell.lang != lang || cell.key != leader.key) continue;
                    if (cell.weight > most)
                        best = leader.key, most = cell.weight;
                    else if (cell.weight == most)
                        best.reset();
                }
            }
            if (best) return best;
        }
        return std::nullopt;
    }
};

/// The leading key with the greatest sum of language weights over its votes wins; none when that is a tie too.
struct by_weight {
    language_weights languages{};

    std::optional<answer_key> operator()(const tied_vote& tie) const {
        std::optional<answer_key> best;
        double most = -1;
        for (const auto& leader : tie.leading) {
            double sum = 0;
            for (const auto& cell : tie.votes.cells)
                if (cell.key == leader.key) sum += weight_of(languages, cell.lang) * cell.votes;
            if (sum > most)
                best = leader.key, most = sum;
            else if (sum == most)
                best.reset();
        }
        return best;
    }
};

} // namespace calm::vote::ties
