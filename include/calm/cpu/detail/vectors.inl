// Vectors of floats for one instruction set, and how entries of every type come into them and out again. Included once for each by kernels.hpp, which sets CALM_ISA (a
// namespace's name) and CALM_LANES (floats in a vector), and tells the compiler which instructions it may use.

namespace calm::cpu::detail::CALM_ISA {

inline constexpr std::size_t lanes = CALM_LANES;

typedef float f32 __attribute__((vector_size(4 * CALM_LANES)));
typedef std::int32_t i32 __attribute__((vector_size(4 * CALM_LANES)));
typedef std::uint32_t u32 __attribute__((vector_size(4 * CALM_LANES)));
typedef std::uint16_t u16 __attribute__((vector_size(2 * CALM_LANES)));
typedef float loose_f32 __attribute__((vector_size(4 * CALM_LANES), aligned(4), may_alias));
typedef std::uint32_t loose_u32 __attribute__((vector_size(4 * CALM_LANES), aligned(2), may_alias));
typedef std::uint16_t loose_u16 __attribute__((vector_size(2 * CALM_LANES), aligned(2), may_alias));

#define CALM_INLINE [[gnu::always_inline]] inline

CALM_INLINE f32 all(float value) { return value - f32{}; }

/// The greater of the two, b where one is NaN. The compiler makes two instructions of the last form; and takes what _mm512_max_ps leaves undefined for
/// a mistake of ours.
CALM_INLINE f32 greater(f32 a, f32 b) {
#if CALM_LANES == 16
    return _mm512_maskz_max_ps(static_cast<__mmask16>(-1), a, b);
#elif CALM_LANES == 8
    return _mm256_max_ps(a, b);
#else
    return a > b ? a : b;
#endif
}

// Over the lanes by halves: a row of a tile is short, and sixteen numbers one behind the other take as long as half of it.
#if CALM_LANES == 16  // with a mask of all: see greater()
CALM_INLINE __m256 lower(__m512 v) { return _mm512_maskz_extractf32x8_ps(0xff, v, 0); }
CALM_INLINE __m256 upper(__m512 v) { return _mm512_maskz_extractf32x8_ps(0xff, v, 1); }
CALM_INLINE __m512d doubles(__m256 v) { return _mm512_maskz_cvtps_pd(0xff, v); }
#endif
#if CALM_LANES > 4
CALM_INLINE float greatest(f32 v) {
#if CALM_LANES == 16
    const __m512 whole = reinterpret_cast<__m512>(v);
    const __m256 eight = _mm256_max_ps(lower(whole), upper(whole));
#else
    const __m256 eight = reinterpret_cast<__m256>(v);
#endif
    const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1)), two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return two[0] > two[1] ? two[0] : two[1];
}
CALM_INLINE double total(f32 v) {
#if CALM_LANES == 16
    const __m512 whole = reinterpret_cast<__m512>(v);
    const __m512d eight = doubles(lower(whole)) + doubles(upper(whole));
    const __m256d four = _mm512_maskz_extractf64x4_pd(0xff, eight, 0) + _mm512_maskz_extractf64x4_pd(0xff, eight, 1);
#else
    const __m256 whole = reinterpret_cast<__m256>(v);
    const __m256d four = _mm256_cvtps_pd(_mm256_castps256_ps128(whole)) + _mm256_cvtps_pd(_mm256_extractf128_ps(whole, 1));
#endif
    return (four[0] + four[2]) + (four[1] + four[3]);
}
#else
CALM_INLINE float greatest(f32 v) {
    const float a = v[0] > v[1] ? v[0] : v[1], b = v[2] > v[3] ? v[2] : v[3];
    return a > b ? a : b;
}
CALM_INLINE double total(f32 v) { return (static_cast<double>(v[0]) + static_cast<double>(v[2])) + (static_cast<double>(v[1]) + static_cast<double>(v[3])); }
#endif

// Two vectors of entries side by side in memory. bf16 are taken as they lie in words, the even ones and the odd ones: sums don't care.

CALM_INLINE void load(const float* p, f32& a, f32& b) {
    a = *reinterpret_cast<const loose_f32*>(p);
    b = *reinterpret_cast<const loose_f32*>(p + lanes);
}
CALM_INLINE void load(const loss::bf16* p, f32& a, f32& b) {
    const u32 words = *reinterpret_cast<const loose_u32*>(p);
    a = reinterpret_cast<f32>(words << 16);
    b = reinterpret_cast<f32>(words & 0xffff0000U);
}
CALM_INLINE f32 widened(const loss::fp16* p) {
#if CALM_LANES == 16
    return _mm512_maskz_cvtph_ps(static_cast<__mmask16>(-1), _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
#elif CALM_LANES == 8
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
#else
    f32 result{};
    for (std::size_t i = 0; i < lanes; ++i) result[i] = p[i];
    return result;
#endif
}
CALM_INLINE void load(const loss::fp16* p, f32& a, f32& b) { a = widened(p), b = widened(p + lanes); }

CALM_INLINE void store(float* p, f32 a, f32 b) {
    *reinterpret_cast<loose_f32*>(p) = a;
    *reinterpret_cast<loose_f32*>(p + lanes) = b;
}
CALM_INLINE void store(loss::bf16* p, f32 a, f32 b) {  // to the nearest, a tie away from 0
    const u32 even = (reinterpret_cast<u32>(a) + 0x8000U) >> 16, odd = (reinterpret_cast<u32>(b) + 0x8000U) & 0xffff0000U;
    *reinterpret_cast<loose_u32*>(p) = even | odd;
}
CALM_INLINE void narrow(loss::fp16* p, f32 v) {
#if CALM_LANES == 16
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_maskz_cvtps_ph(static_cast<__mmask16>(-1), v, 0));
#elif CALM_LANES == 8
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_cvtps_ph(v, 0));
#else
    for (std::size_t i = 0; i < lanes; ++i) p[i] = loss::fp16(v[i]);
#endif
}
CALM_INLINE void store(loss::fp16* p, f32 a, f32 b) { narrow(p, a), narrow(p + lanes, b); }

#undef CALM_INLINE

} // namespace calm::cpu::detail::CALM_ISA
