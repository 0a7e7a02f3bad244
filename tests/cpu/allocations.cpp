// The backend allocates nothing once it has seen a call of a size.
#include "archetypes/counting_new.hpp"
#include "calm/cpu/backend.hpp"

#include "calm/loss/half.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/thread_team.hpp"
#include "catch.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace {

namespace loss = calm::loss;

/// Allocations of a step from logits and one from hidden states, of each of `steps`.
template <class T, class Execution>
std::vector<std::size_t> allocations_of_steps(const Execution& run, std::size_t steps) {
    constexpr std::size_t rows = 40, vocabulary = 1500, width = 32;
    std::vector<T> logits(rows * vocabulary, T(0.5F)), hidden(rows * width, T(0.25F)), weight(vocabulary * width, T(0.125F)), by_hidden(hidden.size());
    std::vector<float> by_weight(weight.size()), bias(vocabulary, 0.1F), by_bias(vocabulary), logps(20), lse(20), slope(20);
    std::vector<std::uint32_t> row, label;
    for (std::uint32_t i = 0; i < 20; ++i) row.push_back(2 * i), label.push_back(7 * i);
    const std::vector<std::size_t> starts{0, 5, 11, 15, 20};
    const loss::target_tokens targets{row, label};
    const loss::matrix<T> matrix(logits.data(), rows, vocabulary);
    const loss::projection<T> layer{{hidden.data(), rows, width}, {weight.data(), vocabulary, width}};
    const loss::token_scores<float> scores{logps, lse, {}, {}, {}, {}};
    const loss::ragged<const float> tokens{logps, starts};
    const std::span<const float> given_lse(lse), given_slope(slope);
    calm::cpu::backend<Execution> backend(run);
    std::vector<std::size_t> counts;
    counts.reserve(steps);
    for (std::size_t i = 0; i < steps; ++i) {
        const std::size_t before = calm_test::allocations();
        backend.forward(loss::matrix<const T>(matrix), targets, {.bias = bias, .soft_cap = 5.0}, scores);
        backend.evaluate(loss::sigmoid(), loss::token_batch<float>{tokens.part(0, 2), tokens.part(2, 4), tokens.part(0, 2), tokens.part(2, 4), {}},
                         loss::token_outputs<float>{{}, slope, slope});
        backend.backward(loss::matrix<const T>(matrix), targets, {.bias = bias, .soft_cap = 5.0}, given_lse, given_slope, matrix);
        backend.forward(layer, targets, {}, scores);
        backend.backward(layer, targets, {}, given_lse, given_slope,
                         loss::projection_gradients<T>{{by_hidden.data(), rows, width}, {by_weight.data(), vocabulary, width}, by_bias, false});
        counts.push_back(calm_test::allocations() - before);
    }
    return counts;
}

} // namespace

TEMPLATE_TEST_CASE("a step allocates once and then never", "", float, loss::bf16) {
    const auto counts = allocations_of_steps<TestType>(loss::serial{}, 4);
    CHECK(counts[0] > 0);
    for (std::size_t i = 1; i < counts.size(); ++i) CHECK(counts[i] == 0);
}

TEST_CASE("with a team of threads, too, from the first call on: whoever is late finds its memory there") {
    const loss::thread_team team(3);
    const auto counts = allocations_of_steps<loss::bf16>(team, 200);
    for (std::size_t i = 1; i < counts.size(); ++i) CHECK(counts[i] == 0);
}
