// Agents that score tokens by rows of logits in memory. Bound by memory: every logit is read once, nothing else of that size is read or written.
// The unit of arithmetic is a segment of a row, of a length that nothing but the code decides, so a row's scores are the same bits whether one
// block goes through all of its segments or each has a block of its own.
#pragma once

#include "calm/cuda/detail/row_state.cuh"

#include <cstddef>
#include <cstdint>

namespace calm::cuda::detail {

/// The tokens to score, as kernels have them.
struct targets {
    const std::uint32_t* row = nullptr;  ///< null: row i for token i
    const std::uint32_t* label = nullptr;
    std::uint32_t tokens = 0;

    CALM_DEVICE std::uint32_t row_of(std::uint32_t token) const { return row == nullptr ? token : row[token]; }
    /// The token that is scored by this row, or `tokens`.
    CALM_DEVICE std::uint32_t token_of(std::uint32_t which) const {
        if (row == nullptr) return which < tokens ? which : tokens;
        std::uint32_t begin = 0, end = tokens;
        while (begin < end) {
            const std::uint32_t middle = begin + (end - begin) / 2;
            if (row[middle] < which) begin = middle + 1;
            else end = middle;
        }
        return begin < tokens && row[begin] == which ? begin : tokens;
    }
};

/// Refuses labels that are not in the vocabulary, and rows that don't rise. One thread a token.
struct check_targets {
    static constexpr const char* name = "check_targets";
    static constexpr unsigned threads = 256;
    struct parameters {
        targets of;
        std::uint32_t rows;
        std::uint32_t columns;
        unsigned long long* status;
    };
    template <class Block>
    struct storage {};

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>&, const parameters& p) {
        const std::uint32_t token = block.x() * threads + block.thread();
        if (token >= p.of.tokens) return;
        if (p.of.label[token] >= p.columns) block.lower(p.status, problem_word(problem::label_range, field::none, token));
        const std::uint32_t row = p.of.row_of(token);
        if (row >= p.rows || (token > 0 && row <= p.of.row_of(token - 1))) block.lower(p.status, problem_word(problem::row_order, field::none, token));
    }
};

/// Columns of a row that are summed up on their own. 16384: 32 KiB of bf16, four packs for each of 256 threads in flight one after another; short enough
/// that a row of 128 Ki entries keeps eight blocks busy when there are few tokens, long enough that the reduction at its end (10 shuffles of 40
/// bytes) is a twentieth of the loads. Derived, not measured.
inline constexpr std::uint32_t segment_columns = 16384;

/// Goes through rows of logits: block (i, j) has token i and the segments [j · each, (j + 1) · each). All: sums for every metric, not for logps and
/// log_sum_exp alone. Loads are 16 bytes wide where the row's address allows, of the same columns where not.
template <class T, bool All, unsigned Threads = 256>
struct score_rows {
    static constexpr const char* name = "score_rows";
    static constexpr unsigned threads = Threads;
    /// Five blocks of 256 threads with a load of 16 bytes each are 20 KiB in flight a multiprocessor; 3.35 TB/s over 132 of them for 700 ns, what a load
    /// takes, are 18. Leaves 48 registers a thread; with fewer the compiler spilled. Derived, not measured.
    static constexpr unsigned resident = 5;
    struct parameters {
        const T* logits;
        std::ptrdiff_t stride;
        std::uint32_t columns;
        std::uint32_t segment;   ///< columns of one
        std::uint32_t each;      ///< segments a block
        targets of;
        head how;
        row_state* parts;        ///< tokens × segments
        float* target;           ///< z' of the label, tokens
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Block::template array<row_state, 2 * Threads / warp_size> states;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        if (is_refused(p.status)) return;
        const std::uint32_t token = block.x(), segments = (p.columns + p.segment - 1) / p.segment;
        const T* const row = p.logits + static_cast<std::ptrdiff_t>(p.of.row_of(token)) * p.stride;
        const std::uint32_t last = (block.y() + 1) * p.each < segments ? (block.y() + 1) * p.each : segments;
        for (std::uint32_t s = block.y() * p.each; s < last; ++s) {
            const std::uint32_t begin = s * p.segment, end = p.columns - begin < p.segment ? p.columns : begin + p.segment;
            const row_state all = reduce<Threads>(block, shared.states, of_columns(block.thread(), row, begin, end, p.how), merge_states{}, s);
            if (block.thread() == 0) p.parts[static_cast<std::size_t>(token) * segments + s] = all;
        }
        if (block.y() == 0 && block.thread() == 0) p.target[token] = p.how(to_float(row[p.of.label[token]]), p.of.label[token]);
    }

private:
    CALM_DEVICE static row_state of_columns(unsigned thread, const T* row, std::uint32_t begin, std::uint32_t end, const head& how) {
        constexpr unsigned width = pack<T>::size;
        const bool aligned = is_aligned(row);
        row_state state = row_state::none();
        for (std::uint32_t c = begin + thread * width; c < end; c += Threads * width) {
            float z[width];
            const auto add = [&](unsigned count) {
                how.apply(z, count, c);
                state.template add<All>(z, count, c);
            };
            if (end - c >= width) {  // with a count that the compiler knows
                if (aligned) {
                    const pack<T> loaded = load(row + c);
                    for (unsigned i = 0; i < width; ++i) z[i] = to_float(loaded.values[i]);
                } else {
                    for (unsigned i = 0; i < width; ++i) z[i] = to_float(row[c + i]);
                }
                add(width);
            } else {
                for (unsigned i = 0; i < width; ++i) z[i] = i < end - c ? to_float(row[c + i]) : 0.0F;
                add(end - c);
            }
        }
        return state;
    }
};

/// Puts the segments of rows together, in their order. One thread a token.
template <class S>
struct finish_scores {
    static constexpr const char* name = "finish_scores";
    static constexpr unsigned threads = 128;
    struct parameters {
        const row_state* parts;
        const float* target;
        const std::uint32_t* label;
        std::uint32_t tokens;
        std::uint32_t segments;
        std::uint32_t columns;
        scores_out<S> out;
        unsigned long long* status;
    };
    template <class Block>
    struct storage {};

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>&, const parameters& p) {
        const std::uint32_t token = block.x() * threads + block.thread();
        if (is_refused(p.status) || token >= p.tokens) return;
        row_state all = p.parts[static_cast<std::size_t>(token) * p.segments];
        for (std::uint32_t s = 1; s < p.segments; ++s) all = merge_states{}(all, p.parts[static_cast<std::size_t>(token) * p.segments + s]);
        p.out.write(token, all, p.target[token], p.label[token], p.columns);
        if (!is_finite((static_cast<double>(p.target[token]) - static_cast<double>(all.max)) - log(all.sum)))
            block.lower(p.status, problem_word(problem::score, field::none, token));
    }
};

} // namespace calm::cuda::detail
