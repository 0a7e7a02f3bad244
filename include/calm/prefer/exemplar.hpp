// The exemplar: the response whose explanation argues for the target.
#pragma once

#include "calm/prefer/options.hpp"
#include "calm/record/answer.hpp"

#include <cstddef>
#include <optional>

namespace calm::prefer {

namespace detail {
/// The first response of a language with this key; one with an explanation before one without.
inline std::optional<std::size_t> first_agreeing(const answered_question& answered, const language& lang, const answer_key& key) {
    std::optional<std::size_t> bare;
    for (std::size_t i = 0; i < answered.answers.size(); ++i) {
        if (answered.responses[i].lang != lang || answered.answers[i].key != key) continue;
        if (!answered.answers[i].explanation.empty()) return i;
        if (!bare) bare = i;
    }
    return bare;
}

/// The last one.
inline std::optional<std::size_t> last_agreeing(const answered_question& answered, const language& lang, const answer_key& key) {
    for (std::size_t i = answered.answers.size(); i-- > 0;)
        if (answered.responses[i].lang == lang && answered.answers[i].key == key) return i;
    return std::nullopt;
}
} // namespace detail

/// The position of the exemplar for a pair in `lang`, or nothing when no response of the languages asked has the key.
/// O(responses × languages).
[[nodiscard]] inline std::optional<std::size_t> choose_exemplar(const answered_question& answered, const language& lang, const answer_key& key,
                                                                const options& how) {
    if (how.exemplar == exemplar_order::own_language_first) {
        if (const auto own = detail::first_agreeing(answered, lang, key); own && !answered.answers[*own].explanation.empty()) return own;
        std::optional<std::size_t> bare = detail::first_agreeing(answered, lang, key);
        const auto consider = [&](const language& other) -> std::optional<std::size_t> {
            const auto at = other == lang ? std::nullopt : detail::first_agreeing(answered, other, key);
            if (at && !answered.answers[*at].explanation.empty()) return at;
            if (at && !bare) bare = at;
            return std::nullopt;
        };
        if (how.exemplar_languages.empty()) {
            for (const auto& text : answered.asked->texts)
                if (const auto at = consider(text.lang)) return at;
        } else {
            for (const auto& other : how.exemplar_languages)
                if (const auto at = consider(other)) return at;
        }
        return bare;
    }
    if (how.exemplar_languages.empty()) {
        for (auto text = answered.asked->texts.rbegin(); text != answered.asked->texts.rend(); ++text)
            if (const auto at = detail::last_agreeing(answered, text->lang, key)) return at;
    } else {
        for (auto other = how.exemplar_languages.rbegin(); other != how.exemplar_languages.rend(); ++other)
            if (const auto at = detail::last_agreeing(answered, *other, key)) return at;
    }
    return std::nullopt;
}

} // namespace calm::prefer
