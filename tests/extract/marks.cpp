// The marks of a text are what a plain reading of it, code point by code point, says.
#include "calm/extract/detail/marks.hpp"
#include "calm/extract/detail/word_at.hpp"

#include "catch.hpp"

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

using namespace calm::extract;
using namespace calm::extract::detail;

namespace {

void check(const std::string& text) {
    const marked_text in(text);
    char32_t before = 0;
    for (std::size_t at = 0; at < text.size();) {
        const code_point c = decode(text, at);
        CAPTURE(text, at);
        const bool begins = is_word(c.value) && breaks(before, c.value);
        REQUIRE(in.has(&marks::words, at) == begins);
        if (word_at(text, at, text.size(), static_cast<role>(~0U)) && begins) REQUIRE(in.has(&marks::vocabulary, at));
        REQUIRE(in.has(&marks::signs, at) == (!is_word(c.value) && !is_space(c.value) && narrow(c.value) != '.'));
        const std::u32string_view ends = U"\n\r.!?。！？؟।॥۔\u2028\u2029";
        REQUIRE(in.has(&marks::ends, at + c.size - 1) == (ends.find(c.value) != std::u32string_view::npos));
        if (c.value < 0x80) {
            const auto ascii = [&](std::size_t i) { return i < text.size() && is_ascii_word(static_cast<unsigned char>(text[i])); };
            REQUIRE(in.has(&marks::letters, at) == (ascii(at) && !ascii(at + 1) && !(at > 0 && ascii(at - 1))));
        } else if (place_in_sequence(c.value) >= 0) {
            REQUIRE(in.has(&marks::letters, at));
        }
        if (c.value == ',' || c.value == U'：' || c.value == U'、' || c.value == U'✅' || c.value == U'×') REQUIRE(in.has(&marks::events, at));
        for (std::size_t i = at + 1; i < at + c.size; ++i) REQUIRE_FALSE((in.has(&marks::words, i) || in.has(&marks::signs, i) || in.has(&marks::letters, i)));
        REQUIRE(in.has(&marks::places, at) == (begins || in.has(&marks::events, at)));
        REQUIRE(in.has(&marks::certain, at) == (in.has(&marks::vocabulary, at) || in.has(&marks::events, at) || (begins && in.has(&marks::letters, at))));
        before = c.value;
        at += c.size;
    }
}

constexpr std::array<std::string_view, 40> pieces{
    "answer", "A", "b", "7", "the", "für", "é", "Ａ", "ｎo", "ж", "ответ", "正", "答案", "は", "है", "ج", "الإجابة", "①", " ", "  ", "\n", "\r\n", "　", ".", "。", "！", "।",
    "\xe2\x80\xa8", ",", "：", "、", "✅", "×", "\xf0\x9f\x98\x80", "\xf0\x90\x80\x80", "\x80", "\xff", "\xe3\x80", "\xed\xa0\x80", "\xe0\x80\x80"};

} // namespace

TEST_CASE("the marks of a text are those of its code points", "[extract]") {
    std::mt19937_64 random(64);
    for (int round = 0; round < 4000; ++round) {
        std::string text;
        for (auto n = random() % 80; n > 0; --n) text += pieces[random() % pieces.size()];
        check(text);
    }
    for (int round = 0; round < 2000; ++round) {   // any bytes, over two borders of blocks
        std::string text(100 + random() % 60, '\0');
        for (char& c : text) c = static_cast<char>(random() & 0xff);
        check(text);
    }
}

TEST_CASE("marks are found in either direction, also in a text longer than what is kept", "[extract]") {
    const std::string text = "x!" + std::string(20000, ' ') + "y?" + std::string(5000, ' ') + "z";
    const marked_text in(text);
    CHECK(in.next(&marks::words, 0, text.size()) == 0);
    CHECK(in.next(&marks::words, 1, text.size()) == 20002);
    CHECK(in.next(&marks::words, 20003, text.size()) == text.size() - 1);
    CHECK(in.next(&marks::words, 1, 20002) == 20002);
    CHECK(in.last(&marks::words, 0, text.size()) == text.size() - 1);
    CHECK(in.last(&marks::words, 0, text.size() - 1) == 20002);
    CHECK(in.last(&marks::words, 1, 20002) == no_match);
    CHECK(in.last(&marks::words, 0, 20002) == 0);
    CHECK(in.next(&marks::words, 7, 7) == 7);
    CHECK(in.last(&marks::words, 7, 7) == no_match);
}
