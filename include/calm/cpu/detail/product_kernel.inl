// The product of two matrices, for one instruction set. Included as vectors.inl is, behind it.
//
// A tile of c, `tile_rows` × two vectors, stays in registers while k runs. b is copied into a panel two vectors wide, which stays in the caches and serves all rows
// of a; a is read where it lies, one number at a time, broadcast. So only b is packed, once a call; for the shapes of a last layer (hundreds of rows) that costs
// little. What the next panel and the next tile will need from memory is asked for a little at a time, so that it comes while the processor multiplies.

namespace calm::cpu::detail::CALM_ISA {

#define CALM_INLINE [[gnu::always_inline]] inline

inline constexpr std::size_t tile_rows = CALM_LANES == 16 ? 12 : 6;  // with two vectors of b and one number of a, nearly all registers
inline constexpr std::size_t group_rows = tile_rows / 3;  // what is left of the rows below the last tile is of one or two groups, or less
inline constexpr std::size_t tile_columns = 2 * lanes;
// Numbers of k at a time. To a c that is written one comes back soon, when it is still near, and the panel (at most 32 KiB) leaves the first cache to the rows of a; a c that is
// added to comes from farther away; and one that is not to be cached is not come back to at all.
inline constexpr std::size_t depth = CALM_LANES == 16 ? 256 : 384, depth_onto = 384, depth_at_once = 768;

CALM_INLINE f32 shuffled(f32 a, f32 b, i32 from) {
#if defined(__clang__)
    f32 result;
    for (std::size_t i = 0; i < lanes; ++i) result[i] = from[i] < static_cast<std::int32_t>(lanes) ? a[from[i]] : b[from[i] - static_cast<std::int32_t>(lanes)];
    return result;
#else
    return __builtin_shuffle(a, b, from);
#endif
}

/// Four numbers each of `lanes` / 4 rows: those at p, at p + stride, ...
CALM_INLINE f32 fours(const float* p, [[maybe_unused]] std::ptrdiff_t stride) {
#if CALM_LANES == 16
    __m512 v = _mm512_castps128_ps512(_mm_loadu_ps(p));
    v = _mm512_insertf32x4(v, _mm_loadu_ps(p + stride), 1);
    v = _mm512_insertf32x4(v, _mm_loadu_ps(p + 2 * stride), 2);
    return reinterpret_cast<f32>(_mm512_insertf32x4(v, _mm_loadu_ps(p + 3 * stride), 3));
#elif CALM_LANES == 8
    return reinterpret_cast<f32>(_mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(p)), _mm_loadu_ps(p + stride), 1));
#else
    return *reinterpret_cast<const loose_f32*>(p);
#endif
}

/// to[j][i] = from[i][j] for i, j < lanes: columns of fours are made of rows as they are loaded, the rest in two steps, in each of which halves of pairs change places.
CALM_INLINE void turn_block(const float* from, std::ptrdiff_t from_stride, float* to, std::ptrdiff_t to_stride) {
#pragma GCC unroll 4
    for (std::size_t j = 0; j < lanes; j += 4) {
        f32 v[4];
#pragma GCC unroll 4
        for (std::size_t r = 0; r < 4; ++r) v[r] = fours(from + static_cast<std::ptrdiff_t>(r) * from_stride + j, 4 * from_stride);
#pragma GCC unroll 2
        for (std::size_t width = 1; width < 4; width *= 2) {
            i32 low{}, high{};
#pragma GCC unroll 16
            for (std::size_t i = 0; i < lanes; ++i) {  // constants, once this is unrolled
                const bool upper = (i & width) != 0;
                low[i] = static_cast<std::int32_t>(upper ? i - width + lanes : i);
                high[i] = static_cast<std::int32_t>(upper ? i + lanes : i + width);
            }
#pragma GCC unroll 4
            for (std::size_t i = 0; i < 4; ++i)
                if ((i & width) == 0) {
                    const f32 a = v[i], b = v[i + width];
                    v[i] = shuffled(a, b, low);
                    v[i + width] = shuffled(a, b, high);
                }
        }
#pragma GCC unroll 4
        for (std::size_t c = 0; c < 4; ++c) *reinterpret_cast<loose_f32*>(to + static_cast<std::ptrdiff_t>(j + c) * to_stride) = v[c];
    }
}

