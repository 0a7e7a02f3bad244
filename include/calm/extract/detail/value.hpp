// What an answer line says: the text behind an answer marker, read as a key, as an option's text, or as neither.
#pragma once

#include "calm/extract/cue.hpp"
#include "calm/extract/detail/option_match.hpp"
#include "calm/extract/detail/ordinal.hpp"
#include "calm/extract/detail/reading.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

class value_reader {
public:
    value_reader(const option_matcher& in, trust how) noexcept : in_(in), how_(how) {}

    /// Reads the value that begins in [begin, end): markup, brackets and filler words are skipped, then the first line counts.
    /// O(end - begin), for options of bounded length.
    [[nodiscard]] reading read(std::size_t begin, std::size_t end) const noexcept {
        const std::size_t start = skip_to_value(begin, end);
        return how_ == trust::bare && in_.begins_nothing(start, end) ? reading{} : read_at(begin, start, end);
    }

    /// read() where skip_to_value(begin, end) is known to be `start`.
    [[nodiscard]] reading read_at(std::size_t begin, std::size_t start, std::size_t end) const noexcept {
        if (start >= end || (start > begin && is_of_geometry(decode_last(up_to(in_.text(), start)).value))) return {};
        const std::size_t stop = value_end(in_.text(), start, end);
        const char before = start > begin ? in_.text()[start - 1] : ' ';
        const key_token key = in_.key_at(start, stop, before == '\'' || before == '"');
        if (key && !key.loose) {   // by far the most frequent: "C", "C. deep sea"
            const reading plain{outcome::key, key.option, {key.begin, key.end}};
            gap g = gap_after(key.end, stop);
            if (g.end >= stop && !g.crossed) return plain;
            if (g.sign && !g.joins && !g.opens && !g.crossed) {
                if (const std::size_t own = in_.text_at(key.option, g.end, stop); own != no_match) g = gap_after(own, stop);
                if (g.end >= stop && !g.crossed) return plain;
            }
        }
        const match_result text = longest_text(start, stop);
        if (const reading r = whole_text(start, stop, key, text); r.decides()) return r;
        const std::size_t none = in_.word_end(start, stop, role::no_option);
        if (none != no_match && (text.end == no_match || text.end < none)) {
            for (std::size_t i = 0; i < in_.count(); ++i)   // an option may itself say so
                if (in_.denies_all(i)) return {outcome::text, i, {start, none}};
            return how_ == trust::marked ? reading{outcome::none_of_them, no_match, {start, none}} : reading{};
        }
        if (key) {
            if (const reading r = after_key(key, stop); r.decides()) return r;
        } else if (const key_token nth = text.end == no_match ? ordinal_at(in_, start, stop, how_ == trust::marked || start > in_.skip_signs(begin, stop)) : key_token{}; nth) {
            return {outcome::key, nth.option, {nth.begin, nth.end}};
        } else if (in_.keys().run_together(start, stop) > 1) {
            return {outcome::several, no_match, {start, start}};
        }
        if (how_ == trust::bare) return {};
        if (const reading r = text_first(start, stop, text); r.decides()) return r;
        return in_brackets(start, stop);
    }

    struct match_result {
        std::size_t option = no_match;
        std::size_t end = no_match;
        bool shared = false;   ///< another option matches as far
    };

    /// The option whose text at `pos` is longest, one that stands there as it is written before one in another spelling; `whole`: only texts that the line ends with or that punctuation follows; `inside`: see option_text.
    [[nodiscard]] match_result longest_text(std::size_t pos, std::size_t stop, bool whole = false, bool inside = false) const noexcept {
        match_result best;
        if (pos >= stop) return best;
        const option_texts& texts = in_.texts();
        const opening with = option_texts::opening_at(in_.text(), pos);
        if (!texts.may_begin(with)) return best;
        for (std::size_t i = 0; i < in_.count(); ++i) {
            if (!texts.may_begin(i, with)) continue;
            const std::size_t end = in_.text_at(i, pos, stop, inside);
            if (end == no_match || (whole && !in_.ends_there(end, stop))) continue;
            const bool first = best.end == no_match, here = !first && texts.written(i, in_.text(), pos, end), there = !first && texts.written(best.option, in_.text(), pos, best.end);
            if (first || (here && !there) || (here == there && end > best.end)) best = {i, end, false};
            else if (here == there && end == best.end) best.shared = true;
        }
        return best;
    }

