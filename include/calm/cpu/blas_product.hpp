// The matrix product of a BLAS: OpenBLAS, MKL, BLIS, Accelerate. Inert where the user names none: see CALM_WITH_BLAS.
#pragma once

#include "calm/cpu/matrix_product.hpp"

#if defined(CALM_WITH_BLAS)

#include <algorithm>
#include <cstddef>

extern "C" void sgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k, const float* alpha, const float* a,
                       const int* lda, const float* b, const int* ldb, const float* beta, float* c, const int* ldc);

namespace calm::cpu {

/// Models matrix_product by the Fortran sgemm with 32-bit sizes. Link a BLAS and define CALM_WITH_BLAS, or link the target calm::blas. Tell the BLAS to use
/// one thread (OPENBLAS_NUM_THREADS=1, MKL_NUM_THREADS=1): the backend divides the work.
struct blas_product {
    void operator()(const loss::matrix<const float>& a, const loss::matrix<const float>& b, const loss::matrix<float>& c, product_form form) const {
        // it thinks in columns: cᵀ = op(b)ᵀ op(a)ᵀ
        const auto size = [](std::size_t n) { return static_cast<int>(n); };
        const auto leading = [](std::ptrdiff_t stride) { return std::max(1, static_cast<int>(stride)); };
        const int m = size(c.columns), n = size(c.rows), k = size(form.transpose_a ? a.rows : a.columns);
        const int lda = leading(b.stride), ldb = leading(a.stride), ldc = leading(c.stride);
        const float one = 1.0F, beta = form.accumulate ? 1.0F : 0.0F;
        sgemm_(form.transpose_b ? "T" : "N", form.transpose_a ? "T" : "N", &m, &n, &k, &one, b.data, &lda, a.data, &ldb, &beta, c.data, &ldc);
    }
};

} // namespace calm::cpu

#endif
