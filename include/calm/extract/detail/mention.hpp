// How an option is mentioned in a sentence: whether a letter there is a key, a text what the sentence is about, a line part of a list.
#pragma once

#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/value.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

inline constexpr std::size_t window = 512;   ///< bytes that a value may take, what stands before it included

/// Whether only a few signs stand before `begin` on its line.
inline bool heads_line(std::string_view text, std::size_t begin) noexcept {
    for (int signs = 0; begin > 0 && signs < 8; ++signs) {
        const code_point c = decode_last(up_to(text, begin));
        if (is_line_break(c.value) || c.value == '<') return true;
        if (is_word(c.value)) return false;
        begin -= c.size;
    }
    return begin == 0;
}

/// Whether a letter is the last word of an option's text: "sample B".
inline bool ends_text(const option_matcher& in, const key_token& key) noexcept {
    for (std::size_t i = 0; i < in.count(); ++i) {
        const std::string_view text = strip(in.options()[i].text);
        const std::size_t letter = key.end - key.begin, before = text.size() - letter;
        if (text.size() <= letter + 1 || text.size() > key.end || text[before - 1] != ' ' || !text.ends_with(in.text().substr(key.begin, letter))) continue;
        if (in.text_at(i, key.end - text.size(), key.end) == key.end) return true;
    }
    return false;
}

/// Whether a letter in a sentence is a key, and not an article or part of a name.
/// @param end    of the sentence
/// @param before the code point before the key, 0 at the sentence's beginning
/// @param last   the roles of the word before the key, none where something else stands between
inline bool is_mention(const option_matcher& in, const key_token& key, std::size_t end, char32_t before, role last) noexcept {
    if (is_of_geometry(before)) return false;   // the angle at C, the circle around it
    if (before == ' ' && ends_text(in, key)) return false;
    if (key.counted && value_reader(in, trust::marked).longest_text(key.begin, end).end != no_match) return false;   // "each holds 3", of the option "3"
    if (any(last, role::option)) return true;   // "option a", "number 2"
    if (any(last, role::sole) && !key.loose) return true;   // "only A"
    const code_point next = in.at(key.end, end);
    if (key.loose && unspaced(next.value) && in.word_end(key.end, end, role::option) != no_match) return true;   // "1番"
    const bool apart = next.size == 0 || is_sign(next.value) || is_line_break(next.value);
    const bool set_off = is_sign(before) && before != '-' && before != '\'' && before != 0x2019;
    const std::size_t behind = in.skip_blanks(key.end, end);
    const char32_t letter = in.at(key.begin, end).value;
    const bool answers = behind >= end || in.word_end(behind, end, is_word_itself(letter) && !key.loose ? in.behind_article : in.behind_key | role::filler) != no_match;
    if (key.loose && !key.counted && narrow(letter) <= '9' && answers && (before == 0 || set_off || any(last, role::filler))) return true;   // "1 is right"
    if (key.loose && in.keys().small() && closes(next.value) && unspaced(before)) return true;   // "...ためb)が正しい", where keys are small
    if (key.loose) return apart ? set_off || any(last, role::copula | role::conclusion) : answers && any(last, role::answer | role::copula);
    if (any(last, role::naming) && !set_off) return in.texts().keyed() != 0;   // "vitamin C"; but "point C", where options say something of C
    if (next.value == '.' && !set_off && behind < end) {     // "E. coli" is a name, "E. is wrong" and "E. wood" are not
        const std::size_t word = in.skip_blanks(key.end + 1, end);
        const char32_t next_letter = in.at(word, end).value;
        if (next_letter >= 'a' && next_letter <= 'z' && in.word_end(word, end, in.behind_key) == no_match && in.text_at(key.option, word, end) == no_match) return false;
    }
    if (apart || set_off || answers || unspaced(next.value)) return true;
    return !is_word_itself(letter) || (letter < 0x80 && in.at(behind, end).value >= 0x370);   // no article in front of another script
}

