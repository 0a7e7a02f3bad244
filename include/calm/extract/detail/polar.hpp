// A question to be answered by yes or no: "No, ...", and a sentence that says what the question asks, or denies it.
#pragma once

#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/value.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// Of two options, the one that is nothing but a denial ("No", "Nein", "不是", "False"), and the other.
struct polar_options {
    std::size_t yes = no_match, no = no_match;

    explicit polar_options(const option_matcher& in) noexcept {
        if (in.count() != 2) return;
        const auto denial = [&](std::size_t option) {
            const std::string_view text = strip(in.options()[option].text);
            const std::size_t word = end_of_word(text, 0, text.size(), role::negative | role::no_option);
            return word != no_match && !is_word(decode_last(text.substr(word)).value);
        };
        if (denial(0) != denial(1)) no = denial(0) ? 0 : 1, yes = 1 - no;
    }
    [[nodiscard]] explicit operator bool() const noexcept { return no != no_match; }
};

/// The words of a text one after another; in scripts without spaces, each letter is one.
class word_walk {
public:
    explicit word_walk(std::string_view text) noexcept : text_(text) {}

    /// The next word, empty at the text's end.
    [[nodiscard]] std::string_view next() noexcept {
        code_point c = decode(text_, at_);
        while (c.size != 0 && !is_word(c.value)) c = decode(text_, at_ += c.size);
        const std::size_t begin = at_;
        if (unspaced(c.value)) return text_.substr(begin, (at_ += c.size) - begin);
        while (is_word(c.value) && !unspaced(c.value)) c = decode(text_, at_ += c.size);
        return text_.substr(begin, at_ - begin);
    }
    [[nodiscard]] std::size_t at() const noexcept { return at_; }   ///< the end of the last word

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

/// Whether two words are the same but for their endings: five letters in common, or the shorter one, of four, with two more.
inline bool same_stem(std::string_view a, std::string_view b) noexcept {
    std::size_t i = 0, j = 0, letters = 0;
    while (i < a.size() && j < b.size()) {
        const code_point x = decode(a, i), y = decode(b, j);
        if (without_accent(x.value) != without_accent(y.value)) break;
        i += x.size, j += y.size, ++letters;
    }
    if (i == a.size() && j == b.size()) return true;
    std::size_t more = 0;
    for (const std::string_view rest = i == a.size() ? b.substr(j) : a.substr(i); more < rest.size(); ) more += decode(rest, more).size;
    return letters >= 5 || (letters == 4 && (i == a.size() || j == b.size()) && more <= 2);
}

/// Reads a response to such a question. O(question + response).
class polar_reader {
public:
    polar_reader(const option_matcher& in, std::string_view question) noexcept : in_(in), text_(in.text()), options_(in), question_(strip(question)) {
        if (!options_ || question_.empty()) return;
        const option_matcher asked(question_, in.options());   // what is asked is the last sentence; what stands before it is given
        question_ = question_.substr(sentence_begin(asked, question_.size() - 1, 0));
        denials_ = denials_in(question_);
    }

    /// Whether the options are yes and no.
    [[nodiscard]] bool asks() const noexcept { return static_cast<bool>(options_); }

    [[nodiscard]] reading read(std::size_t from, std::size_t to, bool cut_off) const noexcept {
        if (!options_ || question_.empty()) return {};
        if (const reading opening = opens_with(from, to); opening.names_option()) return opening;
        reading found;
        for (std::size_t begin = from, end = from; begin < to; begin = end) {
            end = sentence_end(in_, begin, to);
            if (cut_off && end == to) break;
            const reading r = repeats(begin, end);
            if (found.names_option() && r.names_option() && r.option != found.option) return {};
            if (r.names_option()) found = r;
            if (cut_off && !strip(text_.substr(begin, end - begin)).empty()) break;
        }
        return found;
    }

    /// Whether the word of denial belongs to what stands behind it: "No picture is here."
    [[nodiscard]] bool only_denies(const reading& r, std::size_t to) const noexcept {
        return options_ && r.option == options_.no && r.span.end > r.span.begin && !in_.ends_there(r.span.end, to);
    }

private:
    /// "Yes, it is.", "No. The ...": an option's text at the beginning, with a sign behind it.
    [[nodiscard]] reading opens_with(std::size_t from, std::size_t to) const noexcept {
        std::size_t at = from;
        for (code_point c = in_.at(at, to); c.size != 0 && !is_word(c.value); c = in_.at(at, to)) at += c.size;
        const auto m = value_reader(in_, trust::marked).longest_text(at, to);
        if (m.end == no_match || m.shared || !in_.ends_there(m.end, to)) return {};
        return {outcome::text, m.option, {at, m.end}};
    }

    /// "The cube is larger than the ball.", to "Is the cube larger than the ball?": every word of the question but the first and short ones, in its order.
    [[nodiscard]] reading repeats(std::size_t begin, std::size_t end) const noexcept {
        const std::string_view sentence = text_.substr(begin, end - begin);
        word_walk asked(question_), said(sentence);
        int words = 0;
        std::string_view wanted = asked.next();
        const bool spaced = !unspaced(decode(wanted, 0).value);
        for (wanted = spaced ? asked.next() : wanted; !wanted.empty(); wanted = asked.next()) {
            if (!counts(wanted)) continue;
            ++words;
            for (std::string_view word = said.next(); !same_stem(wanted, word); word = said.next())
                if (word.empty()) return {};
        }
        if (words < (spaced ? 2 : 4)) return {};
        std::size_t stop = said.at();   // up to the end of the clause: what follows gives the reason
        for (code_point c = decode(sentence, stop); c.size != 0 && (is_word(c.value) || is_space(c.value)); c = decode(sentence, stop)) {
            if (is_word(c.value) && end_of_word(sentence, stop, sentence.size(), role::turn | role::contrast) != no_match && !unspaced(c.value)) break;
            do stop += c.size, c = decode(sentence, stop); while (spaced && is_word(c.value));
        }
        const int more = denials_in(sentence.substr(0, stop)) - denials_;
        if (more < 0) return {};
        return {outcome::text, more > 0 ? options_.no : options_.yes, {begin, begin + stop}};
    }

    /// Whether a word of the question has to be there: of four letters or more, or three from the Arabic script on; and no particle of asking.
    [[nodiscard]] static bool counts(std::string_view word) noexcept {
        const char32_t first = decode(word, 0).value;
        if (unspaced(first)) return std::u32string_view(U"吗嗎呢么否か").find(first) == std::u32string_view::npos;
        if (word == "have") return false;   // "has" in the sentence
        int letters = 0;
        for (std::size_t at = 0; at < word.size(); at += decode(word, at).size) ++letters;
        return letters >= (first >= 0x600 ? 3 : 4);
    }

    /// How many words deny something.
    [[nodiscard]] int denials_in(std::string_view text) const noexcept {
        int n = 0;
        char32_t before = 0;
        for (std::size_t at = 0; at < text.size();) {
            const code_point c = decode(text, at);
            const std::size_t word = is_word(c.value) && breaks(before, c.value) ? end_of_word(text, at, text.size(), role::negative | role::no_option) : no_match;
            n += word != no_match;
            at = word != no_match ? word : at + c.size;
            before = decode_last(up_to(text, at)).value;
        }
        return n;
    }

    const option_matcher& in_;
    std::string_view text_;
    polar_options options_;
    std::string_view question_;
    int denials_ = 0;
};

} // namespace calm::extract::detail
