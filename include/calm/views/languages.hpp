// sampled | languages({"en", "zh"}): keeps some languages of each question.
#pragma once

#include "calm/error.hpp"
#include "calm/record/response.hpp"
#include "calm/views/detail/stage.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace calm {

/// Keeps the texts and responses of some languages, in the order given: the function behind views::languages.
struct language_filter {
    std::vector<language> keep;

    /// @throws error (invalid_language) when the question has no text in one of the languages. O(texts + responses × languages).
    [[nodiscard]] sampled_question operator()(const sampled_question& sampled) const { return (*this)(sampled_question(sampled)); }
    [[nodiscard]] sampled_question operator()(sampled_question&& sampled) const {
        question narrowed{sampled.asked->id, sampled.asked->index, sampled.asked->gold, {}};
        for (const auto& lang : keep) {
            const auto* text = sampled.asked->find(lang);
            if (text == nullptr)
                throw error(error_id::invalid_language, "question " + sampled.asked->id + " has no text in " + lang.str() + "; leave that language out or add the text");
            narrowed.texts.push_back(*text);
        }
        std::vector<response> responses;
        responses.reserve(sampled.responses.size());
        auto asked = std::make_shared<const question>(std::move(narrowed));
        for (const auto& lang : keep)
            for (auto& given : sampled.responses)
                if (given.lang == lang) responses.push_back(std::move(given));
        return {std::move(asked), std::move(responses)};
    }
};

namespace views {

template <class V>
using languages_view = detail::transform_view<V, language_filter>;

/// Keeps these languages of each calm::sampled_question, in this order. Models what the base models, up to
/// random_access_range; sized and common when the base is.
/// @throws error (invalid_option) when one is listed twice ("cn" is "zh"); invalid_language, while walking, for a question
///         that lacks one of them
[[nodiscard]] inline auto languages(std::vector<language> keep) {
    for (auto lang = keep.begin(); lang != keep.end(); ++lang)
        if (std::find(keep.begin(), lang, *lang) != lang)
            throw error(error_id::invalid_option, "languages has " + lang->str() + " twice; name each language once");
    return detail::make_stage<detail::keeping::nothing, detail::shape::one_to_one>(language_filter{std::move(keep)});
}

} // namespace views
} // namespace calm
