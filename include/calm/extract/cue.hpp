// The cues around a question: the word that introduces it, and the words after it that ask for the answer.
#pragma once

#include "calm/extract/markers.hpp"
#include "calm/extract/text.hpp"
#include "calm/extract/detail/word_index.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract {

namespace detail {

/// Bytes of "<marker><blanks><colon>" at the start of the text, for a marker of this kind; 0: none. O(number of markers).
constexpr std::size_t cue_and_colon(std::string_view text, marker_kind kind) noexcept {
    for (const auto& m : markers) {
        if (m.kind != kind) continue;
        std::size_t at = match_forward(text, 0, text.size(), m.text);
        if (at == no_match) continue;
        for (code_point c = decode(text, at); c.size != 0 && c.value != '\n' && is_space(c.value); c = decode(text, at)) at += c.size;
        if (const code_point c = decode(text, at); narrow(c.value) == ':') return at + c.size;
    }
    return 0;
}

} // namespace detail

/// The text without a question marker ("Frage: ", "質問：") in front. O(1).
[[nodiscard]] constexpr std::string_view without_question_cue(std::string_view text) noexcept {
    return strip_front(text.substr(detail::cue_and_colon(text, marker_kind::question)));
}

/// The text without the lines at its end that hold nothing but a request for the answer ("Answer:", "Antwort:", "答え："),
/// however many, and without trailing white space. O(those lines + the one before them).
[[nodiscard]] constexpr std::string_view without_trailing_answer_cues(std::string_view text) noexcept {
    for (text = strip_back(text); !text.empty();) {
        const std::size_t newline = text.find_last_of('\n');
        if (newline == std::string_view::npos) break;   // the option itself may read "answer:"
        const std::string_view line = strip_front(text.substr(newline + 1));
        const std::size_t cue = detail::cue_and_colon(line, marker_kind::answer);
        if (cue == 0 || cue != line.size()) break;
        text = strip_back(text.substr(0, newline));
    }
    return text;
}

} // namespace calm::extract
