// The library's own matrix product against three loops, for each instruction set, odd shapes, transposed and not, with strides.
#include "calm/cpu/isa.hpp"
#include "calm/cpu/matrix_product.hpp"
#include "calm/cpu/packed_product.hpp"

#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cpu = calm::cpu;

void check_product(std::size_t m, std::size_t n, std::size_t k, cpu::product_form form, cpu::isa which, std::mt19937_64& random) {
    std::uniform_real_distribution<float> about(-1, 1);
    const std::size_t gap = 3, a_rows = form.transpose_a ? k : m, a_columns = form.transpose_a ? m : k, b_rows = form.transpose_b ? n : k,
                      b_columns = form.transpose_b ? k : n;
    // c that is not to be cached goes past the caches where its rows begin with a line of theirs: 64 bytes
    const std::size_t c_step = form.not_cached ? (n + 15) / 16 * 16 + 16 : n + gap;
    std::vector<float> a(a_rows * (a_columns + gap)), b(b_rows * (b_columns + gap)), room(m * c_step + 16);
    for (auto* one : {&a, &b, &room})
        for (auto& value : *one) value = about(random);
    float* const c = form.not_cached ? room.data() + (64 - reinterpret_cast<std::uintptr_t>(room.data()) % 64) % 64 / sizeof(float) : room.data();
    const std::vector<float> before(c, c + m * c_step);
    const auto step = [](std::size_t columns) { return static_cast<std::ptrdiff_t>(columns + gap); };
    const loss::matrix<const float> left(a.data(), a_rows, a_columns, step(a_columns)), right(b.data(), b_rows, b_columns, step(b_columns));
    cpu::packed_product{which}(left, right, loss::matrix<float>(c, m, n, static_cast<std::ptrdiff_t>(c_step)), form);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            const double old = form.accumulate ? static_cast<double>(before[i * c_step + j]) : 0.0;
            double sum = old, size = std::abs(old);
            for (std::size_t x = 0; x < k; ++x) {
                const double term = static_cast<double>(form.transpose_a ? left[x][i] : left[i][x]) * static_cast<double>(form.transpose_b ? right[j][x] : right[x][j]);
                sum += term, size += std::abs(term);
            }
            wrong += !(std::abs(static_cast<double>(c[i * c_step + j]) - sum) <= static_cast<double>(k + 2) * 0x1p-24 * size);
        }
        for (std::size_t j = n; j < c_step; ++j) wrong += c[i * c_step + j] != before[i * c_step + j];
    }
    INFO(m << " x " << n << " over " << k << ", " << form.transpose_a << form.transpose_b << form.accumulate << form.not_cached << ", " << cpu::name(which));
    CHECK(wrong == 0);
}

} // namespace

TEST_CASE("the product is the product") {
    std::mt19937_64 random(3);
    STATIC_REQUIRE(cpu::matrix_product<cpu::packed_product>);
    for (const auto which : {cpu::isa::baseline, cpu::isa::avx2, cpu::isa::avx512}) {
        if (!cpu::has(which)) continue;
        for (int form = 0; form < 16; ++form)
            for (const auto& [m, n, k] : {std::array<std::size_t, 3>{1, 1, 1}, {1, 1, 0}, {3, 40, 7}, {12, 32, 256}, {13, 33, 257}, {25, 65, 600}, {6, 16, 16},
                                          {7, 15, 31}, {50, 100, 64}, {13, 48, 768}, {5, 20, 1000}, {0, 5, 7}, {5, 0, 7}, {22, 64, 40}, {23, 96, 300}})
                check_product(m, n, k, {(form & 1) != 0, (form & 2) != 0, (form & 4) != 0, (form & 8) != 0}, which, random);
    }
}

TEST_CASE("where the result lies changes no bit of it") {
    std::mt19937_64 random(4);
    std::uniform_real_distribution<float> about(-1, 1);
    for (const auto which : {cpu::isa::baseline, cpu::isa::avx2, cpu::isa::avx512}) {
        if (!cpu::has(which)) continue;
        for (const std::size_t k : {300U, 385U, 600U, 768U, 800U}) {
            const std::size_t m = 25, n = 64;
            std::vector<float> a(m * k), b(k * n), room(m * (n + 16) + 32);
            for (auto* one : {&a, &b})
                for (auto& value : *one) value = about(random);
            float* const aligned = room.data() + (64 - reinterpret_cast<std::uintptr_t>(room.data()) % 64) % 64 / sizeof(float);
            std::vector<std::vector<float>> results;
            for (const std::size_t shift : {0U, 4U})
                for (const std::size_t step : {n, n + 16, n + 3}) {
                    std::fill(room.begin(), room.end(), std::numeric_limits<float>::quiet_NaN());
                    const loss::matrix<float> c(aligned + shift, m, n, static_cast<std::ptrdiff_t>(step));
                    cpu::packed_product{which}({a.data(), m, k}, {b.data(), k, n}, c, {.not_cached = true});
                    auto& result = results.emplace_back();
                    for (std::size_t i = 0; i < m; ++i) result.insert(result.end(), c[i], c[i] + n);
                }
            INFO(k << ", " << cpu::name(which));
            for (const auto& one : results) CHECK(one == results[0]);
        }
    }
}
