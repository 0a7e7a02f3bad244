// What a response answers that announces no answer and names none by its key: rule "assertion".
#pragma once

#include "calm/extract/detail/asked.hpp"
#include "calm/extract/detail/assertion.hpp"
#include "calm/extract/detail/opposites.hpp"
#include "calm/extract/detail/option_words.hpp"
#include "calm/extract/detail/own_words.hpp"
#include "calm/extract/detail/polar.hpp"
#include "calm/extract/detail/undecided.hpp"
#include "calm/extract/detail/weighing.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

/// The option that a response begins with and gives a reason for, "B because A is warm", "【解析】The dolphin, since ...", or whose text is its first sentence:
/// "Paris, of course. Berlin is ...". O(that sentence).
inline reading opens_with_option(const option_matcher& in, std::size_t from, std::size_t to) noexcept {
    const std::string_view text = in.text();
    const auto next_word = [&](std::size_t at) {
        for (code_point c = in.at(at, to); c.size != 0 && !is_word(c.value); c = in.at(at, to)) at += c.size;
        return at;
    };
    std::size_t at = next_word(from);
    if (const std::size_t head = end_of_word(text, at, to, role::explanation); head != no_match) at = next_word(head);
    reading r;
    const value_reader reader(in, trust::marked);
    auto m = reader.longest_text(at, to);
    const key_token key = m.end == no_match ? in.key_at(at, to) : key_token{};
    const std::size_t article = m.end == no_match && !key ? end_of_word(text, at, to, role::article) : no_match;
    if (article != no_match) m = reader.longest_text(at = next_word(article), to);
    if (m.end != no_match && !m.shared) r = {outcome::text, m.option, {at, m.end}};
    else if (key && !key.loose) r = {outcome::key, key.option, {key.begin, key.end}};
    if (!r.names_option()) return {};
    const std::size_t behind = next_word(r.span.end);
    if (end_of_word(text, behind, to, role::reason) != no_match) return r;
    if (r.what != outcome::text || narrow(in.at(r.span.end, to).value) == ':') return {};
    const std::size_t end = sentence_end(in, r.span.end - 1, to), filler = end_of_word(text, behind, to, role::filler | role::closing);
    if (next_word(filler != no_match && filler <= end ? filler : r.span.end) < end || end == to) return {};
    const std::size_t next = next_word(end);   // and the second sentence is no option too
    const auto other = reader.longest_text(next, to);
    if (in.label_of(next, to) != no_match) return {};
    return other.end != no_match && next_word(other.end) >= sentence_end(in, other.end - 1, to) ? reading{} : r;
}

/// The option that a response begins with, by its key or without, where the token limit cut its text off: "B) connects the inner ear and". O(options).
inline reading opens_with_cut_text(const option_matcher& in, std::size_t from, std::size_t to) noexcept {
    constexpr std::size_t least = 6, alone = 12;   // bytes of the text, behind its key or by itself
    const std::size_t begin = in.skip_signs(from, to);
    const key_token key = in.key_at(begin, to);
    std::string_view rest = strip(in.text().substr(key ? in.skip_signs(key.end, to) : begin, to));
    while (decode_last(rest).value == 0xfffd) rest.remove_suffix(decode_last(rest).size);   // the letter that the limit cut through
    if (rest.size() < (key ? least : alone)) return {};
    reading found;
    for (std::size_t i = 0; i < in.count(); ++i) {
        constexpr std::size_t widest = 3;   // bytes, of what may match one
        if ((key && i != key.option) || rest.size() > widest * in.options()[i].text.size()) continue;
        const std::string_view text = strip(in.options()[i].text);
        if (match_forward(text, 0, text.size(), rest) == no_match) continue;
        if (found.names_option()) return {};
        found = {key ? outcome::key : outcome::text, i, key ? byte_span{key.begin, key.end} : byte_span{begin, to}};
    }
    return found;
}

/// How many words a text has, as far as its marks tell: in scripts without spaces, letters.
inline std::size_t count_words(const marked_text& marked, std::size_t begin, std::size_t end) noexcept {
    std::size_t words = 0;
    for (std::size_t at = marked.next(&marks::words, begin, end); at < end; at = marked.next(&marks::words, at + 1, end)) ++words;
    return words;
}

