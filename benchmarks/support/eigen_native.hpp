// Eigen's product with all instructions of the processor that compiles it; the library's own kernels are compiled as a user compiles them, and choose when they run.
#pragma once

#include "calm/cpu/matrix_product.hpp"

namespace benchmarks {

[[nodiscard]] bool has_eigen();

/// Models calm::cpu::matrix_product. @pre has_eigen()
struct native_eigen_product {
    void operator()(const calm::loss::matrix<const float>& a, const calm::loss::matrix<const float>& b, const calm::loss::matrix<float>& c,
                    calm::cpu::product_form form) const;
};

} // namespace benchmarks
