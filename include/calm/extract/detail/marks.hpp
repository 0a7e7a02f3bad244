// Where in a text words, keys, signs and sentence ends stand, found in one look at each byte: what the rules walk along.
#pragma once

#include "calm/extract/detail/char_class.hpp"
#include "calm/extract/detail/trigger_map.hpp"
#include "calm/extract/detail/word_index.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

/// What stands in 64 bytes of a text: bit i for byte i, the first byte of a code point but for `ends`. Not initialised by itself.
struct marks {
    std::uint64_t words;        ///< a word begins, or a letter of an unspaced script
    std::uint64_t vocabulary;   ///< one begins that may be, or begin, a word of the vocabulary
    std::uint64_t triggers;     ///< a sign or such a word that may announce an answer: see trigger_map
    std::uint64_t letters;      ///< an ASCII letter or digit alone, or a letter of another script that may stand for a key
    std::uint64_t signs;        ///< neither a word's nor white space nor a full stop
    std::uint64_t events;       ///< those of the signs that a clause or a value may begin or end at
    std::uint64_t places;       ///< words and events
    std::uint64_t certain;      ///< of those, all but words that are neither of the vocabulary nor a letter alone
    std::uint64_t ends;         ///< the last byte of a code point that ends a sentence; in ASCII, of one that may
};

/// The marks of a text, made block by block where they are asked for. Those of 8192 bytes are kept: no allocation, and a walk through a text of any
/// length makes each block once.
class marked_text {
public:
    explicit marked_text(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] std::string_view text() const noexcept { return text_; }

    /// The marks of text[64 block, 64 block + 64). @pre 64 block < text().size(), and less than 2^38
    [[nodiscard]] const marks& block(std::size_t block) const noexcept {
        const std::size_t slot = block % kept;
        if (const auto number = static_cast<std::uint32_t>(block + 1); number_[slot] != number) {
            number_[slot] = number;
            make(block, blocks_[slot]);
        }
        return blocks_[slot];
    }

    /// The first place in [at, end) that has one of these marks; `end`: none. Out of line, as most of what walks along them is. @pre end <= text().size()
    [[nodiscard, gnu::noinline]] std::size_t next(std::uint64_t marks::*which, std::size_t at, std::size_t end) const noexcept {
        while (at < end) {
            if (const std::uint64_t bits = block(at / 64).*which >> (at % 64); bits != 0) {
                at += static_cast<std::size_t>(std::countr_zero(bits));
                return at < end ? at : end;
            }
            at = at / 64 * 64 + 64;
        }
        return end;
    }

    /// The last place in [from, to) that has one; no_match: none.
    [[nodiscard, gnu::noinline]] std::size_t last(std::uint64_t marks::*which, std::size_t from, std::size_t to) const noexcept {
        while (to > from) {
            const std::size_t at = to - 1;
            if (const std::uint64_t bits = block(at / 64).*which << (63 - at % 64); bits != 0) {
                const std::size_t found = at - static_cast<std::size_t>(std::countl_zero(bits));
                return found >= from ? found : no_match;
            }
            to = at / 64 * 64;
        }
        return no_match;
    }

    /// The first place in [at, end) that has one and that accept(marks, place) likes; `end`: none. `accept` must not ask for marks.
    template <class Accept>
    [[nodiscard]] std::size_t next_if(std::uint64_t marks::*which, std::size_t at, std::size_t end, Accept accept) const noexcept {
        for (; at < end; at = at / 64 * 64 + 64) {
            const marks& here = block(at / 64);
            for (std::uint64_t bits = here.*which >> (at % 64) << (at % 64); bits != 0; bits &= bits - 1) {
                const std::size_t found = at / 64 * 64 + static_cast<std::size_t>(std::countr_zero(bits));
                if (found >= end) return end;
                if (accept(here, found)) return found;
            }
        }
        return end;
    }

