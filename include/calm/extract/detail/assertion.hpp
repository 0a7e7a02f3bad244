// A sentence that answers by repeating the question: "Eels spawn in the deep sea", to "Where do eels spawn?".
#pragma once

#include "calm/extract/detail/asked.hpp"
#include "calm/extract/detail/mention.hpp"
#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/value.hpp"
#include "calm/extract/detail/word_set.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

/// What the clauses of a response say of the options, and the answer that this leaves. Options are named by text, or by a key that is plainly one; those that
/// the question itself names don't count, unless it names all of them. A clause denies what it names where it has a word of denial (unless the question has
/// one too) or sets it against another ("unlike the cat", "while the cat ..."). O(text), for options of bounded length.
class claim_reader {
public:
    claim_reader(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to, bool cut_off) noexcept
        : in_(in), question_(question), text_(in.text()), from_(from), to_(to), cut_off_(cut_off), reader_(in, trust::marked) {}

    [[nodiscard]] reading read() noexcept {
        if (question_.empty() || in_.count() > 64) return {};
        int sentences = 0;
        for (std::size_t begin = from_; begin < to_; begin = end_) {
            end_ = sentence_end(in_, begin, to_);
            if (cut_off_ && end_ == to_) break;
            if (!asks_itself(text_.substr(begin, end_ - begin)) && names_any(begin)) sentence(begin);
            if (cut_off_ && !is_heading(strip(text_.substr(begin, end_ - begin))) && ++sentences == 2) break;   // behind its opening, it leads anywhere
        }
        if (sole_.names_option()) return sole_;
        if (const reading r = repeated(); r.names_option()) return r;
        const bool one = one_bit(affirmed_ & ~named_);
        if (cut_off_) return {};
        if (one && most_content_ > 1 && most_content_ * 4 >= asked_.content.size()) return best_;
        if (const reading only = spans_of(affirmed_ & ~named_); one && ((to_ - from_ <= few && !opens_with(only.span.begin)) || nothing_follows(only.span.end) || touches_)) return only;
        const std::uint64_t left = every_option() & ~denied_;
        if (in_.count() > 2 && one_bit(left)) return {outcome::text, static_cast<std::size_t>(std::countr_zero(left)), {last_, last_}};
        return {};
    }

    /// The option of the sentence that repeats half of the question's words. @pre read()
    [[nodiscard]] reading repeated() const noexcept { return most_ > 1 && most_ * 2 >= asked_.all.size() ? best_ : reading{}; }

    /// Where the last sentence begins that takes back what was said before it; no_match: none does. @pre read()
    [[nodiscard]] std::size_t taken_back() const noexcept { return taken_back_; }

    /// Whether the response names an option, by text or by what may be its key. @pre read()
    [[nodiscard]] bool saw_option() const noexcept { return looked_; }

private:
    static constexpr std::size_t few = 48;   ///< bytes: a response that has nothing else to be about, "I would take a mop."

    struct affirmation {
        std::uint64_t named = 0;
        std::size_t begin = 0, end = 0;
    };
    struct clause {
        std::uint64_t named = 0;
        byte_span span{};
        bool denied = false, sole = false;
        bool bare = true;    ///< nothing but options, articles and joining words
    };

    reading spans_of(std::uint64_t one) const noexcept {
        const auto option = static_cast<std::size_t>(std::countr_zero(one));
        return {outcome::text, option, option < spans_.size() ? spans_[option] : byte_span{last_, last_}};
    }

