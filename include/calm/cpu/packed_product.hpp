// The library's own matrix product: needs nothing, and chooses its vector instructions when the program runs.
#pragma once

#include "calm/cpu/detail/kernels.hpp"
#include "calm/cpu/isa.hpp"
#include "calm/cpu/matrix_product.hpp"

namespace calm::cpu {

/// Models matrix_product. For the shapes of a last layer: hundreds of rows of a; packs b only, at most 96 KiB (AVX-512; else 48 or 24) at a time on the
/// stack, and allocates nothing. Sums run over k in order, in float, in parts: of at most 768 where the form is not_cached without accumulate and k is no more; else
/// of 256 with AVX-512 where it does not accumulate, and of 384. The same arguments give the same bits, on the same instruction set, wherever they lie.
class packed_product {
public:
    packed_product() : packed_product(widest()) {}
    explicit packed_product(isa which) : multiply_(detail::product_kernel_of(which)) {}

    void operator()(const loss::matrix<const float>& a, const loss::matrix<const float>& b, const loss::matrix<float>& c, product_form form) const {
        multiply_(a.data, a.stride, form.transpose_a, b.data, b.stride, form.transpose_b, c.data, c.stride, c.rows, c.columns,
                  form.transpose_a ? a.rows : a.columns, form.accumulate, form.not_cached);
    }

private:
    detail::product_kernel multiply_;
};

} // namespace calm::cpu