    /// Whether words begin and whether signs stand in [begin, end).
    struct between {
        bool words = false, signs = false;
    };
    [[nodiscard]] between in_between(std::size_t begin, std::size_t end) const noexcept {
        between seen;
        for (std::size_t at = begin; at < end; at = at / 64 * 64 + 64) {
            const marks& here = block(at / 64);
            std::uint64_t wanted = ~std::uint64_t{0} << (at % 64);
            if (end / 64 == at / 64) wanted &= (std::uint64_t{1} << (end % 64)) - 1;
            seen.words |= (here.words & wanted) != 0;
            seen.signs |= (here.signs & wanted) != 0;
        }
        return seen;
    }

    /// Whether text()[at] has one. @pre at < text().size()
    [[nodiscard]] bool has(std::uint64_t marks::*which, std::size_t at) const noexcept { return (block(at / 64).*which >> (at % 64) & 1U) != 0; }

private:
    static constexpr std::size_t kept = 128;   ///< blocks

    /// The first byte of a code point at or behind `at`.
    [[nodiscard]] std::size_t whole_from(std::size_t at) const noexcept {
        for (std::size_t back = 1; back <= 3 && back <= at; ++back)
            if (const std::size_t size = decode(text_, at - back).size; size > back) return at - back + size;
        return at;
    }

    /// Bit i for byte i of eight, from their lowest bits.
    static constexpr std::uint64_t gather(std::uint64_t bytes) noexcept { return (bytes & 0x0101010101010101U) * 0x0102040810204080U >> 56; }

    /// The bits from bit `at` on, which may be beyond the last.
    static constexpr std::uint64_t from(std::uint64_t bits, std::size_t at) noexcept { return at < 64 ? bits >> at << at : 0U; }

    /// All without a branch that depends on a byte: which comes next in a text can't be foreseen.
    void make(std::size_t block, marks& made) const noexcept {
        const char_classes& classes = classes_of_chars();
        const std::size_t begin = block * 64, size = text_.size() - begin < 64 ? text_.size() - begin : 64;
        const char* const bytes = text_.data() + begin;
        std::uint64_t ascii = 0, beyond = 0;   // letters and digits of ASCII; bytes from 0x80 on
        made.signs = made.events = made.ends = 0;
        for (std::size_t i = 0; i < size; i += 8) {
            std::uint64_t eight = 0;
            const auto add = [&](std::size_t k) { eight |= std::uint64_t{classes.of_byte(static_cast<unsigned char>(bytes[i + k]))} << (8 * k); };
            if (i + 8 <= size) for (std::size_t k = 0; k < 8; ++k) add(k);
            else for (std::size_t k = 0; i + k < size; ++k) add(k);
            ascii |= gather(eight) << i;
            made.signs |= gather(eight >> 1) << i;
            made.events |= gather(eight >> 2) << i;
            made.ends |= gather(eight >> 3) << i;
            beyond |= gather(eight >> 7) << i;
        }
        const auto class_of = [&](std::size_t at) { return at < text_.size() ? classes.of_byte(static_cast<unsigned char>(text_[at])) : std::uint8_t{0}; };
        const std::uint64_t before = begin > 0 && (class_of(begin - 1) & char_class::word) != 0, behind = size == 64 ? class_of(begin + 64) & char_class::word : 0U;
        made.letters = ascii & ~(ascii << 1 | before) & ~(ascii >> 1 | behind << 63);
        std::uint64_t spaced = ascii, carried = before;   // all bytes of words that may go on behind them
        std::uint64_t unspaced = 0;
        std::uint64_t known = 0;                          // words beyond ASCII: the first letter is one of the vocabulary's
        made.words = ascii;
        if (beyond != 0 || (begin > 0 && static_cast<unsigned char>(bytes[-1]) >= 0x80)) {
            std::size_t at = begin == 0 ? 0 : whole_from(begin) - begin;
            if (begin > 0) {
                const std::uint8_t what = classes.of(decode_last(up_to(text_, begin + at)).value);
                const std::uint64_t goes_on = (what & (char_class::word | char_class::unspaced)) == char_class::word;
                if (at == 0) carried = goes_on;
                else spaced |= goes_on << (at - 1);
                if (at > 0 && at <= size && (what & char_class::ends) != 0) made.ends |= std::uint64_t{1} << (at - 1);
            }
            for (std::uint64_t left = from(beyond, at); left != 0; left = from(beyond, at)) {
                at = static_cast<std::size_t>(std::countr_zero(left));
                std::size_t length = 1;
                const std::uint64_t what = classes.at(text_, begin + at, length), word = what & 1U, apart = what >> 6 & 1U, whole = ((std::uint64_t{1} << length) - 1) << at;
                spaced |= whole & (std::uint64_t{0} - (word & ~apart));
                made.words |= word << at;
                unspaced |= apart << at;
                known |= (what >> 5 & 1U) << at;
                if ((what & (char_class::sign | char_class::letter)) != 0) {   // rare
                    made.signs |= (what >> 1 & 1U) << at;
                    made.events |= (what >> 2 & 1U) << at;
                    made.letters |= (what >> 4 & 1U) << at;
                }
                if ((what & char_class::ends) != 0 && at + length <= 64) made.ends |= std::uint64_t{1} << (at + length - 1);
                at += length;
            }
        }
        made.words &= ~(spaced << 1 | carried) | unspaced;
        made.vocabulary = known & made.words;
        made.triggers = 0;
        note_vocabulary(begin, ascii, beyond, made);
        made.places = made.words | made.events;
        made.certain = made.vocabulary | (made.letters & made.words) | made.events;
    }

