// A response: one sampled answer of a model to one question in one language.
#pragma once

#include "calm/record/language.hpp"
#include "calm/record/question.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace calm {

/// Why a model stopped writing.
enum class finish_reason : std::uint8_t {
    unknown,  ///< not recorded
    stop,     ///< end of turn, or a stop text
    length,   ///< the token limit was reached: the answer line may be missing
};

constexpr std::string_view to_string(finish_reason reason) {
    return reason == finish_reason::stop ? "stop" : reason == finish_reason::length ? "length" : "unknown";
}

/// One response. Its question is the record that holds it.
struct response {
    language lang;                                    ///< the language it was asked in
    std::uint32_t sample = 0;                         ///< 0-based number of the draw within its question and language
    std::string text{};                               ///< UTF-8, as the model wrote it
    finish_reason finish = finish_reason::unknown;

    friend bool operator==(const response&, const response&) = default;
};

/// A question with all its responses: what sampling gives. Responses stand in the order (language, sample), the
/// languages as in the request. The question is shared, not copied, by all records derived from it.
struct sampled_question {
    std::shared_ptr<const question> asked{};  ///< never null in a record made by this library
    std::vector<response> responses{};
};

} // namespace calm
