// A question's text taken apart: stem, options, and the gold answer as a key.
#pragma once

#include "calm/extract/cue.hpp"
#include "calm/extract/option_label.hpp"
#include "calm/extract/text.hpp"
#include "calm/record/question.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calm::extract {

/// A question's text without its form.
struct parsed_question {
    std::string stem{};               ///< without "Frage: " and the like, without options, trimmed
    std::vector<option> options{};    ///< keys A, B, ... or 1, 2, ... in order; empty when none were recognised

    friend bool operator==(const parsed_question&, const parsed_question&) = default;
};

namespace detail {

struct placed_label {
    option_label label;
    std::size_t begin = 0;
    bool at_line_start = false;
};

/// All labels of a text that may begin an option, in order. An inline plain label ("A. ") needs white space around it.
inline std::vector<placed_label> labels_of(std::string_view text) {
    std::vector<placed_label> found;
    bool line_start = true;     // only blanks since the last line break
    bool after_space = true;
    for (std::size_t at = 0; at < text.size();) {
        const code_point c = decode(text, at);
        const option_label label = after_space || opens(c.value) ? read_label(text, at) : option_label{};
        const std::size_t end = at + label.size;
        const bool inline_plain = label && label.form == label_form::plain && !line_start;
        if (label && (line_start || (!label.numeric && (!inline_plain || end == text.size() || is_space(decode(text, end).value))))) {
            found.push_back({label, at, line_start});
            at = end;
            line_start = after_space = false;
            continue;
        }
        const bool space = is_space(c.value);
        line_start = c.value == '\n' || c.value == '\r' || (line_start && space);
        after_space = space;
        at += c.size;
    }
    return found;
}

/// The longest run of labels 0, 1, 2, ... among those that `accept` lets through, as indices; of equally long ones the last
/// to begin, so that a "vitamin A. " of the stem loses to the option. O(labels).
template <class Accept>
std::vector<std::size_t> longest_run(const std::vector<placed_label>& labels, Accept accept) {
    constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::array<std::size_t, 101> nearest{};   // by ordinal: the nearest label to the right
    nearest.fill(none);
    std::vector<std::size_t> next(labels.size(), none), length(labels.size(), 0);
    std::size_t best = none;
    for (std::size_t i = labels.size(); i-- > 0;) {
        if (!accept(labels[i])) continue;
        const auto ordinal = static_cast<std::size_t>(labels[i].label.ordinal);
        next[i] = nearest[ordinal + 1];
        length[i] = 1 + (next[i] == none ? 0 : length[next[i]]);
        nearest[ordinal] = i;
        if (ordinal == 0 && (best == none || length[i] > length[best])) best = i;
    }
    std::vector<std::size_t> run;
    for (std::size_t i = best; i != none; i = next[i]) run.push_back(i);
    return run;
}

/// The labels that begin the options. Letters go before numbers, which often number statements of the stem; labels at
/// line starts go before inline ones unless those make a longer run; inline plain letters need a run of three.
inline std::vector<std::size_t> choose_run(const std::vector<placed_label>& labels) {
    const auto run_of = [&](bool bracketed, bool numeric, bool line_start) {
        return longest_run(labels, [=](const placed_label& l) {
            return (l.label.form == label_form::bracketed) == bracketed && l.label.numeric == numeric && (l.at_line_start || !line_start);
        });
    };
    auto best = run_of(false, false, true);
    const auto consider = [&](std::vector<std::size_t> run, std::size_t least) {
        if (run.size() >= least && run.size() > best.size()) best = std::move(run);
    };
    consider(run_of(true, false, true), 2);
    consider(run_of(true, false, false), 2);
    if (best.size() < 2) consider(run_of(false, false, false), 3);
    if (best.size() < 2) consider(run_of(false, true, true), 2);
    if (best.size() < 2) consider(run_of(true, true, true), 2);
    if (best.size() < 2) best.clear();
    return best;
}

} // namespace detail

/// Takes a question's text apart. Recognised options: one a line or inline, "A. text", "A) text", "A: text", "(A) text",
/// with fullwidth letters, brackets and separators; "（一）text" for A as Chinese machine translation has it; numbers
/// "1. text" one a line, where there are no letters. The labels must go up from A (or 1) without a gap, two at least;
/// of several runs the longest counts, of equally long ones the last. Answer cues behind the last option ("Answer:",
/// "Antwort:", lines of their own) and a question marker before the stem ("Frage:") are left out. White space is trimmed.
/// Text without options gives an empty list: whether that is an error is the reader's decision.
/// @complexity linear in the text
[[nodiscard]] inline parsed_question parse_question(std::string_view input) {
    const auto labels = detail::labels_of(input);
    const auto run = detail::choose_run(labels);
    parsed_question parsed;
    const std::size_t stem_end = run.empty() ? input.size() : labels[run.front()].begin;
    parsed.stem = strip(without_question_cue(strip(input.substr(0, stem_end))));
    for (std::size_t i = 0; i < run.size(); ++i) {
        const auto& here = labels[run[i]];
        const std::size_t begin = here.begin + here.label.size;
        const std::size_t end = i + 1 < run.size() ? labels[run[i + 1]].begin : input.size();
        std::string_view text = strip(input.substr(begin, end - begin));
        if (i + 1 == run.size()) text = without_trailing_answer_cues(text);
        parsed.options.push_back({key_of(here.label), std::string(text)});
    }
    return parsed;
}

/// The option that a gold answer names: a key ("C"), a labelled text ("(D) text", "D. text", "（四）text"; the label decides,
/// unless the text is exactly that of another option), or the exact text of one option. Nothing when it names none, or more
/// than one. O(gold + option texts).
[[nodiscard]] inline std::optional<answer_key> parse_gold(std::string_view gold, const std::vector<option>& options) {
    gold = strip(gold);
    const auto with_key = [&](const answer_key& key) -> std::optional<answer_key> {
        for (const auto& o : options)
            if (o.key == key) return key;
        return std::nullopt;
    };
    const auto with_text = [&](std::string_view text) -> std::optional<answer_key> {
        std::optional<answer_key> only;
        for (const auto& o : options)
            if (o.text == text) {
                if (only) return std::nullopt;
                only = o.key;
            }
        return only;
    };
    if (gold.empty()) return std::nullopt;
    if (gold.size() <= answer_key::max_size)
        if (const auto key = with_key(gold)) return key;
    if (const auto bare = detail::read_ordinal(gold, 0, false); bare && bare.size == gold.size())
        if (const auto key = with_key(key_of(bare))) return key;   // a fullwidth letter
    if (const auto label = read_label(gold, 0)) {
        if (const auto key = with_key(key_of(label))) {
            const auto by_text = with_text(strip(gold.substr(label.size)));
            return by_text && *by_text != *key ? std::nullopt : key;
        }
    }
    return with_text(gold);
}

} // namespace calm::extract