    /// Past signs, LaTeX commands ("\boxed{"), tags ("<strong>") and filler words, over line ends too; `end` where there is no value.
    [[nodiscard]] std::size_t skip_to_value(std::size_t begin, std::size_t end) const noexcept {
        constexpr role filling = role::filler | role::answer | role::option | role::right | role::copula;
        std::size_t pos = in_.skip_blanks(begin, end);
        const bool angle = pos < end && in_.text()[pos] == '<';   // "Answer: <correct option>", taken over from the instruction
        bool new_line = false, placeholder = false;
        for (;;) {
            const code_point c = in_.at(pos, end);
            if (c.size == 0) return end;
            if (!is_word(c.value)) {
                new_line |= is_line_break(c.value);
                if (placeholder && new_line) return end;
                placeholder |= angle && c.value == '>';
                pos = c.value == '\\' || c.value == '<' ? behind_command(pos, end) : pos + c.size;
                continue;
            }
            if (new_line && cue_and_colon(in_.text().substr(pos, end - pos), role::explanation | role::question) != 0) return end;
            const key_token key = in_.key_at(pos, end);
            if (key && !key.loose) return pos;
            const auto [does, filler] = in_.word_at(pos, end, filling | ordinals);
            if (filler == no_match || any(does, ordinals) || (key && key.end >= filler)) return pos;
            if (const std::size_t text = longest_text(pos, end).end; text != no_match && text >= filler) return pos;
            pos = filler;
        }
    }

    /// The only key in brackets in the line: "Les écoles (D)". Two different ones say nothing.
    [[nodiscard]] reading in_brackets(std::size_t start, std::size_t stop) const noexcept {
        key_token only;
        for (std::size_t pos = start; pos < stop;) {
            const code_point c = in_.at(pos, stop);
            pos += c.size;
            if (!opens(c.value)) continue;
            const key_token k = in_.key_at(pos, stop);
            if (!k || k.loose || !closes(in_.at(k.end, stop).value)) continue;
            if (only && only.option != k.option) return {};
            only = k;
        }
        return only ? reading{outcome::inside, only.option, {only.begin, only.end}} : reading{};
    }

private:
    [[nodiscard]] std::size_t skip_article(std::size_t pos, std::size_t stop) const noexcept {
        const std::size_t word = in_.word_end(pos, stop, role::article);
        return word == no_match ? pos : in_.skip_blanks(word, stop);
    }

    /// Past the LaTeX command or the tag that begins with the sign at `pos`, or past the sign. A tag may be a key in angle brackets, "<C>".
    [[nodiscard]] std::size_t behind_command(std::size_t pos, std::size_t end) const noexcept {
        const std::size_t limit = end - pos > 12 ? pos + 12 : end;   // no command or tag that matters is longer
        std::size_t command = pos + (pos + 1 < limit && in_.text()[pos + 1] == '/' ? 2 : 1);   // "</b>"
        while (command < limit && (in_.text()[command] | 0x20) >= 'a' && (in_.text()[command] | 0x20) <= 'z') ++command;
        const char32_t closing = in_.at(command, end).value;
        if (in_.text()[pos] == '\\') return closing == '{' ? command + 1 : pos + 1;
        if (closing != '>') return pos + 1;
        const bool followed = is_word(in_.at(command + 1, end).value);
        const bool tag = (command - pos > 2 || followed) && !in_.key_at(pos + 1, command);
        const bool tag_like_key = command - pos == 2 && in_.text()[pos + 1] >= 'a' && followed;
        return tag || tag_like_key ? command + 1 : pos + 1;
    }

    /// The line is an option's text and nothing else. Goes before the key, for "E. coli" and "Vitamin C".
    [[nodiscard]] reading whole_text(std::size_t start, std::size_t stop, const key_token& key, const match_result& m) const noexcept {
        if (m.end == no_match || !in_.line_ends(m.end, stop) || (key && !key.counted && m.end <= key.end)) return {};
        if (m.shared) return {outcome::ambiguous, no_match, {start, start}};
        return {outcome::text, m.option, {start, m.end}};
    }

    [[nodiscard]] std::size_t joining_at(std::size_t pos, std::size_t stop) const noexcept { return in_.word_end(pos, stop, role::joining); }

    /// What lies between a key and what follows it on the line.
    struct gap {
        std::size_t end = 0;    ///< where the next word begins, or the line's end
        bool sign = false;      ///< any sign but those of joining
        bool joins = false;     ///< a comma, slash, ampersand, ...
        bool opens = false;     ///< a bracket opens
        bool crossed = false;   ///< a cross: the key is marked as wrong
    };

