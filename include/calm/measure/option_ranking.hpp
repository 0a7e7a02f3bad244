// A question's options in the order in which a model finds them likely.
#pragma once

#include "calm/error.hpp"
#include "calm/model/scoring_model.hpp"
#include "calm/prompt/form.hpp"
#include "calm/record/question.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace calm::measure {

/// What the mean token log-probability of an option is taken over.
enum class scored_text : std::uint8_t {
    /// The prompt and the candidate behind it, as one text: DCO's probe. The model is asked for the score of the text
    /// instruction, line break, input, candidate (empty parts left out, the line break with them) as a completion of an empty prompt. An
    /// engine with a chat template thus sees an empty turn before it, the same for all options. Means over texts of different
    /// length are comparable since all share the prompt; the longer it is, the less the candidate's length matters.
    prompt_and_candidate,
    /// The candidate alone, given the prompt: the text that a chat model would answer with. Cheaper to tell apart, since nothing dilutes it.
    candidate,
};

/// The question alone, without its options, and the language's answer marker: "Which organ pumps blood?\nAnswer:". A question that was
/// not parsed gives its input in place of the stem.
[[nodiscard]] inline prompt_text bare_question(const localized_question& asked) {
    return {{}, (asked.stem.empty() ? asked.input : asked.stem) + '\n' + std::string(prompt::form_of(asked.lang).answer)};
}

/// A space and the option's text, without its key: " Heart".
[[nodiscard]] inline std::string option_text(const localized_question&, const option& candidate) { return ' ' + candidate.text; }

/// How options are scored. The defaults are DCO's probe (Liu et al. 2026, "Optimizing Language Models for Crosslingual Knowledge
/// Consistency", ICML): candidates by the mean token log-probability of prompt + candidate, the options not being shown.
struct ranking_options {
    scored_text scored = scored_text::prompt_and_candidate;
    std::function<prompt_text(const localized_question&)> prompt = &bare_question;
    std::function<std::string(const localized_question&, const option&)> candidate = &option_text;
    std::stop_token stop{};  ///< handed on to the model
};

/// An option with its score.
struct scored_option {
    answer_key key;
    double score = 0;  ///< mean log-probability of a token, natural logarithm; at most 0

    friend bool operator==(const scored_option&, const scored_option&) = default;
};

/// The options of a question in one language, the most likely first. Options of equal score stand in the order of their keys,
/// whatever their order in the question, so that a model which can't tell them apart does so in every language alike.
using option_ranking = std::vector<scored_option>;

/// Puts scored options into that order. @pre no score is NaN. O(n log n).
inline void sort_ranking(option_ranking& options) {
    std::sort(options.begin(), options.end(),
              [](const scored_option& a, const scored_option& b) { return a.score != b.score ? a.score > b.score : a.key < b.key; });
}

namespace detail {
template <class Model>
double mean_log_probability(Model& model, const scoring_request& request, const localized_question& asked, const option& candidate) {
    const auto refuse = [&](const std::string& what) {
        throw error(error_id::model_failed, "option " + candidate.key.str() + " of a question in " + asked.lang.str() + ": " + what);
    };
    double sum = 0;
    std::size_t tokens = 0;
    for (auto&& one : model.score(request)) {
        const token_score scored = static_cast<decltype(one)&&>(one);
        sum += scored.log_probability;
        ++tokens;
    }
    if (tokens == 0) refuse("the model scored no token; give the option a text");
    if (std::isnan(sum)) refuse("the model gave a log-probability that is no number; check the model");
    return sum / static_cast<double>(tokens);
}
} // namespace detail

/// Ranks the options by the model, which is called once an option, in their order. A score of minus infinity is allowed, and last.
/// @param asked  at least its options; an empty list gives an empty ranking
/// @throws error (model_failed) when the model gives no token or not a number, error (invalid_option) without a prompt or a
///   candidate function, and what the model throws
template <class Model>
[[nodiscard]] option_ranking rank_options(Model& model, const localized_question& asked, const ranking_options& how = {}) {
    diagnose_scoring_model<Model>();
    option_ranking ranking;
    if constexpr (scoring_model<Model>) {
        if (!how.prompt || !how.candidate)
            throw error(error_id::invalid_option, "prompt or candidate is empty; give functions, as bare_question and option_text");
        const auto prompt = how.prompt(asked);
        const auto* gap = prompt.instruction.empty() || prompt.input.empty() ? "" : "\n";
        const auto before = prompt.instruction + gap + prompt.input;
        for (const auto& one : asked.options) {
            auto text = how.candidate(asked, one);
            if (how.scored == scored_text::prompt_and_candidate) {
                text.insert(0, before);
                ranking.push_back({one.key, detail::mean_log_probability(model, {prompt_text{}, text, how.stop}, asked, one)});
            } else {
                ranking.push_back({one.key, detail::mean_log_probability(model, {prompt, text, how.stop}, asked, one)});
            }
        }
        sort_ranking(ranking);
    }
    return ranking;
}

} // namespace calm::measure
