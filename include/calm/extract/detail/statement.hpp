// What one sentence says about the answer.
#pragma once

#include "calm/extract/detail/mention.hpp"
#include "calm/extract/detail/tally.hpp"
#include "calm/extract/detail/trigger_scan.hpp"
#include "calm/extract/detail/value.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

/// Reads one sentence, word by word. O(sentence), for options of bounded length: no byte is read as a value more than a bounded number of times.
class statement_reader {
public:
    /// @param last  the last place in the sentence where a word that announces an answer begins
    /// @param limit where the response ends: the value of a sentence that ends in its colon stands behind the sentence
    statement_reader(const option_matcher& in, std::size_t begin, std::size_t end, std::size_t last, std::size_t limit) noexcept
        : in_(in), text_(in.text()), begin_(begin), end_(end), last_trigger_(last), limit_(limit), pos_(begin), clause_(begin), read_from_(begin) {}

    [[nodiscard]] statement read() noexcept {
        while (pos_ < end_ && !(done_ && !immediate_)) {
            const std::size_t next = in_.next_event(pos_, end_);
            if (in_.marked().in_between(pos_, next).words) plain_word();
            pos_ = next;
            if (next == end_) break;
            const code_point c = in_.at(pos_, end_);
            if (!is_word(c.value)) sign(c);
            else if (!word()) pos_ += c.size;
        }
        close_clause(end_);
        if (best_.read.what == outcome::rejected && keys_.affirmed.one()) best_.read = keys_.affirmed.read();   // "A is wrong, B is right"
        statement found = best_.how != manner::none ? best_ : conclude();
        found.corrects = corrects_;
        found.taken_back = taken_back_ == 2;
        found.unread = unread_;
        return found;
    }

    /// What a sentence that announces nothing names at its end, in brackets or in conclusion: "It is option D.", "So D it is." @pre read()
    [[nodiscard]] statement last_mention() const noexcept {
        if (both_) return {};
        if (keys_.contrasted()) return contrasted();
        if (keys_.since.option == no_match || keys_.since.several || keys_.since.negated) return {};
        constexpr std::size_t few = 48;   // bytes, of a whole response: "C it is.", "Es muss C sein."
        if (!concludes_ && (limit_ > few || begin_ > 0 || sets_off_label(in_, keys_.since.span, end_)) && !stands_out(in_, keys_.since.read(), begin_, end_)) return {};
        return {manner::stated, keys_.since.read(), begin_};
    }

    /// Whether the sentence names an option by its key. @pre read()
    [[nodiscard]] bool names_options() const noexcept { return keys_.all.option != no_match; }

private:
    /// "Not A but C": the only option that no clause denies, beside one that is denied.
    [[nodiscard]] statement contrasted() const noexcept { return {manner::stated, keys_.affirmed.read(), begin_}; }

    /// How much has been said that announces an answer.
    enum class armed : std::uint8_t { no, for_keys, fully };

    void arm(armed how) noexcept {
        if (how > armed_) armed_ = how;
        armed_here_ = true;
    }

    void sign(code_point c) noexcept {
        const char32_t n = narrow(c.value);
        if (n == ':') {
            if (armed_ != armed::no && armed_here_ && announce(pos_ + c.size, manner::marker)) return;
            if (keys_.here.negated) close_clause(pos_);   // "no: it is C"
        } else if (n == '=' || n == 0x2014 || n == 0x2013 || n == 0x2192) {
            if (armed_ != armed::no && announce(pos_ + c.size, manner::phrase)) return;
        } else if (n == ',' || n == ';' || n == '|' || n == U'،' || n == U'؛') {
            close_clause(pos_);
        } else if (const std::size_t mark = check_mark_at(text_, pos_); mark != 0) {
            keys_.here.seen |= role::right;
            keys_.all.seen |= role::right;
            arm(armed::for_keys);
            if (keys_.here.option == no_match) {
                const reading r = marked_line(in_, pos_, limit_);   // "* The bank (B) has vaults. ✅"
                if (r.names_option()) stated_ = {.how = manner::stated, .read = r, .begin = clause_, .listed = true};
                else if (announce(pos_ + mark, manner::phrase)) return;
            }
            pos_ = pos_ + mark;
            return;
        } else if (is_cross(n)) {
            keys_.here.negated = true;
        } else if (n == '\\' && text_.substr(pos_, limit_ - pos_).starts_with("\\boxed{")) {
            const reading r = read_box(in_, pos_, limit_);
            if (r.decides()) take(manner::boxed, r);
            pos_ = r.decides() && r.span.end > pos_ + 7 ? r.span.end : pos_ + 7;
            return;
        }
        pos_ += c.size;
    }

