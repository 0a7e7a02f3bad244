// The corrected extractor: the default way of reading answers.
#pragma once

#include "calm/extract/extractor.hpp"
#include "calm/extract/detail/rules.hpp"
#include "calm/extract/detail/turns.hpp"
#include "calm/prompt/form.hpp"
#include "calm/record/answer.hpp"
#include "calm/record/question.hpp"
#include "calm/record/response.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace calm::extract {

/// Reads the answer of a response as a careful reader does: the question's own options only, in any of the languages of
/// vocabulary.hpp whatever language was asked in, and an abstention rather than a guess. Deterministic; no regular expressions.
///
/// A sentence is read word by word by what its words do (word_role.hpp); there is no table of phrases. Rules, in this order; the first that
/// decides counts, and an abstention decides too (all but abstain/rejected, which stands unless a statement names another option):
///
/// | rule        | where it reads                                                                                          |
/// |-------------|---------------------------------------------------------------------------------------------------------|
/// | marker/*    | behind an answer word and a colon: "Answer:", "**答案**：", "Réponse finale :"                            |
/// | phrase/*    | behind an answer word, or a word for right or for choosing, and a copula, or directly behind it: "the best option is", |
/// |             | "सही उत्तर C है", "故选C", "## Answer"; behind a check mark; behind "wait", "actually"                     |
/// | boxed/*     | in a \boxed{}                                                                                           |
/// | line/*      | a line that is nothing but an answer and no part of a list of options, a first line that begins with key and text, one that begins with a key |
/// |             | behind a line that ends in a colon and denies nothing: "The heaviest is:\n\nC. the cannonball, since"; or what stands behind an explanation marker in its line; |
/// |             | where no other rule finds anything, what the last line gives behind a word or two and a colon, and the label that only the first line has |
/// | stated/*    | a clause that calls one option right and denies nothing: "C is correct", "die Bank ist die richtige Antwort"; "not A but C"; a line that ends with a |
/// |             | check mark; to a question for what is wrong, the one that is called so: "the incorrect statement is C", or the only one beside two that are called right; |
/// |             | of a list of the options, the only one whose item is called right below its label: "B. oven\n   This is wrong.\nC. sink\n   This is the best option." |
/// | closing/*   | the last sentence that names an option by its key, one only, at its end, in brackets or in conclusion: "So D it is"; or |
/// |             | anywhere where the response is no longer than a few words; or the one that it doesn't deny: "not A but C"; |
/// |             | a last sentence that is hardly more than an option's text: "That would be the bank." |
/// | mention/*   | the only option mentioned as key and text together; where several are, one below the other, what follows the last of them may conclude |
/// | assertion/* | the option that the response begins with, as its first sentence or with a reason behind it; to a question of yes or no, its first word, or what it asks, |
/// |             | said or denied; of two opposites ("valid", "invalid"), the one that a sentence says or whose opposite it denies; what the clauses leave: the option that one says is the only one ("only C floats", "alle außer C"); the option that the   |
/// |             | sentence names, by text mostly, which repeats most of the question's words: half of them, or, where the response affirms  |
/// |             | no other, a quarter of those with four letters or more; the only one that is affirmed; the only one that is not denied; where none is named, |
/// |             | the only one that has words in the response, in any form, that neither the question nor another option has; what weighing the clauses leaves |
/// |             | where options are named in part, or all of them: what the last conclusion affirms, the odd one out, the clause nearest to what is asked, |
/// |             | the one that the response comes back to; where the token limit cut the response off within the text of the option that it begins with, that one |
///
/// Of marker, phrase and boxed the last one in the response counts, and likewise of stated: a response may correct itself. closing and
/// mention don't look at a response that the token limit cut off, nor at the line of an answer marker that can't be read; assertion takes half of
/// the words and one of the first two sentences, a whole one, where it was cut off. What stands in front of a last "</think>" or "[/THINK]", or in a channel of thoughts, is no answer.
/// A sentence that asks asserts nothing.
///
/// What is read, the second part of the name:
///
/// | part           | meaning                                                                                  |
/// |----------------|------------------------------------------------------------------------------------------|
/// | key            | a key that stands alone: capital; or, where nothing but signs and words of an answer surround it, small, or by its place |
/// |                | in its script's sequence (أ ب ج, क ख ग, А Б В, 甲 乙 丙, ①, ア イ ウ, （三）), or by its number where keys are letters, or by |
/// |                | an ordinal: "the third option", "number 3", "la tercera"                                                          |
/// | text           | an option's text in place of its key (case, width, accents, a first preposition and article, final punctuation and what detail/spelling.hpp says aside); |
/// |                | the longest match, one that stands there as it is written before others; behind an answer marker in any form of its words |
/// | text_over_key  | key and text of different options: the text, if it is exactly that option's. In samples of a Llama model the explanation |
/// |                | argues for the text more often than for the letter, and a wrong letter is the smaller slip |
/// | inside         | the only key in brackets in the answer's line, or the only option that its first sentence names by its text |
///
/// Cyrillic А, В, С, Е are the Latin letters that they look like, where the keys are Latin; but В is the third letter where Б, Г or Д stands alone
/// in the response, which then numbers А Б В Г.
///
/// Where texts begin with their own keys ("A is closer", "B is closer"), a letter names what is compared, "point A", and no article.
///
/// Abstentions: abstain/several (two keys or texts: "A or B", "BC", both of a list called right, some of the options one below the other behind an announcement), abstain/none_of_them ("none of the above"),
/// abstain/rejected ("A (wrong)"), abstain/ambiguous_text (a text that two options share), abstain/nothing,
/// abstain/no_options (the question has none).
///
/// A response that answers and then goes on with another question ("Question:", "User:" at a line's start, the same question again, or one with a number and options) counts up to there, and one that goes on with
/// another turn ("<|im_end|>", "</s>", "[INST]", "assistant" alone in a line) is read up to there.
/// `span` is the key or text that decided, empty for abstain/nothing. `explanation` is the reasoning without markers and without the
/// answer's line: from the explanation marker to the answer's line; where the answer comes first, what follows the
/// explanation marker, or else the answer's line; empty where it only repeats the instruction's placeholder
/// ("<your explanation>").
///
/// Never throws. No allocation; 36 KB of stack (GCC 12, -O2, -fstack-usage), 78 KB in the first call, which makes the tables (detail/char_class.hpp). Linear in the
/// response, times the total length of the options at worst. What weighing the clauses leaves is looked for among at most 8 options, words in any form among at most 10.
struct corrected {
    [[nodiscard]] answer operator()(const localized_question& asked, const response& given) const noexcept {
        const std::string_view whole = up_to(given.text, detail::end_of_turn(given.text));
        answer read;
        if (asked.options.empty()) {
            read.rule = "abstain/no_options";
            return read;
        }
        const bool cut_off = given.finish == finish_reason::length && whole.size() == given.text.size();
        const detail::option_matcher in(whole, asked.options, cut_off);
        const auto [found, parts] = detail::read_response(in, asked.stem, cut_off);
        read.rule = detail::rule_name(found);
        if (found.read.names_option()) read.key = asked.options[found.read.option].key;
        read.span = found.read.span;
        read.explanation = explanation_of(up_to(whole, parts.end), parts, found);
        if (is_placeholder(read.explanation.of(whole), asked)) read.explanation = {};
        return read;
    }

private:
    /// "<your explanation>", taken over from the output format that the model was told: no reasoning to train on.
    static bool is_placeholder(std::string_view explanation, const localized_question& asked) noexcept {
        if (!explanation.starts_with('<') || !explanation.ends_with('>')) return false;
        const auto told = [&](std::string_view instruction) { return instruction.find(explanation) != std::string_view::npos; };
        return told(asked.instruction) ||
               std::any_of(prompt::forms.begin(), prompt::forms.end(), [&](const prompt::answer_form& form) { return told(form.instruction); });
    }