/// to[j][i] = from[i][j]. Rows of `to` are written a vector at a time.
inline void turn(const float* from, std::ptrdiff_t from_stride, std::size_t rows, std::size_t columns, float* to, std::ptrdiff_t to_stride) {
    const auto at = [](std::size_t i, std::ptrdiff_t stride) { return static_cast<std::ptrdiff_t>(i) * stride; };
    for (std::size_t i = 0; i < rows; i += lanes) {
        const std::size_t high = std::min(lanes, rows - i), whole = high == lanes ? columns - columns % lanes : 0;
        for (std::size_t j = 0; j < whole; j += lanes) turn_block(from + at(i, from_stride) + j, from_stride, to + at(j, to_stride) + i, to_stride);
        for (std::size_t j = whole; j < columns; ++j)
            for (std::size_t r = i; r < i + high; ++r) to[at(j, to_stride) + static_cast<std::ptrdiff_t>(r)] = from[at(r, from_stride) + static_cast<std::ptrdiff_t>(j)];
    }
}

/// panel[k][j] = b's number (k, j), k < deep, j < wide; 0 for wide <= j < tile_columns. `transposed`: b lies as its columns.
inline void pack(const float* b, std::ptrdiff_t stride, bool transposed, std::size_t deep, std::size_t wide, float* panel) {
    if (!transposed) {
        if (wide == tile_columns) {
            for (std::size_t k = 0; k < deep; ++k) {
                f32 first, second;
                load(b + static_cast<std::ptrdiff_t>(k) * stride, first, second), store(panel + k * tile_columns, first, second);
            }
            return;
        }
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
        for (std::size_t half = 0; half < tile_columns; half += lanes)
            turn_block(b + static_cast<std::ptrdiff_t>(half) * stride + k, stride, panel + k * tile_columns + half, tile_columns);
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

/// Asks for what the next panel will be packed from, a little at a time: the processor waits where more lines are asked for at once than it can wait for.
class panel_ahead {
public:
    /// @param from  rows × columns, to be asked for in the course of `tiles` tiles
    CALM_INLINE panel_ahead(const float* from, std::ptrdiff_t stride, std::size_t rows, std::size_t columns, std::size_t tiles)
        : row_(from), stride_(stride), rows_(rows), columns_(columns) {
        const std::size_t each_tile = (rows * ((columns + line - 1) / line) + tiles - 1) / tiles;
        bursts_ = std::max<std::size_t>(1, (each_tile + at_once - 1) / at_once);
        each_ = (each_tile + bursts_ - 1) / bursts_;
    }
    /// How often to ask during a tile.
    [[nodiscard]] std::size_t bursts() const { return bursts_; }
    CALM_INLINE void ask() {
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
    static constexpr std::size_t line = 16, at_once = 8;
    const float* row_;
    std::ptrdiff_t stride_;
    std::size_t rows_, columns_, each_, bursts_, column_ = 0;
};

/// What is behind what: of c, what it was, or nothing; around the caches or not.
enum class goes { over, onto, past_caches };

/// c (rows × wide) = or += a · panel, where rows is `Groups` · group_rows, or less if that is one group. Number (i, k) of a is at a[i down + k right].
template <std::size_t Groups>
inline void multiply_tile(const float* a, std::ptrdiff_t down, std::ptrdiff_t right, std::size_t rows, std::size_t deep, const float* panel, float* c,
                          std::ptrdiff_t c_stride, std::size_t wide, goes how, panel_ahead& next) {
    constexpr std::size_t tall = Groups * group_rows;
    // A pointer for each row would be more than the processor has registers for, and to get one back takes a step of the unit that multiplies.
    const float* group[Groups];
    std::ptrdiff_t row[group_rows];  // within a group; behind the last one that there is, that one again, which is not stored
    for (std::size_t g = 0; g < Groups; ++g) group[g] = a + static_cast<std::ptrdiff_t>(g * group_rows) * down;
    for (std::size_t r = 0; r < group_rows; ++r) row[r] = static_cast<std::ptrdiff_t>(std::min(r, rows - 1)) * down;
    f32 sum[tall][2] = {};
    const std::size_t some = (deep + next.bursts() - 1) / next.bursts();
    std::ptrdiff_t at = 0;
    for (std::size_t k = 0; k < deep;) {
        next.ask();
        for (const std::size_t end = std::min(deep, k + some); k < end; ++k, at += right) {
            f32 first, second;
            load(panel + k * tile_columns, first, second);
#pragma GCC unroll 12
            for (std::size_t i = 0; i < tall; ++i) {
                const f32 one = all(group[i / group_rows][row[i % group_rows] + at]);
                sum[i][0] += one * first;
                sum[i][1] += one * second;
            }
        }
    }
    const auto to = [&](std::size_t i) { return c + static_cast<std::ptrdiff_t>(i) * c_stride; };
    if (rows == tall && wide == tile_columns) {  // sums stay in registers: + 0 is what makes -0 of a product 0, as below
        if (how == goes::onto) {
#pragma GCC unroll 12
            for (std::size_t i = 0; i < tall; ++i) {
                f32 first, second;
                load(to(i), first, second), store(to(i), sum[i][0] + first, sum[i][1] + second);
            }
        } else if (how == goes::over) {
#pragma GCC unroll 12
            for (std::size_t i = 0; i < tall; ++i) store(to(i), sum[i][0] + f32{}, sum[i][1] + f32{});
        } else {
#pragma GCC unroll 12
            for (std::size_t i = 0; i < tall; ++i) store_past_caches(to(i), sum[i][0] + f32{}, sum[i][1] + f32{});
        }
        return;
    }
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < wide; ++j) {
            const float value = sum[i][j / lanes][j % lanes];
            to(i)[j] = (how == goes::onto ? to(i)[j] : 0.0F) + value;
        }
}

/// c = op(a) · op(b), or c += that; m × n, over k. `not_cached`: c is not needed soon, and is better left out of the caches.
inline void multiply(const float* a, std::ptrdiff_t a_stride, bool transpose_a, const float* b, std::ptrdiff_t b_stride, bool transpose_b, float* c,
                     std::ptrdiff_t c_stride, std::size_t m, std::size_t n, std::size_t k, bool accumulate, bool not_cached) {
    if (m == 0 || n == 0) return;
    alignas(64) float panel[depth_at_once * tile_columns];
    const std::ptrdiff_t down = transpose_a ? 1 : a_stride, right = transpose_a ? a_stride : 1;
    // Where c lies decides how it is stored, and never in which order sums are taken.
    const bool at_once = not_cached && !accumulate && k <= depth_at_once;
    const bool whole_lines = reinterpret_cast<std::uintptr_t>(c) % 64 == 0 && c_stride % 16 == 0;
    const bool past_caches = lanes > 4 && at_once && whole_lines;
    if (k == 0 && !accumulate)
        for (std::size_t i = 0; i < m; ++i) std::fill_n(c + static_cast<std::ptrdiff_t>(i) * c_stride, n, 0.0F);
    const std::size_t most = at_once ? depth_at_once : accumulate ? depth_onto : depth, parts = (k + most - 1) / most;
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
            panel_ahead coming(next == 0 ? b : b_from(jj + static_cast<std::ptrdiff_t>(wide)), b_stride, transpose_b ? next : next == 0 ? 0 : deep,
                               transpose_b ? deep : next, (m + tile_rows - 1) / tile_rows);
            for (std::size_t i = 0, rows = 0; i < m; i += rows) {
                const auto ii = static_cast<std::ptrdiff_t>(i);
                const std::size_t groups = std::min<std::size_t>((m - i) / group_rows, 3);
                rows = groups == 0 ? m - i : groups * group_rows;
                float* const to = c + ii * c_stride + jj;
                if (!past_caches && at == 0 && i + rows < m)
                    for (std::size_t r = rows; r < std::min(rows + tile_rows, m - i); ++r) {
                        const float* line = to + static_cast<std::ptrdiff_t>(r) * c_stride;
                        __builtin_prefetch(line, 1, 2), __builtin_prefetch(line + wide - 1, 1, 2);
                    }
                const auto tile = groups == 3 ? &multiply_tile<3> : groups == 2 ? &multiply_tile<2> : &multiply_tile<1>;
                tile(a + ii * down + kk * right, down, right, rows, deep, panel, to, c_stride, wide, how, coming);
            }
        }
    }
#if CALM_LANES > 4
    if (past_caches) _mm_sfence();  // what went past the caches is there for other threads before what follows
#endif
}

#undef CALM_INLINE

} // namespace calm::cpu::detail::CALM_ISA
