// Option keys and option texts at a place in a response.
#pragma once

#include "calm/extract/option_label.hpp"
#include "calm/extract/detail/key_alias.hpp"
#include "calm/extract/detail/marks.hpp"
#include "calm/extract/detail/option_texts.hpp"
#include "calm/extract/detail/signs.hpp"
#include "calm/extract/detail/word_at.hpp"
#include "calm/record/question.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace calm::extract::detail {

/// A key of one of the options, standing in a text.
struct key_token {
    std::size_t option = no_match;   ///< index of the option; no_match: no key here
    std::size_t begin = 0;
    std::size_t end = 0;
    bool loose = false;              ///< small letter, digit or letter of another script: counts only where signs or words of an answer surround it
    bool counted = false;            ///< a number where the keys are letters: counts only where nothing follows, or the option's text

    [[nodiscard]] explicit operator bool() const noexcept { return option != no_match; }
};

/// A response beside the options of its question. All positions are bytes of `text`; nothing is read behind the `end` given.
class option_matcher {
public:
    /// @param cut_off the text's end may lie within a word
    option_matcher(std::string_view text, std::span<const option> options, bool cut_off = false) noexcept
        : text_(text), marks_(text), options_(options), texts_(options), cut_off_(cut_off) {
        for (char32_t next_key = 0; const option& one : options) {
            const std::string_view key = one.key.view();
            const code_point begin = decode(key, 0);
            const char32_t first = narrow(begin.value), small = fold(first);
            if (first_key_ == 0) first_key_ = next_key = small;
            sequential_ &= key.size() == 1 && small == next_key++;
            keys_ |= bit(small);
            long_keys_ |= key.size() > begin.size;
            if (first >= '0' && first <= '9') numeric_ = true;
            else if (first < 0x80) latin_ = true;
        }
        usual_ = sequential_ && is_word(first_key_) && is_word(first_key_ + static_cast<char32_t>(options.size()) - 1);
    }

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
        if (!long_keys_ && pos + 1 < end && is_ascii_word(static_cast<unsigned char>(text_[pos])) && is_ascii_word(static_cast<unsigned char>(text_[pos + 1])))
            return {};   // a longer word
        key_token found = spelled_at(pos, end);
        if (!found) return found;
        const code_point last = found.end == pos + 1 ? code_point{static_cast<unsigned char>(text_[pos]), 1} : decode_last(text_.substr(pos, found.end - pos));
        const code_point next = at(found.end, end);
        if (next.size == 0) return found.loose && cut_off_ && found.end == text_.size() ? key_token{} : found;
        const char32_t after = at(found.end + next.size, end).value;
        const bool glued = found.loose && !is_circled(last.value) ? is_word(next.value) && (!unspaced(next.value) || word_end(found.end, end, behind_key) == no_match)
                                       : !breaks(last.value, next.value);
        // D'accord, B-cell, C++: the sign makes the letter part of a word; A-E and A+B are keys.
        const bool apostrophe = (next.value == '\'' || next.value == 0x2019) && !quoted && is_word(after);
        const bool hyphen = (next.value == '-' || next.value == 0x2010 || next.value == 0x2011 || next.value == '+' || next.value == '#') &&
                            after != 0 && (next.value == after || (is_word(after) && !spelled_alone(found.end + next.size, end)));
        const bool decimal = (next.value == '.' || next.value == ',') && is_digit(last.value) && is_digit(after);
        // "a", "e", "o" before another word are words of some language
        const bool article = found.loose && found.end == pos + 1 && is_word_itself(last.value - 32) && last.value >= 'a' && next.value == ' ' &&
                             (is_word(after) || opens(after) || after == '*' || after == '_' || after == '"' || after == 0x201c || after == U'«' || after == '\'');
        return glued || apostrophe || hyphen || decimal || article ? key_token{} : found;
    }

    /// Capital keys written together, "BC": how many different ones make up the whole word at `pos`; 0 where it is another word.
    [[nodiscard]] std::size_t keys_run_together(std::size_t pos, std::size_t end) const noexcept {
        std::size_t keys = 0;
        while (is_word(at(pos, end).value) && !unspaced(at(pos, end).value)) {
            const key_token k = spelled_at(pos, end);
            if (!k || k.loose || ++keys > count()) return 0;
            pos = k.end;
        }
        return keys;
    }

    /// The end of an option's text at `pos`, read as option_text does; no_match when it is not there or goes on as a longer word. O(text of the option).
    [[nodiscard]] std::size_t text_at(std::size_t option, std::size_t pos, std::size_t end, bool inside = false) const noexcept {
        return texts_.match(option, text_, pos, end, inside);
    }

    /// The texts of the options.
    [[nodiscard]] const option_texts& texts() const noexcept { return texts_; }

    /// Whether some option's text may begin at `pos`. O(1). @pre pos < text().size()
    [[nodiscard]] bool text_may_begin(std::size_t pos) const noexcept { return texts_.may_begin(option_texts::opening_at(text_, pos)); }

    /// The next place at or behind `at` where a word begins that an option's text may begin with; `end`: none.
    [[nodiscard]] std::size_t next_text(std::size_t at, std::size_t end) const noexcept {
        for (at = marks_.next(&marks::words, at, end); at < end; at = marks_.next(&marks::words, at + 1, end))
            if (text_may_begin(at)) return at;
        return end;
    }

    /// The next place in [at, end) that needs a closer look: a word of the vocabulary, a key, an option's text or a sign may begin there. `end`: none.
    [[nodiscard]] std::size_t next_event(std::size_t at, std::size_t end) const noexcept {
        for (at = marks_.next(&marks::places, at, end); at < end; at = marks_.next(&marks::places, at + 1, end))
            if (!usual_ || marks_.has(&marks::certain, at) || text_may_begin(at)) break;
        return at;
    }

    /// What lies in [begin, end), where next_event() is `end`.
    struct passed {
        bool words = false;   ///< a word that is none of those
        bool signs = false;   ///< a sign that is no event
    };
    [[nodiscard]] passed passed_over(std::size_t begin, std::size_t end) const noexcept {
        return {marks_.next(&marks::words, begin, end) < end, marks_.next(&marks::signs, begin, end) < end};
    }

    /// Whether something that may be a key stands alone in [begin, end): a capital letter, a digit, a letter of another script. O(end - begin), quick.
    [[nodiscard]] bool may_have_key(std::size_t begin, std::size_t end) const noexcept {
        const auto byte = [&](std::size_t p) { return p < end ? static_cast<unsigned char>(text_[p]) : static_cast<unsigned char>(' '); };
        const auto next = [&](std::size_t p) { return usual_ && latin_ ? marks_.next(&marks::letters, p, end) : p; };
        for (std::size_t p = next(begin); p < end; p = next(p + 1)) {
            const unsigned char c = byte(p), before = p == begin ? static_cast<unsigned char>(' ') : byte(p - 1);
            if (c < 0x80) {
                const bool alone = !is_ascii_word(before) && (long_keys_ || !is_ascii_word(byte(p + 1)));
                if (alone && is_ascii_word(c) && (((c < 'a' || !latin_) && (keys_ & bit(fold(c))) != 0) || (c <= '9' && !numeric_) || !latin_)) return true;
            } else if (c == 0xef ? byte(p + 1) >= 0xbc && byte(p + 2) != 0x8c && byte(p + 2) != 0x9a : c >= 0xc2) {   // but for "，" and "：" of U+FF00 on
                const code_point one = at(p, end);
                const char32_t n = narrow(one.value);
                const bool boxed = before == '(' || before == '[' || before == 0x88 || before == 0x90;   // the last bytes of （ and 【
                const bool letter = (boxed ? place_in_brackets(n) : place_in_sequence(n)) >= 0 || begins_letter_name(n) || latin_look_alike(n) != 0 || n < 0x80 || !latin_;
                if (letter && (unspaced(one.value) || before < 0x80) && key_at(p, end)) return true;
            }
        }
        return false;
    }

    /// Whether what stands at `pos` is plainly no value: a word that is none of the vocabulary, no key and no beginning of an option's text. O(1).
    [[nodiscard]] bool begins_nothing(std::size_t pos, std::size_t end) const noexcept {
        if (pos >= end || !usual_) return false;
        const auto first = static_cast<unsigned char>(text_[pos]);
        if (first >= 'A' && first <= 'Z' && (!latin_ || (keys_ & bit(fold(first))) != 0)) return false;   // "B", "BC"
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
    static std::uint64_t bit(char32_t c) noexcept { return std::uint64_t{1} << (c & 63U); }
    static bool is_digit(char32_t c) noexcept { return narrow(c) >= '0' && narrow(c) <= '9'; }

    [[nodiscard]] bool spelled_alone(std::size_t pos, std::size_t end) const noexcept {
        const key_token k = spelled_at(pos, end);
        return k && !k.loose && !is_word(at(k.end, end).value);
    }

    /// The longest key spelled at `pos`, whatever follows; else a letter or number that stands for one.
    [[nodiscard]] key_token spelled_at(std::size_t pos, std::size_t end) const noexcept {
        const code_point first = at(pos, end);
        if (first.size == 0 || (usual_ && first.value >= 0x80 && (classes_of_chars().of(first.value) & char_class::letter) == 0)) return {};
        const char32_t n = narrow(first.value);
        const bool own = (keys_ & bit(fold(n))) != 0;
        if (n < 0x80 && !own && (numeric_ || !is_digit(n)) && (latin_ || fold(n) < 'a' || fold(n) > 'z')) return {};
        const bool loose = !(n >= 'A' && n <= 'Z') && latin_look_alike(n) == 0 && !(n >= U'А' && n <= U'Я');
        if (sequential_ && n < 0x80 && fold(n) - first_key_ < options_.size()) return {fold(n) - first_key_, pos, pos + first.size, loose};
        key_token best;
        if (own && !sequential_) {
            for (std::size_t i = 0; i < options_.size(); ++i) {
                const std::string_view key = options_[i].key.view();
                if (n < 0x80 && !key.empty() && static_cast<unsigned char>(key[0]) < 0x80 && (static_cast<char32_t>(key[0]) | 0x20U) != (n | 0x20U)) continue;
                const std::size_t stop = match_forward(text_, pos, end, key);
                if (stop == no_match || (best && stop <= best.end)) continue;
                best = {i, pos, stop, loose};
            }
            if (best) return best;
        }
        return alias_at(pos, end, first, n);
    }

    [[nodiscard, gnu::noinline]] key_token alias_at(std::size_t pos, std::size_t end, code_point first, char32_t n) const noexcept {
        const auto token = [&](int place, std::size_t stop, bool loose) {
            return place >= 0 && static_cast<std::size_t>(place) < options_.size() ? key_token{static_cast<std::size_t>(place), pos, stop, loose} : key_token{};
        };
        if (n < 0x80) {   // a number for a letter, or a letter for a number or for a letter of another script
            if (n >= '1' && n <= '9' && !numeric_) {
                key_token number = token(static_cast<int>(n - '1'), pos + first.size, true);
                number.counted = true;
                return number;
            }
            if (fold(n) >= 'a' && fold(n) <= 'z' && !latin_) return token(static_cast<int>(fold(n) - 'a'), pos + first.size, n >= 'a');
            return {};
        }
        if (first.size > 1 && begins_letter_name(n)) {
            key_token best;
            for (const letter_name& name : letter_names) {
                if (name.written[1] != text_[pos + 1]) continue;
                const std::size_t stop = match_forward(text_, pos, end, name.written);
                if (stop != no_match && (!best || stop > best.end)) best = token(name.place, stop, true);
            }
            if (best && !is_word(at(best.end, end).value)) return best;
        }
        const bool boxed = opens(decode_last(up_to(text_, pos)).value) && closes(at(pos + first.size, end).value);
        const int place = boxed ? place_in_brackets(n) : place_in_sequence(n);
        const char alike = latin_ ? latin_look_alike(n) : '\0';
        if (alike != 0 && !(n == U'В' && in_russian_order())) {
            for (std::size_t i = 0; i < options_.size(); ++i)
                if (fold(decode(options_[i].key.view(), 0).value) == static_cast<char32_t>(alike + 32) && options_[i].key.view().size() == 1)
                    return {i, pos, pos + first.size, false};
            return {};
        }
        return token(place, pos + first.size, !(n >= U'А' && n <= U'Я'));
    }

    /// Whether the response numbers options А Б В Г rather than writing the Latin letters on a Cyrillic keyboard: one of Б, Г, Д stands
    /// alone in it. Looked up once.
    [[nodiscard]] bool in_russian_order() const noexcept {
        if (russian_ >= 0) return russian_ != 0;
        russian_ = 0;
        for (const std::string_view letter : {"Б", "Г", "Д"}) {
            for (std::size_t p = text_.find(letter); p != std::string_view::npos && russian_ == 0; p = text_.find(letter, p + letter.size())) {
                const bool alone = !is_word(decode_last(up_to(text_, p)).value) && !is_word(decode(text_, p + letter.size()).value);
                if (alone) russian_ = 1;
            }
        }
        return russian_ != 0;
    }

    std::string_view text_;
    marked_text marks_;
    std::span<const option> options_;
    option_texts texts_;
    std::uint64_t keys_ = 0;    ///< bit fold(c) & 63 for the first letter of each key
    char32_t first_key_ = 0;
    bool sequential_ = true;  ///< the keys are single ASCII letters or digits, each the next one behind that before it: A B C D E
    bool usual_ = false;      ///< those keys are letters or digits all
    bool cut_off_ = false;
    bool long_keys_ = false;    ///< some key has more than one letter
    bool numeric_ = false;      ///< some key is a number
    bool latin_ = false;        ///< some key is a Latin letter
    mutable int russian_ = -1;  ///< in_russian_order(), or negative: not yet known
};

} // namespace calm::extract::detail
