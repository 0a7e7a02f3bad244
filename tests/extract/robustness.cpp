#include "calm/extract/corrected.hpp"
#include "calm/extract/paper.hpp"
#include "calm/extract/parse_question.hpp"

#include "catch.hpp"

#include <array>
#include <random>
#include <string>
#include <string_view>

using calm::answer;
using calm::localized_question;

namespace {

const localized_question asked{"en", "", "", "", {{"A", "town"}, {"B", "hôpital"}, {"C", "海"}, {"D", "town hall"}, {"E", "E"}}};
const localized_question bare{"en", "", "", "", {}};
const localized_question strange{"zh", "", "", "", {{"\xff", ""}, {"甲", "\x80\x80"}, {"10", "."}, {"A", " "}}};

void check(const std::string& text) {
    const calm::response given{"zh", 0, text};
    for (const auto* question : {&asked, &bare, &strange}) {
        const answer a = calm::extract::corrected{}(*question, given);
        REQUIRE(a.span.begin <= a.span.end);
        REQUIRE(a.span.end <= text.size());
        REQUIRE(a.explanation.begin <= a.explanation.end);
        REQUIRE(a.explanation.end <= text.size());
        REQUIRE_FALSE(a.rule.empty());
        REQUIRE(a.key.has_value() == !a.rule.starts_with("abstain/"));
        if (a.key) {
            REQUIRE(question->find(*a.key) != nullptr);
            REQUIRE_FALSE(a.span.empty());
        }
        REQUIRE(a == calm::extract::corrected{}(*question, given));
    }
    const answer p = calm::extract::paper{}(asked, given);
    REQUIRE(p.span.end <= text.size());
    REQUIRE(p.explanation.begin <= p.explanation.end);
    REQUIRE(p.explanation.end <= text.size());
    if (p.key) REQUIRE(p.span.of(text) == p.key->view());

    const auto parsed = calm::extract::parse_question(text);
    for (std::size_t i = 1; i < parsed.options.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) REQUIRE(parsed.options[i].key != parsed.options[j].key);
    static_cast<void>(calm::extract::parse_gold(text, asked.options));
    static_cast<void>(calm::extract::paper_option_text(text, "A"));
}

constexpr std::array<std::string_view, 44> pieces{
    "Answer:", "答案：", "答え:", "Antwort :", "Explanation:", "説明：", "Question:", "the answer is", "正解は", "A", "B", "C.", "(D)", "Ｅ", "е", "town", "town hall", "海",
    "hôpital", " ", "\n", "\r\n", "　", "**", "<", ">", "（", "）", "\\boxed{", "}", "\\", "or", "和", ",", "、", "(wrong)", "×", "None of the above", "'", "-", "\xef\xbc", "\x80", "\xff",
    "\xf0\x9f\x98"};

} // namespace

TEST_CASE("any bytes are read without harm", "[extract]") {
    std::mt19937_64 random(20250417);
    for (int round = 0; round < 3000; ++round) {
        std::string text(random() % 60, '\0');
        for (char& c : text) c = static_cast<char>(random() & 0xff);
        check(text);
    }
    check("");
    check(std::string(3, '\0'));
}

TEST_CASE("any sequence of markers, keys and signs is read without harm", "[extract]") {
    std::mt19937_64 random(97);
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (auto n = random() % 24; n > 0; --n) text += pieces[random() % pieces.size()];
        check(text);
    }
}

TEST_CASE("a response cut anywhere is read without harm", "[extract]") {
    const std::string text = "**Explanation：** Sie gehen (A) 海へ. \n\n正解： **（Ｃ）海** or \\boxed{\\text{D}}\nQuestion: x\nAnswer: B'";
    for (std::size_t end = 0; end <= text.size(); ++end)
        for (std::size_t begin = 0; begin <= end; begin += 3) check(text.substr(begin, end - begin));
}

TEST_CASE("long runs of one thing are read to their end", "[extract]") {
    for (const auto piece : pieces) {
        std::string text;
        while (text.size() < 200000) text += piece;
        check(text);
        check("Answer: A. town (" + text);
    }
}
