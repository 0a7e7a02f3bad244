// What a response leaves of the options where it names them in part, in other forms of their words, or beside all others: "so what they lack above all is light".
#pragma once

#include "calm/extract/detail/asked.hpp"
#include "calm/extract/detail/mention.hpp"
#include "calm/extract/detail/option_words.hpp"
#include "calm/extract/detail/reading.hpp"
#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/value.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

/// Reads what the clauses of a response say of the options, named by text, by key, or by two of three words of their own, and decides by the last ones. O(response), for options
/// of bounded length.
class weighing_reader {
public:
    weighing_reader(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to) noexcept
        : in_(in), text_(in.text()), asked_(last_asked(question)), from_(from), to_(to), reader_(in, trust::marked), words_(in, question, asked_) {}

    /// @param concluded only what the last conclusion says
    [[nodiscard]] reading read(bool concluded = false) noexcept {
        for (std::size_t begin = from_; begin < to_; begin = end_, ++sentence_) {
            end_ = sentence_end(in_, begin, to_);
            if (!asks_itself(text_.substr(begin, end_ - begin)) && names_any(begin)) sentence(begin);
        }
        return concluded ? last_conclusion() : decide();
    }

private:
    /// What a clause says. Not initialised by itself.
    struct claim {
        std::uint64_t named;
        byte_span span;
        std::size_t sentence;
        int asked;         ///< words of the question
        int own;           ///< words of the option, where it is not named as it is written
        bool denies;       ///< it has a word of denial
        bool denied;       ///< it denies the option
        bool concluded;    ///< behind a word of conclusion, or beside one for what was asked
        bool carried;      ///< some of those words stand in the clause before, which names no option
        bool both;         ///< it says that two options are meant
        bool listed;       ///< in an item of a list
    };

    static reading read_of(std::uint64_t one, byte_span span) noexcept { return {outcome::text, static_cast<std::size_t>(std::countr_zero(one)), span}; }

    /// Whether the sentence that begins here names an option, in any way.
    bool names_any(std::size_t begin) noexcept {
        if (!in_.marked().in_between(begin, end_).words) return false;
        words_.look_at(text_, begin, end_);
        if (in_.may_have_key(begin, end_) || words_.in(begin, end_).options != 0) return true;
        for (std::size_t at = in_.next_text(begin, end_); at < end_; at = in_.next_text(at + in_.at(at, end_).size, end_))
            if (reader_.longest_text(at, end_, false, true).end != no_match) return true;
        return false;
    }

    /// Whether the question asks for what is not so. O(question), once.
    bool question_denies() noexcept {
        if (question_denies_ < 0) question_denies_ = asks_for_denial(asked_);
        return question_denies_ != 0;
    }

    void sentence(std::size_t begin) noexcept {
        concluded_ = false;
        listed_ = in_.label_of(begin, end_) != no_match;
        here_ = {};
        bare_ = true;
        joined_ = false;
        clause_ = begin;
        pending_ = 0;
        role last = role::none;
        for (std::size_t at = begin; at < end_;) {
            const std::size_t next = in_.next_event(at, end_);
            if (const auto plain = in_.marked().in_between(at, next); plain.words) {
                last = role::none;
                bare_ = false;
            } else if (plain.signs) {
                last = role::none;
            }
            if (next == end_) break;
            at = step(begin, next, last);
        }
        close(end_);
    }

