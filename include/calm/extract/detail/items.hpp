// What the items of a list of the options are called below their labels: "A. pond\n   This is incorrect.\nB. deep sea\n   This is the best option."
#pragma once

#include "calm/extract/detail/listed_words.hpp"
#include "calm/extract/detail/reading.hpp"
#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/value.hpp"

#include <cstddef>
#include <cstdint>

namespace calm::extract::detail {

/// Reads such a list. O(response).
class item_reader {
public:
    explicit item_reader(const option_matcher& in) noexcept : in_(in), reader_(in, trust::marked) {}

    /// The only option whose item is called right in one of its first two sentences, beside another item at least, where something is said of each.
    [[nodiscard]] reading read(std::size_t from, std::size_t to) noexcept {
        std::uint64_t items = 0, right = 0;
        byte_span right_at{};
        for (std::size_t at = from; at < to;) {
            const std::size_t end = line_end(in_.text(), at, to), label = in_.label_of(at, end);
            if (label >= 64) {
                at = end + 1;
                continue;
            }
            const key_token key = in_.key_at(in_.skip_signs(at, end), end);
            const std::uint64_t option = std::uint64_t{1} << label;
            items |= option;
            right &= ~option;   // what is said of it last counts
            std::size_t next = end + 1;
            while (next < to && in_.label_of(next, line_end(in_.text(), next, to)) == no_match) next = line_end(in_.text(), next, to) + 1;
            const std::size_t said = behind_label(key, end), stop = end_of_item(said, next < to ? next : to);
            if (!in_.marked().in_between(said, stop).words) return {};   // only named
            if (called_right(said, stop)) right |= option, right_at = {key.begin, key.end};
            at = next;
        }
        if (!one_bit(right) || one_bit(items)) return {};
        return {outcome::key, static_cast<std::size_t>(std::countr_zero(right)), right_at};
    }

private:
    /// Behind the option's key and its own text.
    [[nodiscard]] std::size_t behind_label(const key_token& key, std::size_t end) const noexcept {
        const std::size_t own = in_.text_at(key.option, in_.skip_signs(key.end, end), end);
        return own == no_match ? in_.skip_signs(key.end, end) : own;
    }

    /// The item's end in [at, stop), before the next label: the first empty line behind something that is said.
    [[nodiscard]] std::size_t end_of_item(std::size_t at, std::size_t stop) const noexcept {
        for (std::size_t blank = in_.text().find("\n\n", at); blank < stop; blank = in_.text().find("\n\n", blank + 2))
            if (in_.marked().in_between(at, blank).words) return blank;
        return stop;
    }

    [[nodiscard]] bool called_right(std::size_t from, std::size_t to) const noexcept {
        int sentences = 0;
        for (std::size_t begin = from, end = from; begin < to && sentences < 2; begin = end) {
            end = sentence_end(in_, begin, to);
            if (!in_.marked().in_between(begin, end).words) continue;
            ++sentences;
            if (const int verdict = verdict_of(begin, end); verdict != 0) return verdict > 0;
        }
        return false;
    }

    /// Positive: the sentence calls what it stands below right, "This is correct.", "Correct! It ...", "This is the best option, as ..."; negative: wrong; 0: neither.
    [[nodiscard]] int verdict_of(std::size_t begin, std::size_t end) const noexcept {
        constexpr int few = 2;   // words that are none of the vocabulary: "this", "here"
        constexpr std::size_t few_bytes = 24;   // in scripts without spaces
        role seen = role::none;
        int plain = 0;
        bool denied = false, leads = false;
        const std::size_t first = in_.skip_signs(begin, end);
        for (const bool yes : {true, false})   // "C) Yes"
            if (const std::size_t word = word_of(in_, yes ? yes_words : no_words, first, end); word != no_match && in_.ends_there(word, end)) return yes ? 1 : -1;
        const bool unspaced_script = unspaced(in_.at(first, end).value);
        for (std::size_t at = begin; at < end;) {
            const std::size_t next = in_.next_event(at, end);
            if (in_.marked().in_between(at, next).words) ++plain;
            if (next == end) break;
            const code_point c = in_.at(next, end);
            if (!is_word(c.value)) {
                const char32_t n = narrow(c.value);
                if (any(seen, role::right) && (n == ',' || n == ';' || n == ':' || n == '!' || n == U'、' || n == U'،')) break;   // what follows gives the reason
                at = next + c.size;
                continue;
            }
            if (in_.key_at_event(next, end) || reader_.longest_text(next, end, false, true).end != no_match) return 0;   // about another option, or named by itself
            const found_word found = in_.word_at(next, end, static_cast<role>(~0U));
            if (!found) {
                ++plain;
                at = next + c.size;
                continue;
            }
            if (any(found.what, role::reason | role::contrast) && any(seen, role::right)) break;
            if (any(found.what, role::negative)) denied = true;
            if (any(found.what, role::right)) leads |= plain == 0;
            seen |= found.what;
            at = found.end;
        }
        const bool short_one = unspaced_script ? end - first <= few_bytes : plain <= few;
        if (any(seen, role::both)) return 0;
        const bool called = (any(seen, role::right) && (leads || any(seen, role::option | role::answer))) || (any(seen, role::right | role::answer) && short_one);
        return called ? (denied ? -1 : 1) : 0;
    }

    const option_matcher& in_;
    value_reader reader_;
};

} // namespace calm::extract::detail
