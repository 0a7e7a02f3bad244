// Counting answers into a ballot, and merging ballots.
#pragma once

#include "calm/error.hpp"
#include "calm/record/ballot.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

namespace calm::vote {

/// Which languages vote, in which order: the order is what "first seen" means. Empty: all languages of the question,
/// in its own order.
using pool = std::vector<language>;

/// The rank of a language in a pool, or nothing when it does not vote. O(number of languages).
[[nodiscard]] inline std::optional<std::uint32_t> rank_in(const pool& order, const question& asked, const language& lang) {
    std::uint32_t rank = 0;
    if (order.empty()) {
        for (const auto& text : asked.texts) {
            if (text.lang == lang) return rank;
            ++rank;
        }
    } else {
        for (const auto& member : order) {
            if (member == lang) return rank;
            ++rank;
        }
    }
    return std::nullopt;
}

namespace detail {

constexpr auto cell_order = [](const language_count& a, const language_count& b) {
    return a.key != b.key ? a.key < b.key : a.lang < b.lang;
};

inline void add_cell(std::vector<language_count>& cells, const language_count& one) {
    const auto at = std::find_if(cells.begin(), cells.end(), [&](const auto& c) { return c.key == one.key && c.lang == one.lang; });
    if (at == cells.end()) {
        cells.insert(std::upper_bound(cells.begin(), cells.end(), one, cell_order), one);
    } else {
        at->votes += one.votes;
        at->weight += one.weight;
        at->first = std::min(at->first, one.first);
    }
}

} // namespace detail

/// Counts the answers of the pool's languages, each with the weight that `weight_of(response, answer)` gives it.
/// Abstentions are counted too. O(responses × distinct (key, language) pairs).
/// @throws error (invalid_option) for a weight that is negative or not finite
template <class WeightOf>
[[nodiscard]] ballot count(const answered_question& answered, const pool& order, WeightOf&& weight_of) {
    ballot votes;
    votes.cells.reserve(std::min(answered.answers.size(), std::size_t{16}));  // seldom more: most of a language's samples agree
    const language* previous = nullptr;
    std::optional<std::uint32_t> rank;
    for (std::size_t i = 0; i < answered.answers.size(); ++i) {
        const auto& given = answered.responses[i];
        if (!previous || !(*previous == given.lang)) rank = rank_in(order, *answered.asked, given.lang);
        previous = &given.lang;
        if (!rank) continue;
        const auto& read = answered.answers[i];
        if (!read.key) {
            ++votes.abstentions;
            continue;
        }
        const double weight = weight_of(given, read);
        if (!(weight >= 0) || !std::isfinite(weight))
            throw error(error_id::invalid_option,
                        "the weight of a vote in " + given.lang.str() + " is " + std::to_string(weight) + "; weights are finite and not negative");
        ++votes.votes;
        votes.weight += weight;
        detail::add_cell(votes.cells, {*read.key, given.lang, 1, weight, {*rank, given.sample}});
    }
    return votes;
}

/// The ballot of two disjoint parts of one question's responses, undecided. Associative and commutative (weights up to rounding).
///
/// Both must have been counted with the same ranks of languages: over the same question with all its texts, or with the same explicit pool.
/// @throws error (invalid_option) for a ballot of probabilities, which don't add up: merge the counts, and weigh what comes out
[[nodiscard]] inline ballot merge(const ballot& a, const ballot& b) {
    if (a.posterior || b.posterior)
        throw error(error_id::invalid_option, "ballots that hold probabilities can't be merged; merge the counted ballots, and weigh the result");
    ballot both;
    both.cells = a.cells;
    for (const auto& cell : b.cells) detail::add_cell(both.cells, cell);
    both.votes = a.votes + b.votes;
    both.abstentions = a.abstentions + b.abstentions;
    both.weight = a.weight + b.weight;
    return both;
}

} // namespace calm::vote
