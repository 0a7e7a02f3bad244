// The parts of a response that the words in front of its colons show: explanation, answer lines, where another question begins.
#pragma once

#include "calm/extract/detail/word_index.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// A word that heads a part, in front of a colon: "**Answer** :", "【答案】：", "Question 2:".
struct head {
    role what = role::none;     ///< question, explanation, answer or speaker; none: the text's end
    std::size_t begin = 0;      ///< first byte of its line where only a few words stand before it, else its own first byte
    std::size_t word = 0;       ///< its own first byte
    std::size_t end = 0;        ///< behind the colon
    bool at_line_start = false;
};

/// Where the line of a marker begins, if that is near and no sentence ends in between; else `begin` itself.
inline std::size_t line_begin(std::string_view text, std::size_t begin, std::size_t floor) noexcept {
    const std::size_t limit = begin - floor > 64 ? begin - 64 : floor;
    for (std::size_t p = begin; p > limit; --p) {
        const char c = text[p - 1];
        if (c == '\n' || c == '\r') return p;
        if (c == '.' || c == '!' || c == '?' || (c == '\x82' && p >= 3 && text.substr(p - 3, 3) == "。")) return begin;
    }
    return limit == 0 ? 0 : limit == floor ? floor : begin;
}

/// Goes through the heads in order. One pass: looks at colons only, ASCII and fullwidth, and at a bounded number of bytes before each.
class head_scan {
public:
    explicit head_scan(std::string_view text) noexcept : text_(text) {}

    /// The next head; role::none at the end.
    [[nodiscard]] head next() noexcept {
        for (;;) {
            if (narrow_at_ < from_ || from_ == 0) narrow_at_ = text_.find(':', from_);
            if (wide_at_ < from_ || from_ == 0) wide_at_ = text_.find("：", from_);
            const std::size_t colon = narrow_at_ < wide_at_ ? narrow_at_ : wide_at_;
            if (colon == std::string_view::npos) return {};
            const std::size_t floor = from_;
            from_ = colon + (colon == wide_at_ ? 3 : 1);
            if (head found = ending_at(colon, floor); found.what != role::none) {
                found.end = from_;
                return found;
            }
        }
    }

private:
    /// Blanks, markup, closing brackets and, behind a question's word, a number may stand between the word and its colon.
    [[nodiscard]] head ending_at(std::size_t colon, std::size_t floor) const noexcept {
        constexpr role wanted = role::question | role::explanation | role::answer | role::speaker;
        std::size_t end = colon;
        for (int skipped = 0; skipped < 8 && end > floor; ++skipped) {
            const auto last = static_cast<unsigned char>(text_[end - 1]);
            if ((is_ascii_word(last) && last > '9') || last == '\n' || last == ',' || last == '.') break;
            const code_point c = decode_last(text_.substr(floor, end - floor));
            if (is_word(c.value) && c.value > '9') break;
            end -= c.size;
        }
        // the last word, or the last two or three: "câu trả lời"; in scripts without spaces, the last few letters
        std::size_t begin = end;
        for (int tries = 0; tries < 6 && begin > floor;) {
            if (text_[begin - 1] == ' ' || text_[begin - 1] == '\'') {
                --begin;
                continue;
            }
            while (begin > floor && is_ascii_word(static_cast<unsigned char>(text_[begin - 1]))) --begin;
            code_point before = decode_last(text_.substr(floor, begin - floor));
            if (before.value >= 0x80 && is_word(before.value)) {
                begin -= before.size;
                before = decode_last(text_.substr(floor, begin - floor));
                if (!unspaced(decode(text_, begin).value) && is_word(before.value)) continue;
            }
            ++tries;
            if (const found_word word = word_at(text_, begin, end, wanted); word.end == end) {
                head found{word.what & wanted, line_begin(text_, begin, floor), begin, 0, false};
                found.at_line_start = found.begin == 0 || text_[found.begin - 1] == '\n' || text_[found.begin - 1] == '\r';
                return found;
            }
            if (!is_word(before.value) && before.value != ' ' && before.value != '\'') break;
        }
        return {};
    }

    std::string_view text_;
    std::size_t from_ = 0;
    std::size_t narrow_at_ = 0;
    std::size_t wide_at_ = 0;
};

/// The parts of a response.
struct sections {
    std::size_t explanation = no_match;   ///< behind the first explanation marker
    std::size_t answer = no_match;        ///< line of the first answer marker at a line's start
    std::size_t second = no_match;        ///< line of the first answer marker behind an explanation
    head last{};                          ///< the last answer marker
    std::size_t end = 0;                  ///< where the response goes on with another question, or its end

    void note(const head& found) noexcept {
        if (any(found.what, role::explanation)) {
            if (explanation == no_match) explanation = found.end;
        } else if (any(found.what, role::answer)) {
            last = found;
            if (!found.at_line_start) return;
            if (answer == no_match) answer = found.begin;
            if (second == no_match && explanation != no_match && found.begin >= explanation) second = found.begin;
        }
    }
};

} // namespace calm::extract::detail
