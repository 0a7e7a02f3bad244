// Option keys and option texts at a place in a response.
#pragma once

#include "calm/extract/option_label.hpp"
#include "calm/extract/detail/key_alias.hpp"
#include "calm/extract/detail/option_text.hpp"
#include "calm/extract/detail/signs.hpp"
#include "calm/extract/detail/word_index.hpp"
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
        : text_(text), options_(options), cut_off_(cut_off) {
        for (char32_t next_key = 0; const option& one : options) {
            const std::string_view key = one.key.view();
            const char32_t first = narrow(decode(key, 0).value);
            const char32_t small = fold(first);
            if (first_key_ == 0) first_key_ = next_key = small;
            sequential_ &= key.size() == 1 && small == next_key++;
            keys_ |= bit(small);
            long_keys_ |= key.size() > decode(key, 0).size;
            if (first >= '0' && first <= '9') numeric_ = true;
            else if (first < 0x80) latin_ = true;
        }
    }

    [[nodiscard]] std::string_view text() const noexcept { return text_; }
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
        for (code_point c = at(pos, end); c.size != 0 && !is_word(c.value) && !is_line_break(c.value); c = at(pos, end)) pos += c.size;
        return pos;
    }

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
        const bool glued = found.loose && !is_circled(last.value) ? is_word(next.value) && (!unspaced(next.value) || end_of_word(text_, found.end, end, behind_key) == no_match)
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
        return prepared(option).match(text_, pos, end, inside);
    }

    /// Whether some option's text may begin with the code point at `pos`. O(1).
    [[nodiscard]] bool text_may_begin(char32_t c) const noexcept {
        if (texts_ == 0) note_texts();
        return (texts_ & bit(c < 0x80 ? c | 0x20U : common_letter(without_accent(c)))) != 0;
    }

    /// The same for one option and the common_letter() of a letter without_accent(). @pre text_may_begin() has been asked
    [[nodiscard]] bool text_may_begin(std::size_t option, char32_t bare) const noexcept {
        return option >= firsts_.size() || firsts_[option][0] == bare || firsts_[option][1] == bare || firsts_[option][2] == bare;
    }

    /// The next place at or behind `at` where a word begins that an option's text may begin with; `end`: none.
    [[nodiscard]] std::size_t next_text(std::size_t at, std::size_t end) const noexcept {
        char32_t before = at == 0 ? 0 : decode_last(up_to(text_, at)).value;
        while (at < end) {
            const code_point c = this->at(at, end);
            if (is_word(c.value) && breaks(before, c.value) && text_may_begin(c.value)) return at;
            before = c.value;
            at += c.size;
            if (c.value >= 0x80) continue;
            const std::size_t word = at;   // ASCII letters behind one another are one word
            if (is_word(c.value)) while (at < end && is_ascii_word(static_cast<unsigned char>(text_[at]))) ++at;
            if (at > word) before = static_cast<unsigned char>(text_[at - 1]);
        }
        return end;
    }

    /// Whether something that may be a key stands alone in [begin, end): a capital letter, a digit, a letter of another script. O(end - begin), quick.
    [[nodiscard]] bool may_have_key(std::size_t begin, std::size_t end) const noexcept {
        const auto byte = [&](std::size_t p) { return p < end ? static_cast<unsigned char>(text_[p]) : static_cast<unsigned char>(' '); };
        unsigned char before = ' ';
        for (std::size_t p = begin; p < end; ++p) {
            const unsigned char c = byte(p);
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
            before = c;
        }
        return false;
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
        if (const std::size_t word = end_of_word(text_, pos, end, role::closing); word != no_match) pos = skip_signs(word, end);
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

    option_text prepared(std::size_t option) const noexcept {
        if (option >= prepared_.size()) return option_text(options_[option].text);
        if ((ready_ >> option & 1U) == 0) {
            ready_ |= 1U << option;
            prepared_[option] = option_text(options_[option].text);
        }
        return prepared_[option];
    }

    void note_texts() const noexcept {
        for (std::size_t i = 0; i < options_.size(); ++i) {
            const option_text wanted = prepared(i);
            texts_ |= bit(wanted.first()) | bit(wanted.first_base()) | bit(wanted.first_behind_article());
            if (i < firsts_.size()) firsts_[i] = {wanted.first(), wanted.first_base(), wanted.first_behind_article()};
        }
    }

    [[nodiscard]] bool spelled_alone(std::size_t pos, std::size_t end) const noexcept {
        const key_token k = spelled_at(pos, end);
        return k && !k.loose && !is_word(at(k.end, end).value);
    }

    /// The longest key spelled at `pos`, whatever follows; else a letter or number that stands for one.
    [[nodiscard]] key_token spelled_at(std::size_t pos, std::size_t end) const noexcept {
        const code_point first = at(pos, end);
        if (first.size == 0) return {};
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

    [[nodiscard]] key_token alias_at(std::size_t pos, std::size_t end, code_point first, char32_t n) const noexcept {
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
    std::span<const option> options_;
    mutable std::array<option_text, 8> prepared_{};   ///< filled when first asked for
    mutable std::array<std::array<char32_t, 3>, 8> firsts_{};   ///< the letters that the texts begin with
    mutable std::uint32_t ready_ = 0;                 ///< bit i: prepared_[i] is filled
    std::uint64_t keys_ = 0;    ///< bit fold(c) & 63 for the first letter of each key
    mutable std::uint64_t texts_ = 0;   ///< the same for the texts; 0: not yet asked for
    char32_t first_key_ = 0;
    bool sequential_ = true;  ///< the keys are single ASCII letters or digits, each the next one behind that before it: A B C D E
    bool cut_off_ = false;
    bool long_keys_ = false;    ///< some key has more than one letter
    bool numeric_ = false;      ///< some key is a number
    bool latin_ = false;        ///< some key is a Latin letter
    mutable int russian_ = -1;  ///< in_russian_order(), or negative: not yet known
};

} // namespace calm::extract::detail
