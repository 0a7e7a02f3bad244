// What words begin with, so that a word is known again in another form: "Bundespräsidenten", "عصيرًا", "المسطرة".
#pragma once

#include "calm/extract/detail/option_text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

/// The stem of a word, as a hash; in scripts without spaces but katakana, that of two neighbouring letters. Not initialised by itself.
struct stem {
    std::uint32_t hash;    ///< of its first four letters, without accents and signs that may be missing
    std::uint32_t five;    ///< of its first five; 0: it has six letters or fewer, of which four are enough
    std::uint32_t three;   ///< of its first three, where it has four of which the last is a vowel, an ending: "kula", "kulę", "गोला", "गोले"; 0: it has not
    std::uint32_t more;    ///< of its first eight, which tell apart words that begin alike; 0: it has fewer
    std::uint8_t letters;  ///< how many it has, 255 at most
    bool apart;            ///< only words with the same eight are the same: another one begins with the first
    bool content;          ///< of four letters or more (three from the Arabic script on): shorter ones are mostly articles and the like
};

/// Whether a letter without accent may be an ending by itself. Not the Latin o: "foca" is a seal, "foco" a bulb.
constexpr bool is_ending(std::uint32_t letter) noexcept {
    if (letter >= 0x93e && letter <= 0x94c) return true;   // Devanagari's signs
    return std::u32string_view(U"aeiuyаеиоуыьюяэійاهے").find(static_cast<char32_t>(letter)) != std::u32string_view::npos;
}

/// Whether the letters that a word begins with, up to number `last`, are the Arabic article, by itself or behind a letter that is written together with it: "ال", "لل", "وال".
constexpr bool is_arabic_article(const std::array<std::uint32_t, 3>& letters, std::size_t last) noexcept {
    constexpr std::uint32_t alif = U'ا', lam = U'ل';
    if (last == 1) return letters[1] == lam && (letters[0] == alif || letters[0] == lam);
    return last == 2 && letters[1] == alif && letters[2] == lam && (letters[0] == U'و' || letters[0] == U'ب' || letters[0] == U'ف' || letters[0] == U'ك');
}

/// Shows visit(stem, end) each word of two letters or more, and where it ends. O(text).
template <class Visit>
void each_stem(std::string_view text, Visit visit) noexcept {
    std::uint32_t hash = 0, three = 0, four = 0, five = 0, eight = 0;
    bool ending = false;                      // the fourth letter may be one
    std::size_t letters = 0, least = 4;
    char32_t before = 0;                      // in a script without spaces
    std::array<std::uint32_t, 3> opening{};   // of a word of the Arabic script
    bool article = false;                     // it has been left out
    const auto close = [&](std::size_t end) {
        if (letters >= 2) visit(stem{letters <= 4 ? hash : four, letters > 6 ? five : 0U, letters == 4 && ending ? three : 0U, letters >= 8 ? eight : 0U, static_cast<std::uint8_t>(letters < 255 ? letters : 255), false, letters >= least}, end);
        hash = 0;
        letters = 0;
        article = false;
    };
    const auto add = [&](std::uint32_t letter) {
        hash = ((hash << 20 | hash >> 12) + letter) * 0x9e3779b1U >> 3;
        ++letters;
        if (letters == 3) three = hash;
        if (letters == 4) four = hash, ending = is_ending(letter);
        if (letters == 5) five = hash;
        if (letters == 8) eight = hash;
    };
    const auto katakana = [](char32_t c) { return (c >= 0x30a1 && c <= 0x30fa) || c == 0x30fc; };   // words by themselves among the letters around them
    const auto pair = [](char32_t first, std::uint32_t second) { return stem{static_cast<std::uint32_t>(first) * 0x9e3779b1U + second * 0x85ebca77U, 0, 0, 0, 2, false, true}; };
    for (std::size_t at = 0; at < text.size();) {
        if (const auto byte = static_cast<unsigned char>(text[at]); byte < 0x80) {   // the most, told at once
            if (!is_ascii_word(byte)) {
                if (letters > 0) close(at);
                before = 0;
            } else {
                before = 0;
                if (letters == 0) least = 4;
                if (letters < 8) add(static_cast<std::uint32_t>(canonical(byte)));
                else ++letters;
            }
            ++at;
            continue;
        }
        const code_point c = decode(text, at);
        const std::size_t begin = at;
        at += c.size;
        if (c.value >= 0x4e00 && c.value < 0xa000) {   // Han: its own form
            close(begin);
            if (before != 0) visit(pair(before, c.value), at);
            before = c.value;
            continue;
        }
        if (!is_word(c.value)) {
            close(begin);
            before = 0;
            continue;
        }
        if (letters > 0 && c.value >= 0x300 && may_be_missing(c.value)) continue;
        const auto letter = static_cast<std::uint32_t>(common_letter(without_accent(c.value)));
        if (unspaced(c.value) && !katakana(c.value)) {
            close(begin);
            if (before != 0) visit(pair(before, letter), at);
            before = c.value;
            continue;
        }
        before = 0;
        if (letters == 0) least = letter >= 0x600 ? 3 : 4;
        if (letters < 3 && !article && letter >= 0x620 && letter < 0x700) {
            opening[letters] = letter;
            if (is_arabic_article(opening, letters)) {
                close(begin);
                article = true;
                continue;
            }
        }
        if (letters < 8) add(letter);
        else ++letters;
    }
    close(text.size());
}

} // namespace calm::extract::detail
