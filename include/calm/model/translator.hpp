// The concept of a translator.
#pragma once

#include "calm/record/language.hpp"

#include <concepts>
#include <string>
#include <string_view>

namespace calm {

namespace detail {
template <class T>
concept has_translate = requires(T& t, std::string_view text, language from, language to) { t.translate(text, from, to); };

template <class T>
concept translate_returns_text = has_translate<T> && requires(T& t, std::string_view text, language from, language to) {
    { t.translate(text, from, to) } -> std::convertible_to<std::string>;
};
} // namespace detail

/// Something that translates a text: `translate(text, from, to)` takes a std::string_view and two languages and
/// returns something convertible to std::string. Called only with from != to. Failure is an exception.
template <class T>
concept translator = detail::has_translate<T> && detail::translate_returns_text<T>;

/// Says which clause of translator T fails, as a compile-time error; compiles silently when none does.
template <class T>
constexpr void diagnose_translator() {
    static_assert(detail::has_translate<T>,
                  "calm: not a translator: it needs a member translate(std::string_view text, calm::language from, calm::language to)");
    if constexpr (detail::has_translate<T>)
        static_assert(detail::translate_returns_text<T>, "calm: not a translator: translate must return something convertible to std::string");
}

} // namespace calm
