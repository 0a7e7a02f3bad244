// The rules of the corrected extractor, and the order that they are tried in.
#pragma once

#include "calm/extract/detail/asked.hpp"
#include "calm/extract/detail/items.hpp"
#include "calm/extract/detail/reading.hpp"
#include "calm/extract/detail/reasoning.hpp"
#include "calm/extract/detail/sections.hpp"
#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/statements.hpp"
#include "calm/extract/detail/turns.hpp"
#include "calm/extract/detail/verdicts.hpp"

#include <array>
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

/// Rule "line": a line of [from, to) that is a key, a key with its own text, or a text, and nothing else; the first line also where more follows a
/// key with its text; and the line behind an explanation marker ("説明:B. text"). A line beside one that names another option belongs to a list.
/// Lines that name different options say nothing, unless the last line of the response is one of them.
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
            const std::size_t last_sign = said.find_last_not_of("*_");
            next.announces = next.label == no_match && last_sign != std::string_view::npos && narrow(decode_last(up_to(said, last_sign + 1)).value) == ':' && !denies(in.marked(), sentence_begin(in, end - 1, at), end);
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

/// Rule "closing": the last sentence that names an option names one only, at its end, in brackets or in conclusion.
inline finding by_closing(const option_matcher& in, std::size_t from, std::size_t to) noexcept {
    std::size_t end = from + strip_back(in.text().substr(from, to - from)).size();
    for (int sentences = 0; sentences < 2 && end > from; ++sentences) {
        const std::size_t begin = sentence_begin(in, end - 1, from);
        if (in.label_of(begin, end) != no_match && begin > from) return {};   // an item of a list: by_line has seen it
        if (!in.may_have_key(begin, end) && !may_deny_all_or_count(in.text(), begin, end)) {
            end = begin;
            continue;
        }
        statement_reader reader(in, begin, end, end, to);
        static_cast<void>(reader.read());
        if (const statement s = reader.last_mention(); s.how != manner::none) return {s.read, begin, &closing_names};
        if (reader.names_options()) return {};
        end = begin;
    }
    return {};
}

/// Rule "mention": the only option that is mentioned as key and text together, within a line.
inline finding by_mention(const option_matcher& in, std::size_t from, std::size_t to) noexcept {
    const std::string_view text = in.text();
    key_token only;
    bool inside = false;
    const auto next_sign = [&](std::size_t at) {   // the next place where one may stand behind a key
        if (!in.keys().usual()) return at;
        at = in.marked().next(&marks::letters, at > from ? at - 1 : at, to);
        return at + in.at(at, to).size;
    };
    for (std::size_t at = next_sign(from); at < to; at = next_sign(at + 1)) {
        const code_point sign = in.at(at, to);
        if (narrow(sign.value) != '.' && narrow(sign.value) != ')' && narrow(sign.value) != ':') continue;
        std::size_t begin = at;
        for (int letters = 0; letters < 8 && begin > from; ++letters) {
            const code_point c = decode_last(text.substr(from, begin - from));
            if (!is_word(c.value) || (letters > 0 && unspaced(c.value))) break;
            begin -= c.size;
        }
        const key_token k = in.key_at(begin, to);
        if (!k || k.loose || k.end != at) continue;
        const std::size_t next = in.skip_blanks(at + sign.size, to);
        if (in.text_at(k.option, next, to) == no_match) continue;
        if (only && only.option != k.option) return {{outcome::several, no_match, {k.begin, k.end}}, k.begin, &mention_names};
        if (!only) only = k;
        std::size_t line = begin;   // whether only signs stand before it
        while (line > from && !is_word(decode_last(text.substr(from, line - from)).value) && text[line - 1] != '\n') --line;
        inside |= line > from && text[line - 1] != '\n';
        at = next;
    }
    if (!inside) return {};
    return {{outcome::key, only.option, {only.begin, only.end}}, only.begin, &mention_names};
}

