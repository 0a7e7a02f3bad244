#include "calm/extract/text.hpp"

#include "catch.hpp"

#include <array>
#include <string>
#include <string_view>

using namespace calm::extract;

TEST_CASE("code points of one to four bytes are read at both ends", "[extract]") {
    const std::string_view text = "aé答😀";
    CHECK(decode(text, 0) == code_point{U'a', 1});
    CHECK(decode(text, 1) == code_point{U'é', 2});
    CHECK(decode(text, 3) == code_point{U'答', 3});
    CHECK(decode(text, 6) == code_point{U'😀', 4});
    CHECK(decode(text, 10) == code_point{});
    CHECK(decode(text, 1000) == code_point{});
    CHECK(decode_last(text) == code_point{U'😀', 4});
    CHECK(decode_last("aé") == code_point{U'é', 2});
    CHECK(decode_last("a") == code_point{U'a', 1});
    CHECK(decode_last("") == code_point{});
    CHECK(decode_last("\xef\xbf\xbd") == code_point{0xfffd, 3});
}

TEST_CASE("bytes that are not UTF-8 read as one U+FFFD each", "[extract]") {
    // continuation alone, overlong in 2, 3 and 4 bytes, surrogate, above U+10FFFF, invalid lead, cut off
    for (const std::string_view bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
                                       "\xe7\xad", "\xf0\x9f\x98", "\xc3"}) {
        CAPTURE(bad.size(), static_cast<int>(static_cast<unsigned char>(bad[0])));
        CHECK(decode(bad, 0) == code_point{0xfffd, 1});
        CHECK(decode_last(bad) == code_point{0xfffd, 1});
    }
    CHECK(decode("\xe7x", 0) == code_point{0xfffd, 1});
    CHECK(decode_last("\xe7x") == code_point{U'x', 1});
}

TEST_CASE("strip removes what Python's str.strip() removes", "[extract]") {
    const std::array<char32_t, 29> spaces{0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005,
                                          0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};
    std::size_t count = 0;
    for (char32_t c = 0; c < 0x11000; ++c) count += is_space(c);
    CHECK(count == spaces.size());
    for (const char32_t c : spaces) CHECK(is_space(c));
    CHECK_FALSE(is_space(0x200b));
    CHECK_FALSE(is_space(0xfeff));
    CHECK(strip("\xe3\x80\x80\n\xc2\xa0 A. b \xe2\x80\xaf\t") == "A. b");
    CHECK(strip(" \n ").empty());
    CHECK(strip("").empty());
    CHECK(strip("\x80 ") == "\x80");
}

TEST_CASE("case and width are folded code point by code point", "[extract]") {
    CHECK(fold(U'Ａ') == U'a');
    CHECK(fold(U'É') == U'é');
    CHECK(fold(U'Œ') == U'œ');
    CHECK(fold(U'Ź') == U'ź');
    CHECK(fold(U'Д') == U'д');
    CHECK(fold(U'Σ') == U'σ');
    CHECK(fold(U'答') == U'答');
    CHECK(fold(U'ß') == U'ß');
    CHECK(fold(U'×') == U'×');
    for (char32_t c = 0; c < 0x11000; ++c) REQUIRE(fold(fold(c)) == fold(c));
}

TEST_CASE("words are letters, digits and marks; signs and spaces are not", "[extract]") {
    for (const char32_t c : {U'a', U'9', U'é', U'答', U'か', U'ー', U'ж', U'ا', U'अ', U'ि', U'Ａ', U'９'}) CHECK(is_word(c));
    for (const char32_t c : {U' ', U'.', U'。', U'、', U'（', U'：', U'「', U'×', U'«', U'→', U'–', U'“', U'।', U'،', U'😀', U'・', char32_t{0}, char32_t{0xfffd}})
        CHECK_FALSE(is_word(c));
}

TEST_CASE("a part of a text knows its place", "[extract]") {
    const std::string_view text = "  ab ";
    CHECK(span_of(text, strip(text)) == calm::byte_span{2, 4});
}
