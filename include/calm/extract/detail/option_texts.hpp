// The texts of a question's options, and at which places of a response one of them may begin.
#pragma once

#include "calm/extract/detail/option_text.hpp"
#include "calm/record/question.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace calm::extract::detail {

/// What a place in a text begins with, as far as it takes to see that most options' texts don't begin there.
struct opening {
    char32_t letter = 0;                     ///< common_letter() of the first code point without its accent
    std::uint64_t pair = ~std::uint64_t{0};  ///< one bit for the first two letters, where both are of ASCII
};

/// The texts, each prepared when it is first asked for.
class option_texts {
public:
    explicit option_texts(std::span<const option> options) noexcept : options_(options) {
        for (std::size_t i = 0; i < kept && i < options.size(); ++i) {
            const std::string_view key = options[i].key.view(), text = options[i].text;
            if (text.size() > key.size() + 1 && text[key.size()] == ' ' && text.starts_with(key)) keyed_ |= 1U << i;
        }
        if (std::popcount(keyed_) < 2) keyed_ = 0;   // an article: "A pond"
    }

    /// The options whose texts begin with their own keys, as names of what is asked about: "A. A is closer", "B. B is closer".
    [[nodiscard]] std::uint64_t keyed() const noexcept { return keyed_; }

    /// option_text::match() of one of them.
    [[nodiscard]] std::size_t match(std::size_t option, std::string_view text, std::size_t pos, std::size_t end, bool inside) const noexcept {
        if (written_at(options_[option].text, text, pos, end)) return pos + options_[option].text.size();
        return option < kept ? prepared(option).match(text, pos, end, inside) : option_text(options_[option].text).match(text, pos, end, inside);
    }

    /// Whether what match() found in text[pos, end) is the text as it is written, but for its case and article.
    [[nodiscard]] bool written(std::size_t option, std::string_view text, std::size_t pos, std::size_t end) const noexcept {
        const option_text one = option < kept ? prepared(option) : option_text(options_[option].text);
        return match_forward(text, pos, end, one.whole()) == end || match_forward(text, pos, end, one.behind_article()) == end;
    }

    /// What stands at text[at]. @pre at < text.size()
    [[nodiscard]] static opening opening_at(std::string_view text, std::size_t at) noexcept {
        const auto first = static_cast<unsigned char>(text[at]);
        if (first >= 0x80) return {common_letter_at(text, at)};
        const unsigned second = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0x80U;
        return {canonical(first), second < 0x80 ? pair_of(canonical(first), canonical(second)) : ~std::uint64_t{0}};
    }

    /// Whether the text of one of them may begin so. O(1).
    [[nodiscard]] bool may_begin(const opening& with) const noexcept {
        if (!noted_) note();
        return (letters_ & bit(with.letter)) != 0 && (pairs_ & with.pair) != 0;
    }

    /// The same for one of them. @pre may_begin(with)
    [[nodiscard]] bool may_begin(std::size_t option, const opening& with) const noexcept {
        if (option >= kept) return true;
        const begin& of = begins_[option];
        return (of.letters[0] == with.letter || of.letters[1] == with.letter || of.letters[2] == with.letter) && (of.pairs & with.pair) != 0;
    }

private:
    static constexpr std::size_t kept = 8;   ///< options

    [[gnu::noinline]] static char32_t common_letter_at(std::string_view text, std::size_t at) noexcept { return common_letter(without_accent(decode_multibyte(text, at).value)); }

    /// Whether a text that begins and ends with an ASCII letter stands there byte by byte, and a blank or sign of ASCII behind it: then option_text has
    /// nothing to add.
    static bool written_at(std::string_view wanted, std::string_view text, std::size_t pos, std::size_t end) noexcept {
        const auto is_letter = [](char c) { return is_ascii_word(static_cast<unsigned char>(c)); };
        if (wanted.empty() || pos >= end || end - pos < wanted.size() || text[pos] != wanted[0] || text.substr(pos, wanted.size()) != wanted) return false;
        if (!is_letter(wanted.front()) || !is_letter(wanted.back())) return false;
        const std::size_t stop = pos + wanted.size();
        return stop == end || (static_cast<unsigned char>(text[stop]) < 0x80 && !is_letter(text[stop]) && text[stop] != '-');
    }

    static std::uint64_t bit(char32_t c) noexcept { return std::uint64_t{1} << (c & 63U); }
    static std::uint64_t pair_of(char32_t first, char32_t second) noexcept { return bit(first * 11 + second); }

    /// The pairs of letters that a text may begin with: with its accents or without, a number with a separator of thousands or without.
    static std::uint64_t pairs_of(std::string_view text) noexcept {
        if (!text.empty() && is_digit(text[0])) return ~std::uint64_t{0};
        if (text.size() >= 2 && static_cast<unsigned char>(text[0]) < 0x80 && static_cast<unsigned char>(text[1]) < 0x80)
            return pair_of(canonical(static_cast<unsigned char>(text[0])), canonical(static_cast<unsigned char>(text[1])));
        const code_point first = decode(text, 0), second = decode(text, first.size);
        if (second.size == 0 || may_be_missing(first.value) || may_be_missing(second.value)) return ~std::uint64_t{0};
        std::uint64_t pairs = 0;
        for (const char32_t a : {common_letter(without_accent(first.value)), base_letter(first.value)})
            for (const char32_t b : {without_accent(second.value), base_letter(second.value)}) pairs |= pair_of(a, b);
        return pairs;
    }

    const option_text& prepared(std::size_t option) const noexcept {
        if ((ready_ >> option & 1U) == 0) {
            ready_ |= 1U << option;
            prepared_[option] = option_text(options_[option].text, (keyed_ >> option & 1U) != 0);
        }
        return prepared_[option];
    }

    /// Once a question. Out of line, as the next one, since what most places need should stay small.
    [[gnu::noinline]] void note() const noexcept {
        noted_ = true;
        for (std::size_t i = 0; i < options_.size(); ++i) {
            const option_text wanted = i < kept ? prepared(i) : option_text(options_[i].text);
            const bool article = wanted.behind_article().size() != wanted.whole().size();
            const begin of{{wanted.first(), wanted.first_base(), article ? wanted.first_behind_article() : wanted.first()},
                           pairs_of(wanted.whole()) | (article ? pairs_of(wanted.behind_article()) : 0U)};
            for (const char32_t letter : of.letters) letters_ |= bit(letter);
            pairs_ |= of.pairs;
            if (i < kept) begins_[i] = of;
        }
    }

    struct begin {
        std::array<char32_t, 3> letters;
        std::uint64_t pairs;
    };

    std::span<const option> options_;
    mutable std::array<option_text, kept> prepared_;
    mutable std::array<begin, kept> begins_;
    std::uint32_t keyed_ = 0;
    mutable std::uint32_t ready_ = 0;       ///< bit i: prepared_[i] is filled
    mutable bool noted_ = false;            ///< begins_, letters_ and pairs_ are filled
    mutable std::uint64_t letters_ = 0, pairs_ = 0;
};

} // namespace calm::extract::detail