    std::size_t step(std::size_t begin, std::size_t at, role& last) noexcept {
        const code_point c = in_.at(at, end_);
        if (!is_word(c.value)) {
            const char32_t n = narrow(c.value);
            const bool mark = n == ',' || n == ';' || n == ':' || n == '(' || n == ')' || n == U'、' || n == U'،' || n == U'؛' || n == 0x2014 || n == 0x2013;
            if (mark && !bare_) close(at);
            if (is_cross(n) && !(n == 0xd7 && is_word(in_.at(in_.skip_blanks(at + c.size, end_), end_).value))) here_.denied = true;   // "3 × 7"
            if (!is_space(n) && n != '.') last = role::none;
            return at + c.size;
        }
        if (const auto m = reader_.longest_text(at, end_, false, true); m.end != no_match) {
            last = role::none;
            const bool bold = at > 0 && text_[at - 1] == '*' && in_.at(m.end, end_).value == '*';   // stands out from the question's words
            if (!m.shared && (bold || (words_.given() >> m.option & 1U) == 0)) name(m.option, {at, m.end});
            return m.end;
        }
        const found_word found = in_.word_at(at, end_, static_cast<role>(~0U));
        const key_token key = in_.key_at_event(at, end_);
        if (key && (!found || key.end >= found.end) && is_mention(in_, key, end_, at == begin ? 0 : decode_last(up_to(text_, at)).value, last)) {
            last = role::none;
            if (!sets_off_label(in_, {key.begin, key.end}, end_)) name(key.option, {key.begin, key.end});
            return key.end;
        }
        if (!found) {
            last = role::none;
            bare_ = false;
            return at + c.size;
        }
        last = found.what;
        if (any(found.what, role::contrast | role::rather)) {
            here_.denied |= any(found.what, role::rather);
            close(at);
            here_.denied = here_.denies = any(found.what, role::contrast);
        } else if (any(found.what, role::turn | role::conclusion) && (!bare_ || here_.named != 0)) {
            close(at);
        }
        if (any(found.what, role::joining) && !bare_ && !joined_ && here_.named == 0) name_by_words(at);
        if (any(found.what, role::joining)) joined_ = true;
        if (any(found.what, role::negative | role::no_option) && !(joined_ && here_.named != 0)) {   // "it rains and nobody wants wet feet": only what is behind "and"
            here_.denies = true;
            here_.denied |= !question_denies();
        }
        concluded_ |= any(found.what, role::conclusion);
        here_.concluded |= any(found.what, announcing);
        here_.both |= any(found.what, role::both);
        bare_ &= any(found.what, role::joining | role::article | role::turn | role::conclusion);
        if (any(found.what, role::negative) && any(found.what, role::turn)) close(found.end);   // "ではなく"
        return found.end;
    }

    /// Names what the clause has two of three own words of, up to `at`.
    void name_by_words(std::size_t at) noexcept {
        const option_words::found words = words_.in(clause_, at);
        if (words.options == 0) return;
        here_.named = words.options;
        here_.own = words.own;
        here_.span = {clause_, at};
    }

    void name(std::size_t option, byte_span span) noexcept {
        joined_ = false;
        here_.named |= std::uint64_t{1} << option;
        here_.span = span;
    }

    void close(std::size_t at) noexcept {
        const option_words::found words = words_.in(clause_, at);
        if (here_.named == 0 && words.options != 0) here_.span = {clause_, at};
        if (here_.named == 0) here_.own = words.own;
        here_.named = without_compared(in_, here_.named | words.options);
        here_.asked = words.asked + pending_;
        here_.carried = pending_ > 0;
        here_.concluded |= concluded_;
        here_.sentence = sentence_;
        here_.listed = listed_;
        if (claim& before = claims_[(count_ - 1) % claims_.size()]; bare_ && here_.named != 0 && count_ > 0 && before.sentence == sentence_) {
            before.named |= here_.named;   // a list goes on
            (before.denied ? denied_ : affirmed_) |= here_.named;
        } else if (here_.named != 0) {
            claims_[count_++ % claims_.size()] = here_;
            (here_.denied ? denied_ : affirmed_) |= here_.named;
            if (!here_.denied) affirmed_at_ = here_.span;
            denies_ |= here_.denies;
            pending_ = 0;
        } else {
            if (concluded_ && !here_.denies && here_.asked > 0 && count_ > 0 && before.sentence == sentence_) before.concluded = true;   // "it has the largest mass, so it weighs most"
            pending_ = here_.asked;
        }
        here_ = {};
        bare_ = true;
        joined_ = false;
        clause_ = at;
    }

    [[nodiscard]] const claim& back(std::size_t i) const noexcept { return claims_[(count_ - 1 - i) % claims_.size()]; }
    [[nodiscard]] std::size_t kept() const noexcept { return count_ < claims_.size() ? count_ : claims_.size(); }

    [[nodiscard]] reading decide() noexcept {
        if (count_ == 0) return {};
        if (const reading r = last_conclusion(); r.names_option()) return r;
        if (denies_ && question_denies()) return odd_one_out();
        if (const reading r = closest(); r.names_option()) return r;
        const reading r = left_over();
        return r.names_option() ? r : returned_to();
    }

    /// The only option that the last sentence affirms that names any, in words of the question, beside two others at least: one that has been named before, or where others
    /// were named together.
    [[nodiscard]] reading returned_to() const noexcept {
        const claim& last = back(0);
        std::uint64_t named = 0, before = 0;
        int asked = 0;
        bool together = false;
        for (std::size_t i = 0; i < kept(); ++i) {
            const claim& one = back(i);
            if (one.sentence == last.sentence) {
                if (!one.denied) named |= one.named, asked += one.asked;
            } else {
                before |= one.named;
                together |= !one_bit(one.named);
            }
        }
        const auto others = static_cast<std::size_t>(std::popcount(before & ~named));
        const bool enough = others >= 2 && ((before & named) != 0 || (together && others + 1 >= in_.count()));
        return one_bit(named) && enough && asked > 0 && !last.listed ? read_of(named, last.span) : reading{};
    }

