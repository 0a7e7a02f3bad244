// The cues around a question: the word that introduces it, and the words after it that ask for the answer.
#pragma once

#include "calm/extract/text.hpp"
#include "calm/extract/detail/word_index.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract {

namespace detail {

/// Bytes of "<word><blanks><colon>" at the start of the text, for a word of this role; 0: none. O(1).
inline std::size_t cue_and_colon(std::string_view text, role what) noexcept {
    std::size_t at = end_of_word(text, 0, text.size(), what);
    if (at == no_match) return 0;
    for (code_point c = decode(text, at); c.size != 0 && c.value != '\n' && is_space(c.value); c = decode(text, at)) at += c.size;
    const code_point c = decode(text, at);
    return narrow(c.value) == ':' ? at + c.size : 0;
}

} // namespace detail

/// The text without a question marker ("Frage: ", "質問：") in front. O(1).
[[nodiscard]] inline std::string_view without_question_cue(std::string_view text) noexcept {
    return strip_front(text.substr(detail::cue_and_colon(text, role::question)));
}

/// The text without the lines at its end that hold nothing but a request for the answer ("Answer:", "Antwort:", "答え："),
/// however many, and without trailing white space. O(those lines + the one before them).
[[nodiscard]] inline std::string_view without_trailing_answer_cues(std::string_view text) noexcept {
    for (text = strip_back(text); !text.empty();) {
        const std::size_t newline = text.find_last_of('\n');
        if (newline == std::string_view::npos) break;   // the option itself may read "answer:"
        const std::string_view line = strip_front(text.substr(newline + 1));
        const std::size_t cue = detail::cue_and_colon(line, role::answer);
        if (cue == 0 || cue != line.size()) break;
        text = strip_back(text.substr(0, newline));
    }
    return text;
}

} // namespace calm::extract
