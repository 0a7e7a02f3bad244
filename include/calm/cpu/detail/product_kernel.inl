// The product of two matrices, for one instruction set. Included as row_kernels.inl is, behind it.
//
// A tile of c, `tile_rows` × two vectors, stays in registers while k runs. b is copied into a panel two vectors wide, which stays in the caches and serves all rows
// of a; a is read where it lies, one number at a time, broadcast. So only b is packed, once a call; for the shapes of a last layer (hundreds of rows) that costs
// little. What the next panel and the next tile will need from memory is asked for a little at each tile, so that it comes while the processor multiplies.

namespace calm::cpu::detail::CALM_ISA {

#define CALM_INLINE [[gnu::always_inline]] inline

inline constexpr std::size_t tile_rows = CALM_LANES == 16 ? 12 : 6;  // with two vectors of b and one number of a, nearly all registers
inline constexpr std::size_t tile_columns = 2 * lanes;
inline constexpr std::size_t depth = 384;          // numbers of k at a time: a panel of 48 KiB with 16 lanes, the first cache's size
inline constexpr std::size_t depth_at_once = 768;  // if more would mean to come back to a c that is not to be cached

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

/// to[j][i] = from[i][j]. Rows of `to` are written a vector at a time.
inline void turn(const float* from, std::ptrdiff_t from_stride, std::size_t rows, std::size_t columns, float* to, std::ptrdiff_t to_stride) {
    const auto at = [](std::size_t i, std::ptrdiff_t stride) { return static_cast<std::ptrdiff_t>(i) * stride; };
    for (std::size_t i = 0; i < rows; i += lanes) {
        const std::size_t high = std::min(lanes, rows - i), whole = high == lanes ? columns - columns % lanes : 0;
        for (std::size_t j = 0; j < whole; j += lanes) {
            f32 v[lanes];
            for (std::size_t r = 0; r < lanes; ++r) v[r] = *reinterpret_cast<const loose_f32*>(from + at(i + r, from_stride) + j);
            transpose(v);
            for (std::size_t c = 0; c < lanes; ++c) *reinterpret_cast<loose_f32*>(to + at(j + c, to_stride) + i) = v[c];
        }
        for (std::size_t j = whole; j < columns; ++j)
            for (std::size_t r = i; r < i + high; ++r) to[at(j, to_stride) + static_cast<std::ptrdiff_t>(r)] = from[at(r, from_stride) + static_cast<std::ptrdiff_t>(j)];
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

/// Two vectors, to a multiple of 64 bytes, around the caches where there is a way.
CALM_INLINE void store_past_caches(float* p, f32 a, f32 b) {
#if CALM_LANES == 16
    _mm512_stream_ps(p, reinterpret_cast<__m512>(a)), _mm512_stream_ps(p + lanes, reinterpret_cast<__m512>(b));
#elif CALM_LANES == 8
    _mm256_stream_ps(p, reinterpret_cast<__m256>(a)), _mm256_stream_ps(p + lanes, reinterpret_cast<__m256>(b));
#else
    store(p, a, b);
#endif
}

/// What is behind what: of c, what it was, or nothing; around the caches or not.
enum class goes { over, onto, past_caches };

/// c (rows × wide) = or += a · panel. Number (i, k) of a is at a[i down + k right]; rows behind the last repeat it, and are not stored.
inline void multiply_tile(const float* a, std::ptrdiff_t down, std::ptrdiff_t right, std::size_t rows, std::size_t deep, const float* panel, float* c,
                          std::ptrdiff_t c_stride, std::size_t wide, goes how) {
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
            if (how == goes::onto) load(to, first, second);
            if (how == goes::past_caches) store_past_caches(to, sum[i][0] + first, sum[i][1] + second);  // + 0: no -0, as below
            else store(to, sum[i][0] + first, sum[i][1] + second);
        } else {
            for (std::size_t j = 0; j < wide; ++j) {
                const float value = j < lanes ? sum[i][0][j] : sum[i][1][j - lanes];
                to[j] = how == goes::onto ? to[j] + value : value;
            }
        }
    }
}

/// Asks for what the next panel will be packed from, as many of its lines at a time as are asked for in all after some calls.
class panel_ahead {
public:
    /// @param from  rows × columns, of which all are asked for after `calls` calls
    CALM_INLINE panel_ahead(const float* from, std::ptrdiff_t stride, std::size_t rows, std::size_t columns, std::size_t calls)
        : row_(from), stride_(stride), rows_(rows), columns_(columns), each_(calls == 0 ? 0 : (rows * ((columns + line - 1) / line) + calls - 1) / calls) {}
    CALM_INLINE void operator()() {
        for (std::size_t n = 0; n < each_ && rows_ != 0; ++n) {
            __builtin_prefetch(row_ + column_, 0, 2);
            column_ += line;
            if (column_ < columns_) continue;
            __builtin_prefetch(row_ + columns_ - 1, 0, 2);  // a row need not begin with a line
            column_ = 0;
            if (--rows_ != 0) row_ += stride_;
        }
    }

private:
    static constexpr std::size_t line = 16;
    const float* row_;
    std::ptrdiff_t stride_;
    std::size_t rows_, columns_, each_, column_ = 0;
};

/// c = op(a) · op(b), or c += that; m × n, over k. `not_cached`: c is not needed soon, and is better left out of the caches.
inline void multiply(const float* a, std::ptrdiff_t a_stride, bool transpose_a, const float* b, std::ptrdiff_t b_stride, bool transpose_b, float* c,
                     std::ptrdiff_t c_stride, std::size_t m, std::size_t n, std::size_t k, bool accumulate, bool not_cached) {
    alignas(64) float panel[depth_at_once * tile_columns];
    const std::ptrdiff_t down = transpose_a ? 1 : a_stride, right = transpose_a ? a_stride : 1;
    // Where c lies decides how it is stored, and never in which order sums are taken.
    const bool at_once = not_cached && !accumulate && k <= depth_at_once;
    const bool whole_lines = reinterpret_cast<std::uintptr_t>(c) % 64 == 0 && c_stride % 16 == 0;
    const bool past_caches = lanes > 4 && at_once && whole_lines;
    if (k == 0 && !accumulate)
        for (std::size_t i = 0; i < m; ++i) std::fill_n(c + static_cast<std::ptrdiff_t>(i) * c_stride, n, 0.0F);
    const std::size_t most = at_once ? depth_at_once : depth, parts = (k + most - 1) / most;
    const std::size_t part = parts == 0 ? 0 : ((k + parts - 1) / parts + lanes - 1) / lanes * lanes;  // as even as whole vectors allow
    for (std::size_t at = 0; at < k; at += part) {
        const std::size_t deep = std::min(part, k - at);
        const goes how = past_caches ? goes::past_caches : accumulate || at > 0 ? goes::onto : goes::over;
        for (std::size_t j = 0; j < n; j += tile_columns) {
            const std::size_t wide = std::min(tile_columns, n - j);
            const auto jj = static_cast<std::ptrdiff_t>(j), kk = static_cast<std::ptrdiff_t>(at);
            const auto b_from = [&](std::ptrdiff_t column) { return b + (transpose_b ? column * b_stride + kk : kk * b_stride + column); };
            pack(b_from(jj), b_stride, transpose_b, deep, wide, panel);
            const std::size_t next = std::min(tile_columns, n - j - wide);
            panel_ahead ask(next == 0 ? b : b_from(jj + static_cast<std::ptrdiff_t>(wide)), b_stride, transpose_b ? next : next == 0 ? 0 : deep,
                            transpose_b ? deep : next, (m + tile_rows - 1) / tile_rows);
            for (std::size_t i = 0; i < m; i += tile_rows) {
                const auto ii = static_cast<std::ptrdiff_t>(i);
                const std::size_t rows = std::min(tile_rows, m - i);
                float* const to = c + ii * c_stride + jj;
                ask();
                if (!past_caches && at == 0 && i + rows < m)
                    for (std::size_t r = rows; r < std::min(rows + tile_rows, m - i); ++r) {
                        const float* line = to + static_cast<std::ptrdiff_t>(r) * c_stride;
                        __builtin_prefetch(line, 1, 2), __builtin_prefetch(line + wide - 1, 1, 2);
                    }
                multiply_tile(a + ii * down + kk * right, down, right, rows, deep, panel, to, c_stride, wide, how);
            }
        }
    }
#if CALM_LANES > 4
    if (past_caches) _mm_sfence();  // what went past the caches is there for other threads before what follows
#endif
}

#undef CALM_INLINE

} // namespace calm::cpu::detail::CALM_ISA
