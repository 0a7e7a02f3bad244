// The rules of the corrected extractor, and the order that they are tried in.
#pragma once

#include "calm/extract/detail/sections.hpp"
#include "calm/extract/detail/statement.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// What a rule found, and where.
struct finding {
    reading read{};
    std::size_t line = 0;                                       ///< where the answer's line, or its clause, begins
    const std::array<std::string_view, 4>* names = nullptr;     ///< of the rule: key, text, text_over_key, inside

    [[nodiscard]] constexpr bool decides() const noexcept { return read.decides(); }
    /// A response that takes a key back may still name another one: "Answer: A (wrong)\nThe right option is B".
    [[nodiscard]] constexpr bool final() const noexcept { return decides() && read.what != outcome::rejected; }
};

inline constexpr std::array<std::string_view, 4> marker_names{"marker/key", "marker/text", "marker/text_over_key", "marker/inside"};
inline constexpr std::array<std::string_view, 4> phrase_names{"phrase/key", "phrase/text", "phrase/text_over_key", "phrase/inside"};
inline constexpr std::array<std::string_view, 4> boxed_names{"boxed/key", "boxed/text", "boxed/text_over_key", "boxed/inside"};
inline constexpr std::array<std::string_view, 4> line_names{"line/key", "line/text", "line/text_over_key", "line/inside"};
inline constexpr std::array<std::string_view, 4> stated_names{"stated/key", "stated/text", "stated/text_over_key", "stated/inside"};
inline constexpr std::array<std::string_view, 4> closing_names{"closing/key", "closing/text", "closing/text_over_key", "closing/inside"};
inline constexpr std::array<std::string_view, 4> mention_names{"mention/key", "mention/text", "mention/text_over_key", "mention/inside"};

/// The last announcement, and the last statement without one.
struct statements {
    finding announced{};   ///< marker, phrase, boxed
    finding stated{};
};

/// Reads the sentences of [from, to) that have a word of an answer, the last one first, up to the first that announces an answer.
inline statements read_statements(const option_matcher& in, std::size_t from, std::size_t to) noexcept {
    statements found;
    for (std::size_t hi = to; hi > from;) {
        const std::size_t at = last_trigger(in.text(), from, hi);
        if (at == no_match) break;
        const std::size_t begin = sentence_begin(in, at, from);
        const statement s = statement_reader(in, begin, sentence_end(in, at, hi), to).read();
        hi = begin;
        if (s.how == manner::none) continue;
        const finding read{s.read, line_begin(in.text(), s.begin, 0),
                           s.how == manner::marker ? &marker_names : s.how == manner::boxed ? &boxed_names : s.how == manner::stated ? &stated_names : &phrase_names};
        if (s.how == manner::stated && !s.corrects) {
            if (!found.stated.decides()) found.stated = read;
            continue;
        }
        if (!found.announced.decides()) found.announced = read;
        if (!read.final()) continue;
        found.announced = read;
        break;
    }
    return found;
}

/// What a line says that is nothing but an answer.
constexpr reading bare_line(const option_matcher& in, std::size_t begin, std::size_t end) noexcept {
    const std::size_t newline = in.text().substr(0, end).find('\n', begin);
    return value_reader(in, trust::bare).read(begin, newline == std::string_view::npos ? end : newline);
}

/// Rule "line": the first line of [from, to), or else the last, is a key, a key with its own text, or a text, and nothing else; also
/// the line behind an explanation marker ("説明:B. text"). A line beside one that names another option belongs to a list.
inline finding by_line(const option_matcher& in, std::size_t from, std::size_t to, std::size_t explanation, bool cut_off) noexcept {
    const std::string_view text = in.text().substr(0, to);
    const std::string_view body = strip(text.substr(from));
    if (body.empty()) return {};
    const byte_span span = span_of(text, body);
    const auto other = [](const reading& a, const reading& b) { return b.names_option() && b.option != a.option; };
    if (const reading first = bare_line(in, span.begin, span.end); first.decides()) {
        const std::size_t newline = text.find('\n', span.begin);
        const std::size_t next = newline == std::string_view::npos ? to : newline + (text.size() - newline - strip_front(text.substr(newline)).size());
        if (next >= span.end || !other(first, bare_line(in, next, span.end))) return {first, span.begin, &line_names};
        return {};
    }
    if (const std::size_t newline = body.find_last_of('\n'); newline != std::string_view::npos && !cut_off) {
        const std::size_t begin = span.begin + newline + 1;
        if (const reading last = bare_line(in, begin, span.end); last.decides()) {
            const std::string_view before = strip_back(body.substr(0, newline));
            const std::size_t previous = before.find_last_of('\n');
            if (!other(last, bare_line(in, span.begin + (previous == std::string_view::npos ? 0 : previous + 1), span.begin + before.size())))
                return {last, begin, &line_names};
        }
    }
    if (explanation != no_match && explanation < span.end) {
        const std::size_t begin = explanation + (text.size() - explanation - strip_front(text.substr(explanation)).size());
        return {bare_line(in, begin, span.end), begin, &line_names};
    }
    return {};
}

