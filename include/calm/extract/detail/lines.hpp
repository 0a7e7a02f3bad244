// What lines of a response say by themselves: one that is nothing but an answer, one behind a line with a colon, the first one, the last one.
#pragma once

#include "calm/extract/detail/asked.hpp"
#include "calm/extract/detail/reading.hpp"
#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/statements.hpp"
#include "calm/extract/detail/value.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// Whether a line says nothing but what was read in it.
inline bool alone(const option_matcher& in, const reading& r, std::size_t end) noexcept {
    const std::size_t newline = up_to(in.text(), end).find('\n', r.span.end);
    const std::size_t stop = newline == std::string_view::npos ? end : newline;
    std::size_t at = r.span.end;
    if (r.what == outcome::key) {
        const std::size_t own = in.text_at(r.option, in.skip_signs(at, stop), stop);
        if (own != no_match) at = own;
    }
    return in.line_ends(at, stop);
}

/// Whether a line ends in a colon, in bold or not.
inline bool ends_in_colon(std::string_view line) noexcept {
    while (!line.empty() && (line.back() == '*' || line.back() == '_')) line.remove_suffix(1);
    return line.ends_with(':') || line.ends_with("：");
}

/// Rule "line": a line of [from, to) that is a key, a key with its own text, or a text, and nothing else; the first line also where more follows a
/// key with its text; and the line behind an explanation marker ("説明:B. text"). A line beside one that names another option belongs to a list.
/// Lines that name different options say nothing, unless the last line of the response is one of them. Where no line is an answer by itself: the last label behind a line that ends in a colon.
inline finding by_line(const option_matcher& in, std::size_t from, std::size_t to, std::size_t explanation, bool cut_off) noexcept {
    const std::string_view body = strip(in.text().substr(from, to - from));
    if (body.empty()) return {};
    const byte_span span = span_of(in.text(), body);
    finding first, last;
    struct line {
        reading read{};
        std::size_t label = no_match;   ///< the option whose key heads it
        std::size_t at = 0;
        bool announces = false;         ///< it ends in a colon, is no label and denies nothing
    } before, here;
    bool differ = false, last_line = false;
    finding presented;   // the last label, behind a line that announces it: "The heaviest of them is:\n\nC. cannonball, since"
    const auto settle = [&](const line& next) {   // `here` is between `before` and `next`
        last_line = false;
        if (here.label != no_match) {
            presented = {};
            if (before.announces && next.label == no_match && !in.key_at(in.skip_signs(here.at, span.end), span.end).counted)
                presented = {value_reader(in, trust::marked).read(here.at, line_end(in.text(), here.at, span.end)), here.at, &line_names};
        }
        const bool listed = here.label != no_match && ((before.label != no_match && before.label < here.label) || (next.label != no_match && next.label > here.label));
        const auto differs = [&](const reading& r) { return r.what == outcome::text && r.option != here.read.option; };
        const bool beside = differs(before.read) || differs(next.read);
        if (!here.read.decides() || listed || (here.read.what == outcome::text && beside)) return;
        if (!alone(in, here.read, span.end) && here.at != span.begin) return;
        differ |= first.decides() && first.read.option != here.read.option;
        last = {here.read, here.at, &line_names};
        last_line = true;
        if (!first.decides()) first = last;
    };
    for (std::size_t at = span.begin; at < span.end;) {
        const std::size_t newline = up_to(in.text(), span.end).find('\n', at);
        const std::size_t end = newline == std::string_view::npos ? span.end : newline;
        if (const std::string_view said = strip(in.text().substr(at, end - at)); !said.empty()) {
            line next{{}, in.label_of(at, end), at};
            if (next.label == no_match && ends_in_colon(said)) next.announces = cue_and_colon(said, role::explanation | role::question) == 0 && !denies(in.marked(), sentence_begin(in, end - 1, at), end);
            if (!(cut_off && end == span.end && at > span.begin) && !is_cross(decode_last(said).value)) next.read = value_reader(in, trust::bare).read(at, end);
            settle(next);
            before = here;
            here = next;
        }
        at = end + 1;
    }
    settle({});
    if (first.decides() && !differ) return first;
    if (last_line && !cut_off) return last;
    if (!first.decides() && !cut_off && presented.decides()) return presented;
    if (!first.decides() && explanation != no_match && explanation < span.end) {
        const std::size_t newline = up_to(in.text(), span.end).find('\n', explanation);
        return {value_reader(in, trust::bare).read(explanation, newline == std::string_view::npos ? span.end : newline), explanation, &line_names};
    }
    return {};
}

