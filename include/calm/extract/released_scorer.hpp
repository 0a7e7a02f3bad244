// The key that the authors' scorers read in a prediction.
#pragma once

#include "calm/extract/text.hpp"
#include "calm/record/answer_key.hpp"
#include "calm/record/language.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace calm::extract {

/// What the released scorers look behind: the last answer marker of the language ("Answer:", "答案:", "Réponse:", "Antwort:",
/// "Risposta:", "答え:"; the English one for other languages), stripped; the whole text where there is no marker. A view into
/// `text`. O(text).
[[nodiscard]] constexpr std::string_view released_remainder(std::string_view text, const language& lang) noexcept {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> table{
        {{"en", "Answer:"}, {"zh", "答案:"}, {"fr", "Réponse:"}, {"de", "Antwort:"}, {"it", "Risposta:"}, {"ja", "答え:"}}};
    const auto primary = lang.view().substr(0, lang.view().find('-'));
    std::string_view marker = table.front().second;
    for (const auto& [tag, word] : table)
        if (tag == primary) marker = word;
    if (const auto at = text.rfind(marker); at != std::string_view::npos) text.remove_prefix(at + marker.size());
    return strip(text);
}

/// The first character of the remainder, whatever it is; nothing when the remainder is empty, where the scorers crash.
/// `without_backticks` is what the MEDQA scorer does first: it removes every backtick. O(text).
[[nodiscard]] inline std::optional<answer_key> released_key(std::string_view prediction, const language& lang, bool without_backticks) {
    std::string cleaned;
    if (without_backticks) {
        cleaned.assign(prediction);
        std::erase(cleaned, '`');
        prediction = cleaned;
    }
    const auto rest = released_remainder(prediction, lang);
    if (rest.empty()) return std::nullopt;
    return answer_key(rest.substr(0, decode(rest, 0).size));
}

} // namespace calm::extract