/// Rule "closing": the last sentence that names an option names one only, at its end or in brackets.
inline finding by_closing(const option_matcher& in, std::size_t from, std::size_t to) noexcept {
    std::size_t end = from + strip_back(in.text().substr(from, to - from)).size();
    for (int sentences = 0; sentences < 2 && end > from; ++sentences) {
        const std::size_t begin = sentence_begin(in, end - 1, from);
        statement_reader reader(in, begin, end, to);
        static_cast<void>(reader.read());
        if (const statement s = reader.last_mention(); s.how != manner::none) return {s.read, begin, &closing_names};
        if (reader.names_options()) return {};
        end = begin;
    }
    return {};
}

/// Rule "mention": the only option that is mentioned as key and text together.
constexpr finding by_mention(const option_matcher& in, std::size_t from, std::size_t to) noexcept {
    key_token only;
    char32_t before = 0;
    for (std::size_t at = from; at < to;) {
        const code_point c = in.at(at, to);
        if (is_word(c.value) && breaks(before, c.value)) {
            if (const key_token k = in.key_at(at, to); k && !k.loose) {
                const char32_t sign = narrow(in.at(k.end, to).value);
                if (sign == '.' || sign == ')' || sign == ':') {
                    const std::size_t next = in.skip_blanks(k.end + in.at(k.end, to).size, to);
                    if (in.text_at(k.option, next, to) != no_match) {
                        if (only && only.option != k.option) return {{outcome::several, no_match, {k.begin, k.end}}, k.begin, &mention_names};
                        if (!only) only = k;
                    }
                }
            }
        }
        before = c.value;
        at += c.size;
    }
    if (!only) return {};
    return {{outcome::key, only.option, {only.begin, only.end}}, only.begin, &mention_names};
}

/// What a response says, and its parts.
struct verdict {
    finding found{};
    sections parts{};
};

/// Reads a response. Where it goes on with another question behind a named option, it counts up to there: models go on to invent
/// the next question, and its answer is not this one's.
inline verdict read_response(const option_matcher& in, bool cut_off) noexcept {
    const std::string_view text = in.text();
    verdict result;
    sections& parts = result.parts;
    parts.end = text.size();
    const std::size_t thought = text.rfind("</think>");
    const std::size_t body = thought == std::string_view::npos ? 0 : thought + 8;
    std::size_t from = body;
    statements said;
    head_scan scan(text);
    for (head next = scan.next(); next.what != role::none; next = scan.next()) {
        if (!any(next.what, role::question | role::speaker)) {
            parts.note(next);
            continue;
        }
        if (!next.at_line_start || next.begin <= from) continue;
        said = read_statements(in, from, next.begin);
        finding before = said.announced;
        if (!before.final()) before = by_line(in, from, next.begin, no_match, true);
        if (before.read.names_option()) {
            result.found = before;
            parts.end = next.begin;
            return result;
        }
        from = next.begin;
    }
    const statements last = read_statements(in, from, text.size());
    if (last.announced.final() || !said.announced.final()) said.announced = last.announced.decides() ? last.announced : said.announced;
    if (last.stated.decides()) said.stated = last.stated;
    finding& found = result.found;
    found = said.announced;
    const auto consider = [&](const finding& other) {
        if (!found.decides() && other.decides()) found = other;
    };
    if (found.final()) return result;
    if (found.decides()) {   // taken back: only what is stated elsewhere may take its place
        if (said.stated.read.names_option()) found = said.stated;
        return result;
    }
    consider(by_line(in, body, text.size(), parts.marked ? no_match : parts.explanation, cut_off));
    consider(said.stated);
    if (!found.decides() && !parts.marked && !cut_off) {
        consider(by_closing(in, body, text.size()));
        consider(by_mention(in, body, text.size()));
    }
    return result;
}

/// The name of what was found.
constexpr std::string_view rule_name(const finding& found) noexcept {
    switch (found.read.what) {
    case outcome::key: return (*found.names)[0];
    case outcome::text: return (*found.names)[1];
    case outcome::text_over_key: return (*found.names)[2];
    case outcome::inside: return (*found.names)[3];
    case outcome::several: return "abstain/several";
    case outcome::none_of_them: return "abstain/none_of_them";
    case outcome::rejected: return "abstain/rejected";
    case outcome::ambiguous: return "abstain/ambiguous_text";
    case outcome::unreadable: break;
    }
    return "abstain/nothing";
}

} // namespace calm::extract::detail
