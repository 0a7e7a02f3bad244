// How the llama.cpp engine is set up, and what it has done. Standard library only: it can be read without libllama.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace calm::engines {

/// What engines::llama_cpp is made from.
struct llama_cpp_options {
    std::string path{};                    ///< the GGUF file; of a split model its first part
    std::uint32_t context_length = 2048;   ///< tokens that prompt and completion of one draw may have together; at most
                                           ///< what the model was trained for
    /// Draws that are decoded together. Every step of decoding has this width, unused lanes being filled with idle
    /// tokens, so that a completion does not depend on how many draws are asked for. More lanes pay where a step for many
    /// tokens costs little more than a step for one, as on a GPU. On a CPU it does not: a 0.5B model in Q4_0 took 21 ms
    /// a token with one lane and 30 ms with three on one thread of an AMD EPYC, 16 ms both on two threads; hence the
    /// default. Memory for the caches of lanes + 1 contexts is held.
    std::uint32_t lanes = 1;
    /// Threads that compute; 0: as many as the hardware runs at once. They wait for each other at every operation, so give
    /// fewer where other programs use the cores, and rather two engines with one thread each than one with two.
    std::uint32_t threads = 0;
    std::int32_t gpu_layers = 0;           ///< layers held by a GPU, where libllama has one; negative: all
    /// Jinja text or one of llama.cpp's names ("chatml", "llama3") of a chat template; empty: the one in the file.
    std::string chat_template{};
    /// Called while the file is loaded with the part that is done, in [0, 1]; returning false cancels. Must not throw.
    std::function<bool(float)> loading{};
    /// Receives every line that libllama logs, of this and all other engines of the process, until another engine is
    /// made; empty: libllama is silent. Called from any thread; must not throw.
    std::function<void(std::string_view)> log{};
};

/// What an engine has done since it was made. Tokens a second are tokens / seconds.
struct llama_cpp_usage {
    std::uint64_t prompt_tokens = 0;      ///< read by prefill or score
    std::uint64_t completion_tokens = 0;  ///< written, without the end-of-turn tokens
    std::uint64_t idle_tokens = 0;        ///< computed to keep the width and thrown away
    double prefill_seconds = 0;           ///< wall clock spent on prompts
    double decode_seconds = 0;            ///< wall clock spent on completions, without sampling
    double sampling_seconds = 0;          ///< wall clock spent on choosing tokens
};

} // namespace calm::engines