    [[nodiscard]] gap gap_after(std::size_t pos, std::size_t stop) const noexcept {
        gap g;
        const bool blank = is_space(in_.at(pos, stop).value);   // markup behind one opens, and is no sign of the key: "A **cat** is"
        for (code_point c = in_.at(pos, stop); c.size != 0 && !is_word(c.value); c = in_.at(pos, stop)) {
            const char32_t n = narrow(c.value);
            if (n == '(' || n == '[' || n == '<') g.opens = true;
            else if (is_cross(n)) g.crossed = true;
            else if (joins_keys(n)) g.joins = true;
            else if (!is_space(n)) g.sign |= n != '*' || !blank;
            pos += c.size;
        }
        g.end = pos;
        return g;
    }

    /// Whether another key than `first` follows a gap in the manner of a list: "A, C", "A or B", "B D".
    [[nodiscard]] bool another_key(const key_token& first, gap between, std::size_t stop, bool label_only) const noexcept {
        std::size_t pos = between.end;
        if (const std::size_t word = joining_at(pos, stop); word != no_match && word != pos) {
            const gap behind = gap_after(word, stop);
            if (const key_token k = in_.key_at(behind.end, stop); k && k.option != first.option && listed(k, first, true, stop, false)) return true;
        }
        const key_token k = in_.key_at(pos, stop);
        return k && k.option != first.option && listed(k, first, between.joins, stop, label_only);
    }

    /// Whether a key stands behind `first` like an item of a list and not like the first word of a sentence. A loose one only behind another loose one.
    [[nodiscard]] bool listed(const key_token& k, const key_token& first, bool joined, std::size_t stop, bool label_only) const noexcept {
        const gap behind = gap_after(k.end, stop);
        const bool ends = behind.end >= stop || in_.line_ends(k.end, stop);
        if (k.loose) return first.loose && !k.counted && joined && (ends || behind.sign || behind.joins || in_.word_end(behind.end, stop, role::copula | role::closing) != no_match);
        if (ends || behind.sign || behind.opens || behind.joins) return !label_only || joined || behind.sign || behind.opens;
        if (joining_at(behind.end, stop) != no_match) return true;
        return joined && !is_word_itself(in_.at(k.begin, stop).value);
    }

    /// Whether what stands behind a key takes it back, "A is wrong", "A不对", and doesn't deny another: "B, not A".
    [[nodiscard]] bool denied_at(std::size_t pos, std::size_t stop) const noexcept {
        if (const std::size_t copula = in_.word_end(pos, stop, role::copula); copula != no_match) pos = in_.skip_blanks(copula, stop);
        const auto [does, word] = in_.word_at(pos, stop, role::negative);
        return word != no_match && (any(does, role::turn) || !in_.key_at(in_.skip_blanks(word, stop), stop));   // "ではなく" denies what is before it
    }

    [[nodiscard]] reading after_key(const key_token& key, std::size_t stop) const noexcept {
        const reading accepted{outcome::key, key.option, {key.begin, key.end}};
        const gap g = gap_after(key.end, stop);
        const reading taken_back = how_ == trust::marked ? reading{outcome::rejected, no_match, accepted.span} : reading{};
        if (g.crossed) return taken_back;
        if (g.end >= stop) return accepted;
        const bool for_answer = in_.text()[key.begin] == 'A' && in_.at(key.end, stop).value == ':';   // "A: C"
        if (const key_token k = for_answer ? in_.key_at(g.end, stop) : key_token{}; k && !k.loose && in_.line_ends(k.end, stop)) return {outcome::key, k.option, {k.begin, k.end}};
        const bool apart = g.sign || g.joins || g.opens;
        if (g.opens && denied_at(g.end, stop)) return {outcome::rejected, no_match, accepted.span};
        if (!apart && denied_at(g.end, stop)) return taken_back;
        if (how_ == trust::marked && another_key(key, g, stop, false)) return {outcome::several, no_match, accepted.span};
        std::size_t own = in_.text_at(key.option, g.end, stop);
        const std::size_t begin = own == no_match ? skip_article(g.end, stop) : g.end;
        if (own == no_match) own = in_.text_at(key.option, begin, stop);
        const match_result other = longest_text(own == no_match ? g.end : begin, stop, true);
        if (key.counted && how_ == trust::bare && own == no_match) return {};
        if (other.end != no_match && (own == no_match || other.end > own) && (apart || in_.line_ends(other.end, stop)))
            return other.shared ? reading{outcome::ambiguous, no_match, accepted.span} : reading{outcome::text_over_key, other.option, {g.end, other.end}};
        if (own != no_match) {
            const bool sentence = !apart && is_word_itself(in_.at(key.begin, stop).value) && (!in_.ends_there(own, stop) || another_text(key.option, own, stop));   // "A pond is small"
            return sentence ? reading{} : after_own_text(key, own, stop, accepted);
        }
        if (in_.word_end(g.end, stop, role::no_option) != no_match)
            return in_.denies_all(key.option) ? accepted : reading{outcome::none_of_them, no_match, accepted.span};
        if (how_ == trust::bare || (key.counted && !in_.line_ends(key.end, stop))) return {};
        if (apart) return joined_later(key, g.end, stop) ? reading{outcome::several, no_match, accepted.span} : accepted;
        const bool article = is_word_itself(in_.at(key.begin, stop).value) && !key.loose;
        const bool reason = in_.word_end(g.end, stop, article ? in_.behind_article : in_.behind_key) != no_match;
        if (key.loose) return reason ? accepted : reading{};
        return !article || unspaced(in_.at(g.end, stop).value) || reason ? accepted : reading{};
    }