    /// A word that is none of the vocabulary.
    void plain_word() noexcept {
        last_ = role::none;
        said_ = true;
        if (taken_back_ == 1) taken_back_ = 2;
    }

    /// A key or a word of the vocabulary at pos_; false: neither.
    bool word() noexcept {
        const found_word found = in_.word_at(pos_, end_, every_role);
        const key_token key = in_.key_at_event(pos_, end_);
        if (key && (!found || key.end >= found.end) && is_mention(in_, key, end_, pos_ == begin_ ? 0 : decode_last(up_to(text_, pos_)).value, last_)) {
            keys_.add(key);
            last_ = role::none, taken_back_ = 0;
            const std::size_t own = in_.text_at(key.option, in_.skip_signs(key.end, end_), end_);   // its words say nothing about the answer
            pos_ = own == no_match ? key.end : own;
            return true;
        }
        if (!found) {
            plain_word();
            return false;
        }
        if (any(found.what, ordinals)) {
            if (const key_token nth = ordinal_at(in_, pos_, end_, any(last_, role::option | role::answer | role::choose)); nth) {
                keys_.add(nth);
                pos_ = nth.end;
                last_ = role::option;
                return true;
            }
        }
        const std::size_t begin = pos_;
        pos_ = found.end;
        play(found.what, begin);
        return true;
    }

    void play(role what, std::size_t begin) noexcept {
        if (any(what, role::no_option) && !said_ && none_.empty() && value_reader(in_, trust::marked).longest_text(begin, end_).end == no_match) none_ = {begin, pos_};
        if (any(what, role::rather)) keys_.here.opposed = true;
        if (any(what, role::contrast | role::rather) || (any(what, role::turn) && said_ && !any(what, role::negative))) close_clause(begin);
        keys_.here.opposed |= any(what, role::contrast);
        if (any(what, role::negative)) {
            if (any(last_, role::joining) && keys_.here.option != no_match) close_clause(begin);   // "C and not B"
            keys_.deny();
            if (immediate_) best_ = before_immediate_;
            immediate_ = false;
            if (any(what, role::turn)) close_clause(pos_);   // "ではなく"
        }
        if (any(what, role::correcting) && !(said_ && any(what, role::filler) && in_.begins_nothing(in_.skip_blanks(pos_, end_), end_))) {   // not "it had actually come"
            corrects_ = true;
            taken_back_ = keys_.all.option != no_match;
            keys_.here.negated = false;
            arm(armed::for_keys);
        }
        both_ |= any(what, role::both);
        hedges_ += any(what, role::hedge);
        if (any(what, role::conclusion)) concludes_ = true, keys_.since = {};
        const bool heading = any(what, role::answer) && heads_line(text_, begin);
        keys_.here.seen |= what & relevant;
        keys_.all.seen |= what & relevant;
        const armed was = armed_;
        if (!keys_.here.negated) {
            const role seen = what | keys_.here.seen;
            if (any(what, role::answer) || (any(what, role::option | role::right) && any(seen, role::option) && any(seen, role::right))) arm(armed::fully);
            else if (any(what, role::right | role::choose)) arm(armed::for_keys);
        }
        if (any(what, role::answer | role::option | role::right | role::choose)) {
            if (armed_ != armed::no && (armed_ != was || !any(what, role::option) || any(last_, relevant))) directly(heading, what);
        } else if (any(what, role::copula) && armed_ != armed::no && !keys_.here.negated) {
            announce(pos_, manner::phrase);
        }
        last_ = what;
        said_ |= !any(what, role::filler | role::article | role::joining | role::turn);
    }

