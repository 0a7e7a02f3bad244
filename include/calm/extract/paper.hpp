// The paper profile of reading answers: what produced the released CALM files, kept with its faults.
#pragma once

#include "calm/extract/extractor.hpp"
#include "calm/extract/text.hpp"
#include "calm/record/answer.hpp"
#include "calm/record/question.hpp"
#include "calm/record/response.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace calm::extract {

namespace detail {

/// The markers of one language in the paper profile.
struct paper_markers {
    std::string_view lang;
    std::string_view explanation;
    std::array<std::string_view, 2> answer;   ///< applied in this order; an empty one is none
};

/// In the order in which the released code cuts an exemplar's explanation.
inline constexpr std::array<paper_markers, 6> paper_languages{{
    {"en", "Explanation:", {"Answer:", ""}},
    {"zh", "解释:", {"答案:", "答案：" }},
    {"fr", "Explication:", {"Réponse:", "Réponse :"}},
    {"it", "Spiegazione:", {"Risposta:", ""}},
    {"de", "Erklärung:", {"Antwort:", ""}},
    {"ja", "説明:", {"答え:", "答え：" }},
}};

constexpr const paper_markers& paper_markers_of(const language& lang) noexcept {
    const auto primary = lang.view().substr(0, lang.view().find('-'));
    for (const auto& entry : paper_languages)
        if (entry.lang == primary) return entry;
    return paper_languages.front();
}

constexpr bool paper_letter(char32_t c) noexcept { return c >= 'A' && c <= 'E'; }

/// What an exemplar's explanation is: cut behind the first explanation marker and before the first answer marker of
/// each language in turn, where they occur, then stripped.
constexpr std::string_view paper_explanation(std::string_view text) noexcept {
    for (const auto& entry : paper_languages) {
        if (const auto at = text.find(entry.explanation); at != std::string_view::npos) text.remove_prefix(at + entry.explanation.size());
        for (const auto marker : entry.answer)
            if (!marker.empty()) text = text.substr(0, text.find(marker));
    }
    return strip(text);
}

} // namespace detail

/// Reads answers as the code behind the released X-CSQA files did. For reproducing those; `corrected` is the default elsewhere.
///
/// The remainder is what follows the last answer marker of the response's language (en "Answer:", zh "答案:" then "答案：",
/// fr "Réponse:" then "Réponse :", de "Antwort:", it "Risposta:", ja "答え:" then "答え："; any other language: the English one),
/// stripped; a response without a marker is its own remainder. The key, counted in code points, by the first rule that applies:
///
/// | rule           | applies                               | key                                         |
/// |----------------|---------------------------------------|---------------------------------------------|
/// | paper/single   | the remainder is one character        | that character, whatever it is              |
/// | paper/second   | its second character is in A-E        | the second ("<A>", but also "RC circuit")   |
/// | paper/first    | its first character is in A-E         | the first; so "Explanation..." answers E    |
/// | paper/none     | none of these                         | none                                        |
///
/// The letters are A-E whatever options the question has. `span` is the character; `explanation` is the part that an
/// exemplar would contribute: text between the explanation marker and the answer marker, cut for en, zh, fr, it, de, ja in turn.
/// Never throws. O(length of the response). Source: the released files of Wang et al. (Findings of NAACL 2025), re-derived.
struct paper {
    [[nodiscard]] answer operator()(const localized_question& /*asked*/, const response& given) const noexcept {
        const std::string_view text = given.text;
        std::string_view rest = text;
        for (const auto marker : detail::paper_markers_of(given.lang).answer) {
            if (marker.empty()) continue;
            if (const auto at = rest.rfind(marker); at != std::string_view::npos) rest.remove_prefix(at + marker.size());
        }
        rest = strip(rest);

        answer read;
        read.explanation = span_of(text, detail::paper_explanation(text));
        const code_point first = decode(rest, 0);
        const code_point second = decode(rest, first.size);
        const auto take = [&](std::string_view rule, std::size_t at, std::size_t size) {
            read.rule = rule;
            read.key = answer_key(rest.substr(at, size));
            read.span = span_of(text, rest.substr(at, size));
        };
        if (first.size != 0 && second.size == 0)
            take("paper/single", 0, first.size);
        else if (detail::paper_letter(second.value))
            take("paper/second", first.size, second.size);
        else if (detail::paper_letter(first.value))
            take("paper/first", 0, first.size);
        else
            read.rule = "paper/none";
        return read;
    }
};

/// The option's text as the released files have it: from behind the first "<key>. " to the next "<following letter>. " after it, or
/// to the end for the last letter E or where that does not follow, stripped. So the last option drags along a trailing "Answer:\nAntwort:".
/// Empty when there is no such marker, or when the key is not one byte. A view into `input`. O(input).
[[nodiscard]] constexpr std::string_view paper_option_text(std::string_view input, const answer_key& key) noexcept {
    const auto letter = key.view();
    if (letter.size() != 1) return {};
    const std::array<char, 3> marker{letter[0], '.', ' '};
    const auto begin = input.find(std::string_view(marker.data(), marker.size()));
    if (begin == std::string_view::npos) return {};
    std::string_view text = input.substr(begin + marker.size());
    if (letter[0] >= 'A' && letter[0] < 'E') {
        const std::array<char, 3> following{static_cast<char>(letter[0] + 1), '.', ' '};
        text = text.substr(0, text.find(std::string_view(following.data(), following.size())));
    }
    return strip(text);
}

static_assert(extractor<paper>);

} // namespace calm::extract
