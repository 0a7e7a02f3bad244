// The words that each option has by itself, to know it again where a response names it in part or in other forms.
#pragma once

#include "calm/extract/detail/option_match.hpp"
#include "calm/extract/detail/stems.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calm::extract::detail {

/// The words that each option has by itself, and those of what is asked. Words of content, or the short ones where an option has no other.
class option_words {
public:
    static constexpr std::size_t most = 8;   ///< options

    /// @param question all of it: its words are no option's own
    /// @param asked    the part of it that asks, a view into it
    /// @pre in.count() <= most
    option_words(const option_matcher& in, std::string_view question, std::string_view asked) noexcept : count_(in.count()) {
        for (std::size_t i = 0; i < count_; ++i) {
            each_stem(in.options()[i].text, [&](const stem& word, std::size_t) { if (word.content) own_[i].add(word); });
            if (own_[i].size == 0) each_stem(in.options()[i].text, [&](const stem& word, std::size_t) { own_[i].add(word); });
        }
        for (std::size_t i = 0; i < count_; ++i)
            for (std::size_t k = 0; k < own_[i].size; ++k) mark(own_[i].words[k]);
        std::array<std::uint32_t, most> taken{}, given{}, apart{};   // bit k: word k is also another's; the question's; another's begins like it
        for (std::size_t i = 0; i < count_; ++i) {
            for (std::size_t j = 0; j < count_; ++j)
                for (std::size_t k = 0; j != i && k < own_[j].size; ++k) own_[i].note(own_[j].words[k], taken[i], apart[i]);
        }
        const auto asks = static_cast<std::size_t>(asked.data() - question.data());
        each_stem(question, [&](const stem& word, std::size_t end) {
            if (may_have(word))
                for (std::size_t i = 0; i < count_; ++i) own_[i].note(word, given[i], apart[i]);
            if (word.content && end > asks && end <= asks + asked.size()) asked_.add(word);
        });
        for (std::size_t k = 0; k < asked_.size; ++k) mark(asked_.words[k]);
        std::uint64_t all = 0;
        for (std::size_t i = 0; i < count_; ++i) {
            all |= std::uint64_t{1} << i;
            if (own_[i].size > 0 && std::popcount(given[i]) == static_cast<int>(own_[i].size)) given_ |= std::uint64_t{1} << i;
            taken[i] |= given[i];
        }
        if (given_ == all) given_ = 0;   // "Is it odd or even?": naming one of them says something
        for (std::size_t i = 0; i < count_; ++i) own_[i].keep(taken[i], apart[i]);
    }

    /// What a part of a response has of them.
    struct found {
        std::uint64_t options = 0;   ///< those that two of three words of their own are there of
        int own = 0;                 ///< how many words, at most
        int asked = 0;               ///< words of the question
    };

    /// Looks for them in a sentence of the response, text[begin, end). O(sentence).
    void look_at(std::string_view text, std::size_t begin, std::size_t end) noexcept {
        hits_ = 0;
        each_stem(text.substr(begin, end - begin), [&](const stem& word, std::size_t stop) {
            if (may_have(word) && hits_ < hit_.size()) hit_[hits_++] = {word, begin + stop};
        });
    }

    /// What the part [begin, end) of that sentence has. O(words of them in the sentence).
    [[nodiscard]] found in(std::size_t begin, std::size_t end) const noexcept {
        std::array<std::uint32_t, most> seen{};   // bit k: word k of the option is there
        std::uint32_t asked = 0;
        for (std::size_t h = 0; h < hits_; ++h) {
            const auto& [word, stop] = hit_[h];
            if (stop <= begin || stop > end) continue;
            for (std::size_t i = 0; i < count_; ++i) seen[i] |= own_[i].places(word);
            asked |= asked_.places(word);
        }
        found result{0, 0, std::popcount(asked)};
        for (std::size_t i = 0; i < count_; ++i) {
            const int words = std::popcount(seen[i]);
            if (words == 0 || words * 3 < static_cast<int>(own_[i].size) * 2) continue;
            result.options |= std::uint64_t{1} << i;
            if (words > result.own) result.own = words;
        }
        return result;
    }

    /// The options that the question itself names, unless it names all of them.
    [[nodiscard]] std::uint64_t given() const noexcept { return given_; }

private:
    struct list {
        std::array<stem, 24> words;   ///< what comes behind them is not counted
        std::size_t size = 0;

        /// Whether they are the same word, as far as `a` tells.
        static bool same(const stem& a, const stem& b) noexcept {
            if (a.hash != b.hash) return a.three != 0 && a.three == b.three;
            if (a.apart && a.more != b.more) return false;
            return a.five == b.five || ((a.five == 0 || b.five == 0) && a.letters <= b.letters + 3 && b.letters <= a.letters + 3);
        }

        [[nodiscard]] std::uint32_t places(const stem& word) const noexcept {
            std::uint32_t at = 0;
            for (std::size_t k = 0; k < size; ++k) at |= std::uint32_t{same(words[k], word)} << k;
            return at;
        }
        void add(const stem& word) noexcept {
            if (size < words.size() && places(word) == 0) words[size++] = word;
        }
        /// Notes the words that are `word`, and those that begin so and go on otherwise.
        void note(const stem& word, std::uint32_t& taken, std::uint32_t& apart) const noexcept {
            for (std::size_t k = 0; k < size; ++k) {
                if (!same(words[k], word)) continue;
                (words[k].more != 0 && words[k].more != word.more && word.more != 0 ? apart : taken) |= std::uint32_t{1} << k;
            }
        }
        /// Leaves out the words that are taken; those that another one begins like are known by more letters from now on.
        void keep(std::uint32_t taken, std::uint32_t apart) noexcept {
            std::size_t kept = 0;
            for (std::size_t k = 0; k < size; ++k) {
                if ((taken >> k & 1U) != 0) continue;
                words[kept] = words[k];
                words[kept++].apart = (apart >> k & 1U) != 0;
            }
            size = kept;
        }
    };

    static std::uint32_t place(std::uint32_t hash) noexcept { return hash * 0x9e3779b1U >> 22; }
    [[nodiscard]] bool has_bit(std::uint32_t hash) const noexcept { return (bits_[place(hash) >> 6] >> (place(hash) & 63U) & 1U) != 0; }
    [[nodiscard]] bool may_have(const stem& word) const noexcept { return has_bit(word.hash) || (word.three != 0 && has_bit(word.three)); }
    void mark(const stem& word) noexcept {
        for (const std::uint32_t hash : {word.hash, word.three})
            if (hash != 0) bits_[place(hash) >> 6] |= std::uint64_t{1} << (place(hash) & 63U);
    }

    struct hit {
        stem word;
        std::size_t end;
    };

    std::size_t count_;
    std::array<list, most> own_;
    list asked_;
    std::array<std::uint64_t, 16> bits_{};   ///< a word's bit is set where it may be one of them
    std::array<hit, 64> hit_;                ///< in the sentence; what comes behind them is not counted
    std::size_t hits_ = 0;
    std::uint64_t given_ = 0;
};

} // namespace calm::extract::detail