    /// The value directly behind an answer word: "the correct answer C", "正确答案A", "## Answer\n\nC".
    void directly(bool heading, role what) noexcept {
        const std::size_t at = word_directly_behind(text_, pos_, limit_);
        if (at >= limit_ || at < read_from_) return;
        const bool new_line = text_.substr(pos_, at - pos_).find_first_of("\n\r") != std::string_view::npos;
        if (new_line && !heading) return;
        const bool full = any(keys_.here.seen, role::answer | role::option) && any(keys_.here.seen, role::right);
        if (!heading && !full && !in_.key_at(at, limit_) && in_.word_end(at, limit_, role::filler) == no_match) return;
        if (in_.word_end(at, limit_, role::copula | role::contrast | relevant) != no_match && !in_.key_at(at, limit_)) return;   // that word has its turn
        const statement kept = best_;
        const std::size_t to = heading && new_line ? limit_ : end_;
        const value_reader reader(in_, heading ? trust::bare : trust::marked);
        const std::size_t cap = at + window < to ? at + window : to;
        const std::size_t start = reader.skip_to_value(at, cap);
        const reading r = reader.read_at(at, start, cap);
        if (!r.names_option() && !(heading && r.decides())) {
            read_from_ = start < end_ ? start : end_;
            return;
        }
        const bool chosen = r.what == outcome::text && any(what, role::choose) && !any(what, role::option | role::right);
        if (!heading && !full && !chosen && r.what != outcome::key && r.what != outcome::text_over_key) return;
        take(manner::phrase, r);
        if (!heading) before_immediate_ = kept, immediate_ = true;
        if (r.span.end > pos_ && r.span.end <= end_) {
            if (r.what == outcome::key) {
                keys_.here.option = keys_.all.option = r.option;
                keys_.here.span = keys_.all.span = r.span;
            }
            pos_ = r.span.end;
        }
    }

    /// The value behind a colon or copula.
    bool announce(std::size_t at, manner how) noexcept {
        if (at < read_from_) return false;
        std::size_t line = at;   // a value that doesn't begin in this sentence may begin behind it
        for (code_point c = in_.at(line, end_); line < end_ && line < at + window && !is_word(c.value); c = in_.at(line += c.size, end_))
            if (how == manner::phrase && (c.value == U'।' || c.value == U'۔' || c.value == U'。')) return false;
        const std::size_t to = how == manner::marker || line >= end_ ? limit_ : end_;
        const std::size_t cap = to - at > window ? at + window : to;
        const value_reader reader(in_, trust::marked);
        const std::size_t start = reader.skip_to_value(at, cap);
        reading r = reader.read_at(at, start, cap);
        if (!r.decides() && how == manner::marker && (armed_ == armed::fully || any(keys_.here.seen, role::choose)) && start < cap) r = text_inside(in_, start, cap);
        if (line >= end_ && armed_ == armed::fully && lists_several(in_, start, limit_)) r = {outcome::several, no_match, r.span};   // "The correct ones are:\n2) whales\n3) seals"
        const bool counts = armed_ == armed::fully ? r.decides()
                                                   : r.what == outcome::key || r.what == outcome::text_over_key ||
                                                         r.what == outcome::inside || (r.what == outcome::text && (how == manner::marker || in_.line_ends(r.span.end, end_)));
        if (!counts || (line >= end_ && r.what == outcome::key && begins_list(in_, r, limit_))) {
            read_from_ = start < end_ ? start : end_;
            if (how == manner::marker && armed_ == armed::fully && start < cap) unread_ = true;
            return false;
        }
        const bool weak = r.what == outcome::text && how == manner::phrase && armed_ == armed::for_keys;
        take(weak ? manner::stated : how, r);
        best_.weak = weak;
        immediate_ = false;
        if (r.span.end > pos_) {
            keys_.here.seen = role::none;
            said_ = true;
            pos_ = r.span.end < end_ ? r.span.end : end_;
            return true;
        }
        return false;
    }

