// An option's text as a reader recognises it: without its article, its accents, its case and its full stop.
#pragma once

#include "calm/extract/detail/spelling.hpp"
#include "calm/extract/detail/word_at.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// without_accent() for U+00C0 to U+017F, small.
[[gnu::noinline]] inline char32_t without_latin_accent(char32_t c) noexcept {
    constexpr std::string_view base = "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"
                                      "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll"
                                      "lllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    const char letter = base[c - 0xc0];
    return letter == '.' ? c : static_cast<char32_t>(letter);
}

/// The letter without its accent, in canonical form, for Latin-1 and Latin Extended-A; others as canonical() has them.
inline char32_t without_accent(char32_t c) noexcept {
    c = canonical(c);
    return c < 0xc0 || c > 0x17f ? c : without_latin_accent(c);
}

/// An accent that is a code point of its own, behind its letter.
inline bool is_accent(char32_t c) noexcept { return c >= 0x300 && c <= 0x36f; }

/// Signs that a text may have or not: accents by themselves, Arabic vowels and tatweel, the nukta of Devanagari, marks of kana, joiners and marks of direction.
inline bool may_be_missing(char32_t c) noexcept {
    return is_accent(c) || (c >= 0x64b && c <= 0x652) || c == 0x640 || c == 0x670 || c == 0x93c || c == 0x3099 || c == 0x309a || (c >= 0x200b && c <= 0x200f);
}

/// The letter without any accent, Vietnamese ones and those of Arabic, Persian and Devanagari included: what a response in decomposed form has there.
inline char32_t base_letter(char32_t c) noexcept {
    c = without_accent(c);
    if (c >= 0x1ea0 && c <= 0x1ef9) return c <= 0x1eb7 ? U'a' : c <= 0x1ec7 ? U'e' : c <= 0x1ecb ? U'i' : c <= 0x1ee3 ? U'o' : c <= 0x1ef1 ? U'u' : U'y';
    return c == 0x1a1 || c == 0x1a0 ? U'o' : c == 0x1b0 || c == 0x1af ? U'u' : c;
}

/// Letters of one alphabet that are written with the code points of another, or with a sign that is often left out, as one of them; so are quotation marks and dashes.
inline char32_t common_letter(char32_t c) noexcept {
    switch (c) {
    case U'أ': case U'إ': case U'آ': case U'ٱ': return U'ا';
    case U'ى': case U'ی': return U'ي';
    case U'ک': return U'ك';
    case U'ة': case U'ہ': return U'ه';
    case U'ё': return U'е';
    case U'‘': case U'’': case U'‛': case U'′': case U'´': return U'\'';
    case U'“': case U'”': case U'„': case U'«': case U'»': case U'″': return U'"';
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212: return U'-';
    case 0x901: return 0x902;
    case 0x958: return 0x915;
    case 0x959: return 0x916;
    case 0x95a: return 0x917;
    case 0x95b: return 0x91c;
    case 0x95c: return 0x921;
    case 0x95d: return 0x922;
    case 0x95e: return 0x92b;
    default: return c;
    }
}

/// The text of an option, prepared once a response.
class option_text {
public:
    option_text() noexcept = default;   // not initialised
    /// @param keyed its first word is a key and no article: "A is closer"
    explicit option_text(std::string_view text, bool keyed = false) noexcept : whole_(bare(text)), rest_(whole_) {
        if (keyed) return;
        for (int stripped = 0; stripped < 3 && may_have_article(rest_); ++stripped) {
            const std::size_t word = end_of_word(rest_, 0, rest_.size(), role::article | role::preposition);
            if (word == no_match || word >= rest_.size()) break;
            const std::string_view rest = strip_front(rest_.substr(word));
            if (rest.size() <= 2) break;
            rest_ = rest;
        }
        // "ओवन में": in some languages it stands behind
        const bool behind = rest_.size() == whole_.size() && !rest_.empty() && static_cast<unsigned char>(rest_.back()) >= 0x80;
        const std::size_t blank = behind ? rest_.rfind(' ') : std::string_view::npos;
        if (blank != std::string_view::npos && decode(rest_, blank + 1).value >= 0x600 && end_of_word(rest_, blank + 1, rest_.size(), role::preposition) == rest_.size())
            rest_ = strip_back(up_to(rest_, blank));
    }

    [[nodiscard]] std::string_view whole() const noexcept { return whole_; }
    [[nodiscard]] std::string_view behind_article() const noexcept { return rest_; }
    [[nodiscard]] char32_t first() const noexcept { return common_letter(without_accent(decode(whole_, 0).value)); }
    [[nodiscard]] char32_t first_base() const noexcept { return base_letter(decode(whole_, 0).value); }
    [[nodiscard]] char32_t first_behind_article() const noexcept { return common_letter(without_accent(decode(rest_, 0).value)); }

    /// The end of the text at `pos`, with its preposition and article or without, not behind `end`; no_match when it is not there or goes on as a
    /// longer word. Compared without case, width and accents, white space as a blank, in any spelling of spelling.hpp. O(text).
    /// @param inside in scripts without spaces, a text of two letters or more may stand inside a longer run of them
    [[nodiscard]] std::size_t match(std::string_view text, std::size_t pos, std::size_t end, bool inside = false) const noexcept {
        if (whole_.empty()) return no_match;
        const std::size_t stop = match(text, pos, end, whole_, inside);
        return stop != no_match || rest_.size() == whole_.size() ? stop : match(text, pos, end, rest_, inside);
    }

private:
    [[gnu::noinline]] static bool is_same_letter(char32_t a, char32_t b) noexcept { return without_accent(a) == without_accent(b) || common_letter(a) == common_letter(b); }

