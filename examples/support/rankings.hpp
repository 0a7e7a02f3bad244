// What calm_evaluate works out of a file of option scores: a few bytes a question and pair of languages are kept, for the resampling.
#pragma once

#include "support/progress.hpp"

#include "calm/error.hpp"
#include "calm/io/score_reader.hpp"
#include "calm/measure/accuracy.hpp"
#include "calm/measure/bootstrap.hpp"
#include "calm/measure/ranking_agreement.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace support {

/// The options that a language ranks first, against gold.
struct ranked_language {
    calm::language lang{};
    calm::measure::accuracy first{};
    std::size_t questions = 0;               ///< with a ranking
    std::vector<std::uint8_t> right{};       ///< [question]
    std::vector<std::uint8_t> labelled{};    ///< [question]: with a ranking and a gold answer
};

/// How the rankings of two languages agree.
struct ranked_pair {
    /// The figures, each a ratio of two sums over the questions: RankC and the same first option over the questions that both rank, the same
    /// first option where one is right over those that one gets right.
    static constexpr std::array<const char*, 3> figures{"rank_c", "top1", "one_is_right"};

    std::size_t a = 0, b = 0;  ///< places of the two languages, a < b
    calm::measure::ranking_agreement all{};
    std::vector<double> rank_c{};                         ///< [question], 0 where it is not defined
    std::vector<std::uint8_t> both{}, same{}, one_right{}, both_right{};  ///< [question]

    [[nodiscard]] std::array<std::optional<double>, 3> values() const { return {all.rank_c_mean(), all.top1(), all.one_is_right()}; }
    [[nodiscard]] std::optional<double> value(std::size_t figure, std::span<const std::uint32_t> times) const {
        using calm::measure::ratio_of_sums;
        return figure == 0 ? ratio_of_sums(times, rank_c, both) : figure == 1 ? ratio_of_sums(times, same, both) : ratio_of_sums(times, both_right, one_right);
    }

    void add(std::size_t question, const calm::measure::option_ranking& first, const calm::measure::option_ranking& second,
             const std::optional<calm::answer_key>& gold) {
        calm::measure::ranking_agreement one;
        one.add(first, second, gold);
        all.merge(one);
        rank_c[question] = one.rank_c_mean().value_or(0);
        both[question] = one.questions() == 1;
        same[question] = one.top1() == 1;
        one_right[question] = one.one_right_questions() == 1;
        both_right[question] = one.one_is_right() == 1;
    }
};

/// Intervals of the accuracies and of the means over the pairs; nothing where a figure is not defined.
struct ranking_intervals {
    std::vector<std::optional<calm::measure::interval>> accuracy{};         ///< of each language
    std::array<std::optional<calm::measure::interval>, 3> mean{};           ///< of ranked_pair::figures
};

/// The rankings of a file of scores: every language against gold, and every two against each other.
class rankings {
public:
    /// Reads the file. Its languages stand in the order in which they come.
    /// @throws calm::error as io::score_file, and (misaligned) when a question has two gold answers
    rankings(const std::filesystem::path& path, const calm::io::read_options& reading) {
        std::vector<ranked_question> read;
        std::unordered_map<std::string, std::size_t> places;
        progress shown("lines of scores");
        for (auto& line : calm::io::score_file(path, reading)) {
            const auto [place, added] = places.try_emplace(line.question_id, read.size());
            if (added) read.emplace_back();
            auto& question = read[place->second];
            if (line.gold && question.gold && *line.gold != *question.gold)
                throw calm::error(calm::error_id::misaligned, "the gold answer is " + line.gold->str() + " here and " + question.gold->str() +
                                                                  " in another language; score one set of questions", line.where);
            if (line.gold) question.gold = line.gold;
            question.by_language.emplace_back(place_of(line.lang), std::move(line.ranking));
            shown.step();
        }
        add(read);
    }

