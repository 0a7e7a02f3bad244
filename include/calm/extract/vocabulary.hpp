// The words that answers are made of, and what each does in one: the vocabulary that extract::corrected reads with.
#pragma once

#include "calm/extract/detail/words_asian.hpp"
#include "calm/extract/detail/words_clause.hpp"
#include "calm/extract/detail/words_european.hpp"
#include "calm/extract/detail/words_place.hpp"

#include <array>
#include <span>

namespace calm::extract {

/// All words, language by language, in four parts. Responses drift between languages, so every response is read with all of them.
inline constexpr std::array<std::span<const word_group>, 4> vocabulary{detail::european_words, detail::asian_words, detail::clause_words, detail::place_words};

} // namespace calm::extract
