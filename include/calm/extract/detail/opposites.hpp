// Two options of which one is the opposite of the other: "valid" and "invalid", "true" and "false". "No, the argument is not valid."
#pragma once

#include "calm/extract/detail/asked.hpp"
#include "calm/extract/detail/listed_words.hpp"
#include "calm/extract/detail/option_text.hpp"
#include "calm/extract/detail/polar.hpp"
#include "calm/extract/detail/reading.hpp"
#include "calm/extract/detail/sentence.hpp"
#include "calm/extract/detail/value.hpp"

#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// What makes a sentence a condition or an indirect question.
inline constexpr std::string_view whether_words = "whether|if|ob|wenn|falls|of|als|si|se|czy|jeśli|ли|если|是否|如果|かどうか|もし|なら|nếu|liệu|إذا|لو|यदि|अगर|क्या|اگر|آیا|کیا|kama|ikiwa";
/// What an opposite begins with.
inline constexpr std::string_view opposite_beginnings = "in|im|il|ir|un|non-|non |not |no |dis|nicht |on|niet |nie|не|não |pas |不|非|无|無|غير |không |अ|ना|نا|غیر |si ";

/// Reads a response about such options. O(response).
class opposite_reader {
public:
    explicit opposite_reader(const option_matcher& in) noexcept : in_(in), text_(in.text()) {
        if (in.count() != 2) return;
        if (const polar_options polar(in); polar) yes_ = polar.yes, no_ = polar.no;
        for (std::size_t i = 0; i < 2; ++i)
            if (is_opposite(strip(in.options()[i].text), strip(in.options()[1 - i].text))) no_ = i, yes_ = 1 - i, words_ = true;
    }

    /// What the first word says, "Yes, ...", of a question that denies nothing; or the first sentence, or all, where one option is the other's opposite.
    [[nodiscard]] reading read(std::string_view question, std::size_t from, std::size_t to, bool cut_off) const noexcept {
        if (no_ == no_match) return {};
        const std::size_t begin = in_.skip_signs(from, to);
        for (const bool affirms : {true, false})
            if (const std::size_t word = word_of(in_, affirms ? yes_words : no_words, begin, to); word != no_match && in_.ends_there(word, to) && !asks_for_denial(last_asked(question)))
                return {outcome::text, affirms ? yes_ : no_, {begin, word}};
        reading found;
        bool first = true;
        for (std::size_t at = from, end = from; words_ && at < to; at = end) {
            end = sentence_end(in_, at, to);
            if (!in_.marked().in_between(at, end).words) continue;
            if (cut_off && end == to) return found;
            const reading r = says(at, end);
            if (r.names_option() && first) return r;
            if (r.names_option() && found.names_option() && r.option != found.option) return {};
            if (r.names_option()) found = r;
            first = false;
            if (cut_off) return found;
        }
        return found;
    }

private:
    /// Whether `text` is `other` behind one of opposite_beginnings, without regard to case and accents.
    static bool is_opposite(std::string_view text, std::string_view other) noexcept {
        return other.size() > 2 && any_listed(opposite_beginnings, [&](std::string_view beginning) {
            const std::size_t behind = match_forward(text, 0, text.size(), beginning);
            return behind != no_match && option_text(other).match(text, behind, text.size()) == text.size();
        });
    }

    /// What a sentence says that is no condition: the only one that it names, or the other where it denies that.
    [[nodiscard]] reading says(std::size_t begin, std::size_t end) const noexcept {
        for (std::size_t at = in_.marked().next(&marks::words, begin, end); at < end; at = in_.marked().next(&marks::words, at + 1, end))
            if (word_of(in_, whether_words, at, end) != no_match) return {};
        const value_reader reader(in_, trust::marked);
        reading found;
        for (std::size_t at = in_.next_text(begin, end); at < end; at = in_.next_text(at, end)) {
            const auto m = reader.longest_text(at, end, false, true);
            if (m.end == no_match || m.shared) {
                at += in_.at(at, end).size;
                continue;
            }
            if (found.names_option()) return {};
            found = {outcome::text, denies(in_.marked(), begin, at) ? 1 - m.option : m.option, {at, m.end}};
            at = m.end;
        }
        return found;
    }

    const option_matcher& in_;
    std::string_view text_;
    std::size_t yes_ = no_match, no_ = no_match;
    bool words_ = false;   ///< one is the other with a beginning that denies it: sentences may say either
};

} // namespace calm::extract::detail
