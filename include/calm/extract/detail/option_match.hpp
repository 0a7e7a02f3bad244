// Option keys and option texts at a place in a response.
#pragma once

#include "calm/extract/detail/marks.hpp"
#include "calm/extract/detail/option_keys.hpp"
#include "calm/extract/detail/option_texts.hpp"
#include "calm/extract/detail/signs.hpp"
#include "calm/extract/detail/word_at.hpp"
#include "calm/record/question.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace calm::extract::detail {

/// A response beside the options of its question. All positions are bytes of `text`; nothing is read behind the `end` given.
class option_matcher {
public:
    /// @param cut_off the text's end may lie within a word
    option_matcher(std::string_view text, std::span<const option> options, bool cut_off = false) noexcept
        : text_(text), options_(options), marks_(text), keys_(text, options), texts_(options), cut_off_(cut_off) {}

    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    [[nodiscard]] const marked_text& marked() const noexcept { return marks_; }
    [[nodiscard]] std::span<const option> options() const noexcept { return options_; }
    [[nodiscard]] std::size_t count() const noexcept { return options_.size(); }
    [[nodiscard]] code_point at(std::size_t pos, std::size_t end) const noexcept { return decode(up_to(text_, end), pos); }

    /// Past white space, but not past a line's end.
    [[nodiscard]] std::size_t skip_blanks(std::size_t pos, std::size_t end) const noexcept {
        for (code_point c = at(pos, end); c.size != 0 && is_space(c.value) && !is_line_break(c.value); c = at(pos, end)) pos += c.size;
        return pos;
    }

    /// Past everything that is not part of a word, on this line.
    [[nodiscard]] std::size_t skip_signs(std::size_t pos, std::size_t end) const noexcept {
        const std::string_view text = up_to(text_, end);
        const char_classes& classes = classes_of_chars();
        for (std::size_t size = 1; pos < text.size(); pos += size) {
            const auto byte = static_cast<unsigned char>(text[pos]);
            size = 1;
            const std::uint8_t what = byte < 0x80 ? classes.of_byte(byte) : classes.at(text, pos, size);
            if ((what & char_class::word) != 0 || ((what & char_class::ends) != 0 && is_line_break(decode(text, pos).value))) break;
        }
        return pos;
    }

    /// detail::word_at(text(), pos, end, wanted).
    [[nodiscard]] found_word word_at(std::size_t pos, std::size_t end, role wanted) const noexcept { return detail::word_at(text_, pos, end, wanted); }
    /// The end of the longest word with one of these roles at `pos`; no_match: none.
    [[nodiscard]] std::size_t word_end(std::size_t pos, std::size_t end, role wanted) const noexcept { return word_at(pos, end, wanted).end; }

