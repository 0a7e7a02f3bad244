// Option keys and option texts at a place in a response.
#pragma once

#include "calm/extract/option_label.hpp"
#include "calm/extract/detail/word_index.hpp"
#include "calm/extract/detail/words.hpp"
#include "calm/record/question.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace calm::extract::detail {

/// A key of one of the options, standing in a text.
struct key_token {
    std::size_t option = no_match;   ///< index of the option; no_match: no key here
    std::size_t begin = 0;
    std::size_t end = 0;
    bool loose = false;              ///< small letter or foreign look-alike: counts only where nothing but signs surrounds it

    [[nodiscard]] constexpr explicit operator bool() const noexcept { return option != no_match; }
};

/// Letters of other scripts that models write for A, B, ...: Cyrillic and Greek look-alikes, and the Arabic sequence.
struct key_alias {
    char32_t written;
    char letter;
};
inline constexpr auto key_aliases = std::to_array<key_alias>({
    {U'А', 'A'}, {U'В', 'B'}, {U'С', 'C'}, {U'Е', 'E'}, {U'Α', 'A'}, {U'Β', 'B'}, {U'Ε', 'E'}, {U'أ', 'A'}, {U'ا', 'A'}, {U'ب', 'B'},
    {U'ج', 'C'}, {U'د', 'D'}, {U'ه', 'E'},
});

/// A sign: anything that is neither part of a word nor white space.
constexpr bool is_sign(char32_t c) noexcept { return c != 0 && !is_word(c) && !is_space(c); }
constexpr bool is_line_break(char32_t c) noexcept { return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029; }

/// A response beside the options of its question. All positions are bytes of `text`; nothing is read behind the `end` given.
class option_matcher {
public:
    constexpr option_matcher(std::string_view text, std::span<const option> options) noexcept : text_(text), options_(options) {}

    [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }
    [[nodiscard]] constexpr std::size_t count() const noexcept { return options_.size(); }
    [[nodiscard]] constexpr code_point at(std::size_t pos, std::size_t end) const noexcept { return decode(text_.substr(0, end), pos); }

    /// Past white space, but not past a line's end.
    [[nodiscard]] constexpr std::size_t skip_blanks(std::size_t pos, std::size_t end) const noexcept {
        for (code_point c = at(pos, end); c.size != 0 && is_space(c.value) && !is_line_break(c.value); c = at(pos, end)) pos += c.size;
        return pos;
    }

    /// Past everything that is not part of a word, on this line.
    [[nodiscard]] constexpr std::size_t skip_signs(std::size_t pos, std::size_t end) const noexcept {
        for (code_point c = at(pos, end); c.size != 0 && !is_word(c.value) && !is_line_break(c.value); c = at(pos, end)) pos += c.size;
        return pos;
    }

    /// The key at `pos` that is no part of a longer word. `quoted`: an apostrophe before it belongs to it.
    [[nodiscard]] constexpr key_token key_at(std::size_t pos, std::size_t end, bool quoted = false) const noexcept {
        key_token found = spelled_at(pos, end);
        if (!found) return found;
        const code_point last = decode_last(text_.substr(pos, found.end - pos)), next = at(found.end, end);
        const char32_t after = next.value == 0 ? 0 : at(found.end + next.size, end).value;
        const bool glued = found.loose ? is_word(next.value) : !breaks(last.value, next.value);
        // D'accord, B-cell, C++: the sign makes the letter part of a word; A-E and A+B are keys.
        const bool apostrophe = (next.value == '\'' || next.value == 0x2019) && !quoted && is_word(after);
        const bool hyphen = (next.value == '-' || next.value == 0x2010 || next.value == 0x2011 || next.value == '+' || next.value == '#') &&
                            after != 0 && (next.value == after || (is_word(after) && !spelled_alone(found.end + next.size, end)));
        return glued || apostrophe || hyphen ? key_token{} : found;
    }

    /// Capital keys written together, "BC": how many different ones make up the whole word at `pos`; 0 where it is another word.
    [[nodiscard]] constexpr std::size_t keys_run_together(std::size_t pos, std::size_t end) const noexcept {
        std::size_t keys = 0;
        while (is_word(at(pos, end).value) && !unspaced(at(pos, end).value)) {
            const key_token k = spelled_at(pos, end);
            if (!k || k.loose || ++keys > count()) return 0;
            pos = k.end;
        }
        return keys;
    }

