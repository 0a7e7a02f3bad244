// What the items of a list of the options are called below their labels: "A. pond\n   This is incorrect.\nB. deep sea\n   This is the best option."
#pragma once

#include "calm/extract/detail/asked.hpp"
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
        bool in_line = false;   // of the first item, something is said in its line: then an empty line ends the others, too
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
            const std::size_t said = behind_label(key, end);
            if (one_bit(items)) in_line = in_.marked().in_between(said, end).words;
            const std::size_t stop = end_of_item(said, next < to ? next : to, in_line);
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

    /// The item's end in [at, stop), before the next label: the first empty line, or the first one behind something that is said.
    [[nodiscard]] std::size_t end_of_item(std::size_t at, std::size_t stop, bool first) const noexcept {
        for (std::size_t blank = in_.text().find("\n\n", at); blank < stop; blank = in_.text().find("\n\n", blank + 2))
            if (first || in_.marked().in_between(at, blank).words) return blank;
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

    /// Positive: the sentence calls what it stands below right, "This is correct.", "Correct! It ...", "This is the best option, as ...", "Yes."; negative: wrong; 0: neither.
    [[nodiscard]] int verdict_of(std::size_t begin, std::size_t end) const noexcept {
        constexpr int few = 2;   // words that are none of the vocabulary: "this", "here"
        constexpr std::size_t few_bytes = 48;   // in scripts without spaces
        const std::size_t first = in_.skip_signs(begin, end);
        for (const bool yes : {true, false})
            if (const std::size_t word = word_of(in_, yes ? yes_words : no_words, first, end); word != no_match && in_.line_ends(word, end)) return yes ? 1 : -1;
        if (asks(strip(in_.text().substr(begin, end - begin)))) return 0;
        role seen = role::none;
        int plain = 0;
        bool denied = false, announces = false;   // announces: "the answer is", of which something follows
        std::size_t stop = end;                   // where the reason begins
        for (std::size_t at = begin; at < end;) {
            const std::size_t next = in_.next_event(at, end);
            const int before = plain;
            for (std::size_t word = in_.marked().next(&marks::words, at, next); word < next; word = in_.marked().next(&marks::words, word + 1, next)) ++plain;
            if (plain > before && announces) return 0;   // "the correct answer is unclear"
            if (next == end) break;
            const code_point c = in_.at(next, end);
            if (!is_word(c.value)) {
                const char32_t n = narrow(c.value);
                if (any(seen, role::right) && (n == ',' || n == ';' || n == ':' || n == '!' || n == U'、' || n == U'،')) {
                    stop = next;
                    break;
                }
                at = next + c.size;
                continue;
            }
            if (in_.key_at_event(next, end) || reader_.longest_text(next, end, false, true).end != no_match) return 0;   // about another option, or named by itself
            const found_word found = in_.word_at(next, end, static_cast<role>(~0U));
            if (!found) {
                if (announces) return 0;
                ++plain;
                at = next + c.size;
                continue;
            }
            const bool turns = any(found.what, role::reason | role::contrast) || (any(found.what, role::turn) && !any(found.what, role::joining | role::article | role::copula | role::negative));
            if (turns && any(seen, role::right)) {
                stop = next;
                break;
            }
            if (turns || any(found.what, role::both | role::hedge) || (any(found.what, role::choose) && !any(found.what, role::copula) && !any(seen, role::right))) return 0;   // "if this were right", "choose the right one"
            denied |= any(found.what, role::negative);
            announces = any(found.what, role::copula) && any(seen, role::answer | role::option);
            seen |= found.what;
            at = found.end;
        }
        const bool short_one = unspaced(in_.at(first, end).value) ? stop - first <= few_bytes : plain <= few;
        return any(seen, role::right | role::answer) && short_one ? (denied ? -1 : 1) : 0;
    }

    const option_matcher& in_;
    value_reader reader_;
};

} // namespace calm::extract::detail