    static bool is_markup(char c) noexcept { return c == '*' || c == '_' || c == '`'; }

    /// A marker's closing markup: "**" of "**Explanation:** text".
    static std::string_view without_closing_markup(std::string_view text) noexcept {
        std::size_t end = 0;
        while (end < text.size() && is_markup(text[end])) ++end;
        return end > 0 && end < text.size() && is_space(decode(text, end).value) ? text.substr(end) : text;
    }

    /// The markup that opens in front of a marker: "**" or "## " or "<" at the text's end, on a line of its own.
    static std::string_view without_opening_markup(std::string_view text) noexcept {
        for (text = strip_back(text); !text.empty(); text = strip_back(text)) {
            std::size_t begin = text.size();
            while (begin > 0 && text.size() - begin <= 8 && (is_markup(text[begin - 1]) || std::string_view("#<[-=> ").find(text[begin - 1]) != std::string_view::npos)) --begin;
            if (begin == text.size() || text.size() - begin > 8 || (begin > 0 && text[begin - 1] != '\n')) break;
            text = text.substr(0, begin);
        }
        return text;
    }

    static byte_span explanation_of(std::string_view text, const detail::sections& parts, const detail::finding& found) noexcept {
        const auto cut = [&](std::size_t begin, std::size_t end) {
            std::string_view part = text.substr(begin, end - begin);
            return span_of(text, strip(without_opening_markup(without_closing_markup(part))));
        };
        const bool decided = found.read.decides();
        const std::size_t first = parts.answer != detail::no_match ? parts.answer : decided ? found.line : text.size();
        if (parts.explanation != detail::no_match && parts.explanation <= text.size()) {
            if (parts.explanation > first) {   // the answer comes first
                return cut(parts.explanation, parts.second < text.size() ? parts.second : text.size());
            }
            const byte_span before = cut(parts.explanation, first < text.size() ? first : text.size());
            if (!before.empty()) return before;
        } else {
            const byte_span before = cut(0, first < text.size() ? first : text.size());
            if (!before.empty() || !decided) return before;
        }
        const std::size_t newline = text.find('\n', found.read.span.end);
        return newline == std::string_view::npos ? byte_span{} : cut(newline, text.size());
    }
};

static_assert(extractor<corrected>);

} // namespace calm::extract
