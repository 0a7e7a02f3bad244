// The words that answers are made of, and what each does in one: the vocabulary that extract::corrected reads with.
#pragma once

#include "calm/extract/detail/words_asian.hpp"
#include "calm/extract/detail/words_clause.hpp"
#include "calm/extract/detail/words_european.hpp"
#include "calm/extract/detail/words_place.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace calm::extract {

namespace detail {

template <std::size_t N, std::size_t M>
consteval std::array<word_group, N + M> both(const std::array<word_group, N>& a, const std::array<word_group, M>& b) {
    std::array<word_group, N + M> all{};
    for (std::size_t i = 0; i < N; ++i) all[i] = a[i];
    for (std::size_t i = 0; i < M; ++i) all[N + i] = b[i];
    return all;
}

} // namespace detail

/// All words, language by language. Responses drift between languages, so every response is read with all of them.
inline constexpr auto vocabulary = detail::both(detail::both(detail::european_words, detail::asian_words), detail::both(detail::clause_words, detail::place_words));

} // namespace calm::extract
