// What a response answers that announces no answer and names none by its key: rule "assertion".
#pragma once

#include "calm/extract/detail/assertion.hpp"
#include "calm/extract/detail/polar.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// Reads [from, to) as reasoning; the first of these readers that names an option decides. O(to - from), for options of bounded length.
inline reading read_reasoning(const option_matcher& in, std::string_view question, std::size_t from, std::size_t to, bool cut_off) noexcept {
    const polar_reader polar(in, question);
    if (const reading r = polar.read(from, to, cut_off); r.names_option()) return r;
    const reading r = claim_reader(in, question, from, to, cut_off).read();
    return polar.only_denies(r, to) ? reading{} : r;
}

} // namespace calm::extract::detail
