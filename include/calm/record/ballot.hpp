// A ballot: the votes on one question, and who won.
#pragma once

#include "calm/record/answer.hpp"
#include "calm/record/answer_key.hpp"
#include "calm/record/language.hpp"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace calm {

/// A vote's place in the pool: the language's rank in the pool's order, then the sample.
struct pool_position {
    std::uint32_t language_rank = 0;
    std::uint32_t sample = 0;
    friend auto operator<=>(const pool_position&, const pool_position&) = default;
};

/// How often one key was given in one language.
struct language_count {
    answer_key key;
    language lang;
    std::uint32_t votes = 0;   ///< responses
    double weight = 0;         ///< the sum of their weights; equals votes in an unweighted vote
    pool_position first{};     ///< the earliest of them in pool order

    friend bool operator==(const language_count&, const language_count&) = default;
};

/// By how much sums of votes' weights may differ and still be equal, as a share of the total weight: the rounding of adding them up.
[[nodiscard]] constexpr double rounding_of(std::size_t votes) noexcept {
    return static_cast<double>(votes) * std::numeric_limits<double>::epsilon();
}

/// How often one key was given over all languages.
struct key_count {
    answer_key key;
    std::uint32_t votes = 0;
    double weight = 0;
    pool_position first{};

    friend bool operator==(const key_count&, const key_count&) = default;
};

/// How a vote ended.
enum class outcome : std::uint8_t {
    undecided,   ///< votes are counted, the winner is not yet chosen
    won,         ///< one key leads
    tie_broken,  ///< several keys lead, and the tie policy chose among them
    tied,        ///< several keys lead, and the tie policy chose none
    below_threshold,  ///< the leading key has too small a share, margin or confidence
    no_votes,    ///< every response abstained, or what it said has weight 0
};

constexpr std::string_view to_string(outcome value) {
    switch (value) {
    case outcome::undecided: return "undecided";
    case outcome::won: return "won";
    case outcome::tie_broken: return "tie_broken";
    case outcome::tied: return "tied";
    case outcome::below_threshold: return "below_threshold";
    case outcome::no_votes: return "no_votes";
    }
    return "unknown";
}

/// The votes on one question. Counting and deciding are apart, so that ballots of two shards of the responses can
/// be merged before the winner is chosen.
struct ballot {
    std::vector<language_count> cells{};   ///< sorted by (key, language); one a pair that got a vote
    std::uint32_t votes = 0;               ///< responses with a key
    std::uint32_t abstentions = 0;         ///< responses without
    double weight = 0;                     ///< the sum of all votes' weights
    /// The weights are probabilities: those of a key's cells sum up to the probability that it is right (vote/posterior.hpp).
    bool posterior = false;

    outcome result = outcome::undecided;
    std::optional<answer_key> winner{};    ///< set when result is won or tie_broken
    double share = 0;                      ///< leading weight / total weight, in [0, 1]
    double margin = 0;                     ///< (leading - second) weight / total weight, in [0, 1]
    std::optional<double> confidence{};    ///< probability that the leading key is right, in [0, 1]; nothing unless posterior

    /// Whether more than one key leads, however the tie was settled.
    bool tie = false;

    friend bool operator==(const ballot&, const ballot&) = default;
};

/// The counts per key, sorted by falling weight, then by first place in the pool. The cells may stand in any order.
/// O(c k) for c cells with k keys.
inline std::vector<key_count> totals(const ballot& votes) {
    std::vector<key_count> keys;
    keys.reserve(std::min(votes.cells.size(), std::size_t{8}));  // as many as most questions have options
    for (const auto& cell : votes.cells) {
        auto sum = std::find_if(keys.begin(), keys.end(), [&](const key_count& k) { return k.key == cell.key; });
        if (sum == keys.end()) sum = keys.insert(keys.end(), {cell.key, 0, 0, cell.first});
        sum->votes += cell.votes;
        sum->weight += cell.weight;
        sum->first = std::min(sum->first, cell.first);
    }
    std::sort(keys.begin(), keys.end(), [](const key_count& a, const key_count& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.first < b.first;
    });
    return keys;
}

/// A question with its responses, their answers and the vote.
struct voted_question : answered_question {
    ballot vote{};
};

} // namespace calm
