// What a warp's matrix product does, lane by lane: where the PTX ISA says that each element of a fragment lies (9.7.14.5, "Matrix Fragments for
// mma.m16n8k8" for tf32 and "for mma.m16n8k16" for bf16 and fp16), written down from there, not from the kernels.
#pragma once

#include "calm/cuda/detail/mma.cuh"
#include "calm/loss/half.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace simt {

struct element {
    unsigned row, column;
    bool operator==(const element&) const = default;
};

/// Kind is bf16 or fp16 (m16n8k16) or tf32 (m16n8k8).
template <class Kind>
struct mma {
    static constexpr bool is_tf32 = std::is_same_v<Kind, calm::cuda::detail::tf32>;
    static constexpr unsigned k = is_tf32 ? 8 : 16;
    static constexpr unsigned numbers = is_tf32 ? 1 : 2;  ///< a register
    static constexpr unsigned a_size = 4 * numbers, b_size = 2 * numbers;

    /// Of a_i of a lane.
    static constexpr element a(unsigned lane, unsigned i) {
        const unsigned group = lane >> 2, in_group = lane % 4;
        if (is_tf32) return {i == 0 || i == 2 ? group : group + 8, i == 0 || i == 1 ? in_group : in_group + 4};
        return {i < 2 || (4 <= i && i < 6) ? group : group + 8, in_group * 2 + (i & 1) + (i < 4 ? 0 : 8)};
    }
    static constexpr element b(unsigned lane, unsigned i) {
        const unsigned group = lane >> 2, in_group = lane % 4;
        if (is_tf32) return {i == 0 ? in_group : in_group + 4, group};
        return {in_group * 2 + (i & 1) + (i < 2 ? 0 : 8), group};
    }
    static constexpr element c(unsigned lane, unsigned i) { return {(lane >> 2) + (i < 2 ? 0 : 8), lane % 4 * 2 + (i & 1)}; }

    /// Who has what of a whole matrix.
    struct owner {
        unsigned lane, i;
    };
    struct owners {
        owner a[16][k], b[k][8];
        constexpr owners() : a{}, b{} {
            for (unsigned lane = 0; lane < 32; ++lane) {
                for (unsigned i = 0; i < a_size; ++i) {
                    const element at = mma::a(lane, i);
                    a[at.row][at.column] = {lane, i};
                }
                for (unsigned i = 0; i < b_size; ++i) {
                    const element at = mma::b(lane, i);
                    b[at.row][at.column] = {lane, i};
                }
            }
        }
    };

    /// Adds to a lane's four sums what the warp's fragments give: those of a lane are words of its `lanes`, from of_a and of_b on. Not watched by sanitizers, as a
    /// tensor core is not; half of the time of tests that multiply would go there.
    template <std::size_t Bytes>
    __attribute__((no_sanitize("address", "undefined"))) static void multiply(unsigned lane, float* (&sums)[4], const unsigned char (&lanes)[32][Bytes], unsigned of_a,
                                                                              unsigned of_b) {
        static constexpr owners all;
        float rows[2][k], columns[2][k];  // of the matrices, those that meet in the sums
        for (unsigned i = 0; i < 2; ++i)
            for (unsigned j = 0; j < k; ++j) {
                const owner left = all.a[c(lane, 2 * i).row][j], right = all.b[j][c(lane, i).column];
                rows[i][j] = number(lanes[left.lane], of_a, left.i), columns[i][j] = number(lanes[right.lane], of_b, right.i);
            }
        for (unsigned i = 0; i < 4; ++i)
            for (unsigned j = 0; j < k; ++j) *sums[i] += rows[i / 2][j] * columns[i % 2][j];
    }

private:
    /// The i-th number from a word on.
    __attribute__((no_sanitize("address", "undefined"))) static float number(const unsigned char* words, unsigned from, unsigned i) {
        if constexpr (is_tf32) {
            std::uint32_t word;
            std::memcpy(&word, words + (from + i) * 4, 4);
            return __builtin_bit_cast(float, word & ~0x1fffU);
        } else {
            Kind one;
            std::memcpy(&one.bits, words + from * 4 + i * 2, 2);
            return static_cast<float>(one);
        }
    }
};

} // namespace simt
