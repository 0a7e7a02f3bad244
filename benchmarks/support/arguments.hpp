// What the command lines of benchmarks for the CPU's kernels say: instruction sets, and numbers.
#pragma once

#include "calm/cpu/isa.hpp"

#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace benchmarks {

/// baseline, avx2 or avx512, if this machine has it; nothing for other words.
inline std::optional<calm::cpu::isa> isa_named(std::string_view word) {
    using calm::cpu::isa;
    for (const auto& [name, which] : {std::pair("baseline", isa::baseline), std::pair("avx2", isa::avx2), std::pair("avx512", isa::avx512)})
        if (word == name && calm::cpu::has(which)) return which;
    return std::nullopt;
}

/// A number from 1 on; nothing for other words.
inline std::optional<std::size_t> count_named(std::string_view word) {
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (problem != std::errc() || end != word.data() + word.size() || number == 0) return std::nullopt;
    return number;
}

} // namespace benchmarks