    std::uint64_t every_option() const noexcept { return in_.count() == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << in_.count()) - 1; }

    /// Whether the sentence that begins here names an option.
    bool names_any(std::size_t begin) const noexcept {
        if (in_.keys().usual() && !in_.marked().in_between(begin, end_).words) return false;   // an empty line
        if (in_.may_have_key(begin, end_)) return true;
        for (std::size_t at = in_.next_text(begin, end_); at < end_; at = in_.next_text(at + in_.at(at, end_).size, end_))
            if (reader_.longest_text(at, end_, false, true).end != no_match) return true;
        return false;
    }

    /// Whether a sentence is empty or a heading, "**Explanation:**".
    static bool is_heading(std::string_view sentence) noexcept {
        return sentence.size() < 32 && (sentence.empty() || sentence.find(':') != std::string_view::npos || sentence.find("：") != std::string_view::npos);
    }

    /// Whether the sentence ends at `at`, but for "of course" and the like.
    bool nothing_follows(std::size_t at) const noexcept {
        const std::size_t word = in_.word_end(in_.skip_signs(at, to_), to_, role::filler | role::closing);
        return in_.ends_there(at, to_) || (word != no_match && in_.ends_there(word, to_));
    }

    /// Whether nothing but an article stands before `at`: what follows is said of the option, and does not name it as the answer, "The deep sea is dark."
    bool opens_with(std::size_t at) const noexcept {
        const std::size_t begin = in_.skip_signs(from_, to_);
        const std::size_t word = in_.word_end(begin, to_, role::article);
        return begin >= at || (word != no_match && in_.skip_blanks(word, to_) >= at);
    }

    /// Whether a clause has any word of the question, so that it is about what was asked.
    bool touches_question(std::size_t begin, std::size_t end) const noexcept {
        return words_of(text_.substr(begin, end - begin)).content.shared(asked_.content) > 0;
    }

    void close() noexcept {
        sentence_denies_ |= here_.denied;
        here_.named = without_compared(in_, here_.named);
        if (here_.named != 0) {
            const bool denied = here_.sole ? false : here_.denied || (here_.bare && before_denied_);
            (denied ? denied_ : affirmed_) |= here_.named;
            if (!denied) said_ |= here_.named;
            if (!denied && here_.bare && clauses_ > 0) said_in_[clauses_ - 1].named |= here_.named;   // a list goes on
            else if (!denied && clauses_ < said_in_.size()) said_in_[clauses_++] = {here_.named, clause_, at_};
            if (!denied && !touches_) touches_ = sentence_denies_ || touches_question(clause_, at_);
            const bool goes_on = after_sole_ && here_.bare && !denied;
            if (goes_on && sole_.names_option() && (here_.named & ~(std::uint64_t{1} << sole_.option)) != 0) sole_ = {};   // "this leaves A, D and E"
            after_sole_ = here_.sole && !here_.bare;
            if (here_.sole && one_bit(here_.named)) sole_ = {outcome::text, static_cast<std::size_t>(std::countr_zero(here_.named)), here_.span};
            before_denied_ = denied;
        } else if (one_follows_ |= here_.sole; clauses_ > 0 && !here_.denied) {
            said_in_[clauses_ - 1].end = at_;   // "the dolphin, which lives in the sea"
        }
        here_ = {};
        apart_ = false;
        clause_ = at_;
    }

    void name(std::size_t option, byte_span span) noexcept {
        here_.named |= std::uint64_t{1} << option;
        here_.span = span;
        last_ = span.end;
        apart_ = false;
        if (option < spans_.size()) spans_[option] = span;
    }

    void look_at_question() noexcept {
        if (looked_) return;
        looked_ = true;
        const option_texts& texts = in_.texts();
        asked_ = words_of(question_, [&](std::size_t at) {
            const opening with = option_texts::opening_at(question_, at);
            if (!texts.may_begin(with)) return;
            for (std::size_t i = 0; i < in_.count(); ++i)
                if (texts.may_begin(i, with) && texts.match(i, question_, at, question_.size(), true) != no_match) named_ |= std::uint64_t{1} << i;
        });
        if (named_ == every_option()) named_ = 0;   // "Is it odd or even?": naming one of them says something
    }

    /// Past a word, an option or a sign at `at`, in the sentence that begins at `begin`.
    std::size_t step(std::size_t begin, std::size_t at, role& last) noexcept {
        const code_point c = in_.at(at, end_);
        at_ = at;
        if (!is_word(c.value)) {
            const char32_t n = narrow(c.value);
            const bool mark = n == ',' || n == ';' || n == ':' || n == U'、' || n == U'،' || n == U'؛' || n == 0x2014 || n == 0x2013;
            if (mark && !here_.bare) close();
            if (mark) apart_ = true;
            if (n == ':' && one_follows_) here_.sole = true;   // "there is only one sea animal here: the dolphin"
            if (is_cross(n)) here_.denied = true;
            if (n == '=' && !cut_off_) here_.named = said_ = 0, clauses_ = 0;   // "12 / 4 = 3": what stands behind it is the result
            if (!is_space(n) && n != '.') last = role::none;   // "z. B."
            return at + c.size;
        }
        if (const auto m = reader_.longest_text(at, end_, false, true); m.end != no_match) {
            look_at_question();
            touches_ |= any(last, role::copula);
            last = role::none;
            const bool bold = at > 0 && text_[at - 1] == '*' && in_.at(m.end, end_).value == '*';   // stands out from the question's words
            if (!m.shared && ((named_ >> m.option & 1U) == 0 || bold)) name(m.option, {at, m.end});
            return m.end;
        }
        const found_word found = in_.word_at(at, end_, static_cast<role>(~0U));
        const role before = last;
        const key_token key = in_.key_at_event(at, end_);
        if (key && (!found || key.end >= found.end) && is_mention(in_, key, end_, at == begin ? 0 : decode_last(up_to(text_, at)).value, last)) {
            look_at_question();
            last = role::none;
            if (!sets_off_label(in_, {key.begin, key.end}, end_)) name(key.option, {key.begin, key.end}), touches_ = true;
            return key.end;
        }
        if (found) {
            if (!any(found.what, role::article) || any(found.what, role::copula)) last = found.what;
            here_.denied |= any(found.what, role::rather);
            if (any(found.what, role::rather) || (any(found.what, role::sole) && apart_)) {   // "without A, B and C, only D remains"
                close();
            } else if (any(found.what, role::contrast)) {
                close();
                here_.denied = true;
            } else if (any(found.what, role::turn | role::conclusion) && (!here_.bare || here_.named != 0)) {
                close();
            }
            if (any(found.what, role::correcting) && affirmed_ != 0 && in_.skip_signs(begin, end_) == at) taken_back_ = begin;
            if (any(found.what, role::negative | role::no_option) && !question_denies()) here_.denied = true;
            here_.sole |= any(found.what, role::sole) && !limits(found, at, before);
            here_.bare &= any(found.what, role::joining | role::article | role::turn | role::conclusion | role::sole);   // "bleibt also die Bank"
            if (any(found.what, role::negative) && any(found.what, role::turn)) close();   // "ではなく"
            return found.end;
        }
        last = role::none;
        here_.bare = false;
        return at + c.size;   // no word begins in the rest of it
    }

    /// Whether "only" limits what is said of the option before it, and does not leave that option alone: "the plane only smooths".
    bool limits(const found_word& only, std::size_t at, role before) const noexcept {
        if (here_.named == 0 || in_.at(at, end_).value >= 0x600 || any(only.what, role::right) || any(before, role::copula | role::article)) return false;
        const std::size_t behind = in_.skip_blanks(only.end, end_);
        return is_word(in_.at(behind, end_).value) && !in_.word_at(behind, end_, static_cast<role>(~0U)) && reader_.longest_text(behind, end_).end == no_match;
    }

    /// Whether the question has a word of denial. O(question), once.
    bool question_denies() noexcept {
        if (denies_ < 0) denies_ = asks_for_denial(last_asked(question_));
        return denies_ != 0;
    }

    void sentence(std::size_t begin) noexcept {
        said_ = 0;
        before_denied_ = after_sole_ = one_follows_ = false;
        clauses_ = 0;
        clause_ = begin;
        sentence_denies_ = false;
        role last = role::none;
        for (std::size_t at = begin; at < end_;) {
            const std::size_t next = in_.next_event(at, end_);
            if (const auto plain = in_.marked().in_between(at, next); plain.words) {
                last = role::none;
                here_.bare = false;
            } else if (plain.signs) {
                last = role::none;
            }
            if (next == end_) break;
            at = step(begin, next, last);
        }
        at_ = end_;
        close();
        if (said_ == 0 || in_.label_of(begin, end_) != no_match) return;   // an item of a list asserts nothing
        if (!one_bit(said_)) return weigh_clauses();
        const words_of said(text_.substr(begin, end_ - begin));
        if (const int shared = said.all.shared(asked_.all); shared > most_) {
            most_ = shared;
            best_ = spans_of(said_);
        }
        if (const int shared = said.content.shared(asked_.content); shared > most_content_) most_content_ = shared;
    }

    /// Of a sentence that affirms several options: the one whose clause repeats more of the question than any other's, and three words of five: "the cat lives
    /// in a house; it is the dolphin that lives in the sea".
    void weigh_clauses() noexcept {
        std::uint64_t best = 0;
        int most = 0, second = 0;
        for (std::size_t i = 0; i < clauses_; ++i) {
            const auto& [named, begin, end] = said_in_[i];
            const int shared = words_of(text_.substr(begin, end - begin)).all.shared(asked_.all);
            if (shared > most) {
                if (named != best) second = most;
                most = shared;
                best = named;
            } else if (named != best && shared > second) {
                second = shared;
            }
        }
        if (!one_bit(best) || most == second || most <= most_ || most * 5 < asked_.all.size() * 3) return;
        most_ = most;
        best_ = spans_of(best);
    }

    const option_matcher& in_;
    std::string_view question_, text_;
    std::size_t from_, to_, end_ = 0;
    bool cut_off_;
    value_reader reader_;
    bool looked_ = false;
    std::size_t taken_back_ = no_match;
    int denies_ = -1;                         ///< question_denies(), or negative: not yet known
    std::uint64_t named_ = 0;                 ///< by the question
    std::uint64_t affirmed_ = 0, denied_ = 0;
    std::uint64_t said_ = 0;                  ///< affirmed in this sentence
    std::array<affirmation, 8> said_in_{};    ///< the first of its clauses that affirm an option
    std::size_t clauses_ = 0;
    bool before_denied_ = false;              ///< the clause before denied what it names
    bool one_follows_ = false;                ///< the sentence says that there is only one, and has not named it
    bool after_sole_ = false;                 ///< the clause before named what is left, and what follows may go on with it
    clause here_{};
    bool sentence_denies_ = false;                ///< a clause of this sentence denies
    bool touches_ = false;                    ///< an option is affirmed by its key, beside a denial, or in a clause that has a word of the question
    std::size_t clause_ = 0, at_ = 0;         ///< where the clause begins, and where reading is
    bool apart_ = false;                      ///< a comma stands behind the last option of the clause
    reading sole_{}, best_{};
    int most_ = 0, most_content_ = 0;         ///< of the question's words in one sentence: all, and those of content
    std::size_t last_ = 0;
    std::array<byte_span, 16> spans_{};
    words_of asked_{std::string_view{}};
};

} // namespace calm::extract::detail
