// The products of other libraries, where they are, against the library's own: alone, and as the last layer's. A library that is not there is named, and left out.
#include "calm/cpu/backend.hpp"
#include "calm/cpu/blas_product.hpp"
#include "calm/cpu/eigen_product.hpp"
#include "calm/cpu/matrix_product.hpp"
#include "calm/cpu/onednn_product.hpp"
#include "calm/cpu/packed_product.hpp"

#include "archetypes/thrown.hpp"
#include "calm/loss/half.hpp"
#include "calm/loss/thread_team.hpp"
#include "catch.hpp"

#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cpu = calm::cpu;

std::vector<float> numbers(std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<float> about(-1, 1);
    std::vector<float> all(count);
    for (auto& one : all) one = about(random);
    return all;
}

/// A matrix in memory, with numbers behind each row that must not change.
template <class T>
struct with_gap {
    std::size_t rows, columns;
    std::vector<T> all;

    with_gap(std::size_t rows_, std::size_t columns_, std::uint64_t seed) : rows(rows_), columns(columns_) {
        for (const float one : numbers(rows * (columns + 3), seed)) all.push_back(T(one));
    }
    template <class U = T>
    [[nodiscard]] loss::matrix<U> view() {
        return {all.data(), rows, columns, static_cast<std::ptrdiff_t>(columns + 3)};
    }
};

/// Both add k products of the same pairs, each in an order of its own: each is at most k 2^-24 Σ|a b| away from the sum.
template <class In, class Product>
void check_as_own(const Product& product) {
    for (int which = 0; which < 8; ++which)
        for (const auto& [m, n, k] : {std::array<std::size_t, 3>{1, 1, 1}, {3, 40, 7}, {25, 65, 600}, {64, 256, 128}}) {
            const cpu::product_form form{(which & 1) != 0, (which & 2) != 0, (which & 4) != 0};
            with_gap<In> a(form.transpose_a ? k : m, form.transpose_a ? m : k, 1), b(form.transpose_b ? n : k, form.transpose_b ? k : n, 2);
            with_gap<float> as_float(a.rows, a.columns, 1), bs_float(b.rows, b.columns, 2), c(m, n, 3), size(m, n, 3), own(m, n, 3);
            for (std::size_t i = 0; i < a.all.size(); ++i) as_float.all[i] = static_cast<float>(a.all[i]);
            for (std::size_t i = 0; i < b.all.size(); ++i) bs_float.all[i] = static_cast<float>(b.all[i]);
            const auto before = c.all;
            product(a.template view<const In>(), b.template view<const In>(), c.view(), form);
            const cpu::packed_product reference;
            reference(as_float.view<const float>(), bs_float.view<const float>(), own.view(), form);
            for (auto* one : {&as_float, &bs_float, &size})
                for (auto& value : one->all) value = std::abs(value);
            reference(as_float.view<const float>(), bs_float.view<const float>(), size.view(), form);
            std::size_t wrong = 0;
            for (std::size_t i = 0; i < m; ++i)
                for (std::size_t j = 0; j < n + 3; ++j) {
                    const std::size_t at = i * (n + 3) + j;
                    if (j >= n) wrong += c.all[at] != before[at];
                    else wrong += !(std::abs(c.all[at] - own.all[at]) <= 2.0F * static_cast<float>(k + 2) * 0x1p-24F * size.all[at]);
                }
            INFO(m << " x " << n << " over " << k << ", " << form.transpose_a << form.transpose_b << form.accumulate);
            CHECK(wrong == 0);
        }
}

