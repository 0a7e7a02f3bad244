// The rules of the corrected extractor, and the order that they are tried in.
#pragma once

#include "calm/extract/detail/asked.hpp"
#include "calm/extract/detail/items.hpp"
#include "calm/extract/detail/lines.hpp"
#include "calm/extract/detail/reading.hpp"
#include "calm/extract/detail/reasoning.hpp"
#include "calm/extract/detail/sections.hpp"
#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/statements.hpp"
#include "calm/extract/detail/turns.hpp"
#include "calm/extract/detail/verdicts.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

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

/// Rule "closing" for a text: the last sentence is a word or two, the text of one option and no denial, "That would be the cannonball." O(the sentence).
inline finding by_closing_text(const option_matcher& in, std::size_t from, std::size_t to) noexcept {
    constexpr int few = 1;                  // words that are none of the vocabulary
    constexpr std::size_t few_bytes = 12;   // in scripts without spaces
    const std::size_t end = from + strip_back(in.text().substr(from, to - from)).size();
    if (end == from) return {};
    const std::size_t begin = sentence_begin(in, end - 1, from);
    if (in.label_of(begin, end) != no_match || asks(in.text().substr(begin, end - begin)) || denies(in.marked(), begin, end)) return {};
    const value_reader reader(in, trust::marked);
    int plain = 0;
    role seen = role::none;
    for (std::size_t at = in.skip_signs(begin, end); at < end && plain <= few;) {
        if (const auto m = reader.longest_text(at, end, false, true); m.end != no_match) {
            const bool close = !unspaced(in.at(begin, end).value) || at - begin <= few_bytes;
            if (!any(seen, role::copula | role::choose | role::conclusion) && in.word_end(in.skip_signs(m.end, end), end, role::closing) == no_match) return {};
            return close && !m.shared && in.line_ends(m.end, end) ? finding{{outcome::text, m.option, {at, m.end}}, begin, &closing_names} : finding{};
        }
        const found_word word = in.word_at(at, end, static_cast<role>(~0U));
        plain += !word;
        seen |= word.what;
        std::size_t next = word ? word.end : at + in.at(at, end).size;
        while (!word && is_word(in.at(next, end).value) && !unspaced(in.at(next, end).value)) next += in.at(next, end).size;
        at = in.skip_signs(next, end);
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

/// What a response says, and its parts.
struct verdict {
    finding found{};
    sections parts{};
};

/// Whether the line at `at`, which begins with a number, is another question with its options: "2. What next? A: ...". O(line).
inline bool is_numbered_question(const option_matcher& in, std::size_t at) noexcept {
    if (!is_sign(in.at(at + 1, in.text().size()).value)) return false;
    const std::size_t end = line_end(in.text(), at, in.text().size());
    const std::string_view line = in.text().substr(at, end - at);
    const std::size_t asked = std::min(line.find('?'), line.find("？"));
    if (asked >= line.size()) return false;
    const std::size_t behind = at + asked + decode(line, asked).size;
    return in.label_of(behind, end) == 0;
}

/// Where [from, to) repeats the question at a line's start, or goes on with another one that has a number; no_match: nowhere. O(to - from), times the question for each of its lines.
inline std::size_t next_question(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to) noexcept {
    constexpr std::size_t least = 16;   // bytes of a question
    question = strip(question);
    const bool known = question.size() >= least;
    for (std::size_t at = line_end(in.text(), from, to) + 1; at < to; at = line_end(in.text(), at, to) + 1) {
        const char c = in.text()[at];
        if (known && c == question.front() && in.text().substr(at).starts_with(question)) return at;
        if (c >= '2' && c <= '9' && is_numbered_question(in, at)) return at;
    }
    return no_match;
}

/// Reads a response. Where it goes on with another question behind a named option, it counts up to there: models go on to invent
/// the next question, and its answer is not this one's. The same question again, or one with a number, is looked for between two answer markers only.
inline verdict read_response(const option_matcher& in, std::string_view question, bool cut_off) noexcept {
    const std::string_view text = in.text();
    verdict result;
    sections& parts = result.parts;
    parts.end = text.size();
    const std::size_t body = end_of_thinking(text);
    std::size_t from = body;
    statements said;
    const auto has_answered = [&](std::size_t end) {   // before the next question
        said = read_statements(in, from, end, parts.last);
        finding before = said.announced;
        if (!before.final()) before = by_line(in, from, end, no_match, true);
        if (before.read.names_option()) result.found = before, parts.end = end;
        from = end;
        return before.read.names_option();
    };
    head_scan scan(text);
    for (head next = scan.next(); next.what != role::none; next = scan.next()) {
        if (any(next.what, role::answer) && parts.last.end > from)   // a second answer: to the same question?
            if (const std::size_t again = next_question(in, question, parts.last.end, next.begin); again < next.begin && has_answered(again)) return result;
        if (!any(next.what, role::question | role::speaker)) parts.note(next);
        else if (next.at_line_start && next.begin > from && has_answered(next.begin)) return result;
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
        consider(by_closing(in, open, text.size()));
        if (const reading item = found.decides() ? reading{} : item_reader(in).read(open, text.size()); item.names_option() && !asks_for_denial(last_asked(question)))
            consider({item, open, &stated_names});
        if (!found.decides() && !question.empty()) consider(by_closing_text(in, open, text.size()));
        consider(by_mention(in, open, text.size()));
    }
    if (found.read.what == outcome::several && said.unread == 0) {   // a list of options: what follows it may conclude
        const std::size_t behind = behind_list(in, open, text.size());
        finding concluded = by_mention(in, behind, text.size());
        if (!concluded.read.names_option()) concluded = {read_behind_list(in, question, behind, text.size()), text.size(), &assertion_names};
        if (concluded.read.names_option()) found = concluded;
    }
    if (!found.decides() && said.unread != 0 && parts.last.end != 0 && parts.last.end < said.unread)
        consider({read_value_words(in, question, parts.last.end, said.unread), parts.last.begin, &marker_names});
    if (!found.decides() && said.unread == 0) {
        consider({read_reasoning(in, question, body, text.size(), cut_off), text.size(), &assertion_names});   // all of it is reasoning
        if (!cut_off) consider(by_headed_line(in, body, text.size()));
        consider(by_first_label(in, question, body, text.size(), cut_off));
    }
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
