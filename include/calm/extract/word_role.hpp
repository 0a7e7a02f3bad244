// What a word does in an answer: its role. The data of vocabulary.hpp are lists of words by language and role.
#pragma once

#include <cstdint>
#include <string_view>

namespace calm::extract {

/// A set of roles; a word may play several ("to" joins nothing in English and is the copula in Polish).
enum class role : std::uint32_t {
    none = 0,
    question = 1U << 0,      ///< heads a question: "Question:", "Frage:"; at a line's start behind an answer, the response goes on with another one
    explanation = 1U << 1,   ///< heads the reasoning: "Explanation:", "説明："
    answer = 1U << 2,        ///< names the answer: "answer", "Lösung", "正解"
    option = 1U << 3,        ///< names an option: "option", "choice", "选项"
    right = 1U << 4,         ///< calls something right: "correct", "best", "richtig", "सही"
    choose = 1U << 5,        ///< makes a choice: "I would go with", "故选", "elijo"
    copula = 1U << 6,        ///< stands between what is named and its name: "is", "lautet", "は"
    negative = 1U << 7,      ///< denies: "not", "wrong", "不正确"
    no_option = 1U << 8,     ///< says that no option is right, at the beginning of what is said: "none of the above"
    joining = 1U << 9,       ///< joins two keys: "or", "und", "和"
    turn = 1U << 10,         ///< begins a clause of its own: "because", "but", "während"
    article = 1U << 11,      ///< may stand before an option's text
    preposition = 1U << 29,  ///< may stand before the article in an option's text: "in the kitchen"
    filler = 1U << 12,       ///< may stand between what announces an answer and the answer: "therefore", "letter"
    closing = 1U << 13,      ///< may stand behind a key or text at the end of its clause: "です", "है"
    correcting = 1U << 14,   ///< takes back what was said before: "wait", "actually"
    both = 1U << 16,         ///< says that two options are meant: "both", "either", "sowohl"
    naming = 1U << 17,       ///< makes the letter behind it part of a name: "vitamin", "type"
    conclusion = 1U << 18,   ///< draws a conclusion: "therefore", "somit", "したがって"
    first = 1U << 19,        ///< "the first": the option at that place
    second = 1U << 20,
    third = 1U << 21,
    fourth = 1U << 22,
    fifth = 1U << 23,
    last = 1U << 24,         ///< not where it means "final", as in hi, vi and sw
    sole = 1U << 25,         ///< leaves one option only: "only", "bleibt nur", "سوى"
    contrast = 1U << 26,     ///< begins a clause about what is not meant: "whereas", "unlike", "at first", "जबकि"
    hedge = 1U << 27,        ///< twice in a sentence with two options, it is undecided: "maybe A, maybe B"
    rather = 1U << 28,       ///< denies the clause before it: "sondern", "sino", "بل"
    compound = 1U << 30,     ///< holds a word of another role and plays none itself: "không khí", the air, no "không", not
    reason = 1U << 31,       ///< gives the reason for what stands before it: "because", "denn", "なぜなら"
    speaker = 1U << 15,      ///< heads what somebody else says, at a line's start: "User:"
};

[[nodiscard]] constexpr role operator|(role a, role b) noexcept { return static_cast<role>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b)); }
[[nodiscard]] constexpr role operator&(role a, role b) noexcept { return static_cast<role>(static_cast<std::uint32_t>(a) & static_cast<std::uint32_t>(b)); }
constexpr role& operator|=(role& a, role b) noexcept { return a = a | b; }
/// Whether the two sets share a role.
[[nodiscard]] constexpr bool any(role a, role b) noexcept { return (a & b) != role::none; }

/// The words of one language that play one role.
struct word_group {
    std::string_view lang;    ///< primary language subtag; for the reader of the table, matching does not look at it
    role what = role::none;
    std::string_view words;   ///< in small letters, separated by "|"; "richtig*" stands for every word that begins so
};

} // namespace calm::extract
