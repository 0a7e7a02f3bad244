// What is asked of a model, and what it gives back.
#pragma once

#include "calm/record/question.hpp"
#include "calm/record/response.hpp"
#include "calm/sample/draw_key.hpp"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace calm {

/// A prompt before any chat template: the engine that knows its model applies the template.
struct prompt_text {
    std::string instruction{};  ///< what to do and in which form to answer; a system message, or the head of the user's
    std::string input{};        ///< the question with its options

    friend bool operator==(const prompt_text&, const prompt_text&) = default;
};

/// How to sample. An engine that cannot honour a setting refuses it (invalid_option) and never ignores it.
struct sampling_settings {
    double temperature = 0.8;        ///< >= 0; 0 is greedy
    double top_p = 0.95;             ///< nucleus, in (0, 1]; 1 switches it off
    std::uint32_t top_k = 0;         ///< 0 switches it off
    std::uint32_t max_tokens = 256;  ///< limit of one completion, in the model's tokens; >= 1

    friend bool operator==(const sampling_settings&, const sampling_settings&) = default;
};

/// A request for several draws from one prompt. References stay valid during the call only.
struct generation_request {
    const question& asked;              ///< for engines that answer by question (replay) and for error messages
    language lang;                      ///< the language it is asked in
    const prompt_text& prompt;
    std::span<const draw_key> draws;    ///< one completion each; never empty
    const sampling_settings& settings;
    std::stop_token stop{};             ///< when stop is requested the engine throws error (cancelled)
};

/// One completion.
struct completion {
    std::string text{};
    finish_reason finish = finish_reason::unknown;

    completion() = default;
    completion(std::string written, finish_reason why = finish_reason::unknown)  // NOLINT: a bare text is a completion
        : text(std::move(written)), finish(why) {}
    completion(const char* written) : text(written) {}  // NOLINT
};

/// A request for the probability of a given completion.
struct scoring_request {
    const prompt_text& prompt;
    const std::string& completion;   ///< the text whose tokens are scored, after the prompt
    std::stop_token stop{};
};

/// One token of a scored completion.
struct token_score {
    std::string token{};       ///< the token's bytes; the concatenation over a completion is its text
    double log_probability{};  ///< natural logarithm, <= 0, given the prompt and the tokens before
};

} // namespace calm