    /// Whether, behind a few words that are no option's text, another labelled key is joined on: "A. morning and E. noon".
    [[nodiscard]] bool joined_later(const key_token& key, std::size_t pos, std::size_t stop) const noexcept {
        constexpr std::size_t few = 48;   // bytes; further on, other keys belong to the reasoning
        const std::size_t limit = stop - pos > few ? pos + few : stop;
        for (char32_t before = 0; pos < limit;) {
            const code_point c = in_.at(pos, stop);
            if (is_word(c.value) && breaks(before, c.value)) {
                const std::size_t word = joining_at(pos, stop);
                const std::size_t next = word == no_match ? stop : in_.skip_blanks(word, stop);
                const key_token k = in_.key_at(next, stop);
                if (k && !k.loose && k.option != key.option && gap_after(k.end, stop).sign) return true;
            }
            before = c.value;
            pos += c.size;
        }
        return false;
    }

    /// A remark in brackets may take the answer back, and another option may follow: "A. x (wrong), B. y".
    [[nodiscard]] reading after_own_text(const key_token& key, std::size_t pos, std::size_t stop, const reading& accepted) const noexcept {
        gap g = gap_after(pos, stop);
        if (g.crossed) return {outcome::rejected, no_match, accepted.span};
        if (g.opens) {
            // a list of verdicts, "A. x (wrong) / B. y (right)", is not one key taken back, but it decides nothing either
            if (in_.word_end(g.end, stop, role::negative) != no_match) return {outcome::rejected, no_match, accepted.span};
            const key_token next = g.joins ? in_.key_at(g.end, stop) : key_token{};   // "(B) tea, (C) milk or (E) water"
            if (next && next.option != key.option && in_.text_at(next.option, gap_after(next.end, stop).end, stop) != no_match) return {outcome::several, no_match, accepted.span};
            if (const std::size_t word = joining_at(g.end, stop); word != no_match && another_key(key, g, stop, false)) return {outcome::several, no_match, accepted.span};
            const std::size_t close = up_to(in_.text(), stop).find_first_of(")", g.end);
            const std::size_t wide = up_to(in_.text(), stop).find("）", g.end);
            if (close == wide) return accepted;   // neither
            g = gap_after(close < wide ? close : wide, stop);
        }
        return another_key(key, g, stop, true) ? reading{outcome::several, no_match, accepted.span} : accepted;
    }

    /// The option's text in place of its key, also behind an article; two texts joined ("x or y") are several answers.
    [[nodiscard]] reading text_first(std::size_t start, std::size_t stop, match_result m) const noexcept {
        if (m.end == no_match) {
            start = skip_article(start, stop);
            m = longest_text(start, stop);
        }
        if (m.end == no_match) return {};
        if (m.shared) return {outcome::ambiguous, no_match, {start, start}};
        return another_text(m.option, m.end, stop) ? reading{outcome::several, no_match, {start, m.end}} : reading{outcome::text, m.option, {start, m.end}};
    }

    /// Whether another option's text is joined on: "the feather, the brick and", "x or y".
    [[nodiscard]] bool another_text(std::size_t option, std::size_t end, std::size_t stop) const noexcept {
        const gap g = gap_after(end, stop);
        const std::size_t word = joining_at(g.end, stop);
        if (word == no_match && !g.joins) return false;
        const match_result second = longest_text(skip_article(word == no_match ? g.end : in_.skip_blanks(word, stop), stop), stop);
        return second.end != no_match && second.option != option;
    }

    const option_matcher& in_;
    trust how_;
};

} // namespace calm::extract::detail
