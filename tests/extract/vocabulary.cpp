#include "calm/extract/vocabulary.hpp"

#include "calm/extract/word_role.hpp"
#include "calm/extract/detail/option_match.hpp"
#include "calm/extract/detail/sections.hpp"
#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/trigger_scan.hpp"

#include "catch.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace calm::extract;
using namespace calm::extract::detail;
using calm::option;

namespace {

constexpr role every_role = static_cast<role>(~0U);

std::vector<word_entry> all_words() {
    std::vector<word_entry> words;
    each_word([&](const word_entry& word) { words.push_back(word); });
    return words;
}

std::vector<role> heads(std::string_view text) {
    std::vector<role> found;
    head_scan scan(text);
    for (head h = scan.next(); h.what != role::none; h = scan.next()) found.push_back(h.what);
    return found;
}

std::string in_capitals(std::string_view word, bool all) {
    std::string out;
    for (std::size_t at = 0; at < word.size();) {
        const code_point c = decode(word, at);
        char32_t upper = c.value;
        if (all || at == 0)
            for (const char32_t other : {c.value - 32, c.value - 1, c.value - 80})
                if (other != c.value && fold(other) == c.value && narrow(other) == other) upper = other;
        if (c.size == 1) out += static_cast<char>(upper);
        else if (c.size == 2 && upper < 0x800) out += {static_cast<char>(0xc0U | upper >> 6), static_cast<char>(0x80U | (upper & 0x3fU))};
        else out += word.substr(at, c.size);
        at += c.size;
    }
    return out;
}

} // namespace

TEST_CASE("every language has words for every part of an answer", "[extract]") {
    std::map<std::string_view, role> by_language;
    for (const auto& part : vocabulary)
        for (const auto& group : part) by_language[group.lang] |= group.what;
    CHECK(by_language.size() == 16);
    for (const std::string_view lang : {"en", "zh", "de", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "ar", "vi", "hi", "sw", "ur"}) {
        CAPTURE(lang);
        REQUIRE(by_language.count(lang) == 1);
        for (const role needed : {role::question, role::explanation, role::answer, role::option, role::right, role::choose, role::copula, role::negative, role::no_option,
                                  role::joining, role::turn, role::filler, role::correcting, role::both, role::naming, role::conclusion})
            CHECK(any(by_language[lang], needed));
    }
}

TEST_CASE("the vocabulary is in small letters, without doubles in a language and role, and every word is found", "[extract]") {
    std::set<std::string> seen;
    std::size_t at = 0;
    const auto words = all_words();
    std::vector<word_group> groups;
    for (const auto& part : vocabulary) groups.insert(groups.end(), part.begin(), part.end());
    for (const auto& group : groups) {
        for (std::size_t n = 1 + static_cast<std::size_t>(std::count(group.words.begin(), group.words.end(), '|')); n > 0; --n, ++at) {
            const word_entry& word = words.at(at);
            CAPTURE(word.text, group.lang);
            CHECK_FALSE(word.text.empty());
            CHECK(word.what == group.what);
            CHECK(strip(word.text) == word.text);
            CHECK(seen.insert(std::string(group.lang) + std::to_string(static_cast<std::uint32_t>(word.what)) + std::string(word.text)).second);
            for (std::size_t p = 0; p < word.text.size();) {
                const code_point c = decode(word.text, p);
                CHECK(canonical(c.value) == c.value);
                CHECK(c.value != 0xfffd);
                p += c.size;
            }
            const std::string text = std::string(word.text) + " x";
            const found_word found = word_at(text, 0, text.size(), every_role);
            CHECK(found.end >= word.text.size());
            CHECK(any(word_at(text, 0, text.size(), word.what).what, word.what));
        }
    }
    CHECK(at == words.size());
    CHECK(at <= word_index::capacity);
}

TEST_CASE("words match without case, end where words end, and the longest counts", "[extract]") {
    CHECK(end_of_word("NONE of\xc2\xa0the above!", 0, 18, role::no_option) == 18);
    CHECK(end_of_word("nonesuch", 0, 8, role::no_option) == no_match);
    CHECK(end_of_word("以上都不是", 0, 15, role::no_option) == 15);
    CHECK(end_of_word("the", 0, 2, role::article) == no_match);   // nothing behind the end is read
    CHECK(end_of_word("RICHTIGER", 0, 9, role::right) == 9);      // a stem
    CHECK(end_of_word("incorrect", 0, 9, role::right) == no_match);
    CHECK(any(word_at("不正确", 0, 9, every_role).what, role::negative));
    CHECK(match_forward("l’option", 0, 10, "l'option") == 10);
    CHECK_FALSE(word_at("", 0, 0, every_role));
}

TEST_CASE("every word that announces an answer is found from the end, in small letters, with a capital and in capitals", "[extract]") {
    for (const word_entry& word : all_words()) {
        if (!any(word.what, announcing)) continue;
        for (const std::string& written : {std::string(word.text), in_capitals(word.text, false), in_capitals(word.text, true)}) {
            CAPTURE(written);
            const std::string text = "x, " + written + " zzzz";
            const std::size_t at = last_trigger(text, 0, text.size());
            REQUIRE(at != no_match);
            CHECK(at >= 3);   // a word inside it may be found first: "answer" in "final answer"
            CHECK(last_trigger(text, 0, 3) == no_match);
        }
    }
    CHECK(last_trigger("xanswerx unanswered", 0, 19) == no_match);
    CHECK(last_trigger("\\boxed{C}", 0, 9) == 0);
    CHECK(last_trigger("\\boxes{C}", 0, 9) == no_match);
    CHECK(last_trigger("ans", 0, 3) == no_match);
    CHECK(last_trigger("", 0, 0) == no_match);
}

