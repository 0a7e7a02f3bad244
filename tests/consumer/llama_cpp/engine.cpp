// A program that uses the engine llama.cpp of the installed library: loads libllama, and asks for a model that is not there.
#include "calm/calm.hpp"
#include "calm/engines/llama_cpp.hpp"

#include <iostream>

static_assert(calm::generative_model<calm::engines::llama_cpp> && calm::scoring_model<calm::engines::llama_cpp>);

int main() {
    try {
        calm::engines::llama_cpp model({.path = "absent.gguf"});
    } catch (const calm::error& problem) {
        std::cout << "calm " << calm::version << ": " << to_string(problem.id()) << '\n';
    }
}