    /// The end of an option's text at `pos`, compared without case and width, white space as a blank, punctuation at its end
    /// left out; no_match when it is not there or goes on as a longer word. O(text of the option).
    [[nodiscard]] constexpr std::size_t text_at(std::size_t option, std::size_t pos, std::size_t end) const noexcept {
        const std::string_view wanted = bare(options_[option].text);
        if (wanted.empty()) return no_match;
        const std::size_t stop = match_forward(text_, pos, end, wanted);
        if (stop == no_match || text_breaks(decode_last(wanted).value, stop, end)) return stop;
        return no_match;
    }

    /// Whether the text that ends at `pos` is followed by the end of its line or by punctuation rather than by more words.
    [[nodiscard]] constexpr bool ends_there(std::size_t pos, std::size_t end) const noexcept {
        const code_point next = at(pos, end);
        if (next.size == 0 || is_line_break(next.value)) return true;
        if (is_space(next.value)) return !is_word(at(skip_blanks(pos, end), end).value);
        return is_sign(next.value) && next.value != '-' && next.value != '\'' && next.value != 0x2019;
    }

    /// Whether nothing but signs stands between `pos` and the end of the line.
    [[nodiscard]] constexpr bool line_ends(std::size_t pos, std::size_t end) const noexcept {
        const code_point next = at(skip_signs(pos, end), end);
        return next.size == 0 || is_line_break(next.value);
    }

private:
    /// An option's text without white space and punctuation at its end.
    static constexpr std::string_view bare(std::string_view text) noexcept {
        for (text = strip(text); text.size() > 1; text = strip_back(text)) {
            const code_point c = decode_last(text);
            const char32_t n = narrow(c.value);
            if (n != '.' && n != ',' && n != ';' && n != '!' && n != '?' && c.value != U'。' && c.value != U'、') break;
            text.remove_suffix(c.size);
        }
        return text;
    }

    /// In unspaced scripts a text ends where the word does, or before the copula ("Bです", "海です").
    [[nodiscard]] constexpr bool text_breaks(char32_t last, std::size_t stop, std::size_t end) const noexcept {
        const char32_t next = at(stop, end).value;
        if (next == '-' && is_word(at(stop + 1, end).value)) return false;
        if (!is_word(last) || !is_word(next)) return true;
        if (!unspaced(last) || !unspaced(next)) return unspaced(last) || unspaced(next);
        for (const std::string_view copula : {"です", "である", "だ", "になり", "となり"})
            if (match_forward(text_, stop, end, copula) != no_match) return true;
        return false;
    }

    [[nodiscard]] constexpr bool spelled_alone(std::size_t pos, std::size_t end) const noexcept {
        const key_token k = spelled_at(pos, end);
        return k && !k.loose && !is_word(at(k.end, end).value);
    }

    /// The longest key spelled at `pos`, whatever follows.
    [[nodiscard]] constexpr key_token spelled_at(std::size_t pos, std::size_t end) const noexcept {
        key_token best;
        const code_point first = at(pos, end);
        if (first.size == 0) return best;
        char32_t alias = 0;
        if (first.value >= 0x370)
            for (const auto& a : key_aliases)
                if (a.written == first.value) alias = static_cast<char32_t>(a.letter);
        for (std::size_t i = 0; i < options_.size(); ++i) {
            const std::string_view key = options_[i].key.view();
            const code_point wanted = decode(key, 0);
            if (alias != 0 && alias == wanted.value && wanted.size == key.size()) return {i, pos, pos + first.size, true};
            if (fold(first.value) != fold(wanted.value)) continue;
            const std::size_t stop = match_forward(text_, pos, end, key);
            if (stop == no_match || (best && stop <= best.end)) continue;
            best = {i, pos, stop, narrow(first.value) != narrow(wanted.value)};
        }
        return best;
    }

    std::string_view text_;
    std::span<const option> options_;
};

} // namespace calm::extract::detail
