#include "calm/extract/markers.hpp"

#include "calm/extract/detail/marker_scan.hpp"
#include "calm/extract/detail/words.hpp"

#include "catch.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace calm::extract;
using namespace calm::extract::detail;

namespace {

template <class List>
void check_words(const List& list) {
    std::set<std::string_view> seen;
    for (const auto word : list.words) {
        CAPTURE(word);
        CHECK_FALSE(word.empty());
        CHECK(strip(word) == word);
        CHECK(seen.insert(word).second);
        CHECK(list.match(word, 0, word.size()) == word.size());
        for (std::size_t at = 0; at < word.size();) {
            const code_point c = decode(word, at);
            CHECK(fold(c.value) == c.value);
            CHECK(c.value != 0xfffd);
            at += c.size;
        }
    }
}

std::vector<marker_kind> kinds(std::string_view text) {
    std::vector<marker_kind> found;
    colon_markers scan(text);
    while (const auto m = scan.next()) found.push_back(m->kind);
    return found;
}

} // namespace

TEST_CASE("the marker table is in small letters and has no marker of two kinds", "[extract]") {
    std::set<std::string_view> languages;
    for (const auto& m : markers) {
        CAPTURE(m.text);
        languages.insert(m.lang);
        CHECK(strip(m.text) == m.text);
        for (std::size_t at = 0; at < m.text.size();) {
            const code_point c = decode(m.text, at);
            CHECK(fold(c.value) == c.value);
            at += c.size;
        }
        for (const auto& other : markers)
            if (other.text == m.text) CHECK(other.kind == m.kind);
    }
    for (const std::string_view lang : {"en", "zh", "de", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "ar", "vi", "hi", "sw", "ur"}) {
        CAPTURE(lang);
        CHECK(languages.count(lang) == 1);
    }
}

TEST_CASE("every marker is found in front of a colon", "[extract]") {
    for (const auto& m : markers) {
        CAPTURE(m.text);
        const std::string word(m.text);
        CHECK(kinds(word + ":") == std::vector{m.kind});
        CHECK(kinds("x\n**" + word + "** ： B") == std::vector{m.kind});
        CHECK(kinds(word + " B").empty());
        if (m.kind == marker_kind::answer) CHECK(phrase_at(word + " B", 0, true));
        if (m.kind == marker_kind::question) CHECK_FALSE(phrase_at(word + " B", 0, true));
    }
    CHECK(kinds("Answers: the non-answer:") == std::vector{marker_kind::answer});
    CHECK(kinds("12:30 is: no marker : :").empty());
    CHECK(kinds("EXPLANATION: a ANSWER: b Question: c").size() == 3);
}

TEST_CASE("the word lists are in small letters, without doubles, and match themselves", "[extract]") {
    check_words(filler_words);
    check_words(article_words);
    check_words(none_words);
    check_words(joining_words);
    check_words(negating_words);
    check_words(reason_words);
}

TEST_CASE("words match without case and end where words end", "[extract]") {
    CHECK(none_words.match("NONE of\xc2\xa0the above!", 0, 18) == 18);   // the longest
    CHECK(none_words.match("nonesuch", 0, 8) == no_match);
    CHECK(none_words.match("以上都不是", 0, 15) == 12);
    CHECK(article_words.match("the", 0, 2) == no_match);   // nothing behind the end is read
    CHECK(match_backward("Die ANTWORT", 0, 11, "antwort") == 4);
    CHECK(match_backward("ort", 0, 3, "antwort") == no_match);
    CHECK(match_forward("l’option", 0, 10, "l'option") == 10);
}
