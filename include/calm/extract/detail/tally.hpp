// What a sentence says of the options by their keys, clause by clause.
#pragma once

#include "calm/extract/detail/option_match.hpp"
#include "calm/extract/detail/reading.hpp"

#include <cstddef>

namespace calm::extract::detail {

/// What has been said since the clause, or the sentence, began.
struct tally {
    role seen = role::none;
    std::size_t option = no_match;
    byte_span span{};
    bool several = false;
    bool negated = false;
    bool opposed = false;   ///< set against something else: "unlike A"

    constexpr void add(const key_token& key) noexcept {
        several |= option != no_match && option != key.option;
        option = key.option;
        span = {key.begin, key.end};
    }
    [[nodiscard]] constexpr reading read() const noexcept { return {outcome::key, option, span}; }
    [[nodiscard]] constexpr bool one() const noexcept { return option != no_match && !several; }
    [[nodiscard]] constexpr bool denied() const noexcept { return negated || opposed; }
};

/// The tallies of a sentence.
struct tallies {
    tally here{};         ///< of this clause
    tally all{};          ///< of the sentence
    tally since{};        ///< since the last conclusion began
    tally affirmed{};     ///< of the clauses that deny nothing
    bool denied = false;  ///< a clause denies an option

    constexpr void add(const key_token& key) noexcept {
        for (tally* t : {&here, &all, &since}) t->add(key);
    }
    constexpr void deny() noexcept { here.negated = all.negated = since.negated = true; }
    constexpr void close_clause() noexcept {
        if (here.option != no_match) {
            denied |= here.denied();
            if (!here.denied()) {
                affirmed.add({here.option, here.span.begin, here.span.end});
                affirmed.several |= here.several;
            }
        }
        here = {};
    }
    /// "Not A but C": an option is denied, and one only is not.
    [[nodiscard]] constexpr bool contrasted() const noexcept { return denied && affirmed.one(); }
};

} // namespace calm::extract::detail
