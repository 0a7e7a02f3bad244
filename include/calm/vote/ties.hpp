// The tie policies.
#pragma once

#include "calm/error.hpp"
#include "calm/sample/draw_key.hpp"
#include "calm/vote/tie_policy.hpp"
#include "calm/vote/weighted.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
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

namespace detail {
/// The leading key with the greatest weight, or nothing when several have it, up to the rounding of the sums.
template <class WeightOf>
std::optional<answer_key> heaviest(const tied_vote& tie, WeightOf weight_of_cell) {
    std::vector<double> sums;
    double total = 0;
    std::size_t voters = 0;
    for (const auto& cell : tie.votes.cells) voters += cell.votes;
    for (const auto& leader : tie.leading) {
        double sum = 0;
        for (const auto& cell : tie.votes.cells)
            if (cell.key == leader.key) sum += weight_of_cell(cell);
        sums.push_back(sum);
        total += sum;
    }
    const auto most = std::max_element(sums.begin(), sums.end());
    const double rounding = rounding_of(voters) * total;
    const auto as_heavy = std::count_if(sums.begin(), sums.end(), [&](double sum) { return *most - sum <= rounding; });
    if (!(*most > 0) || as_heavy > 1) return std::nullopt;
    return tie.leading[static_cast<std::size_t>(most - sums.begin())].key;
}
} // namespace detail

/// The first language of the list whose own votes favour one of the leading keys above the others decides; nobody wins when
/// none does.
struct by_language {
    std::vector<language> priority{};

    std::optional<answer_key> operator()(const tied_vote& tie) const {
        for (const auto& lang : priority)
            if (const auto best = detail::heaviest(tie, [&](const language_count& cell) { return cell.lang == lang ? cell.weight : 0.0; })) return best;
        return std::nullopt;
    }
};

/// The leading key with the greatest sum of language weights over its votes wins; none when that is a tie too.
struct by_weight {
    language_weights languages{};

    /// @throws error (invalid_option) for a language weight that is negative or not finite
    std::optional<answer_key> operator()(const tied_vote& tie) const {
        for (const auto& [lang, weight] : languages)
            if (!(weight >= 0) || !std::isfinite(weight))
                throw error(error_id::invalid_option, "the weight of " + lang.str() + " is " + std::to_string(weight) + "; weights are finite and not negative");
        return detail::heaviest(tie, [&](const language_count& cell) { return weight_of(languages, cell.lang) * cell.votes; });
    }
};

} // namespace calm::vote::ties