/// The option whose key heads the first line, "C. 7 giờ 24 phút", where no other line has one, nor the first another: what stands behind it need not be its text. Nothing where that denies something, nor where the first
/// option's may begin a list that was cut off. O(to - from).
inline finding by_first_label(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to, bool cut_off) noexcept {
    const std::size_t begin = from + (to - from - strip_front(in.text().substr(from, to - from)).size());
    const key_token key = in.key_at(in.skip_signs(begin, to), to);
    std::size_t label = in.label_of(begin, to);
    if (label == no_match && key && !key.loose)   // "B 【解析】..."
        if (const std::size_t next = in.skip_blanks(key.end, to); opens(in.at(next, to).value) && in.word_end(in.skip_signs(next, to), to, role::explanation) != no_match) label = key.option;
    if (label == no_match) return {};
    const std::size_t line = line_end(in.text(), begin, to);
    constexpr std::size_t enough = 256;   // bytes, in which a list would have gone on
    if (label == 0 && (in.at(key.begin, to).value == '1' || (cut_off && to - line < enough))) return {};   // steps of reasoning have numbers, too
    const char32_t sign = narrow(in.at(key.end, to).value);
    if (label == 0 && sign == ':') return {};   // "A: Let us see", the answer's own mark
    if (sign == ',' || sign == '^' || sign == '/' || sign == '=' || sign == '+' || asks(strip(in.text().substr(begin, line - begin)))) return {};   // "A, C and D are out"; the question with a number
    const std::size_t word = in.skip_signs(key.end, line);
    const char32_t first = in.at(word, line).value;
    constexpr role none_said = role::copula | role::both | role::no_option | role::hedge;   // "B. is lighter", "C. either of the two"
    if (in.word_end(word, line, none_said) != no_match && in.text_at(label, word, line) == no_match) return {};
    if (const std::size_t second = word + in.at(word, line).size; sign == '.' && in.at(second, line).value == '.') return {};   // "D. h.", "C. S. Lewis"
    if (sign == '.' && line == to && in.at(key.begin, to).value >= 'A' && fold(first) != first && !in.word_at(word, line, static_cast<role>(~0U))) return {};   // an initial: "A. Müller has studied this."
    for (std::size_t at = in.marked().next(&marks::letters, key.end, line); at < line; at = in.marked().next(&marks::letters, at + 1, line))
        if (const key_token other = in.key_at(at, line); other && !other.loose && other.option != label) return {};
    for (std::size_t at = line + 1; at < to; at = line_end(in.text(), at, to) + 1)
        if (in.label_of(at, to) != no_match) return {};
    if (denies(in.marked(), key.end, sentence_end(in, key.end + in.at(key.end, to).size, to)) && !asks_for_denial(last_asked(question))) return {};
    return {{outcome::key, label, {key.begin, key.end}}, begin, &line_names};
}

/// Behind the paragraph of the last line of [from, to) that the key of an option heads. `to` where there is none. O(to - from).
inline std::size_t behind_list(const option_matcher& in, std::size_t from, std::size_t to) noexcept {
    std::size_t behind = to;
    for (std::size_t at = from; at < to; at = line_end(in.text(), at, to) + 1)
        if (in.label_of(at, line_end(in.text(), at, to)) != no_match) behind = at;
    const std::size_t blank = behind < to ? in.text().find("\n\n", behind) : std::string_view::npos;
    return blank < to ? blank : to;
}

/// The option that the last line gives behind a word or two and a colon, "My pick: the cannonball", where no other line gives another one so. O(to - from).
inline finding by_headed_line(const option_matcher& in, std::size_t from, std::size_t to) noexcept {
    const auto given = [&](std::size_t at, std::size_t end) {
        constexpr std::size_t most = 48;   // bytes in front of the colon
        const std::string_view line = in.text().substr(at, end - at);
        const std::size_t colon = std::min(line.find(':'), line.find("："));
        if (colon > most || in.label_of(at, end) != no_match || denies(in.marked(), at, at + colon)) return reading{};
        const reading r = value_reader(in, trust::bare).read(at + colon + decode(line, colon).size, end);
        return r.names_option() && alone(in, r, end) ? r : reading{};
    };
    const std::size_t end = from + strip_back(in.text().substr(from, to - from)).size();
    const std::size_t newline = end > from ? in.text().rfind('\n', end - 1) : std::string_view::npos;
    const std::size_t last = newline == std::string_view::npos || newline < from ? from : newline + 1;
    const reading found = given(last, end);
    if (!found.names_option()) return {};
    for (std::size_t at = from; at < last; at = line_end(in.text(), at, to) + 1)
        if (const reading other = given(at, line_end(in.text(), at, to)); other.names_option() && other.option != found.option) return {};
    return {found, last, &line_names};
}

} // namespace calm::extract::detail
