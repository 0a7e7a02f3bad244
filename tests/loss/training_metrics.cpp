// The norm of a gradient and the number of tokens.
#include "calm/loss/half.hpp"
#include "calm/loss/training_metrics.hpp"

#include "archetypes/thrown.hpp"
#include "catch.hpp"
#include "archetypes/allocations.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace loss = calm::loss;
using archetypes::message;

TEST_CASE("grad_norm is the norm of all gradients together") {
    const std::vector<float> hidden{3, -4};
    const std::array<double, 1> weight{12};
    CHECK(loss::grad_norm(hidden) == 5.0);
    CHECK(loss::grad_norm(hidden, weight) == 13.0);
    CHECK(loss::grad_norm() == 0.0);
    const std::vector<loss::bf16> half{loss::bf16(3.0F), loss::bf16(4.0F)};
    CHECK(loss::grad_norm(half, std::span<const double>(weight)) == 13.0);
    const std::vector<std::vector<float>> layers{{3}, {}, {-4, 12}};  // a list of tensors
    CHECK(loss::grad_norm(layers) == 13.0);
    const std::vector<float> large(1000000, 1e-3F);  // off by a rounding for each addition of a lane
    CHECK(loss::grad_norm(large) == Approx(static_cast<double>(1e-3F) * 1e3).epsilon(125000 * std::numeric_limits<double>::epsilon()));
    CHECK(std::isnan(loss::grad_norm(hidden, std::array<float, 1>{std::nanf("")})));
    CHECK(loss::grad_norm(std::array<float, 1>{-std::numeric_limits<float>::infinity()}) == std::numeric_limits<double>::infinity());
    const std::size_t before = calm_test::allocations();
    const double norm = loss::grad_norm(large, hidden, layers);
    const std::size_t after = calm_test::allocations();
    CHECK(norm > 13);
    CHECK(after == before);
}

TEST_CASE("num_tokens counts both sides, and prompts twice") {
    const std::vector<double> values(10, -1.0);
    const std::vector<std::size_t> chosen{0, 3, 3}, rejected{3, 4, 10};
    const std::vector<std::uint32_t> prompts{5, 7}, n_w{3, 0}, n_l{1, 6}, three{1, 2, 3};
    const loss::token_batch<double> tokens{{values, chosen}, {values, rejected}, {}, {}, {}};
    CHECK(loss::num_tokens(tokens) == 10);
    CHECK(loss::num_tokens(tokens, prompts) == 34);
    CHECK(loss::num_tokens(loss::token_batch<double>{}) == 0);
    const std::vector<double> p{-1, -2};
    const loss::pair_batch<double> pairs{.policy_chosen = p, .policy_rejected = p, .length_chosen = n_w, .length_rejected = n_l};
    CHECK(loss::num_tokens(pairs) == 10);
    CHECK(loss::num_tokens(pairs, prompts) == 34);
    CHECK(message([&] { return loss::num_tokens(pairs, three); }).find("3 prompts for 2 pairs") != std::string::npos);
    CHECK(message([&] { return loss::num_tokens(loss::pair_batch<double>{p, p}); }).find("not a length for each") != std::string::npos);
}
