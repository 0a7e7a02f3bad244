// The product of two matrices, for one instruction set. Included as row_kernels.inl is, behind it.
//
// A tile of c, `tile_rows` × two vectors, stays in registers while k runs. b is copied into a panel two vectors wide and at most `depth` deep, which stays in the
// first cache and serves all rows of a; a is read where it lies, one number at a time, broadcast. So only b is packed, once a call; for the shapes of a last layer
// (hundreds of rows) that costs little.

namespace calm::cpu::detail::CALM_ISA {

#define CALM_INLINE [[gnu::always_inline]] inline

inline constexpr std::size_t tile_rows = CALM_LANES == 16 ? 12 : 6;  // with two vectors of b and one number of a, nearly all registers
inline constexpr std::size_t tile_columns = 2 * lanes;
inline constexpr std::size_t depth = 256;

CALM_INLINE f32 shuffled(f32 a, f32 b, i32 from) {
#if defined(__clang__)
    f32 result;
    for (std::size_t i = 0; i < lanes; ++i) result[i] = from[i] < static_cast<std::int32_t>(lanes) ? a[from[i]] : b[from[i] - static_cast<std::int32_t>(lanes)];
    return result;
#else
    return __builtin_shuffle(a, b, from);
#endif
}

/// Rows to columns: in each of log2(lanes) steps, halves of pairs of rows change places.
CALM_INLINE void transpose(f32 (&v)[lanes]) {
#pragma GCC unroll 16
    for (std::size_t width = 1; width < lanes; width *= 2) {
        i32 low{}, high{};
#pragma GCC unroll 16
        for (std::size_t i = 0; i < lanes; ++i) {  // constants, once this is unrolled
            const bool upper = (i & width) != 0;
            low[i] = static_cast<std::int32_t>(upper ? i - width + lanes : i);
            high[i] = static_cast<std::int32_t>(upper ? i + lanes : i + width);
        }
#pragma GCC unroll 16
        for (std::size_t i = 0; i < lanes; ++i)
            if ((i & width) == 0) {
                const f32 a = v[i], b = v[i + width];
                v[i] = shuffled(a, b, low);
                v[i + width] = shuffled(a, b, high);
            }
    }
}

/// panel[k][j] = b's number (k, j), k < deep, j < wide; 0 for wide <= j < tile_columns. `transposed`: b lies as its columns.
inline void pack(const float* b, std::ptrdiff_t stride, bool transposed, std::size_t deep, std::size_t wide, float* panel) {
    if (!transposed) {
        for (std::size_t k = 0; k < deep; ++k) {
            const float* row = b + static_cast<std::ptrdiff_t>(k) * stride;
            float* to = panel + k * tile_columns;
            for (std::size_t j = 0; j < wide; ++j) to[j] = row[j];
            for (std::size_t j = wide; j < tile_columns; ++j) to[j] = 0;
        }
        return;
    }
    const std::size_t whole = wide == tile_columns ? deep - deep % lanes : 0;
    for (std::size_t k = 0; k < whole; k += lanes)
        for (std::size_t half = 0; half < tile_columns; half += lanes) {
            f32 v[lanes];
            for (std::size_t j = 0; j < lanes; ++j)
                v[j] = *reinterpret_cast<const loose_f32*>(b + static_cast<std::ptrdiff_t>(half + j) * stride + static_cast<std::ptrdiff_t>(k));
            transpose(v);
            for (std::size_t i = 0; i < lanes; ++i) *reinterpret_cast<loose_f32*>(panel + (k + i) * tile_columns + half) = v[i];
        }
    for (std::size_t k = whole; k < deep; ++k)
        for (std::size_t j = 0; j < tile_columns; ++j)
            panel[k * tile_columns + j] = j < wide ? b[static_cast<std::ptrdiff_t>(j) * stride + static_cast<std::ptrdiff_t>(k)] : 0;
}

/// c (rows × wide) = or += a · panel. Number (i, k) of a is at a[i down + k right]; rows behind the last repeat it, and are not stored.
inline void multiply_tile(const float* a, std::ptrdiff_t down, std::ptrdiff_t right, std::size_t rows, std::size_t deep, const float* panel, float* c,
                          std::ptrdiff_t c_stride, std::size_t wide, bool accumulate) {
    const float* from[tile_rows];
    for (std::size_t i = 0; i < tile_rows; ++i) from[i] = a + static_cast<std::ptrdiff_t>(std::min(i, rows - 1)) * down;
    f32 sum[tile_rows][2] = {};
    for (std::size_t k = 0; k < deep; ++k) {
        const f32 first = *reinterpret_cast<const loose_f32*>(panel + k * tile_columns);
        const f32 second = *reinterpret_cast<const loose_f32*>(panel + k * tile_columns + lanes);
#pragma GCC unroll 12
        for (std::size_t i = 0; i < tile_rows; ++i) {
            const f32 one = all(from[i][static_cast<std::ptrdiff_t>(k) * right]);
            sum[i][0] += one * first;
            sum[i][1] += one * second;
        }
    }
    for (std::size_t i = 0; i < rows; ++i) {
        float* to = c + static_cast<std::ptrdiff_t>(i) * c_stride;
        if (wide == tile_columns) {
            f32 first{}, second{};
            if (accumulate) load(to, first, second);
            store(to, sum[i][0] + first, sum[i][1] + second);
        } else {
            for (std::size_t j = 0; j < wide; ++j) {
                const float value = j < lanes ? sum[i][0][j] : sum[i][1][j - lanes];
                to[j] = accumulate ? to[j] + value : value;
            }
        }
    }
}

/// c = op(a) · op(b), or c += that; m × n, over k.
inline void multiply(const float* a, std::ptrdiff_t a_stride, bool transpose_a, const float* b, std::ptrdiff_t b_stride, bool transpose_b, float* c,
                     std::ptrdiff_t c_stride, std::size_t m, std::size_t n, std::size_t k, bool accumulate) {
    alignas(64) float panel[depth * tile_columns];
    const std::ptrdiff_t down = transpose_a ? 1 : a_stride, right = transpose_a ? a_stride : 1;
    // c, row by row, if the second cache has room for it: panels come to a line here and a line there, which memory is slow to give, above all the first time.
    if (m * n <= std::size_t{1} << 18)
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < n; j += 16) __builtin_prefetch(c + static_cast<std::ptrdiff_t>(i) * c_stride + static_cast<std::ptrdiff_t>(j), 1, 2);
    if (k == 0 && !accumulate)
        for (std::size_t i = 0; i < m; ++i) std::fill_n(c + static_cast<std::ptrdiff_t>(i) * c_stride, n, 0.0F);
    for (std::size_t at = 0; at < k; at += depth) {
        const std::size_t deep = std::min(depth, k - at);
        for (std::size_t j = 0; j < n; j += tile_columns) {
            const std::size_t wide = std::min(tile_columns, n - j);
            const auto jj = static_cast<std::ptrdiff_t>(j), kk = static_cast<std::ptrdiff_t>(at);
            pack(b + (transpose_b ? jj * b_stride + kk : kk * b_stride + jj), b_stride, transpose_b, deep, wide, panel);
            for (std::size_t i = 0; i < m; i += tile_rows) {
                const auto ii = static_cast<std::ptrdiff_t>(i);
                multiply_tile(a + ii * down + kk * right, down, right, std::min(tile_rows, m - i), deep, panel, c + ii * c_stride + jj, c_stride, wide,
                              accumulate || at > 0);
            }
        }
    }
}

#undef CALM_INLINE

} // namespace calm::cpu::detail::CALM_ISA