    void take(manner how, const reading& r) noexcept {
        best_ = {how, r, clause_};
        armed_ = armed::no;
        done_ = pos_ > last_trigger_ && r.what != outcome::rejected;
    }

    void close_clause(std::size_t at) noexcept {
        if (!keys_.here.denied() && any(keys_.here.seen, announcing) && keys_.here.option != no_match) {
            stated_ = {manner::stated, {keys_.here.several ? outcome::several : outcome::key, keys_.here.several ? no_match : keys_.here.option, keys_.here.span}, clause_};
            stated_.listed = heads_line(text_, keys_.here.span.begin), stated_.answers = any(keys_.here.seen, role::answer);
        }
        keys_.close_clause();
        armed_here_ = immediate_ = false;
        clause_ = at;
        said_ = false;
        last_ = role::none;
    }

    /// What the sentence says where nothing in it is announced.
    [[nodiscard]] statement conclude() const noexcept {
        statement found = stated_;
        if (found.how != manner::none && concludes_ && keys_.since.one() && !keys_.since.denied() && in_.line_ends(keys_.since.span.end, end_)) found.read = keys_.since.read();   // "B seems right, but C is heavier, so C"
        if ((both_ || hedges_ > 1) && keys_.all.several && found.how != manner::none) found.read = {outcome::several, no_match, keys_.all.span};
        if (found.how == manner::none && corrects_ && keys_.affirmed.one()) found = contrasted();   // "wait, no: C"
        if (found.how == manner::none && any(keys_.all.seen, announcing | role::option) && !none_.empty())
            found = {manner::stated, {outcome::none_of_them, no_match, none_}, begin_};
        if (found.how == manner::none && keys_.contrasted() && any(keys_.all.seen, announcing)) found = contrasted();
        if (found.how == manner::none && !keys_.all.negated && any(keys_.all.seen, announcing)) {
            if (keys_.all.option != no_match) {
                if (!keys_.all.several) found = {manner::stated, keys_.all.read(), begin_};
            } else if (any(keys_.all.seen, role::answer) || (any(keys_.all.seen, role::option) && any(keys_.all.seen, role::right))) {
                found = text_called_right(in_, begin_, end_);
            }
        }
        return found;
    }

    static constexpr role relevant = role::answer | role::option | role::right | role::choose;
    static constexpr role every_role = static_cast<role>(~0U);

    const option_matcher& in_;
    std::string_view text_;
    std::size_t begin_, end_, last_trigger_, limit_, pos_;
    std::size_t clause_;             ///< where it begins
    std::size_t read_from_;          ///< values that begin before this have been read, in vain
    armed armed_ = armed::no;
    bool armed_here_ = false, said_ = false;   ///< in this clause: armed; any word that is no filler
    role last_ = role::none;                   ///< of the word before
    bool corrects_ = false, unread_ = false, concludes_ = false;
    bool done_ = false, both_ = false;   ///< nothing can be announced any more; the sentence says that two are meant, or
    int hedges_ = 0, taken_back_ = 0;   ///< hedges more than once; 1: a word that takes back stands behind an option; 2: something else has been said behind it
    bool immediate_ = false;         ///< best_ was read directly behind an answer word: a denial in the same clause takes it back
    tallies keys_{};
    byte_span none_{};               ///< where the sentence denies all options
    statement best_{}, before_immediate_{}, stated_{};
};

} // namespace calm::extract::detail
