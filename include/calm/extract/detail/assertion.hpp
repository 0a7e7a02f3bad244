// A sentence that answers by repeating the question: "Eels spawn in the deep sea", to "Where do eels spawn?".
#pragma once

#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/value.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

/// The words of a text as a set of hashes: words by their first five letters without accents, so that endings don't matter; in scripts without spaces,
/// pairs of neighbouring letters.
class word_set {
public:
    constexpr void clear() noexcept { bits_ = {}; }
    constexpr void add(std::uint32_t hash) noexcept { bits_[hash >> 6 & 15U] |= std::uint64_t{1} << (hash & 63U); }
    [[nodiscard]] constexpr int size() const noexcept {
        int n = 0;
        for (const auto part : bits_) n += std::popcount(part);
        return n;
    }
    /// How many of the words of `other` are here.
    [[nodiscard]] constexpr int shared(const word_set& other) const noexcept {
        int n = 0;
        for (std::size_t i = 0; i < bits_.size(); ++i) n += std::popcount(bits_[i] & other.bits_[i]);
        return n;
    }

    /// The set of a text. O(text).
    constexpr void read(std::string_view text) noexcept {
        clear();
        std::uint32_t hash = 0;
        int letters = 0;
        char32_t before = 0;
        const auto close = [&] {
            if (letters >= 2) add(hash);
            hash = 0;
            letters = 0;
        };
        for (std::size_t at = 0; at < text.size();) {
            const code_point c = decode(text, at);
            at += c.size;
            if (!is_word(c.value)) {
                close();
                before = 0;
                continue;
            }
            const auto letter = static_cast<std::uint32_t>(without_accent(c.value));
            if (unspaced(c.value)) {
                close();
                if (before != 0) add((static_cast<std::uint32_t>(before) * 0x9e3779b1U + letter * 0x85ebca77U) >> 20);
                before = c.value;
                continue;
            }
            before = 0;
            if (++letters <= 5) hash = ((hash << 20 | hash >> 12) + letter) * 0x9e3779b1U >> 3;
        }
        close();
    }

private:
    std::array<std::uint64_t, 16> bits_{};
};

/// Which options' texts a text has anywhere: bit i for option i, of the first 64. O(text).
constexpr std::uint64_t named_in(const option_matcher& in) noexcept {
    std::uint64_t named = 0;
    for (std::size_t at = in.next_text(0, in.text().size()); at < in.text().size(); at = in.next_text(at + 1, in.text().size()))
        for (std::size_t i = 0; i < in.count() && i < 64; ++i)
            if (in.text_at(i, at, in.text().size(), true) != no_match) named |= std::uint64_t{1} << i;
    return named;
}

/// The option of the sentence of [from, to) that shares most of the question's words, half of them at least, and names one option by its text, one that the
/// question doesn't name itself, and denies nothing that the question doesn't. A quarter will do where a whole response names no other option.
inline reading asserted(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to, bool cut_off) noexcept {
    word_set asked, said;
    if (question.empty()) return {};
    std::uint64_t named = 0;   // by the question itself; looked up when an option is found
    bool looked = false;
    const value_reader reader(in, trust::marked);
    reading best;
    int most = 0;
    std::size_t only = no_match;   // the one option that is named at all
    bool others = false;
    for (std::size_t begin = from, end = from; begin < to; begin = end) {
        end = sentence_end(in, begin, to);
        reading found;
        bool several = false;
        for (std::size_t at = in.next_text(begin, end); at < end; at = in.next_text(at, end)) {
            const auto m = reader.longest_text(at, end, false, true);
            if (m.end != no_match && !looked) {
                named = named_in(option_matcher(question, in.options()));
                looked = true;
            }
            if (m.end == no_match || m.shared || (m.option < 64 && (named >> m.option & 1U) != 0)) {
                at += in.at(at, end).size;
                continue;
            }
            others |= only != no_match && only != m.option;
            only = m.option;
            several |= found.names_option() && found.option != m.option;
            found = {outcome::text, m.option, {at, m.end}};
            at = m.end;
        }
        if (!found.names_option() || several || (cut_off && end == to)) continue;
        if (asked.size() == 0) asked.read(question);
        said.read(in.text().substr(begin, end - begin));
        const int shared = said.shared(asked);
        if (shared <= most || shared * 4 < asked.size() || in.label_of(begin, end) != no_match) continue;   // an item of a list asserts nothing
        if (denies(in, begin, end) && !denies(option_matcher(question, in.options()), 0, question.size())) continue;
        most = shared;
        best = found;
    }
    return most > 1 && most * (others || cut_off ? 2 : 4) >= asked.size() ? best : reading{};
}

} // namespace calm::extract::detail