    /// The mean of a figure over the pairs for which it is defined; nothing when it is for none. `value_of(pair)` gives the figure.
    template <class ValueOf>
    [[nodiscard]] std::optional<double> mean_over_pairs(ValueOf value_of) const {
        double sum = 0;
        std::size_t defined = 0;
        for (const auto& pair : pairs)
            if (const std::optional<double> value = value_of(pair)) sum += *value, ++defined;
        return defined == 0 ? std::nullopt : std::optional(sum / static_cast<double>(defined));
    }
    [[nodiscard]] std::optional<double> mean(std::size_t figure) const {
        return mean_over_pairs([&](const ranked_pair& pair) { return pair.values()[figure]; });
    }

    /// Resamples the questions: all figures from the same resamples.
    [[nodiscard]] ranking_intervals intervals(const calm::measure::bootstrap_options& how) const {
        using times_drawn = std::span<const std::uint32_t>;
        progress shown("resamples", how.replicates);
        std::vector<calm::measure::resampled_statistic> statistics;
        for (std::size_t figure = 0; figure < ranked_pair::figures.size(); ++figure)
            statistics.push_back([&, figure](times_drawn times) {
                if (figure == 0) shown.step();
                return mean_over_pairs([&](const ranked_pair& pair) { return pair.value(figure, times); });
            });
        for (const auto& one : languages)
            statistics.push_back([&one](times_drawn times) { return calm::measure::ratio_of_sums(times, one.right, one.labelled); });
        const auto all = calm::measure::bootstrap(questions, statistics, how);
        ranking_intervals made;
        std::copy_n(all.begin(), made.mean.size(), made.mean.begin());
        made.accuracy.assign(all.begin() + static_cast<std::ptrdiff_t>(made.mean.size()), all.end());
        return made;
    }

    std::size_t questions = 0;             ///< ranked in some language
    std::size_t without_gold = 0;          ///< of these
    std::size_t undefined = 0;             ///< rankings of a question in two languages that are not of the same options, over all pairs
    std::vector<ranked_language> languages{};
    std::vector<ranked_pair> pairs{};      ///< every two languages

private:
    struct ranked_question {
        std::vector<std::pair<std::size_t, calm::measure::option_ranking>> by_language{};  // the language's place, its ranking
        std::optional<calm::answer_key> gold{};
    };

    std::size_t place_of(const calm::language& lang) {
        const auto at = std::find_if(languages.begin(), languages.end(), [&](const ranked_language& one) { return one.lang == lang; });
        if (at != languages.end()) return static_cast<std::size_t>(at - languages.begin());
        languages.push_back({lang});
        return languages.size() - 1;
    }

    void add(const std::vector<ranked_question>& read) {
        questions = read.size();
        for (auto& one : languages) one.right.resize(questions), one.labelled.resize(questions);
        for (std::size_t a = 0; a < languages.size(); ++a)
            for (std::size_t b = a + 1; b < languages.size(); ++b) {
                ranked_pair pair{a, b};
                pair.rank_c.resize(questions);
                for (auto* flags : {&pair.both, &pair.same, &pair.one_right, &pair.both_right}) flags->resize(questions);
                pairs.push_back(std::move(pair));
            }
        std::vector<const calm::measure::option_ranking*> of(languages.size());
        for (std::size_t q = 0; q < questions; ++q) {
            without_gold += !read[q].gold;
            std::fill(of.begin(), of.end(), nullptr);
            for (const auto& [place, ranking] : read[q].by_language) {
                of[place] = &ranking;
                auto& one = languages[place];
                ++one.questions;
                one.first.add(ranking.front().key, read[q].gold);
                one.labelled[q] = read[q].gold.has_value();
                one.right[q] = read[q].gold == ranking.front().key;
            }
            for (auto& pair : pairs)
                if (of[pair.a] != nullptr && of[pair.b] != nullptr) pair.add(q, *of[pair.a], *of[pair.b], read[q].gold);
        }
        for (const auto& pair : pairs) undefined += pair.all.undefined();
    }
};

} // namespace support