/// What a clause names, without what it compares by its keys: "A and B are about the same", of that option.
inline std::uint64_t without_compared(const option_matcher& in, std::uint64_t named) noexcept {
    const std::uint64_t others = named & ~in.texts().keyed();
    return one_bit(others) ? others : named;
}

/// Whether a letter may be an initial, an abbreviation or an interjection rather than a key: "A. Müller says", "z. B. Haie", "E, sijui".
inline bool sets_off_label(const option_matcher& in, byte_span key, std::size_t end) noexcept {
    const char32_t next = in.at(key.end, end).value;
    if (next == '.') return !in.line_ends(key.end, end);
    return next == ',' && is_word_itself(in.at(key.begin, end).value) && heads_line(in.text(), key.begin) && !in.key_at(in.skip_signs(key.end, end), end);
}

/// Whether a key stands in brackets, or at the end of its sentence or before its own text there.
inline bool stands_out(const option_matcher& in, const reading& key, std::size_t begin, std::size_t end) noexcept {
    if (opens(decode_last(in.text().substr(begin, key.span.begin - begin)).value) && closes(in.at(key.span.end, end).value)) return true;
    if (in.line_ends(key.span.end, end)) return true;
    const std::size_t own = in.text_at(key.option, in.skip_signs(key.span.end, end), end);
    return own != no_match && in.line_ends(own, end);
}

/// The next word, where no sign stands before it that ends what is said, and none but blanks and markup; `limit` where there is one, or no word within the window.
inline std::size_t word_directly_behind(std::string_view text, std::size_t at, std::size_t limit) noexcept {
    const std::size_t reach = limit - at > window ? at + window : limit;
    for (code_point c = decode(text, at); at < reach && c.size != 0; c = decode(text, at += c.size)) {
        if (is_word(c.value)) return at;
        const char32_t n = narrow(c.value);
        if (n == ':' || n == '.' || n == ',' || n == ';' || n == '!' || n == '?' || n == '\\' || c.value == U'。' || c.value == 0x2014 || c.value == '=') return limit;
    }
    return at < reach ? limit : at;
}

/// Whether the line behind that of a key names another option: a list of the options, and no answer.
inline bool begins_list(const option_matcher& in, const reading& r, std::size_t limit) noexcept {
    const std::size_t reach = r.span.end + window < limit ? r.span.end + window : limit;
    const std::size_t newline = up_to(in.text(), reach).find('\n', r.span.end);
    if (newline == std::string_view::npos) return false;
    const std::size_t next = newline + 1, stop = next + window < limit ? next + window : limit;
    const reading other = value_reader(in, trust::bare).read(next, stop);
    return other.what == outcome::key && other.option != r.option;
}

/// Whether the lines from `at` on are two options or more, each by its key and its own text and nothing else, and not all of them: "2) whales\n3) seals". O(options).
inline bool lists_several(const option_matcher& in, std::size_t at, std::size_t limit) noexcept {
    constexpr std::size_t opening = 20;   // bytes by which a long text is known, whatever follows
    std::uint64_t options = 0;
    for (std::size_t label = in.label_of(at, limit); label < 64 && (options >> label & 1U) == 0; label = in.label_of(at, limit)) {
        const std::size_t begin = in.skip_signs(in.key_at(in.skip_signs(at, limit), limit).end, limit);
        std::size_t own = in.text_at(label, begin, limit);
        if (const std::string_view text = in.options()[label].text; own == no_match && text.size() >= 2 * opening && in.text().substr(begin, opening) == up_to(text, opening)) own = begin;
        if (own == no_match || (own != begin && !in.line_ends(own, limit))) break;
        options |= std::uint64_t{1} << label;
        at = line_end(in.text(), own, limit) + 1;
        if (at > limit) break;
    }
    return std::popcount(options) > 1 && static_cast<std::size_t>(std::popcount(options)) < in.count();
}

