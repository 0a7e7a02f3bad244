// The rules of the corrected extractor: small functions, tried in the order of `rules`, the first that decides counts.
#pragma once

#include "calm/extract/detail/marker_scan.hpp"
#include "calm/extract/detail/value.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace calm::extract::detail {

/// What a rule found, and where.
struct finding {
    reading read{};
    std::size_t line = 0;   ///< where the answer's line begins
};

/// The parts of a response that its markers show; filled by the first rule, used by all and for the explanation.
struct sections {
    std::size_t explanation = no_match;   ///< behind the first explanation marker
    std::size_t answer = no_match;        ///< line of the first answer marker at a line's start that stands behind that
    std::size_t second = no_match;        ///< line of the first answer marker behind an explanation that follows an answer
    std::size_t end = 0;                  ///< where the response goes on with another question, or its end
    bool marked = false;                  ///< there is an answer marker, readable or not
};

/// One rule. `text` ends where the response goes on with another question.
using rule_function = finding (*)(std::string_view text, const option_matcher& in, const sections& parts);

/// Remembers the last reading that decides: a response may correct itself, so later markers go before earlier ones.
struct last_decision {
    finding best{};

    constexpr void offer(const value_reader& reader, const placed_marker& at, std::size_t end) noexcept {
        if (at.kind != marker_kind::answer) return;
        if (const reading r = reader.read(at.end, end); r.decides()) best = {r, at.begin};
    }
};

/// Reads behind every answer marker with a colon and fills in the sections. Stops at a question marker at a line's start that
/// comes behind a named option: models go on to invent the next question, and its answer is not this one's.
constexpr finding read_markers(std::string_view text, const option_matcher& in, sections& parts) noexcept {
    const value_reader reader(in, trust::marked);
    colon_markers scan(text);
    last_decision last;
    std::optional<placed_marker> open;   // an answer marker whose value ends at the next marker
    parts.end = text.size();
    for (;;) {
        const auto found = scan.next();
        if (open) last.offer(reader, *open, found ? found->begin > open->end ? found->begin : open->end : text.size());
        open.reset();
        if (!found) return last.best;
        switch (found->kind) {
        case marker_kind::question:
            if (last.best.read.names_option() && found->at_line_start) {
                parts.end = found->begin;
                return last.best;
            }
            break;
        case marker_kind::explanation:
            if (parts.explanation == no_match) parts.explanation = found->end;
            break;
        case marker_kind::answer:
            open = found;
            parts.marked = true;
            if (found->at_line_start && parts.answer == no_match) parts.answer = found->begin;
            if (found->at_line_start && parts.second == no_match && parts.explanation != no_match && found->begin >= parts.explanation)
                parts.second = found->begin;
            break;
        case marker_kind::rejected: break;
        }
    }
}

/// Rule "phrase": the last phrase that announces an answer, or answer word alone at a line's start.
constexpr finding by_phrase(std::string_view text, const option_matcher& in, const sections&) noexcept {
    const value_reader reader(in, trust::marked), careful(in, trust::bare);
    last_decision last;
    std::optional<placed_marker> open;
    bool line_start = true;
    char32_t before = 0;
    const auto close = [&](std::size_t end) {
        if (open) last.offer(open->at_line_start ? careful : reader, *open, end);
        open.reset();
    };
    for (std::size_t at = 0; at < text.size();) {
        const code_point c = decode(text, at);
        if (is_word(c.value)) {
            if (breaks(before, c.value)) {
                auto found = phrase_at(text, at, line_start);
                if (found) {
                    close(at);
                    if (found->at_line_start && phrase_at(text, at, false)) found->at_line_start = false;   // a whole phrase
                    open = found;
                    before = decode_last(text.substr(0, found->end)).value;
                    at = found->end;
                    line_start = false;
                    continue;
                }
            }
            line_start = false;
        } else if (is_line_break(c.value)) {
            line_start = true;
        }
        before = c.value;
        at += c.size;
    }
    close(text.size());
    return last.best;
}

