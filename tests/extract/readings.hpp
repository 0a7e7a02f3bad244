// What the corrected extractor reads in responses to one question, beside what it should.
#pragma once

#include "calm/extract/corrected.hpp"

#include "catch.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace calm_test {

struct expected_reading {
    std::string_view text, key, rule{};   // an empty key: none; an empty rule: any
};

/// A question with the options A, B, ..., or those from another first key on.
inline calm::localized_question ask(std::string_view lang, std::string_view stem, std::initializer_list<std::string_view> options, char first = 'A') {
    calm::localized_question asked{calm::language(lang), "", "", std::string(stem), {}};
    for (const std::string_view text : options) asked.options.push_back({calm::answer_key(static_cast<char>(first + static_cast<char>(asked.options.size()))), std::string(text)});
    return asked;
}

inline void check(const calm::localized_question& asked, std::initializer_list<expected_reading> all, calm::finish_reason finish = calm::finish_reason::stop) {
    for (const auto& e : all) {
        const calm::answer got = calm::extract::corrected{}(asked, {asked.lang, 0, std::string(e.text), finish});
        CAPTURE(std::string(e.text), got.rule);
        CHECK((got.key ? got.key->str() : "") == e.key);
        if (!e.rule.empty()) CHECK(got.rule == e.rule);
    }
}

} // namespace calm_test
