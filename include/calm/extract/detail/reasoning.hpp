// What a response answers that announces no answer and names none by its key: rule "assertion".
#pragma once

#include "calm/extract/detail/assertion.hpp"
#include "calm/extract/detail/own_words.hpp"
#include "calm/extract/detail/polar.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// Reads [from, to) as reasoning; the first of these readers that names an option decides. O(to - from), for options of bounded length.
inline reading read_reasoning(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to, bool cut_off) noexcept {
    const polar_reader polar(in, question);
    if (const reading r = polar.read(from, to, cut_off); r.names_option()) return r;
    claim_reader claims(in, question, from, to, cut_off);
    const reading r = claims.read();
    if (polar.only_denies(r, to)) return {};
    return claims.saw_option() || cut_off ? r : read_own_words(in, question, from, to);
}

} // namespace calm::extract::detail