TEST_CASE("heads are found in front of colons", "[extract]") {
    for (const word_entry& word : all_words()) {
        if (!any(word.what, role::question | role::explanation | role::answer) || word.stem) continue;
        CAPTURE(word.text);
        const std::string text(word.text);
        REQUIRE(heads(text + ":").size() == 1);
        CHECK(any(heads(text + ":")[0], word.what));
        CHECK(heads("x\n**" + text + "** ： B").size() == 1);
        CHECK(heads(text + " B").empty());
    }
    CHECK(heads("Answers: the non-answer:") == std::vector{role::answer, role::answer});
    CHECK(heads("Question 2: x\nVraag 13 : y") == std::vector{role::question, role::question});
    CHECK(heads("12:30 is: no marker : :").empty());
    CHECK(heads("EXPLANATION: a ANSWER: b Question: c").size() == 3);
}

TEST_CASE("sentences end at full stops of every script, and not behind labels and numbers", "[extract]") {
    const std::vector<option> options{{"A", "pond"}, {"B", "river"}};
    const auto parts = [&](std::string_view text) {
        const option_matcher in(text, options);
        std::vector<std::string> all;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = sentence_end(in, at, text.size());
            CHECK(sentence_begin(in, end - 1, 0) == at);
            all.emplace_back(strip(text.substr(at, end - at)));
            at = end;
        }
        return all;
    };
    CHECK(parts("It is small. So A. pond it is! Or B. A is not") == std::vector<std::string>{"It is small.", "So A. pond it is!", "Or B.", "A is not"});
    CHECK(parts("あ。い！う？え") == std::vector<std::string>{"あ。", "い！", "う？", "え"});
    CHECK(parts("अ। ब") == std::vector<std::string>{"अ।", "ब"});
    CHECK(parts("الف۔ ب؟ ج") == std::vector<std::string>{"الف۔", "ب؟", "ج"});
    CHECK(parts("1. x costs 2.5 euros\nB. y").size() == 2);
}

TEST_CASE("an option's text is recognised without case, accents, article and full stop", "[extract]") {
    const std::vector<option> options{{"A", "Le cœur."}, {"B", "Été"}, {"C", "银行"}, {"D", "a pond"}};
    const auto end = [&](std::size_t i, std::string_view text) { return option_matcher(text, options).text_at(i, 0, text.size()); };
    CHECK(end(0, "le cœur") == 8);
    CHECK(end(0, "cœur,") == 5);
    CHECK(end(0, "cœurs") == no_match);
    CHECK(end(1, "ete") == 3);
    CHECK(end(2, "银行是") == 6);
    CHECK(end(2, "银行家") == no_match);
    CHECK(end(3, "POND!") == 4);
    for (char32_t c = 0; c < 0x11000; ++c) REQUIRE(without_accent(without_accent(c)) == without_accent(c));
}

TEST_CASE("letters of other scripts and numbers stand for keys by their place", "[extract]") {
    std::vector<option> options;
    for (const char* key : {"A", "B", "C", "D", "E"}) options.push_back({key, "x"});
    const auto at = [&](std::string_view text) {
        const key_token k = option_matcher(text, options).key_at(0, text.size());
        return k ? static_cast<int>(k.option) : -1;
    };
    for (const std::string_view sequence : {"ABCDE", "abcde", "ＡＢＣＤＥ", "أبجده", "कखगघङ", "अबसदइ", "甲乙丙丁戊", "アイウエオ", "①②③④⑤", "12345", "١٢٣٤٥", "۱۲۳۴۵", "१२३४५", "ΑΒΓΔΕ", "ⒶⒷⒸⒹⒺ"}) {
        int place = 0;
        for (std::size_t p = 0; p < sequence.size(); ++place) {
            const code_point c = decode(sequence, p);
            CAPTURE(std::string(sequence), place);
            CHECK(at(sequence.substr(p, c.size)) == place);
            p += c.size;
        }
    }
    CHECK(at("Б") == 1);
    CHECK(at("Г") == 3);
    CHECK(at("С") == 2);      // looks like C
    CHECK(at("Е") == 4);
    CHECK(at("В") == 1);      // looks like B
    CHECK(at("В Б") == 2);    // the third of А Б В
    CHECK(at("الف") == 0);
    CHECK(at("डी") == 3);
    CHECK(at("6") == -1);
    CHECK(at("F") == -1);
    CHECK(at("2.5") == -1);
    options = {{"1", "x"}, {"2", "y"}};
    CHECK(at("B") == 1);
    CHECK(at("२") == 1);
    CHECK(at("12") == -1);
    options = {{"甲", "x"}, {"乙", "y"}};
    CHECK(at("B") == 1);
    CHECK(at("乙") == 1);
}
