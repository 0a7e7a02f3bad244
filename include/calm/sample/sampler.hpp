// Asks a model the questions: one question in, all its responses out.
#pragma once

#include "calm/error.hpp"
#include "calm/model/generative_model.hpp"
#include "calm/prompt/multiple_choice.hpp"
#include "calm/record/response.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
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

    using partial = std::vector<response>;  ///< responses of a question of which not all could be drawn
    using result = sampled_question;

    /// All responses of the question, in the order (language, sample): one request to the model for each language.
    /// @throws error (invalid_language) when the question has no text in a language that was asked for
    /// @throws error (model_failed) when the model gives another number of completions than asked; whatever the model throws
    template <class Q>
        requires std::convertible_to<Q, question> || std::convertible_to<Q, std::shared_ptr<const question>>
    [[nodiscard]] sampled_question operator()(Q&& asked) const {
        partial drawn;
        return (*this)(std::forward<Q>(asked), drawn);
    }
    /// The same behind what an earlier call for the question with the same `drawn` had drawn when it threw: the model is asked only for what
    /// is missing. When it throws again, `drawn` has the responses so far.
    [[nodiscard]] sampled_question operator()(std::shared_ptr<const question> asked, partial& drawn) const {
        const auto& q = *asked;
        const auto languages = options_.languages.empty() ? q.texts.size() : options_.languages.size();
        drawn.reserve(languages * options_.samples);
        if (options_.languages.empty()) {
            for (std::size_t i = 0; i < languages; ++i) ask(q, q.texts[i], i * options_.samples, drawn);
        } else {
            for (std::size_t i = 0; i < languages; ++i) {
                const auto& lang = options_.languages[i];
                const auto* text = q.find(lang);
                if (text == nullptr)
                    throw error(error_id::invalid_language, "question " + q.id + " has no text in " + lang.str() + "; leave that language out or add the text");
                ask(q, *text, i * options_.samples, drawn);
            }
        }
        return {std::move(asked), std::move(drawn)};
    }
    template <class Q>
        requires std::convertible_to<Q, question>
    [[nodiscard]] sampled_question operator()(Q&& asked, partial& drawn) const {
        return (*this)(std::make_shared<const question>(std::forward<Q>(asked)), drawn);
    }

private:
    /// Draws the responses of a language, which stand in `into` from position `first` on: those that are not there yet.
    void ask(const question& asked, const localized_question& text, std::size_t first, std::vector<response>& into) const {
        if (into.size() >= first + options_.samples) return;
        std::vector<draw_key> draws;
        draws.reserve(options_.samples);
        auto sample = static_cast<std::uint32_t>(into.size() - first);
        for (auto next = sample; next < options_.samples; ++next) draws.push_back({options_.seed, asked.index, text.lang, next});
        const auto prompt = options_.prompt(text);
        using called = std::conditional_t<concurrent, const model_type, std::remove_reference_t<std::unwrap_reference_t<Model>>>;
        auto& model = static_cast<called&>(static_cast<std::unwrap_reference_t<Model>&>(model_));
        const generation_request request{asked, text.lang, prompt, draws, options_.settings, options_.stop};
        using generated = decltype(model.generate(request));
        auto&& written = model.generate(request);
        const auto refuse_count = [&](const std::string& given) {
            into.erase(into.begin() + static_cast<std::ptrdiff_t>(first), into.end());  // which completion is of which draw is not known
            throw error(error_id::model_failed, "question " + asked.id + " in " + text.lang.str() + ": the model gave " + given + " completions for " +
                                                    std::to_string(draws.size()) + " draws; generate returns one for each of request.draws");
        };
        for (auto&& one : written) {
            if (sample == options_.samples) refuse_count("more than " + std::to_string(draws.size()));
            // A container that was given by value is ours, so its texts are moved; a view or a reference shows somebody else's.
            constexpr bool ours = !std::is_reference_v<generated> && !std::ranges::view<generated>;
            completion c(static_cast<std::conditional_t<ours, std::remove_reference_t<decltype(one)>&&, decltype(one)>>(one));
            into.push_back({text.lang, sample++, std::move(c.text), c.finish});
        }
        if (sample != options_.samples) refuse_count(std::to_string(draws.size() - (options_.samples - sample)));
    }

    mutable Model model_;  // a model may change while it generates (caches, connections); what it gives does not depend on that
    sample_options options_;
};

} // namespace calm
