// Which vector instructions the kernels use: chosen when the program runs, so one build is right on every machine and fast on each.
#pragma once

#include <cstdint>
#include <string_view>

namespace calm::cpu {

/// Instruction sets that the kernels are compiled for, each in the same program, whatever it was compiled with.
enum class isa : std::uint8_t {
    baseline,  ///< what the program was compiled for: SSE2 on x86-64, NEON on AArch64; vectors of 16 bytes
    avx2,      ///< AVX2 with FMA and F16C: vectors of 32 bytes
    avx512,    ///< AVX-512 F, BW, DQ and VL: vectors of 64 bytes
};

[[nodiscard]] constexpr std::string_view name(isa which) {
    switch (which) {
    case isa::baseline: return "baseline";
    case isa::avx2: return "AVX2";
    case isa::avx512: return "AVX-512";
    }
    return "unknown";
}

/// Whether this machine has them, and the program was compiled by a compiler that can use them here (g++ or clang++ for x86-64).
[[nodiscard]] inline bool has(isa which) {
#if defined(__x86_64__) && defined(__GNUC__)
    if (which == isa::avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");  // all of these have F16C
    if (which == isa::avx512)
        return has(isa::avx2) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
#endif
    return which == isa::baseline;
}

/// The widest that this machine has.
[[nodiscard]] inline isa widest() {
    static const isa found = has(isa::avx512) ? isa::avx512 : has(isa::avx2) ? isa::avx2 : isa::baseline;
    return found;
}

} // namespace calm::cpu