    /// An article is short and something follows it: "the", "l'", "de la".
    static bool may_have_article(std::string_view text) noexcept {
        for (std::size_t i = 0; i < text.size() && i < 9; ++i)
            if (text[i] == ' ' || text[i] == '\'' || text[i] == '\xe2' || text[i] == '\xc2') return i > 0;
        return false;
    }

    static std::size_t match(std::string_view text, std::size_t pos, std::size_t end, std::string_view wanted, bool inside) noexcept {
        text = up_to(text, end);
        constexpr int most = 16;   // signs behind a letter: where a word begins at each, no more of them are looked at for each
        int signs = 0;
        for (std::size_t i = 0; i < wanted.size();) {
            if (pos < text.size() && text[pos] == wanted[i] && static_cast<unsigned char>(wanted[i]) < 0x80) {
                ++pos, ++i, signs = 0;
                continue;
            }
            const code_point a = decode(text, pos), b = decode(wanted, i);
            if (a.value != b.value && !is_same_letter(a.value, b.value)) {
                if (may_be_missing(b.value)) {
                    i += b.size;
                    continue;
                }
                if (i > 0 && may_be_missing(a.value) && signs < most) {
                    pos += a.size, ++signs;
                    continue;
                }
                // of two plain letters, only those of ß, an umlaut and an entity may be another spelling
                const bool letters = a.value < 0x80 && b.value < 0x80 && is_ascii_word(static_cast<unsigned char>(a.value)) && is_ascii_word(static_cast<unsigned char>(b.value));
                if (i > 0 && pos > 0 && (!letters || a.value == 'e' || a.value == 's' || b.value == 's' || wanted[i - 1] == '&') && signs < most && skip_spelling(text, pos, wanted, i)) {
                    ++signs;
                    continue;
                }
                if (a.value < 0x80 && b.value < 0x80) return no_match;   // without its accent, each would still be another letter
                const bool decomposed = is_accent(decode(text, pos + a.size).value) || is_accent(decode(wanted, i + b.size).value);
                if (!decomposed || base_letter(a.value) != base_letter(b.value)) return no_match;
            }
            pos += a.size;
            i += b.size;
            signs = 0;
        }
        for (code_point c = decode(text, pos); may_be_missing(c.value) && signs < most; c = decode(text, pos)) pos += c.size, ++signs;
        if (const code_point c = decode(text, pos); c.value == 0x30fc && decode_last(wanted).value >= 0x30a1 && decode_last(wanted).value <= 0x30fa) pos += c.size;   // "コンピューター" of "コンピュータ"
        if (inside && wanted.size() >= 6 && unspaced(decode_last(wanted).value)) return pos;
        return breaks_behind(text, decode_last(wanted).value, pos) ? pos : no_match;
    }

    /// In unspaced scripts a text ends where the word does, or before a word of the answer ("Bです", "银行是").
    static bool breaks_behind(std::string_view text, char32_t last, std::size_t stop) noexcept {
        const char32_t next = decode(text, stop).value;
        const char32_t behind = next == '-' || next == '.' || next == ',' ? decode(text, stop + 1).value : 0;
        if (next == '-' && is_word(behind)) return false;
        if (last >= '0' && last <= '9' && behind >= '0' && behind <= '9') return false;   // "40" is not in "40.5"
        if (!is_word(last) || !is_word(next)) return true;
        if (!unspaced(last) || !unspaced(next)) return unspaced(last) || unspaced(next);
        return end_of_word(text, stop, text.size(), role::closing | role::copula | role::joining | role::turn) != no_match;
    }

    /// Whether a code point is a quotation mark.
    static bool quotes(char32_t c) noexcept { return common_letter(c) == '"'; }

    /// Without white space, the signs of a formula around it, quotation marks at either end, and punctuation or a sign of degree at the end.
    static std::string_view bare(std::string_view text) noexcept {
        const auto plain = [](char c) { return is_ascii_word(static_cast<unsigned char>(c)); };
        if (!text.empty() && plain(text.front()) && plain(text.back())) return text;   // mostly
        text = strip(text);
        if (text.size() > 2 && text.front() == '$' && text.find('$', 1) == text.size() - 1) text = strip(text.substr(1, text.size() - 2));
        const code_point first = decode(text, 0);
        const bool quoted = quotes(first.value) && text.size() > first.size;   // and not 5"
        if (quoted) text.remove_prefix(first.size);
        for (; text.size() > 1; text = strip_back(text)) {
            const code_point c = decode_last(text);
            const char32_t n = narrow(c.value);
            if (!(quoted && quotes(n)) && n != U'°' && n != '.' && n != ',' && n != ';' && n != '!' && n != '?' && c.value != U'。' && c.value != U'、' && c.value != U'।' && c.value != U'۔') break;
            text.remove_suffix(c.size);
        }
        return text;
    }

    std::string_view whole_;   ///< the text without punctuation at its end
    std::string_view rest_;    ///< behind its preposition and article, where it has them; else all of it
};

} // namespace calm::extract::detail
