// sampled | extract(extractor): reads the answers.
#pragma once

#include "calm/error.hpp"
#include "calm/extract/extractor.hpp"
#include "calm/views/detail/stage.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace calm {

/// Reads every response of a question: the function behind views::extract.
template <extractor E>
struct answer_reader {
    E read;

    static constexpr bool concurrent = views::detail::concurrent_v<E>;

    /// One answer a response. O(total text) for the library's extractors.
    /// @throws error (invalid_language) for a response in a language that its question does not have
    [[nodiscard]] answered_question operator()(const sampled_question& sampled) const { return (*this)(sampled_question(sampled)); }
    [[nodiscard]] answered_question operator()(sampled_question&& sampled) const {
        std::vector<answer> answers;
        answers.reserve(sampled.responses.size());
        const localized_question* asked = nullptr;
        for (const auto& given : sampled.responses) {
            if (asked == nullptr || asked->lang != given.lang) asked = sampled.asked->find(given.lang);
            if (asked == nullptr)
                throw error(error_id::invalid_language, "question " + sampled.asked->id + " has a response in " + given.lang.str() + " but no text in it");
            answers.push_back(std::invoke(read, *asked, given));
        }
        return {{std::move(sampled)}, std::move(answers)};
    }
};

namespace views {

template <class V, class E>
using extract_view = detail::transform_view<V, answer_reader<E>>;

/// Reads answers: a range of calm::sampled_question becomes a range of calm::answered_question (by value).
///
/// Models what the base models, up to random_access_range; sized and common when the base is. Recomputed at each dereference,
/// as std::views::transform does.
///
/// @param extractor  a calm::extractor, held by the view; extract::corrected and extract::paper are the library's
template <class E>
[[nodiscard]] auto extract(E extractor) {
    diagnose_extractor<E>();
    if constexpr (calm::extractor<E>)
        return detail::make_stage<detail::keeping::nothing, detail::shape::one_to_one>(answer_reader<E>{std::move(extractor)});
    else
        return detail::refused{};
}

} // namespace views
} // namespace calm
