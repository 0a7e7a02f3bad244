// What multiplies matrices for the last layer: Eigen, oneDNN, a BLAS, or something of your own.
#pragma once

#include "calm/loss/half.hpp"
#include "calm/loss/logit_rows.hpp"

#include <concepts>

namespace calm::cpu {

/// Which product is asked for.
struct product_form {
    bool transpose_a = false;
    bool transpose_b = false;
    bool accumulate = false;  ///< c += in place of c =
    bool not_cached = false;  ///< a hint: c is not read soon, so a product may write it past the caches (packed_product: rows that begin with 64-byte lines)
};

/// Multiplies matrices of float.
///
/// Syntax: `product(a, b, c, form)` on a const P, with loss::matrix<const float> a and b, loss::matrix<float> c, product_form form.
///
/// Semantics: c = op(a) · op(b), or c += that; op transposes where the form says so. Shapes fit, strides are at least the columns, and c overlaps neither.
/// It is called by several threads at once, each with a c of its own, and should compute in the calling thread alone; the backend divides the work. The
/// same arguments give the same bits.
///
/// Models: packed_product, eigen_product, onednn_product, blas_product.
template <class P>
concept matrix_product = requires(const P& product, loss::matrix<const float> in, loss::matrix<float> out, product_form form) { product(in, in, out, form); };

/// A matrix_product that also takes a and b of bf16 as they are, where multiplies_bf16() says so (a processor with instructions for that): products are exact
/// then, as those of the same numbers as floats, and sums are of floats, in an order of its own.
///
/// Models: onednn_product.
template <class P>
concept bf16_product = matrix_product<P> && requires(const P& product, loss::matrix<const loss::bf16> in, loss::matrix<float> out, product_form form) {
    product(in, in, out, form);
    { product.multiplies_bf16() } -> std::convertible_to<bool>;
};

} // namespace calm::cpu