    /// The key at `pos` that is no part of a longer word. `quoted`: an apostrophe before it belongs to it.
    [[nodiscard]] key_token key_at(std::size_t pos, std::size_t end, bool quoted = false) const noexcept {
        if (!keys_.has_long() && pos + 1 < end && is_ascii_word(static_cast<unsigned char>(text_[pos])) && is_ascii_word(static_cast<unsigned char>(text_[pos + 1])))
            return {};   // a longer word
        key_token found = keys_.spelled_at(pos, end);
        if (!found) return found;
        const code_point last = found.end == pos + 1 ? code_point{static_cast<unsigned char>(text_[pos]), 1} : decode_last(text_.substr(pos, found.end - pos));
        const code_point next = at(found.end, end);
        const bool unit = pos > 0 && (text_[pos - 1] == '^' || (text_[pos - 1] == '\xb0' && text_[pos - (pos > 1 ? 2 : 1)] == '\xc2'));   // "m^2", "25 °C"
        if (unit) return {};
        if (next.size == 0) return found.loose && cut_off_ && found.end == text_.size() ? key_token{} : found;
        const char32_t after = at(found.end + next.size, end).value;
        const bool glued = found.loose && !is_circled(last.value) ? is_word(next.value) && (!unspaced(next.value) || word_end(found.end, end, behind_key) == no_match)
                                       : !breaks(last.value, next.value);
        // D'accord, B-cell, A&W, C++: the sign makes the letter part of a word; A-E and A+B are keys.
        const bool apostrophe = (next.value == '\'' || next.value == 0x2019) && !quoted && is_word(after);
        const bool hyphen = (next.value == '-' || next.value == '&' || next.value == '^' || next.value == 0x2010 || next.value == 0x2011 || next.value == '+' || next.value == '#') &&
                            after != 0 && (next.value == after || (is_word(after) && !keys_.spelled_alone(found.end + next.size, end)));
        const bool decimal = (next.value == '.' || next.value == ',') && is_digit(last.value) && is_digit(after);
        // "a", "e", "o" before another word are words of some language
        const bool article = found.loose && found.end == pos + 1 && is_word_itself(last.value - 32) && last.value >= 'a' && next.value == ' ' &&
                             (is_word(after) || opens(after) || after == '*' || after == '_' || after == '"' || after == 0x201c || after == U'«' || after == '\'');
        const bool initial = next.value == '.' && pos > 1 && text_[pos - 1] == '.' && text_[pos - 2] >= 'A' && text_[pos - 2] <= 'Z' &&
                             !keys_.spelled_at(pos - 2, pos - 1) && (pos == 2 || !is_word(decode_last(up_to(text_, pos - 2)).value));   // "J.D. Salinger", and not "A.D."
        return glued || apostrophe || hyphen || decimal || article || initial ? key_token{} : found;
    }

    /// key_at() of a place that next_event() gave, which mostly is plainly none.
    [[nodiscard]] key_token key_at_event(std::size_t pos, std::size_t end) const noexcept {
        return keys_.usual() && !marks_.has(&marks::letters, pos) ? key_token{} : key_at(pos, end);
    }

    /// The keys of the options.
    [[nodiscard]] const option_keys& keys() const noexcept { return keys_; }

    /// The end of an option's text at `pos`, read as option_text does; no_match when it is not there or goes on as a longer word. O(text of the option).
    [[nodiscard]] std::size_t text_at(std::size_t option, std::size_t pos, std::size_t end, bool inside = false) const noexcept {
        return texts_.match(option, text_, pos, end, inside);
    }

    /// The same in another text than this one.
    [[nodiscard]] std::size_t text_in(std::size_t option, std::string_view text, std::size_t pos) const noexcept { return texts_.match(option, text, pos, text.size(), false); }

    /// The texts of the options.
    [[nodiscard]] const option_texts& texts() const noexcept { return texts_; }

    /// Whether some option's text may begin at `pos`. O(1). @pre pos < text().size()
    [[nodiscard]] bool text_may_begin(std::size_t pos) const noexcept { return texts_.may_begin(option_texts::opening_at(text_, pos)); }

    /// The next place at or behind `at` where a word begins that an option's text may begin with; `end`: none.
    [[nodiscard]] std::size_t next_text(std::size_t at, std::size_t end) const noexcept {
        return marks_.next_if(&marks::words, at, end, [&](const marks&, std::size_t place) { return text_may_begin(place); });
    }

    /// The next place in [at, end) that needs a closer look: a word of the vocabulary, a key, an option's text or a sign may begin there. `end`: none.
    [[nodiscard]] std::size_t next_event(std::size_t at, std::size_t end) const noexcept {
        return marks_.next_if(&marks::places, at, end, [&](const marks& here, std::size_t place) {
            return !keys_.usual() || (here.certain >> (place % 64) & 1U) != 0 || text_may_begin(place);
        });
    }