/// The only option that has two of three of its own words, in any form, in what stands behind an answer marker, "Answer: the cannonballs", with two more at most and none that compares, excludes or
/// says something of it: "heavier than bricks", "all but feathers", "bricks are light". O(question + the line).
inline reading read_value_words(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to) noexcept {
    if (question.empty() || in.count() > option_words::most) return {};
    question = without_options(in, question);
    option_words own(in, question, last_asked(question));
    own.look_at(in.text(), from, to);
    const std::uint64_t options = own.in(from, to).options;
    if (!one_bit(options)) return {};
    constexpr role other = role::contrast | role::sole | role::rather | role::negative | role::no_option | role::copula;
    for (std::size_t at = in.marked().next(&marks::vocabulary, from, to); at < to; at = in.marked().next(&marks::vocabulary, at + 1, to))
        if (in.word_end(at, to, other) != no_match) return {};
    const auto option = static_cast<std::size_t>(std::countr_zero(options));
    const std::string_view text = in.options()[option].text;
    const std::size_t most = count_words(option_matcher(text, {}).marked(), 0, text.size()) + 2;
    if (!unspaced(decode(text, 0).value) && count_words(in.marked(), from, to) > most) return {};
    return {outcome::text, option, {from, to}};
}

/// What the last conclusion of [from, to) affirms, weighing_reader's. O(to - from), for options of bounded length.
inline reading weigh_conclusions(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to) noexcept {
    return in.count() > option_words::most ? reading{} : weighing_reader(in, without_options(in, question), from, to).read(true);
}

/// What [from, to), which follows a list of the options, concludes: the last conclusion, or a sentence that repeats the question and is no condition. Other mentions there say nothing: "The leaf is the
/// lightest of them." O(to - from), for options of bounded length.
inline reading read_behind_list(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to) noexcept {
    if (const reading r = weigh_conclusions(in, question, from, to); r.names_option()) return r;
    std::size_t first = from;
    for (code_point c = in.at(first, to); c.size != 0 && !is_word(c.value); c = in.at(first, to)) first += c.size;
    if (in.word_end(first, to, role::turn | role::contrast | role::hedge) != no_match) return {};
    claim_reader claims(in, without_options(in, question), first, to, false);
    static_cast<void>(claims.read());
    return claims.repeated();
}

/// Reads [from, to) as reasoning; the first of these readers that names an option decides. O(to - from), for options of bounded length.
inline reading read_reasoning(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to, bool cut_off) noexcept {
    if (cut_off)
        if (const reading r = opens_with_cut_text(in, from, to); r.names_option()) return r;
    if (const reading r = opens_with_option(in, from, to); r.names_option()) return r;
    question = without_options(in, question);
    const polar_reader polar(in, question);
    if (const reading r = polar.read(from, to, cut_off); r.names_option()) return r;
    if (const reading r = opposite_reader(in).read(question, from, to, cut_off); r.names_option()) return r;
    claim_reader claims(in, question, from, to, cut_off);
    const reading r = claims.read();
    if (polar.only_denies(r, to)) return {};
    if (cut_off || question.empty()) return r;
    const auto unless_undecided = [&](const reading& found) {
        return found.names_option() && !polar.asks() && undecided_reader(in).read(from, to, found.span) ? reading{} : found;
    };
    if (r.names_option() && claims.taken_back() != no_match) {
        const reading corrected = weigh_conclusions(in, question, claims.taken_back(), to);
        return unless_undecided(corrected.names_option() ? corrected : r);
    }
    if (r.names_option()) return unless_undecided(r);
    bool has_any = claims.saw_option();
    if (!has_any)
        if (const reading own = read_own_words(in, question, from, to, has_any); own.names_option()) return unless_undecided(own);
    return !has_any || in.count() > option_words::most ? reading{} : unless_undecided(weighing_reader(in, question, from, to).read());
}

} // namespace calm::extract::detail
