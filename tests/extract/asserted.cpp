// Answers that a response asserts without announcing them: rule "assertion" of the corrected extractor.
#include "calm/extract/corrected.hpp"

#include "catch.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace {

struct expected {
    std::string_view text, key, rule;   // an empty rule: any
};

/// A question with the options A, B, ...
calm::localized_question ask(std::string_view lang, std::string_view stem, std::initializer_list<std::string_view> options) {
    calm::localized_question asked{calm::language(lang), "", "", std::string(stem), {}};
    for (const std::string_view text : options) asked.options.push_back({calm::answer_key(static_cast<char>('A' + asked.options.size())), std::string(text)});
    return asked;
}

void check(const calm::localized_question& asked, std::initializer_list<expected> all, calm::finish_reason finish = calm::finish_reason::stop) {
    for (const auto& e : all) {
        const calm::answer got = calm::extract::corrected{}(asked, {asked.lang, 0, std::string(e.text), finish});
        CAPTURE(std::string(e.text), got.rule);
        CHECK((got.key ? got.key->str() : "") == e.key);
        if (!e.rule.empty()) CHECK(got.rule == e.rule);
    }
}

} // namespace

TEST_CASE("a letter that names an angle or a circle is no key", "[extract]") {
    check(ask("zh", "AB的长度是多少？", {"1", "2", "2.2", "2.5"}), {
        {"∠C是圆心角，弦AB的长度为1，选项 (A) 1。", "A", ""},
        {"⊙B is the right circle.", "", "abstain/nothing"},
    });
}