/// Scores and gradients of the last layer by `product`, as the library's own gives them to float's precision, on two threads.
template <class T, class Product>
void check_layer(const Product& product) {
    const std::size_t tokens = 30, vocabulary = 700, width = 48;
    std::vector<T> hidden, weight;
    for (const float one : numbers(tokens * width, 4)) hidden.push_back(T(one));
    for (const float one : numbers(vocabulary * width, 5)) weight.push_back(T(one));
    std::vector<std::uint32_t> row, label;
    for (std::uint32_t i = 0; i < tokens; ++i)
        if (i % 4 != 1) row.push_back(i), label.push_back(static_cast<std::uint32_t>(i * 23 % vocabulary));
    const loss::projection<T> layer{{hidden.data(), tokens, width}, {weight.data(), vocabulary, width}};
    const loss::thread_team team(2);
    struct outcome {
        std::vector<float> logps, lse, by_weight;
        std::vector<T> by_hidden;
    };
    const auto run = [&](auto& backend) {
        outcome all{std::vector<float>(row.size()), std::vector<float>(row.size()), std::vector<float>(vocabulary * width), std::vector<T>(tokens * width)};
        backend.forward(layer, {row, label}, {}, loss::token_scores<float>{all.logps, all.lse, {}, {}, {}, {}});
        const std::vector<float> slope(row.size(), 0.5F);
        backend.backward(layer, {row, label}, {}, std::span<const float>(all.lse), std::span<const float>(slope),
                         loss::projection_gradients<T>{{all.by_hidden.data(), tokens, width}, {all.by_weight.data(), vocabulary, width}, {}, false});
        return all;
    };
    cpu::backend<loss::thread_team> own(team);
    cpu::backend<loss::thread_team, Product> other(team, product);
    const outcome expected = run(own), found = run(other);
    // a logit is a sum of 48 products of at most 1: 48 · 48 · 2^-24 away at most, twice; a slope moves by as much of itself, and at most 700 (30) of them are added
    const double logit = 2 * 48 * 48 * 0x1p-24, half = std::is_same_v<T, float> ? 0 : 0x1p-8;
    for (std::size_t i = 0; i < row.size(); ++i) CHECK(std::abs(found.logps[i] - expected.logps[i]) <= 2 * logit + 0x1p-22);
    for (std::size_t i = 0; i < found.by_weight.size(); ++i) REQUIRE(std::abs(found.by_weight[i] - expected.by_weight[i]) <= 30 * (2 * logit + 0x1p-22));
    for (std::size_t i = 0; i < found.by_hidden.size(); ++i)
        REQUIRE(std::abs(static_cast<double>(found.by_hidden[i]) - static_cast<double>(expected.by_hidden[i])) <= 4 * logit + 0x1p-20 + half);
}

/// The library's own, which takes bf16 as they are and counts how often.
struct counting_bf16_product {
    bool takes = true;
    mutable std::atomic<int>* calls = nullptr;

    [[nodiscard]] bool multiplies_bf16() const { return takes; }
    void operator()(const loss::matrix<const float>& a, const loss::matrix<const float>& b, const loss::matrix<float>& c, cpu::product_form form) const {
        cpu::packed_product()(a, b, c, form);
    }
    void operator()(const loss::matrix<const loss::bf16>& a, const loss::matrix<const loss::bf16>& b, const loss::matrix<float>& c, cpu::product_form form) const {
        ++*calls;
        const auto wide = [](const loss::matrix<const loss::bf16>& from) {
            std::vector<float> all;
            for (std::size_t i = 0; i < from.rows; ++i) all.insert(all.end(), from[i], from[i] + from.columns);
            return all;
        };
        const auto left = wide(a), right = wide(b);
        cpu::packed_product()({left.data(), a.rows, a.columns}, {right.data(), b.rows, b.columns}, c, form);
    }
};

} // namespace

TEST_CASE("a product that takes bf16 is given them as they are stored, where it says that it can") {
    STATIC_REQUIRE(cpu::bf16_product<counting_bf16_product>);
    STATIC_REQUIRE_FALSE(cpu::bf16_product<cpu::packed_product>);
    std::atomic<int> calls{0};
    check_layer<loss::bf16>(counting_bf16_product{true, &calls});
    CHECK(calls == 2 * 2);  // tiles of 384 entries, forward and again backward
    calls = 0;
    check_layer<loss::bf16>(counting_bf16_product{false, &calls});
    check_layer<loss::fp16>(counting_bf16_product{true, &calls});
    check_layer<float>(counting_bf16_product{true, &calls});
    CHECK(calls == 0);
}

TEST_CASE("Eigen's product") {
#if __has_include(<Eigen/Core>)
    STATIC_REQUIRE(cpu::matrix_product<cpu::eigen_product>);
    check_as_own<float>(cpu::eigen_product());
    check_layer<float>(cpu::eigen_product());
    check_layer<loss::bf16>(cpu::eigen_product());
#else
    WARN("skipped: no Eigen");
#endif
}

TEST_CASE("a BLAS's product") {
#if defined(CALM_WITH_BLAS)
    STATIC_REQUIRE(cpu::matrix_product<cpu::blas_product>);
    check_as_own<float>(cpu::blas_product());
    check_layer<float>(cpu::blas_product());
#else
    WARN("skipped: no BLAS");
#endif
}

TEST_CASE("oneDNN's product") {
#if defined(CALM_WITH_ONEDNN)
    STATIC_REQUIRE(cpu::bf16_product<cpu::onednn_product>);
    check_as_own<float>(cpu::onednn_product());
    check_layer<float>(cpu::onednn_product());
    if (!cpu::onednn_product().multiplies_bf16()) WARN("skipped: this processor has no instructions for bf16");
    else check_as_own<loss::bf16>(cpu::onednn_product()), check_layer<loss::bf16>(cpu::onednn_product());
    const loss::matrix<const float> strange(nullptr, 4, 4, 1);  // rows that lie in each other
    std::vector<float> c(16);
    CHECK(archetypes::thrown([&] {
              cpu::onednn_product()(strange, strange, {c.data(), 4, 4}, {});
              return 0;
          }) == calm::error_id::model_failed);
#else
    WARN("skipped: no oneDNN");
#endif
}