    /// The only option that the last sentence with a conclusion affirms, unless what follows affirms another and it says nothing of what was asked.
    [[nodiscard]] reading last_conclusion() const noexcept {
        for (std::size_t i = 0; i < kept(); ++i) {
            if (!back(i).concluded || back(i).denied || back(i).listed) continue;
            std::uint64_t named = 0;
            int asked = 0;
            for (std::size_t j = i; j < kept() && back(j).sentence == back(i).sentence; ++j) {
                if (!back(j).concluded || back(j).denied) continue;
                if (back(j).both) return {};
                named |= back(j).named;
                asked += back(j).asked;
            }
            bool others = false;   // a later sentence affirms something else
            for (std::size_t j = 0; j < i; ++j) others |= back(j).sentence != back(i).sentence && !back(j).denied && one_bit(back(j).named & ~named);
            return one_bit(named) && (!others || asked > 0) ? read_of(named, back(i).span) : reading{};
        }
        return {};
    }

    /// To a question of what is not so: the only option that something is denied of, beside others.
    [[nodiscard]] reading odd_one_out() const noexcept {
        std::uint64_t denied = 0, others = 0;
        byte_span span{};
        for (std::size_t i = kept(); i-- > 0;) {
            (back(i).denies ? denied : others) |= back(i).named;
            if (back(i).denies) span = back(i).span;
        }
        return one_bit(denied) && (others & ~denied) != 0 ? read_of(denied, span) : reading{};
    }

    /// The option whose clause repeats most of what was asked, by two words more than that of any other, or three where some stand before it.
    [[nodiscard]] reading closest() const noexcept {
        std::uint64_t best = 0;
        int most = 0, second = 0;
        std::size_t in_sentence = 0;
        bool carried = false;
        byte_span span{};
        for (std::size_t i = 0; i < kept(); ++i) {
            const claim& one = back(i);
            if (one.denied) continue;
            if (one.asked > most) {
                if (one.named != best) second = most;
                most = one.asked, best = one.named, span = one.span, in_sentence = one.sentence, carried = one.carried;
            } else if (one.named != best && one.asked > second) {
                second = one.asked;
            }
        }
        for (std::size_t i = 0; i < kept() && carried; ++i)   // "pilots do so, because it avoids the clouds, which reduces the noise"
            if (back(i).sentence == in_sentence && !back(i).denied && (back(i).named & ~best) != 0) return {};
        const int letters = unspaced(decode(asked_, 0).value) ? 2 : 1;   // pairs of them, where words are not set apart
        return one_bit(best) && most >= second + letters * (carried ? 3 : 2) ? read_of(best, span) : reading{};
    }

    /// The only option that is affirmed, beside others that are denied, or near to what was asked.
    [[nodiscard]] reading left_over() const noexcept {
        if (!one_bit(affirmed_)) return {};
        const int words = unspaced(decode(asked_, 0).value) ? 2 : 1;   // pairs of letters, of which an ending is one: "ます"
        bool near = denied_ != 0 && (denied_ & affirmed_) == 0;
        for (std::size_t i = 0; i < kept(); ++i) near |= !back(i).denied && (back(i).asked > words || back(i).own > 1);
        return near ? read_of(affirmed_, affirmed_at_) : reading{};
    }

    const option_matcher& in_;
    std::string_view text_, asked_;
    std::size_t from_, to_, end_ = 0;
    value_reader reader_;
    option_words words_;
    int question_denies_ = -1;   ///< question_denies(), or negative: not yet known
    std::array<claim, 32> claims_;   ///< the last ones
    std::size_t count_ = 0;          ///< of all
    std::uint64_t affirmed_ = 0, denied_ = 0;
    byte_span affirmed_at_{};        ///< the last affirmed claim, which may not be among those kept
    claim here_{};
    bool bare_ = true, concluded_ = false, listed_ = false, denies_ = false;   ///< denies_: some claim has a word of denial
    bool joined_ = false;            ///< an "and" stands behind the last option of the clause
    int pending_ = 0;                ///< words of the question in the clause before, which names no option
    std::size_t clause_ = 0, sentence_ = 0;
};

} // namespace calm::extract::detail
