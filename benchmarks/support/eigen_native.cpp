// Compiled with -march=native (CMakeLists.txt), and by itself, so that nothing else is.
#define EIGEN_DONT_PARALLELIZE
#include "eigen_native.hpp"

#include "calm/cpu/eigen_product.hpp"

namespace benchmarks {

#if __has_include(<Eigen/Core>)
bool has_eigen() { return true; }

void native_eigen_product::operator()(const calm::loss::matrix<const float>& a, const calm::loss::matrix<const float>& b, const calm::loss::matrix<float>& c,
                                      calm::cpu::product_form form) const {
    calm::cpu::eigen_product()(a, b, c, form);
}
#else
bool has_eigen() { return false; }

void native_eigen_product::operator()(const calm::loss::matrix<const float>&, const calm::loss::matrix<const float>&, const calm::loss::matrix<float>&,
                                      calm::cpu::product_form) const {}
#endif

} // namespace benchmarks