/// Behind the paragraph of the last line of [from, to) that the key of an option heads. `to` where there is none. O(to - from).
inline std::size_t behind_list(const option_matcher& in, std::size_t from, std::size_t to) noexcept {
    std::size_t behind = to;
    for (std::size_t at = from; at < to; at = line_end(in.text(), at, to) + 1)
        if (in.label_of(at, line_end(in.text(), at, to)) != no_match) behind = at;
    const std::size_t blank = behind < to ? in.text().find("\n\n", behind) : std::string_view::npos;
    return blank < to ? blank : to;
}

/// What a response says, and its parts.
struct verdict {
    finding found{};
    sections parts{};
};

/// Reads a response. Where it goes on with another question behind a named option, it counts up to there: models go on to invent
/// the next question, and its answer is not this one's.
inline verdict read_response(const option_matcher& in, std::string_view question, bool cut_off) noexcept {
    const std::string_view text = in.text();
    verdict result;
    sections& parts = result.parts;
    parts.end = text.size();
    const std::size_t body = end_of_thinking(text);
    std::size_t from = body;
    statements said;
    head_scan scan(text);
    for (head next = scan.next(); next.what != role::none; next = scan.next()) {
        if (!any(next.what, role::question | role::speaker)) {
            parts.note(next);
            continue;
        }
        if (!next.at_line_start || next.begin <= from) continue;
        said = read_statements(in, from, next.begin, parts.last);
        finding before = said.announced;
        if (!before.final()) before = by_line(in, from, next.begin, no_match, true);
        if (before.read.names_option()) {
            result.found = before;
            parts.end = next.begin;
            return result;
        }
        from = next.begin;
    }
    const statements last = read_statements(in, from, text.size(), parts.last);
    if (last.announced.final() || !said.announced.final()) said.announced = last.announced.decides() ? last.announced : said.announced;
    if (last.stated.decides()) {
        said.stated = last.stated;
        said.weak = last.weak, said.answers = last.answers;
    }
    if (last.unread != 0) said.unread = last.unread;
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
    consider(by_line(in, body, text.size(), said.unread != 0 ? no_match : parts.explanation, cut_off));
    if (!cut_off && !found.decides() && !said.answers && in.may_have_key(body, text.size()) && asks_for_wrong(last_asked(question)))
        consider({verdict_reader(in).read(body, text.size()), text.size(), &stated_names});
    if (!cut_off && !found.decides() && said.stated.decides() && said.stated.read.what != outcome::none_of_them && asks_for_denial(last_asked(question)))
        consider({weigh_conclusions(in, question, body, text.size()), text.size(), &assertion_names});   // "Which is wrong?": "B is right" does not answer
    if (!cut_off || !said.weak) consider(said.stated);
    if (found.decides()) return result;
    const std::size_t open = said.unread > body ? said.unread : body;   // what stands in the line of an unreadable answer is no other answer
    if (!cut_off) {
        if (!found.decides() && !asks_for_denial(last_asked(question))) consider({item_reader(in).read(open, text.size()), open, &stated_names});
        consider(by_closing(in, open, text.size()));
        consider(by_mention(in, open, text.size()));
    }
    if (found.read.what == outcome::several && said.unread == 0) {   // a list of options: what follows it may conclude
        const std::size_t behind = behind_list(in, open, text.size());
        finding concluded = by_mention(in, behind, text.size());
        if (!concluded.read.names_option()) concluded = {read_reasoning(in, question, behind, text.size(), false), text.size(), &assertion_names};
        if (concluded.read.names_option()) found = concluded;
    }
    if (!found.decides() && said.unread == 0)
        consider({read_reasoning(in, question, body, text.size(), cut_off), text.size(), &assertion_names});   // all of it is reasoning
    return result;
}

/// The name of what was found.
inline std::string_view rule_name(const finding& found) noexcept {
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
