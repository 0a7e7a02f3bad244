// The chat template of the llama.cpp engine: instruction and question as the model is used to read them.
// Inert without CALM_WITH_LLAMA_CPP, see calm/engines/llama_cpp.hpp.
#pragma once

#if defined(CALM_WITH_LLAMA_CPP)

#include "calm/engines/llama_cpp_options.hpp"
#include "calm/error.hpp"
#include "calm/model/request.hpp"

#include <llama.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace calm::engines::detail {

/// A chat template. What it does is said at llama_cpp::render.
class llama_template {
public:
    /// The template of the options, else that of the model, else none.
    /// @throws error (invalid_option, model_failed) when llama.cpp does not know it.
    llama_template(const llama_model* model, const llama_cpp_options& options) : source_(options.chat_template) {
        if (source_.empty()) {
            const char* own = llama_model_chat_template(model, nullptr);
            if (own == nullptr) return;
            source_ = own;
        }
        if (!apply(nullptr, "x").empty()) return;
        if (options.chat_template.empty())
            throw error(error_id::model_failed,
                        "llama.cpp does not know the model's chat template; name the one it resembles in chat_template, such as \"chatml\"",
                        {options.path});
        throw error(error_id::invalid_option,
                    "llama.cpp does not know the given chat_template; use one that it does, such as \"chatml\" or \"llama3\"");
    }

    /// Empty: the model has none.
    [[nodiscard]] const std::string& source() const noexcept { return source_; }

    [[nodiscard]] std::string render(const prompt_text& prompt) const {
        if (prompt.instruction.find('\0') != std::string::npos || prompt.input.find('\0') != std::string::npos)
            throw error(error_id::nul_byte, "the prompt holds a NUL byte, which a chat template cannot; remove it");
        if (!source_.empty()) return apply(prompt.instruction.empty() ? nullptr : &prompt.instruction, prompt.input);
        const auto* gap = prompt.instruction.empty() || prompt.input.empty() ? "" : "\n\n";
        return prompt.instruction + gap + prompt.input + '\n';
    }

private:
    /// Empty when llama.cpp does not know the template.
    [[nodiscard]] std::string apply(const std::string* system, const std::string& user) const {
        std::vector<llama_chat_message> messages;
        if (system != nullptr) messages.push_back({"system", system->c_str()});
        messages.push_back({"user", user.c_str()});
        std::string text(2 * ((system != nullptr ? system->size() : 0) + user.size()) + 256, '\0');
        const auto fill = [&] {
            return llama_chat_apply_template(source_.c_str(), messages.data(), messages.size(), true, text.data(),
                                             static_cast<std::int32_t>(text.size()));
        };
        auto size = fill();
        if (size > static_cast<std::int32_t>(text.size())) {
            text.resize(static_cast<std::size_t>(size));
            size = fill();
        }
        text.resize(static_cast<std::size_t>(std::max(size, 0)));
        return text;
    }

    std::string source_;
};

} // namespace calm::engines::detail
#endif
