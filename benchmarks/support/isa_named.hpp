// Instruction sets by the names that they have on a benchmark's command line.
#pragma once

#include "calm/cpu/isa.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace benchmarks {

/// baseline, avx2 or avx512, if this machine has it; nothing for other words.
inline std::optional<calm::cpu::isa> isa_named(std::string_view word) {
    using calm::cpu::isa;
    for (const auto& [name, which] : {std::pair("baseline", isa::baseline), std::pair("avx2", isa::avx2), std::pair("avx512", isa::avx512)})
        if (word == name && calm::cpu::has(which)) return which;
    return std::nullopt;
}

} // namespace benchmarks
