// Where an answer begins, behind the model's thoughts, and where it ends because somebody else's turn begins: tokens that a model, or its decoder, leaves in
// the text.
#pragma once

#include "calm/extract/text.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace calm::extract::detail {

/// Tokens between turns that are no "<|...|>".
inline constexpr std::array<std::string_view, 12> turn_tokens{"</s>", "<s>", "<eos>", "<bos>", "<eoa>\n", "<eoh>\n", "<eom>\n", "<end_of_turn>", "<start_of_turn>", "[INST]", "[/INST]", "<<SYS>>"};

/// The size of the token at text[at]; 0: none. O(1).
constexpr std::size_t turn_token_at(std::string_view text, std::size_t at) noexcept {
    const std::string_view rest = text.substr(at, 64);
    if (rest.size() < 2 || std::string_view("|\xef/<sebI").find(rest[1]) == std::string_view::npos) return 0;   // what the second byte of one may be
    for (const auto& [open, close] : {std::array<std::string_view, 2>{"<|", "|>"}, std::array<std::string_view, 2>{"<｜", "｜>"}}) {
        if (!rest.starts_with(open)) continue;
        const std::size_t end = rest.find(close, open.size());
        return end == std::string_view::npos ? 0 : end + close.size();
    }
    for (const std::string_view token : turn_tokens)
        if (rest.starts_with(token)) return token.size();
    return 0;
}

/// Whether what stands between two tokens is no answer: nothing, the name of a role alone, or the prompt of a user or system.
constexpr bool is_not_said(std::string_view part) noexcept {
    part = strip(part);
    for (const std::string_view name : {"assistant", "model", "analysis", "commentary", "final"})
        if (part == name) return true;
    for (const std::string_view name : {"user", "system"})
        if (part == name || (part.starts_with(name) && part[name.size()] == '\n')) return true;
    return part.empty();
}

/// What the text of a model begins with that puts its thoughts into a part of their own, and where that of the answer begins.
struct thought_channel {
    std::string_view opening, answer;
};
inline constexpr std::array<thought_channel, 7> thought_channels{{
    {"<|im_start|>think", "<|im_start|>answer"},
    {"<|START_THINKING|>", "<|END_THINKING|>"},
    {"<|begin_of_thought|>", "<|end_of_thought|>"},
    {"<unused94>", "<unused95>"},
    {"<|channel|>", "<|channel|>final<|message|>"},
    {"<|start|>assistant", "<|channel|>final<|message|>"},
    {"analysis", "assistantfinal"},   // the same without its tokens
}};

/// Behind the thoughts that a model writes into a channel of their own: where that of the answer begins. 0 where there is none. O(text).
constexpr std::size_t end_of_channel(std::string_view text) noexcept {
    std::size_t begin = 0;
    while (begin < text.size() && (text[begin] == ' ' || text[begin] == '\n')) ++begin;
    if (begin == text.size() || (text[begin] != '<' && text[begin] != 'a')) return 0;   // mostly
    for (const thought_channel& one : thought_channels)
        if (text.substr(begin).starts_with(one.opening))
            if (const std::size_t at = text.find(one.answer, begin + one.opening.size()); at != std::string_view::npos) return at + one.answer.size();
    return 0;
}

/// Where the first turn with something in it ends: before "<|im_end|>", "</s>", "[INST]" and the like, or before a role's name alone in its line, or glued to its
/// end, as decoders leave it that drop the tokens ("D.assistant\n\n"). The text's size where there is none. O(text).
/// A first channel of thoughts ("<|channel|>analysis<|message|>") is no turn.
constexpr std::size_t end_of_turn(std::string_view text) noexcept {
    std::size_t end = text.size();
    const std::size_t begin = end_of_channel(text);
    for (const char opening : {'<', '['}) {
        for (std::size_t from = begin, at = text.find(opening, from); at < end; at = text.find(opening, at + 1)) {
            const std::size_t size = turn_token_at(text, at);
            if (size == 0) continue;
            if (!is_not_said(text.substr(from, at - from))) end = at;
            from = at + size;
        }
    }
    for (std::size_t newline = text.find('\n', 1); newline < end; newline = text.find('\n', newline + 1)) {
        const char last = text[newline - 1];
        if (last != 't' && last != 'r' && last != 'l') continue;
        const std::string_view before = text.substr(0, newline);
        for (const std::string_view name : {"assistant", "\nuser", "\nmodel"})
            if (before.ends_with(name) && !is_not_said(before.substr(0, newline - name.size())) && before[newline - name.size() - 1] != '>') return newline - name.size();
    }
    return end;
}

/// Behind what a model thinks to itself before it answers: behind the last "</think>", "</thinking>", "[/THINK]", "◁/think▷", "</thought>", "</reasoning>", "</scratchpad>", or end_of_channel(). 0
/// where there is none. O(text).
constexpr std::size_t end_of_thinking(std::string_view text) noexcept {
    std::size_t end = end_of_channel(text);
    for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
        const std::string_view behind = text.substr(at + 1);
        bool thoughts = false;
        for (const std::string_view name : {"think", "THINK", "thought", "reasoning", "scratchpad"}) thoughts |= behind.starts_with(name);
        if (!thoughts) continue;
        std::size_t word = 0;
        while (word < behind.size() && detail::is_ascii_word(static_cast<unsigned char>(behind[word]))) ++word;
        const code_point close = decode(behind, word);
        if (close.value == '>' || close.value == ']' || close.value == U'▷') end = at + 1 + word + close.size;
    }
    return end;
}

} // namespace calm::extract::detail
