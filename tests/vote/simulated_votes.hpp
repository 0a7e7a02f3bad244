// Simulated answers whose truth is known: languages that share mistakes, and bad languages to add to them.
#pragma once

#include "archetypes/questions.hpp"
#include "calm/vote/decide.hpp"
#include "calm/vote/ties.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace simulated {

/// How a language answers. Each question has one mistake that is the most tempting in every language.
struct language_model {
    calm::language lang;
    double knows = 0.5;    ///< how often the belief of the language is the right answer
    double repeats = 0.8;  ///< how often a sample says what the language believes; else it says anything
};

class dice {
public:
    explicit dice(std::uint64_t seed) : random_(seed) {}
    double uniform() { return static_cast<double>(random_() >> 11) * 0x1p-53; }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(uniform() * static_cast<double>(n)); }

private:
    std::mt19937_64 random_;  // whose numbers the standard fixes, unlike those of its distributions
};

inline std::string key_of(std::size_t k) { return std::string(1, static_cast<char>('A' + k)); }

/// Four options, three samples a language.
inline std::vector<calm::answered_question> answers(const std::vector<language_model>& languages, std::size_t count, std::uint64_t seed) {
    dice roll(seed);
    std::vector<calm::language> tags;
    for (const auto& one : languages) tags.push_back(one.lang);
    std::vector<calm::answered_question> all;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t truth = roll.below(4), tempting = (truth + 1 + roll.below(3)) % 4;
        const double difficulty = roll.uniform();  // the same for all languages, so that they know the same things
        std::vector<archetypes::given> given;
        for (const auto& one : languages) {
            const bool known = roll.uniform() < 0.5 ? difficulty < one.knows : roll.uniform() < one.knows;
            const std::size_t believed = known ? truth : roll.uniform() < 0.6 ? tempting : (truth + 1 + roll.below(3)) % 4;
            for (int sample = 0; sample < 3; ++sample) given.push_back({one.lang, key_of(roll.uniform() < one.repeats ? believed : roll.below(4))});
        }
        auto answered = archetypes::make_answered(given, tags, i);
        auto asked = *answered.asked;
        asked.gold = calm::answer_key(key_of(truth));
        answered.asked = std::make_shared<const calm::question>(std::move(asked));
        all.push_back(std::move(answered));
    }
    return all;
}

enum class bad : std::uint8_t { random, sure_and_random, always_a, mostly_a, sure_and_mostly_a, copies_the_first, copies_the_last };

/// Adds a language with three samples to every question.
inline void add_bad_language(std::vector<calm::answered_question>& all, bad kind, const calm::language& lang, std::uint64_t seed) {
    dice roll(seed);
    for (auto& answered : all) {
        auto asked = *answered.asked;
        const auto copied = kind == bad::copies_the_first ? asked.texts.front().lang : answered.responses.back().lang;
        asked.texts.push_back(asked.texts.front());
        asked.texts.back().lang = lang;
        const std::size_t sure = kind == bad::sure_and_mostly_a && roll.uniform() < 0.7 ? 0 : roll.below(4);
        std::vector<std::optional<calm::answer_key>> keys;
        if (kind == bad::copies_the_first || kind == bad::copies_the_last)
            for (std::size_t i = 0; i < answered.responses.size(); ++i)
                if (answered.responses[i].lang == copied) keys.push_back(answered.answers[i].key);
        for (std::uint32_t sample = 0; sample < 3; ++sample) {
            std::size_t k = sure;
            if (kind == bad::random) k = roll.below(4);
            if (kind == bad::always_a) k = 0;
            if (kind == bad::mostly_a) k = roll.uniform() < 0.9 ? 0 : roll.below(4);
            const auto key = keys.empty() ? std::optional(calm::answer_key(key_of(k))) : sample < keys.size() ? keys[sample] : std::nullopt;
            answered.responses.push_back({lang, sample, "simulated"});
            answered.answers.push_back({.key = key, .rule = "test"});
        }
        answered.asked = std::make_shared<const calm::question>(std::move(asked));
    }
}

/// For each question whether the vote is right; a tie is wrong.
template <class Aggregator>
std::vector<bool> right_answers(const std::vector<calm::answered_question>& all, const Aggregator& count) {
    std::vector<bool> right;
    for (const auto& one : all) {
        auto votes = count(one);
        calm::vote::decide(votes, one.asked->index, calm::vote::ties::drop{});
        right.push_back(votes.winner && votes.winner == one.asked->gold);
    }
    return right;
}

/// Whether `a` is right less often than `b` beyond chance: the difference of the counts is a sum over the questions on which they differ, whose
/// standard error under resampling of questions is at most the root of their number; three of those are asked for.
inline bool clearly_fewer(const std::vector<bool>& a, const std::vector<bool>& b) {
    std::ptrdiff_t difference = 0, differ = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference += b[i] - a[i];
        differ += a[i] != b[i];
    }
    return static_cast<double>(difference) > 3 * std::sqrt(static_cast<double>(differ));
}

} // namespace simulated
