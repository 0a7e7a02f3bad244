// Asks a model the questions: one question in, all its responses out.
#pragma once

#include "calm/error.hpp"
#include "calm/model/generative_model.hpp"
#include "calm/prompt/multiple_choice.hpp"
#include "calm/record/response.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <ranges>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace calm {

/// What is drawn for each question.
struct sample_options {
    std::uint32_t samples = 3;          ///< draws a question and language; >= 1
    std::uint64_t seed = 0;             ///< with the question's index, the language and the sample number it fixes each draw
    std::vector<language> languages{};  ///< which, in which order; empty: all of the question
    sampling_settings settings{};
    std::function<prompt_text(const localized_question&)> prompt = &prompt::multiple_choice;
    std::stop_token stop{};             ///< ends a long run: the model throws error (cancelled)
};

/// Draws the responses of one question: a function of the question, the model and the options alone. A model given as std::ref
/// is referred to, any other is held. Where the model has a const generate, that is the one that is called.
template <class Model>
class sampler {
    using model_type = std::remove_cvref_t<std::unwrap_reference_t<Model>>;

public:
    /// Whether several threads may call it (see generative_model).
    static constexpr bool concurrent = concurrent_generative_model<model_type>;

    /// @throws error (invalid_option) when samples is 0, a language is listed twice, a setting is out of its range, or prompt is empty
    sampler(Model model, sample_options options) : model_(std::move(model)), options_(std::move(options)) {
        const auto& s = options_.settings;
        const auto refuse = [](const char* what) { throw error(error_id::invalid_option, what); };
        if (options_.samples == 0) refuse("samples is 0; draw at least one response a question and language");
        for (auto lang = options_.languages.begin(); lang != options_.languages.end(); ++lang)
            if (std::find(options_.languages.begin(), lang, *lang) != lang)
                throw error(error_id::invalid_option, "languages has " + lang->str() + " twice; its draws would be the same ones");
        if (!(s.temperature >= 0)) refuse("temperature is negative or not a number; 0 is greedy, larger is more varied");
        if (!(s.top_p > 0 && s.top_p <= 1)) refuse("top_p is outside (0, 1]; 1 switches it off");
        if (s.max_tokens == 0) refuse("max_tokens is 0; allow at least one token");
        if (!options_.prompt) refuse("prompt is empty; give a function, as those of calm/prompt/");
    }

    /// All responses of the question, in the order (language, sample): one request to the model for each language.
    /// @throws error (invalid_language) when the question has no text in a language that was asked for
    /// @throws error (model_failed) when the model gives another number of completions than asked; whatever the model throws
    [[nodiscard]] sampled_question operator()(const question& asked) const {
        return draw(std::make_shared<const question>(asked));
    }
    [[nodiscard]] sampled_question operator()(question&& asked) const {
        return draw(std::make_shared<const question>(std::move(asked)));
    }
    [[nodiscard]] sampled_question operator()(std::shared_ptr<const question> asked) const { return draw(std::move(asked)); }

private:
    sampled_question draw(std::shared_ptr<const question> asked) const {
        sampled_question sampled{std::move(asked), {}};
        const auto& q = *sampled.asked;
        const auto languages = options_.languages.empty() ? q.texts.size() : options_.languages.size();
        sampled.responses.reserve(languages * options_.samples);
        if (options_.languages.empty()) {
            for (const auto& text : q.texts) ask(q, text, sampled.responses);
        } else {
            for (const auto& lang : options_.languages) {
                const auto* text = q.find(lang);
                if (text == nullptr)
                    throw error(error_id::invalid_language, "question " + q.id + " has no text in " + lang.str() + "; leave that language out or add the text");
                ask(q, *text, sampled.responses);
            }
        }
        return sampled;
    }

    void ask(const question& asked, const localized_question& text, std::vector<response>& into) const {
        std::vector<draw_key> draws;
        draws.reserve(options_.samples);
        for (std::uint32_t sample = 0; sample < options_.samples; ++sample) draws.push_back({options_.seed, asked.index, text.lang, sample});
        const auto prompt = options_.prompt(text);
        std::uint32_t sample = 0;
        using called = std::conditional_t<concurrent, const model_type, std::remove_reference_t<std::unwrap_reference_t<Model>>>;
        auto& model = static_cast<called&>(static_cast<std::unwrap_reference_t<Model>&>(model_));
        const generation_request request{asked, text.lang, prompt, draws, options_.settings, options_.stop};
        using generated = decltype(model.generate(request));
        auto&& written = model.generate(request);
        for (auto&& one : written) {
            if (sample == options_.samples) refuse_count(asked, text.lang, "more than " + std::to_string(sample));
            // A container that was given by value is ours, so its texts are moved; a view or a reference shows somebody else's.
            constexpr bool ours = !std::is_reference_v<generated> && !std::ranges::view<generated>;
            completion c(static_cast<std::conditional_t<ours, std::remove_reference_t<decltype(one)>&&, decltype(one)>>(one));
            into.push_back({text.lang, sample++, std::move(c.text), c.finish});
        }
        if (sample != options_.samples) refuse_count(asked, text.lang, std::to_string(sample));
    }

    [[noreturn]] void refuse_count(const question& asked, const language& lang, const std::string& given) const {
        throw error(error_id::model_failed, "question " + asked.id + " in " + lang.str() + ": the model gave " + given + " completions for " +
                                                std::to_string(options_.samples) + " draws; generate returns one for each of request.draws");
    }

    mutable Model model_;  // a model may change while it generates (caches, connections); what it gives does not depend on that
    sample_options options_;
};

} // namespace calm
