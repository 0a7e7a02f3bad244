// An answer: what an extractor reads in a response.
#pragma once

#include "calm/record/answer_key.hpp"
#include "calm/record/response.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace calm {

/// Half-open range of bytes [begin, end) in a response's text.
struct byte_span {
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] constexpr bool empty() const noexcept { return begin == end; }
    /// The bytes themselves. @pre end <= text.size()
    [[nodiscard]] constexpr std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }

    friend bool operator==(const byte_span&, const byte_span&) = default;
};

/// A key, or an abstention, with the reason.
struct answer {
    std::optional<answer_key> key{};  ///< nothing: the extractor abstains
    std::string_view rule{};          ///< name of the rule that decided; a string literal, or storage that outlives the record
    byte_span span{};                 ///< where the key was read; empty when nothing was
    byte_span explanation{};          ///< the reasoning, without markers; empty when there is none

    friend bool operator==(const answer&, const answer&) = default;
};

/// A question with its responses and what was read in each.
struct answered_question : sampled_question {
    std::vector<answer> answers{};  ///< answers[i] belongs to responses[i]
};

} // namespace calm