/// What the line names that ends with a mark at `pos`: by the key at its head, by the only key in brackets, or by the only text of an option. O(window).
inline reading marked_line(const option_matcher& in, std::size_t pos, std::size_t limit) noexcept {
    const std::string_view text = in.text();
    constexpr std::size_t closing = 16;   // bytes of brackets, markup and blanks behind the mark
    const std::size_t behind = in.skip_signs(pos, pos + closing < limit ? pos + closing : limit);
    if (const code_point next = in.at(behind, limit); next.size != 0 && !is_line_break(next.value)) return {};
    const std::size_t floor = pos > window ? pos - window : 0, newline = text.substr(floor, pos - floor).rfind('\n');
    const std::size_t begin = newline == std::string_view::npos ? floor : floor + newline + 1;
    if (const std::size_t label = in.label_of(begin, pos); label != no_match) {
        const key_token key = in.key_at(in.skip_signs(begin, pos), pos);
        return {outcome::key, label, {key.begin, key.end}};
    }
    const value_reader reader(in, trust::marked);
    if (const reading r = reader.in_brackets(begin, pos); r.names_option()) return r;
    reading found;
    for (std::size_t at = in.next_text(begin, pos); at < pos; at = in.next_text(at, pos)) {
        const auto m = reader.longest_text(at, pos);
        if (m.end == no_match || m.shared) {
            at += in.at(at, pos).size;
            continue;
        }
        if (found.names_option() && found.option != m.option) return {};
        found = {outcome::text, m.option, {at, m.end}};
        at = m.end;
    }
    return found;
}

/// What stands in the \boxed{...} at `pos`; its span is where reading goes on. O(window).
inline reading read_box(const option_matcher& in, std::size_t pos, std::size_t limit) noexcept {
    const std::size_t open = pos + 7, cap = open + window < limit ? open + window : limit;
    const std::size_t close = up_to(in.text(), cap).find('}', open);   // the inner one of \boxed{\text{C}} will do
    return value_reader(in, trust::bare).read(open, close < cap ? close : cap);
}

/// The only option that the first sentence of an answer's value names by its text, with no word of denial before it: "Answer: It must be the bank", "Answer: X. bank".
inline reading text_inside(const option_matcher& in, std::size_t start, std::size_t end) noexcept {
    const std::size_t line = line_end(in.text(), start, end);
    const std::size_t stop = sentence_end(in, start + 3 < line ? start + 3 : start, line);
    const value_reader reader(in, trust::marked);
    reading found;
    for (std::size_t at = in.next_text(start, stop); at < stop; at = in.next_text(at, stop)) {
        const auto m = reader.longest_text(at, stop);
        if (m.end == no_match) {
            at += in.at(at, stop).size;
            continue;
        }
        if (m.shared || (found.names_option() && found.option != m.option)) return {};
        found = {outcome::inside, m.option, {at, m.end}};
        at = m.end;
    }
    return found.names_option() && !denies(in.marked(), start, found.span.begin) ? found : reading{};
}

/// The only option whose text stands in front of the copula or of the word that calls it right: "the bank is the right answer". O(sentence).
inline statement text_called_right(const option_matcher& in, std::size_t begin, std::size_t end) noexcept {
    statement found;
    const value_reader reader(in, trust::marked);
    for (std::size_t at = in.next_text(begin, end); at < end; at = in.next_text(at, end)) {
        const auto m = reader.longest_text(at, end);
        if (m.end == no_match || m.shared) {
            at += in.at(at, end).size;
            continue;
        }
        std::size_t behind = in.skip_signs(m.end, end);
        if (const std::size_t article = in.word_end(behind, end, role::article | role::filler); article != no_match) behind = in.skip_signs(article, end);
        if (in.word_end(behind, end, role::copula | role::right | role::answer | role::closing) != no_match) {
            if (found.how != manner::none && found.read.option != m.option) return {};
            found = {manner::stated, {outcome::text, m.option, {at, m.end}}, begin};
        }
        at = m.end;
    }
    return found;
}

} // namespace calm::extract::detail
