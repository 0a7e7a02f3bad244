// Finding the words that answers are announced with, from the end of a response, without looking at each word.
#pragma once

#include "calm/extract/detail/ordinal.hpp"
#include "calm/extract/detail/trigger_map.hpp"
#include "calm/extract/detail/word_at.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

inline const trigger_map& denials() noexcept {
    static const trigger_map map(role::no_option | ordinals);
    return map;
}

/// Whether a word that denies all options or names one by its place begins in [from, to). O(to - from).
inline bool may_deny_all_or_count(std::string_view text, std::size_t from, std::size_t to) noexcept {
    const trigger_map& map = denials();
    for (std::size_t at = from; at < to && at + 4 <= text.size(); ++at)
        if (map.may_begin(four_bytes(text.data() + at)) && word_at(text, at, to, role::no_option | ordinals)) return true;
    return false;
}

/// The last place in [from, to) where a word of a role in `triggering`, a check mark or a box begins; no_match: none. O(to - from).
/// @param known a place where such a word is known to begin
inline std::size_t last_trigger(const marked_text& in, std::size_t from, std::size_t to, std::size_t known = no_match) noexcept {
    const std::string_view text = in.text();
    if (text.size() < 4) return no_match;
    if (to > text.size() - 3) to = text.size() - 3;
    if (known < from || known >= to || !triggers().may_begin(four_bytes(text.data() + known))) known = no_match;
    const auto announces = [&](std::size_t at, code_point c) {
        if (check_mark_at(text, at) != 0 || (c.value == '\\' && text.substr(at).starts_with("\\boxed{"))) return true;
        return is_word(c.value) && word_at(text, at, text.size(), triggering);
    };
    if (known != no_match && to - known < 64) {   // mostly there is nothing but the answer behind it
        const trigger_map& map = triggers();
        for (std::size_t at = to; --at > known;) {
            if (!map.may_begin(four_bytes(text.data() + at))) continue;
            const code_point c = decode(text, at);
            if ((!is_word(c.value) || breaks(decode_last(up_to(text, at)).value, c.value)) && announces(at, c)) return at;
        }
        return known;
    }
    if (known != no_match) from = known + 1;
    for (std::size_t at = in.last(&marks::triggers, from, to); at != no_match; at = in.last(&marks::triggers, from, at))
        if (announces(at, decode(text, at))) return at;
    return known;
}

} // namespace calm::extract::detail
