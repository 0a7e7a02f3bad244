// How often the responses of a language agree with each other and with those of the other languages: what can be learnt without
// a gold answer.
#pragma once

#include "calm/vote/count.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace calm::vote {

/// Sums over questions from which agreement within a language, agreement between languages and each language's use of the keys
/// follow. All sums are whole numbers, so the order of questions and of merges changes no bit of what is computed from them. Memory is
/// O(languages² + languages × keys), whatever the number of questions.
///
/// A question is counted whole: where its responses are spread over shards, merge the ballots (vote::merge) and add the result.
class agreement {
public:
    /// @param order  whose responses count; empty: every language that comes
    explicit agreement(vote::pool order = {}) : pool_(std::move(order)) {
        for (const auto& lang : pool_) intern(languages_, lang);
        grow();
    }

    /// Counts one question by its answers; abstentions say nothing. O(responses + languages² × keys).
    void add(const answered_question& answered) {
        add(count(answered, pool_, [](const response&, const answer&) { return 1.0; }), options_of(*answered.asked));
    }

    /// Counts one question by its counted votes: `votes` of the cells, not their weights.
    /// @param options  how many options the question has; 0: not known, counted as the keys that got votes
    void add(const ballot& counted, std::size_t options) {
        const std::size_t languages = languages_.size(), keys = keys_.size();
        places_.clear();
        for (const auto& cell : counted.cells) places_.emplace_back(intern(languages_, cell.lang), intern(keys_, cell.key));
        if (languages_.size() != languages || keys_.size() != keys) grow();
        const std::size_t wide = keys_.size();
        votes_.assign(languages_.size() * wide, 0);
        given_.assign(languages_.size(), 0);
        for (std::size_t i = 0; i < places_.size(); ++i) {
            const auto [l, k] = places_[i];
            votes_[l * wide + k] += counted.cells[i].votes;
            given_[l] += counted.cells[i].votes;
            by_key_[l][k] += counted.cells[i].votes;
        }
        ++questions_;
        options_ += options != 0 ? options : std::max<std::size_t>(totals(counted).size(), 2);
        for (std::size_t a = 0; a < languages_.size(); ++a) {
            if (given_[a] == 0) continue;
            for (std::size_t b = 0; b <= a; ++b) {
                if (given_[b] == 0) continue;
                std::uint64_t same = 0;
                for (std::size_t k = 0; k < wide; ++k) same += votes_[a * wide + k] * votes_[b * wide + k];
                pairs_[a][b].same += same;
                pairs_[a][b].all += given_[a] * given_[b];
            }
        }
    }

    /// The sums of two disjoint sets of questions. Associative and commutative.
    [[nodiscard]] friend agreement merge(agreement a, const agreement& b) {
        for (const auto& lang : b.languages_) intern(a.languages_, lang);
        for (const auto& key : b.keys_) intern(a.keys_, key);
        a.grow();
        for (std::size_t i = 0; i < b.languages_.size(); ++i) {
            const auto l = place(a.languages_, b.languages_[i]);
            for (std::size_t k = 0; k < b.keys_.size(); ++k) a.by_key_[l][place(a.keys_, b.keys_[k])] += b.by_key_[i][k];
            for (std::size_t j = 0; j <= i; ++j) {
                const auto m = place(a.languages_, b.languages_[j]);
                auto& to = a.pairs_[std::max(l, m)][std::min(l, m)];
                to.same += b.pairs_[i][j].same;
                to.all += b.pairs_[i][j].all;
            }
        }
        a.questions_ += b.questions_;
        a.options_ += b.options_;
        return a;
    }

    [[nodiscard]] std::uint64_t questions() const noexcept { return questions_; }
    [[nodiscard]] const vote::pool& pool() const noexcept { return pool_; }
    [[nodiscard]] std::span<const language> languages() const noexcept { return languages_; }  ///< those that were named or came, in that order
    [[nodiscard]] std::span<const answer_key> keys() const noexcept { return keys_; }          ///< those that got a vote, in the order in which they came
    /// Options a question, on average; 0 before the first question.
    [[nodiscard]] double options() const noexcept {
        return questions_ == 0 ? 0.0 : static_cast<double>(options_) / static_cast<double>(questions_);
    }

    /// Votes of language l for key k, positions as in languages() and keys().
    [[nodiscard]] std::uint64_t votes(std::size_t l, std::size_t k) const { return by_key_[l][k]; }
    /// Votes of language l.
    [[nodiscard]] std::uint64_t votes(std::size_t l) const {
        std::uint64_t sum = 0;
        for (const auto one : by_key_[l]) sum += one;
        return sum;
    }

    /// Pairs of votes on the same question, and how many of them are for the same key.
    struct pair_count {
        std::uint64_t same = 0;
        std::uint64_t all = 0;
        /// same / all, in [0, 1]; nothing where there is no pair.
        [[nodiscard]] std::optional<double> share() const {
            if (all == 0) return std::nullopt;
            return static_cast<double>(same) / static_cast<double>(all);
        }
    };

    /// Ordered pairs of one vote of language a and one of language b. With a == b: of two different votes of the language.
    [[nodiscard]] pair_count pairs(std::size_t a, std::size_t b) const {
        auto sums = products(a, b);
        if (a == b) {  // a vote is no pair with itself
            const auto own = votes(a);
            sums.same -= own;
            sums.all -= own;
        }
        return sums;
    }
    /// The sum over questions of (votes of a) × (votes of b), for the same key and for any: pairs() with each vote paired with itself too.
    [[nodiscard]] pair_count products(std::size_t a, std::size_t b) const { return pairs_[std::max(a, b)][std::min(a, b)]; }

    /// How many options a question has, by its first text with options; 0: not known.
    [[nodiscard]] static std::size_t options_of(const question& asked) {
        for (const auto& text : asked.texts)
            if (!text.options.empty()) return text.options.size();
        return 0;
    }

private:
    template <class T>
    static std::size_t place(const std::vector<T>& known, const T& one) {
        return static_cast<std::size_t>(std::find(known.begin(), known.end(), one) - known.begin());
    }
    /// The place of one that is put there if it is new.
    template <class T>
    static std::size_t intern(std::vector<T>& known, const T& one) {
        const auto at = place(known, one);
        if (at == known.size()) known.push_back(one);
        return at;
    }
    void grow() {
        by_key_.resize(languages_.size());
        for (auto& row : by_key_) row.resize(keys_.size());
        pairs_.resize(languages_.size());
        for (std::size_t a = 0; a < pairs_.size(); ++a) pairs_[a].resize(a + 1);
    }

    vote::pool pool_;
    std::vector<language> languages_{};
    std::vector<answer_key> keys_{};
    std::vector<std::vector<std::uint64_t>> by_key_{};    // [language][key]
    std::vector<std::vector<pair_count>> pairs_{};        // [language][not later language]
    std::uint64_t questions_ = 0;
    std::uint64_t options_ = 0;
    std::vector<std::pair<std::size_t, std::size_t>> places_{};  // scratch: language and key of a question's cells
    std::vector<std::uint64_t> votes_{}, given_{};               // scratch: its counts
};

} // namespace calm::vote
