// Letters that stand for option keys without being them: other scripts' sequences, and letters that look alike.
#pragma once

#include "calm/extract/option_label.hpp"
#include "calm/extract/text.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

struct letters {
    char32_t first, last;
};

/// The place, from 0, of a letter in the sequence that its script numbers options by; negative: in none. Arabic and Urdu: abjad (أ ب ج د ه);
/// Devanagari: क ख ग घ ङ, अ ब स द इ, and the names of A to E; Cyrillic: А Б В Г Д; Greek; heavenly stems; kana ア to オ; circled digits and letters. Not the Chinese numerals, which are words.
constexpr int place_in_sequence(char32_t c) noexcept {
    switch (c) {
    case U'Α': case U'А': case U'أ': case U'ا': case U'क': case U'अ': case U'ए': case U'甲': case U'ア': return 0;
    case U'Β': case U'Б': case U'ب': case U'ख': case U'ब': case U'乙': case U'イ': return 1;
    case U'Γ': case U'В': case U'ج': case U'ग': case U'स': case U'丙': case U'ウ': return 2;
    case U'Δ': case U'Г': case U'د': case U'घ': case U'द': case U'丁': case U'エ': return 3;
    case U'Ε': case U'Д': case U'ه': case U'ہ': case U'ھ': case U'ङ': case U'ई': case U'इ': case U'戊': case U'オ': return 4;
    default: break;
    }
    if (!is_circled(c)) return -1;
    for (const auto& [first, last] : {letters{U'①', U'⑨'}, {U'⑴', U'⑼'}, {U'⒈', U'⒐'}, {U'⒜', U'⒵'}, {U'Ⓐ', U'Ⓩ'}, {U'ⓐ', U'ⓩ'}, {U'❶', U'❾'}, {U'➀', U'➈'}, {U'➊', U'➒'}})
        if (c >= first && c <= last) return static_cast<int>(c - first);
    return -1;
}

/// The same for a letter in brackets, where it may be a Chinese numeral too: "（四）", as a question's options may be labelled.
constexpr int place_in_brackets(char32_t c) noexcept {
    for (std::size_t i = 0; c >= U'一' && c <= U'鿿' && i < han_numerals.size(); ++i)
        if (han_numerals[i] == c) return static_cast<int>(i);
    return place_in_sequence(c);
}

/// The Latin letter that a Cyrillic capital looks like: the keyboard was the other one. 0: none.
constexpr char latin_look_alike(char32_t c) noexcept {
    switch (c) {
    case U'А': return 'A';
    case U'В': return 'B';
    case U'С': return 'C';
    case U'Е': return 'E';
    default: return 0;
    }
}

/// Names of letters of more than one code point.
struct letter_name {
    std::string_view written;
    int place;
};
inline constexpr auto letter_names = std::to_array<letter_name>({
    {"الف", 0}, {"اے", 0}, {"ایک", 0}, {"بی", 1}, {"سی", 2}, {"ڈی", 3}, {"ای", 4}, {"هـ", 4}, {"بي", 1}, {"बी", 1}, {"सी", 2}, {"डी", 3},
    {"ألف", 0}, {"الألف", 0}, {"باء", 1}, {"الباء", 1}, {"جيم", 2}, {"الجيم", 2}, {"دال", 3}, {"الدال", 3}, {"هاء", 4}, {"الهاء", 4},
    {"جیم", 2}, {"دال", 3}, {"بے", 1},
});

/// Whether a name of letter_names may begin with this code point.
constexpr bool begins_letter_name(char32_t c) noexcept {
    return c == U'ا' || c == U'أ' || c == U'ج' || c == U'د' || c == U'ب' || c == U'س' || c == U'ڈ' || c == U'ه' || c == U'ब' || c == U'स' || c == U'ड';
}

} // namespace calm::extract::detail