    /// Of the words that begin, which may be the vocabulary's, and of those and the signs, which may announce an answer.
    void note_vocabulary(std::size_t begin, std::uint64_t ascii, std::uint64_t beyond, marks& made) const noexcept {
        const word_index& words = index_of_words();
        const trigger_map& trigger = triggers();
        std::uint64_t ascii_behind = 0, beyond_behind = 0;   // of the three bytes behind the block
        for (std::size_t i = 0; i < 3 && begin + 64 + i < text_.size(); ++i) {
            const auto byte = static_cast<unsigned char>(text_[begin + 64 + i]);
            ascii_behind |= std::uint64_t{is_ascii_word(byte)} << i;
            beyond_behind |= std::uint64_t{byte >= 0x80} << i;
        }
        for (std::uint64_t left = made.words & ascii; left != 0; left &= left - 1) {
            const int at = std::countr_zero(left);
            std::uint64_t letters = ascii >> at, others = beyond >> at;
            if (at > 60) letters |= ascii_behind << (64 - at), others |= beyond_behind << (64 - at);
            const int length = std::countr_one(letters & 15U);
            const std::uint32_t four = four_bytes(text_, begin + static_cast<std::size_t>(at));
            const std::uint32_t small = (four | 0x20202020U) & 0xffffffffU >> (32 - 8 * length);
            const std::uint64_t may_be = std::uint64_t{!words.empty(word_index::place_of(small))} | (length < 4 ? others >> length & 1U : 0U);
            made.vocabulary |= may_be << at;
            made.triggers |= (may_be & std::uint64_t{trigger.may_begin(four)}) << at;
        }
        for (std::uint64_t left = (made.vocabulary & ~ascii) | made.events; left != 0; left &= left - 1) {
            const int at = std::countr_zero(left);
            made.triggers |= std::uint64_t{trigger.may_begin(four_bytes(text_, begin + static_cast<std::size_t>(at)))} << at;
        }
    }

    std::string_view text_;
    mutable std::array<std::uint32_t, kept> number_{};   ///< of the block kept there, from 1; 0: none yet
    mutable std::array<marks, kept> blocks_;
};

} // namespace calm::extract::detail