/// Rule "boxed": the last \boxed{...}.
constexpr finding by_box(std::string_view text, const option_matcher& in, const sections&) noexcept {
    constexpr std::string_view box = "\\boxed{";
    const std::size_t at = text.rfind(box);
    if (at == std::string_view::npos) return {};
    const std::size_t close = text.find('}', at);   // the inner one of \boxed{\text{C}} will do
    const reading r = value_reader(in, trust::bare).read(at, close == std::string_view::npos ? text.size() : close);
    return {r, line_begin(text, at, 0)};
}

/// Rule "line": the first line, or else the last, is a key, a key with its own text, or a text, and nothing else; also the
/// line behind an explanation marker ("説明:B. text").
constexpr finding by_line(std::string_view text, const option_matcher& in, const sections& parts) noexcept {
    const value_reader reader(in, trust::bare);
    const auto line_at = [&](std::size_t begin) -> finding {
        const std::size_t newline = text.find('\n', begin);
        return {reader.read(begin, newline == std::string_view::npos ? text.size() : newline), begin};
    };
    const std::string_view body = strip(text);
    if (body.empty()) return {};
    const byte_span span = span_of(text, body);
    finding found = line_at(span.begin);
    if (!found.read.decides()) {
        const std::size_t newline = body.find_last_of('\n');
        if (newline != std::string_view::npos) found = line_at(span.begin + newline + 1);
    }
    if (!found.read.decides() && parts.explanation != no_match && parts.explanation < text.size()) {
        const std::size_t begin = parts.explanation + (text.size() - parts.explanation - strip_front(text.substr(parts.explanation)).size());
        found = line_at(begin);
    }
    return found;
}

/// Rule "mention": in a response without any answer marker, the only option that is mentioned as key and text together.
constexpr finding by_mention(std::string_view text, const option_matcher& in, const sections& parts) noexcept {
    if (parts.marked) return {};
    key_token only;
    char32_t before = 0;
    for (std::size_t at = 0; at < text.size();) {
        const code_point c = decode(text, at);
        if (is_word(c.value) && breaks(before, c.value)) {
            if (const key_token k = in.key_at(at, text.size()); k && !k.loose) {
                std::size_t next = k.end;
                const char32_t sign = narrow(in.at(next, text.size()).value);
                if (sign == '.' || sign == ')' || sign == ':') {
                    next = in.skip_blanks(next + in.at(next, text.size()).size, text.size());
                    if (in.text_at(k.option, next, text.size()) != no_match) {
                        if (only && only.option != k.option) return {{outcome::several, no_match, {k.begin, k.end}}, k.begin};
                        if (!only) only = k;
                    }
                }
            }
        }
        before = c.value;
        at += c.size;
    }
    if (!only) return {};
    return {{outcome::key, only.option, {only.begin, only.end}}, only.begin};
}

/// A rule that runs when reading markers has decided nothing, with the names of what it may find.
struct named_rule {
    rule_function apply;
    bool announced;                          ///< the response says itself that an answer follows
    std::array<std::string_view, 4> names;   ///< key, text, text_over_key, inside
};

inline constexpr std::array<std::string_view, 4> marker_names{"marker/key", "marker/text", "marker/text_over_key", "marker/inside"};

/// The rules behind the marker rule, in order.
inline constexpr std::array<named_rule, 4> rules{{
    {by_phrase, true, {"phrase/key", "phrase/text", "phrase/text_over_key", "phrase/inside"}},
    {by_box, true, {"boxed/key", "boxed/text", "boxed/text_over_key", "boxed/inside"}},
    {by_line, false, {"line/key", "line/text", "line/text_over_key", "line/inside"}},
    {by_mention, false, {"mention/key", "mention/text", "mention/text_over_key", "mention/inside"}},
}};

/// The name of what was found.
constexpr std::string_view rule_name(outcome what, const std::array<std::string_view, 4>& names) noexcept {
    switch (what) {
    case outcome::key: return names[0];
    case outcome::text: return names[1];
    case outcome::text_over_key: return names[2];
    case outcome::inside: return names[3];
    case outcome::several: return "abstain/several";
    case outcome::none_of_them: return "abstain/none_of_them";
    case outcome::rejected: return "abstain/rejected";
    case outcome::ambiguous: return "abstain/ambiguous_text";
    case outcome::unreadable: break;
    }
    return "abstain/nothing";
}

} // namespace calm::extract::detail
