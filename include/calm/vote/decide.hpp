// From counts to a winner.
#pragma once

#include "calm/error.hpp"
#include "calm/vote/tie_policy.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>

namespace calm::vote {

/// What a leading key must reach to win, each in [0, 1]; 0 asks for nothing. What reaches a threshold up to the rounding of the
/// weights' sums reaches it.
struct thresholds {
    double min_share = 0;       ///< leading weight / total weight
    double min_margin = 0;      ///< (leading - second weight) / total weight
    double min_confidence = 0;  ///< probability that the leading key is right; needs an aggregator that gives one
};

/// @throws error (invalid_option) when a threshold is outside [0, 1]
inline void check(const thresholds& limits) {
    for (const double limit : {limits.min_share, limits.min_margin, limits.min_confidence})
        if (!(limit >= 0 && limit <= 1))
            throw error(error_id::invalid_option, "a vote threshold is " + std::to_string(limit) + "; thresholds are in [0, 1]");
}

/// Chooses the winner of a counted ballot: fills result, winner, share, margin, confidence and tie. Reads the ballot's cells alone, so that
/// an aggregator of the user's own need not fill the sums.
///
/// Keys tie when their weights are equal up to the rounding of the sums (votes × epsilon × total weight; for
/// unweighted votes: exactly). A tie is recorded in ballot::tie even when the policy settles it. A tied key has margin 0, so that
/// any min_margin > 0 also refuses settled ties. O(c k) for c cells with k keys.
/// @throws error (invalid_option) when a threshold is outside [0, 1], a weight is negative or not finite, or confidence is asked of a
///         ballot that has no probabilities
/// @throws error (invalid_key) when the policy names a key that does not lead
template <tie_policy Ties>
void decide(ballot& votes, std::size_t question, const Ties& ties, const thresholds& limits = {}) {
    check(limits);
    if (limits.min_confidence > 0 && !votes.posterior)
        throw error(error_id::invalid_option, "min_confidence needs votes with probabilities, as vote::self_consistency gives them where it could learn; "
                                              "use min_share or min_margin");
    double total = 0;
    std::size_t voters = 0;
    for (const auto& cell : votes.cells) {
        total += cell.weight;
        voters += cell.votes;
        if (!(cell.weight >= 0) || !std::isfinite(total))
            throw error(error_id::invalid_option, "the votes for " + cell.key.str() + " in " + cell.lang.str() + " weigh " +
                                                      std::to_string(cell.weight) + "; weights and their sum are finite and not negative");
    }
    votes.winner.reset();
    votes.share = votes.margin = 0;
    votes.confidence.reset();
    votes.tie = false;
    const auto keys = totals(votes);
    if (!(total > 0)) {
        votes.result = outcome::no_votes;
        return;
    }
    const double slack = rounding_of(voters);
    const double rounding = slack * total;
    const auto leaders = static_cast<std::size_t>(std::count_if(
        keys.begin(), keys.end(), [&](const key_count& k) { return keys.front().weight - k.weight <= rounding; }));
    votes.tie = leaders > 1;
    votes.share = keys.front().weight / total;
    votes.margin = votes.tie || keys.size() < 2 ? (votes.tie ? 0 : votes.share) : (keys[0].weight - keys[1].weight) / total;
    if (votes.posterior) votes.confidence = std::min(1.0, keys.front().weight);

    std::optional<answer_key> winner = keys.front().key;
    if (votes.tie) {
        std::vector<key_count> leading(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(leaders));
        std::sort(leading.begin(), leading.end(), [](const key_count& a, const key_count& b) { return a.first < b.first; });
        winner = ties(tied_vote{votes, leading, question});
        if (winner && std::none_of(leading.begin(), leading.end(), [&](const key_count& k) { return k.key == *winner; }))
            throw error(error_id::invalid_key, "the tie policy chose \"" + winner->str() + "\", which does not lead; it must choose a leading key or none");
    }
    const auto below = [&](double value, double limit) { return value < limit - slack; };
    if (below(votes.share, limits.min_share) || below(votes.margin, limits.min_margin) || (votes.confidence && below(*votes.confidence, limits.min_confidence))) {
        votes.result = outcome::below_threshold;
    } else if (!winner) {
        votes.result = outcome::tied;
    } else {
        votes.result = votes.tie ? outcome::tie_broken : outcome::won;
        votes.winner = winner;
    }
}

} // namespace calm::vote
