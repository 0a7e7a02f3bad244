// Eigen's matrix product, with the vector instructions that the program is compiled for: -march=native, or it uses those of 2003. Inert where there is no Eigen.
#pragma once

#include "calm/cpu/matrix_product.hpp"

#if __has_include(<Eigen/Core>)

#include <cstddef>

#include <Eigen/Core>

namespace calm::cpu {

/// Models matrix_product. Eigen takes the memory that it packs into from malloc. Where the program is compiled with OpenMP, Eigen starts threads of its own in
/// each product: define EIGEN_DONT_PARALLELIZE then.
struct eigen_product {
    void operator()(const loss::matrix<const float>& a, const loss::matrix<const float>& b, const loss::matrix<float>& c, product_form form) const {
        using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        using stride = Eigen::OuterStride<>;
        const auto map = [](const loss::matrix<const float>& m) {
            return Eigen::Map<const matrix, 0, stride>(m.data, static_cast<Eigen::Index>(m.rows), static_cast<Eigen::Index>(m.columns), stride(m.stride));
        };
        Eigen::Map<matrix, 0, stride> result(c.data, static_cast<Eigen::Index>(c.rows), static_cast<Eigen::Index>(c.columns), stride(c.stride));
        const auto put = [&](const auto& left, const auto& right) {
            if (form.accumulate) result.noalias() += left * right;
            else result.noalias() = left * right;
        };
        const auto left = map(a), right = map(b);
        if (form.transpose_a && form.transpose_b) put(left.transpose(), right.transpose());
        else if (form.transpose_a) put(left.transpose(), right);
        else if (form.transpose_b) put(left, right.transpose());
        else put(left, right);
    }
};

} // namespace calm::cpu

#endif