    /// Whether something that may be a key stands alone in [begin, end): a capital letter, a digit, a letter of another script. O(end - begin), quick.
    [[nodiscard]] bool may_have_key(std::size_t begin, std::size_t end) const noexcept {
        const auto byte = [&](std::size_t p) { return p < end ? static_cast<unsigned char>(text_[p]) : static_cast<unsigned char>(' '); };
        const auto next = [&](std::size_t p) { return keys_.usual() && keys_.latin() ? marks_.next(&marks::letters, p, end) : p; };
        for (std::size_t p = next(begin); p < end; p = next(p + 1)) {
            const unsigned char c = byte(p), before = p == begin ? static_cast<unsigned char>(' ') : byte(p - 1);
            if (c < 0x80) {
                const bool alone = !is_ascii_word(before) && (keys_.has_long() || !is_ascii_word(byte(p + 1)));
                if (alone && is_ascii_word(c) && keys_.may_mean(c)) return true;
            } else if (c == 0xef ? byte(p + 1) >= 0xbc && byte(p + 2) != 0x8c && byte(p + 2) != 0x9a : c >= 0xc2) {   // but for "，" and "：" of U+FF00 on
                const code_point one = at(p, end);
                const char32_t n = narrow(one.value);
                const bool boxed = before == '(' || before == '[' || before == 0x88 || before == 0x90;   // the last bytes of （ and 【
                const bool letter = (boxed ? place_in_brackets(n) : place_in_sequence(n)) >= 0 || begins_letter_name(n) || latin_look_alike(n) != 0 || n < 0x80 || !keys_.latin();
                if (letter && (unspaced(one.value) || before < 0x80) && key_at(p, end)) return true;
            }
        }
        return false;
    }

    /// Whether what stands at `pos` is plainly no value: a word that is none of the vocabulary, no key and no beginning of an option's text. O(1).
    [[nodiscard]] bool begins_nothing(std::size_t pos, std::size_t end) const noexcept {
        if (pos >= end || !keys_.usual()) return false;
        const auto first = static_cast<unsigned char>(text_[pos]);
        if (first >= 'A' && first <= 'Z' && keys_.may_mean(first)) return false;   // "B", "BC"
        return is_word(at(pos, end).value) && !may_begin_word(text_, pos, end) && !key_at(pos, end) && !text_may_begin(pos);
    }

    /// Whether the text that ends at `pos` is followed by the end of its line or by punctuation rather than by more words.
    [[nodiscard]] bool ends_there(std::size_t pos, std::size_t end) const noexcept {
        const code_point next = at(pos, end);
        if (next.size == 0 || is_line_break(next.value)) return true;
        if (is_space(next.value)) return !is_word(at(skip_blanks(pos, end), end).value);
        return is_sign(next.value) && next.value != '-' && next.value != '\'' && next.value != 0x2019;
    }

    /// Whether nothing but signs and closing words ("です", "है") stands between `pos` and the end of the line or sentence.
    [[nodiscard]] bool line_ends(std::size_t pos, std::size_t end) const noexcept {
        pos = skip_signs(pos, end);
        if (const std::size_t word = word_end(pos, end, role::closing); word != no_match) pos = skip_signs(word, end);
        const code_point next = at(pos, end);
        return next.size == 0 || is_line_break(next.value);
    }

    /// Whether an option's text says that none of the options is right.
    [[nodiscard]] bool denies_all(std::size_t option) const noexcept {
        return end_of_word(options_[option].text, 0, options_[option].text.size(), role::no_option) != no_match;
    }

    /// The option whose key heads the line at `pos` as its label: "A. pond", "(A) pond", "A: pond".
    [[nodiscard]] std::size_t label_of(std::size_t pos, std::size_t end) const noexcept {
        const key_token key = key_at(skip_signs(pos, end), end);
        if (!key || (key.counted && text_at(key.option, skip_signs(key.end, end), end) == no_match)) return no_match;
        const char32_t next = at(key.end, end).value;
        return next == 0 || is_sign(next) ? key.option : no_match;
    }

    /// Words that may follow a key directly, also in scripts without spaces.
    static constexpr role behind_key = role::closing | role::copula | role::joining | role::turn | role::option | role::right | role::negative | role::answer | role::conclusion;
    /// The same behind a letter that may be an article: "A alternativa C" names no A.
    static constexpr role behind_article = role::closing | role::copula | role::joining | role::turn | role::right | role::negative | role::conclusion;

private:
    static bool is_digit(char32_t c) noexcept { return narrow(c) >= '0' && narrow(c) <= '9'; }

    std::string_view text_;
    std::span<const option> options_;
    marked_text marks_;
    option_keys keys_;
    option_texts texts_;
    bool cut_off_;
};

} // namespace calm::extract::detail
