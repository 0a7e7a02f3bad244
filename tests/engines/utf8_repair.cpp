#include "calm/engines/utf8_repair.hpp"

#include "catch.hpp"

#include <string>
#include <string_view>

using calm::engines::utf8_repair;

TEST_CASE("UTF-8 comes back as it was") {
    for (const std::string text : {"", "a", "é", "答え:A", "🙂", "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBD", "\xED\x9F\xBF", "\xE0\xA0\x80", "line\nline"})
        CHECK(utf8_repair(text) == text);
}

TEST_CASE("a character that the end cuts off is dropped") {
    for (const std::string last : {"é", "答", "उ", "🙂"})
        for (std::size_t kept = 1; kept < last.size(); ++kept) CHECK(utf8_repair("答え" + last.substr(0, kept)) == "答え");
}

TEST_CASE("bytes that are no UTF-8 become replacement characters, one for each longest beginning") {
    const std::string r = "\xEF\xBF\xBD";
    CHECK(utf8_repair("a\x80z") == "a" + r + "z");
    CHECK(utf8_repair("a\xFFz") == "a" + r + "z");
    CHECK(utf8_repair("a\xE7\xADz") == "a" + r + "z");          // three bytes begun, two there
    CHECK(utf8_repair("a\xC0\x80z") == "a" + r + r + "z");      // overlong
    CHECK(utf8_repair("\xE0\x9F\xBF.") == r + r + r + ".");     // overlong
    CHECK(utf8_repair("\xED\xA0\x80.") == r + r + r + ".");     // surrogate
    CHECK(utf8_repair("\xF4\x90\x80\x80.") == r + r + r + r + ".");  // beyond U+10FFFF
    CHECK(utf8_repair("\xC3\xC3\xA9") == r + "é");
    CHECK(utf8_repair(std::string_view("a\0b", 3)) == "a" + r + "b");
    CHECK(utf8_repair("\xFF") == r);                            // at the end, but never the beginning of anything
}
