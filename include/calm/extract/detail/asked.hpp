// What a question asks, of all that it says.
#pragma once

#include "calm/extract/detail/option_match.hpp"
#include "calm/extract/detail/sentence.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// The end of the part of a sentence up to its next comma or semicolon. O(its length).
inline std::size_t part_end(const option_matcher& in, std::size_t at, std::size_t end) noexcept {
    for (code_point c = in.at(at, end); c.size != 0; c = in.at(at += c.size, end)) {
        const char32_t n = narrow(c.value);
        if (n == ',' || n == ';' || n == U'、' || n == U'،' || n == U'؛') return at + c.size;
    }
    return end;
}

/// A question without the list of its options, which may stand in it where their labels are none that parse_question() knows: "a) fork". O(question).
inline std::string_view without_options(const option_matcher& in, std::string_view question) noexcept {
    for (std::size_t newline = question.find('\n'); newline != std::string_view::npos && in.count() > 0; newline = question.find('\n', newline + 1)) {
        const std::string_view line = up_to(question.substr(newline + 1), question.substr(newline + 1).find('\n'));
        constexpr std::size_t label = 8;   // bytes
        for (std::size_t at = 0; at < line.size() && at < label; ++at)
            if (in.text_in(0, line, at) == line.size()) return up_to(question, newline);
    }
    return question;
}

/// Whether a sentence ends with a question mark.
inline bool asks(std::string_view sentence) noexcept {
    const char32_t last = decode_last(sentence).value;
    return last == '?' || last == U'？' || last == U'؟';
}

/// Whether a sentence asks by itself, and does not quote a question: 'one says "How are you?"'.
inline bool asks_itself(std::string_view sentence) noexcept {
    sentence = strip(sentence);
    if (!asks(sentence)) return false;
    for (const std::string_view quote : {"\"", "“", "„", "«", "「", "『", "‘"})
        if (const std::size_t at = sentence.find(quote); at != std::string_view::npos && at > 1) return false;   // at its beginning, all of it is quoted
    return true;
}

/// What is asked: the last sentence of a question, where it says enough, or the one before where that has the question mark; what stands before it is given.
inline std::string_view last_asked(std::string_view question) noexcept {
    question = strip(question);
    if (question.empty()) return question;
    const option_matcher in(question, {});
    std::size_t begin = sentence_begin(in, question.size() - 1, 0);
    if (begin > 0 && !asks(question) && question.find("__", begin) == std::string_view::npos) {   // "Which is closer? Select from the following choices."
        const std::string_view before = strip(question.substr(0, begin));
        if (asks(before)) question = before, begin = sentence_begin(in, question.size() - 1, 0);
    }
    const std::string_view last = question.substr(begin);
    constexpr std::size_t least = 12;   // bytes
    return strip(last).size() < least ? question : last;
}

/// Whether a question is for what is not so: a word of denial is in its last part between commas that doesn't begin with a word for "if", "because" or the like.
inline bool asks_for_denial(std::string_view asked) noexcept {
    const option_matcher in(asked, {});
    std::size_t begin = 0, end = 0;
    for (std::size_t at = 0; at < asked.size();) {
        const std::size_t stop = part_end(in, at, asked.size());
        if (const std::size_t word = in.skip_signs(at, stop); word < stop && (begin == end || in.word_end(word, stop, role::turn) == no_match)) begin = at, end = stop;
        at = stop;
    }
    return denies(in.marked(), begin, end);
}

} // namespace calm::extract::detail
