// Scores and gradients from logits: the kernels' own sources on emulated threads, against the definitions in long double.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/policy.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/half.hpp"
#include "catch.hpp"
#include "cpu/plain_reference.hpp"
#include "cuda/caught.hpp"
#include "cuda/simt/device.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <span>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using backend = cuda::basic_backend<simt::device>;
using loss::bf16;
using loss::fp16;

constexpr float infinity = std::numeric_limits<float>::infinity();

template <class T>
constexpr double storage_epsilon = std::is_same_v<T, bf16> ? 0x1p-7 : std::is_same_v<T, fp16> ? 0x1p-10 : 0x1p-23;

template <class T>
std::vector<T> random_numbers(std::size_t n, std::mt19937_64& random, double spread = 3) {
    std::normal_distribution<double> about(0, spread);
    std::vector<T> row(n);
    for (auto& one : row) one = T(static_cast<float>(about(random)));
    return row;
}

/// Rows of logits on an emulated device, and all that is computed of them.
template <class T>
struct case_of_rows {
    std::size_t rows, columns, stride, offset;
    std::vector<T> values;
    std::vector<std::uint32_t> row, label;
    loss::head_options head{};
    std::vector<float> bias{};

    std::vector<double> logps, lse, entropy, mean, top1, sq;
    std::vector<T> gradient, gradient_in_place;

    case_of_rows(std::size_t rows_, std::size_t columns_, std::mt19937_64& random, std::size_t padding = 0, std::size_t offset_ = 0)
        : rows(rows_), columns(columns_), stride(columns_ + padding), offset(offset_), values(random_numbers<T>(offset_ + rows_ * (columns_ + padding), random)) {
        for (std::size_t i = 0; i < rows; ++i) label.push_back(static_cast<std::uint32_t>(random() % columns));
    }
    [[nodiscard]] std::vector<double> wide_row(std::size_t i) const {
        const auto from = values.begin() + static_cast<std::ptrdiff_t>(offset + i * stride);
        return {from, from + static_cast<std::ptrdiff_t>(columns)};
    }
    [[nodiscard]] std::size_t row_of(std::size_t token) const { return row.empty() ? token : row[token]; }

    void run(std::uint64_t seed = 1, std::size_t multiprocessors = 4, double slope = -0.75) {
        simt::gpu gpu(seed);
        simt::device device(gpu);
        device.multiprocessors_ = multiprocessors;
        const std::size_t tokens = label.size();
        backend on(device, gpu.allocate<std::byte>(cuda::workspace_bytes({.tokens = tokens, .vocabulary = columns})));
        const auto z = gpu.upload(values);
        const loss::matrix<T> logits{z.data() + offset, rows, columns, static_cast<std::ptrdiff_t>(stride)};
        const loss::target_tokens targets{gpu.upload(row), gpu.upload(label)};
        auto how = head;
        if (!bias.empty()) how.bias = gpu.upload(bias);
        std::span<double> out[6];
        for (auto& one : out) one = gpu.allocate<double>(tokens);
        on.forward(loss::matrix<const T>(logits), targets, how, loss::token_scores<double>{out[0], out[1], out[2], out[3], out[4], out[5]});
        const auto fewer = gpu.allocate<double>(tokens);
        on.forward(loss::matrix<const T>(logits), targets, how, loss::token_scores<double>{fewer, {}, {}, {}, {}, {}});
        const auto slopes = gpu.upload(std::vector<double>(tokens, slope));
        const auto elsewhere = gpu.upload(std::vector<T>(rows * columns, T(77.0F)));
        on.backward(loss::matrix<const T>(logits), targets, how, std::span<const double>(out[1]), std::span<const double>(slopes),
                    loss::matrix<T>(elsewhere.data(), rows, columns));
        on.backward(loss::matrix<const T>(logits), targets, how, std::span<const double>(out[1]), std::span<const double>(slopes), logits);
        on.check();
        logps = gpu.download(out[0]), lse = gpu.download(out[1]), entropy = gpu.download(out[2]), mean = gpu.download(out[3]);
        top1 = gpu.download(out[4]), sq = gpu.download(out[5]);
        CHECK(gpu.download(fewer) == logps);
        gradient = gpu.download(elsewhere);
        const auto all = gpu.download(z);
        for (std::size_t i = 0; i < rows; ++i)
            gradient_in_place.insert(gradient_in_place.end(), all.begin() + static_cast<std::ptrdiff_t>(offset + i * stride),
                                     all.begin() + static_cast<std::ptrdiff_t>(offset + i * stride + columns));
        for (std::size_t i = 0; i < all.size(); ++i) {  // padding is nobody's
            const std::size_t at = i < offset ? stride : (i - offset) % stride;
            if (at >= columns && std::memcmp(&all[i], &values[i], sizeof(T)) != 0) FAIL("padding was written");
        }
    }

    /// z' has a few roundings, an epsilon of its size each; up to 8 exponentials are added in float, the rest in double. Of z' only the distance to
    /// the greatest counts, to which it is rounded once more.
    void check() const {
        INFO(rows << " rows, V = " << columns << ", padding " << stride - columns << ", offset " << offset << ", storage epsilon " << storage_epsilon<T>);
        const double eps = 0x1p-23, slope = -0.75;
        std::size_t wrong = 0;
        std::vector<std::size_t> token_of(rows, label.size());
        for (std::size_t i = 0; i < label.size(); ++i) token_of[row_of(i)] = i;
        for (std::size_t r = 0; r < rows; ++r) {
            const std::size_t i = token_of[r];
            if (i == label.size()) {
                for (std::size_t v = 0; v < columns; ++v) wrong += static_cast<float>(gradient[r * columns + v]) != 0;
                continue;
            }
            const auto wide = wide_row(r);
            auto how = head;
            how.bias = bias;
            const auto expected = calm_test::score_row(wide, label[i], how);
            const double size = std::max(expected.greatest, how.soft_cap.value_or(0.0) / how.temperature);
            const double tolerance = eps * (8 + 4 * size);
            CHECK(logps[i] == Approx(expected.logp).margin(tolerance).epsilon(0));
            CHECK(logps[i] <= 0);
            CHECK(lse[i] == Approx(expected.log_sum_exp).margin(tolerance).epsilon(0));
            CHECK(entropy[i] == Approx(expected.entropy).margin(tolerance * (2 + std::log(static_cast<double>(columns)))).epsilon(0));
            CHECK(sq[i] == Approx(expected.log_sum_sq).margin(4 * tolerance).epsilon(0));
            if (std::isfinite(expected.mean_logit)) CHECK(mean[i] == Approx(expected.mean_logit).margin(tolerance).epsilon(0));
            CHECK(top1[i] == expected.top1);
            const double a = how.scale / how.temperature, tiny = std::is_same_v<T, fp16> ? 0x1p-24 : 1e-37;
            for (std::size_t v = 0; v < columns; ++v) {
                double wanted = slope * expected.gradient[v];
                if (v == label[i] && !how.soft_cap) wanted = slope * a * calm_test::one_minus_p(wide, label[i], expected.log_sum_exp, how);
                const double bound = std::abs(wanted) * (0.51 * storage_epsilon<T> + eps * (8 + 4 * size)) + (how.soft_cap ? 4 * eps * a : 0.0) +
                                     (v == label[i] ? a * tolerance : 0.0) + tiny;
                const double error = std::abs(static_cast<double>(gradient[r * columns + v]) - wanted);
                if (!(error <= bound) && ++wrong < 3)
                    UNSCOPED_INFO("row " << r << ", entry " << v << ": " << static_cast<double>(gradient[r * columns + v]) << " for " << wanted << ", bound " << bound);
            }
        }
        CHECK(wrong == 0);
        CHECK(std::memcmp(gradient.data(), gradient_in_place.data(), gradient.size() * sizeof(T)) == 0);
    }
};

/// Same numbers, the same bits.
template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}
template <class T>
bool same_results(const case_of_rows<T>& a, const case_of_rows<T>& b) {
    return same(a.logps, b.logps) && same(a.lse, b.lse) && same(a.entropy, b.entropy) && same(a.mean, b.mean) && same(a.top1, b.top1) && same(a.sq, b.sq) &&
           same(a.gradient, b.gradient);
}

} // namespace

TEMPLATE_TEST_CASE("scores and gradient are those of the definition", "", float, bf16, fp16) {
    std::mt19937_64 random(5);
    for (const std::size_t columns : {1U, 2U, 3U, 31U, 256U, 1000U, 2049U, 16385U}) {
        case_of_rows<TestType> one(2, columns, random);
        one.run(columns), one.check();
    }
    case_of_rows<TestType> wide(1, 262144, random);
    wide.run(), wide.check();
}

TEMPLATE_TEST_CASE("bias, scale, cap and temperature are part of the head", "", float, bf16) {
    std::mt19937_64 random(6);
    for (const bool capped : {false, true}) {
        case_of_rows<TestType> one(3, 700, random);
        for (std::size_t v = 0; v < one.columns; ++v) one.bias.push_back(static_cast<float>(v % 17) * 0.125F - 1);
        one.head.scale = 0.5, one.head.temperature = 1.5;
        if (capped) one.head.soft_cap = 4;
        one.run(), one.check();
    }
}

TEMPLATE_TEST_CASE("rows that are padded or not aligned, and rows without a token", "", float, bf16) {
    std::mt19937_64 random(7);
    case_of_rows<TestType> aligned(5, 1504, random);
    aligned.row = {1, 2, 4}, aligned.label = {3, 1503, 0};
    aligned.run(), aligned.check();
    for (const std::size_t offset : {1U, 3U}) {
        case_of_rows<TestType> moved(5, 1504, random, 5, offset);
        moved.row = aligned.row, moved.label = aligned.label;
        for (std::size_t r = 0; r < 5; ++r)
            for (std::size_t v = 0; v < 1504; ++v) moved.values[offset + r * moved.stride + v] = aligned.values[r * 1504 + v];
        moved.run(), moved.check();
        CHECK(same_results(aligned, moved));
    }
}

TEST_CASE("results don't depend on schedules, nor on how many blocks share a row") {
    std::mt19937_64 random(8);
    const case_of_rows<float> input(2, 40000, random);
    auto one = input;
    one.run(1, 1000);  // many multiprocessors: a block for each segment
    one.check();
    for (const std::uint64_t seed : {2U, 3U, 4U}) {
        auto other = input;
        other.run(seed, 0);  // one block a row
        CHECK(same_results(one, other));
    }
    CHECK(cuda::policy_for_rows(2, 40000, 1000).blocks == 3);
    CHECK(cuda::policy_for_rows(2, 40000, 0).blocks == 1);
    CHECK(cuda::to_string(cuda::policy_for_rows(2, 40000, 1000)) == "3 segments of up to 16384 columns a row, 3 blocks of 256 threads a row");
}

TEST_CASE("a tie with an earlier entry is no hit, with a later one is") {
    std::mt19937_64 random(9);
    case_of_rows<float> one(3, 20000, random);
    for (std::size_t r = 0; r < 3; ++r) one.values[r * 20000 + 17000] = 50, one.values[r * 20000 + 19999] = 50;
    one.label = {17000, 19999, 5};
    one.run(), one.check();
    CHECK(one.top1 == std::vector<double>{1, 0, 0});
}

TEST_CASE("minus infinity is a logit like others, unless it is the label's") {
    std::mt19937_64 random(10);
    case_of_rows<float> one(2, 3000, random);
    for (std::size_t v = 0; v < 3000; ++v)
        if (v % 3 != 0) one.values[v] = -infinity;
    one.label = {3, 7};
    one.run(), one.check();
    one.label = {4, 7};
    const auto problem = calm_test::caught([&] { one.run(); });
    CHECK(problem.id() == calm::error_id::not_finite);
    CHECK(problem.where().record == 0);
}

TEST_CASE("a row with NaN or infinity is reported, with its token") {
    std::mt19937_64 random(11);
    for (const float bad : {std::nanf(""), infinity}) {
        case_of_rows<float> one(3, 500, random);
        one.values[500 + 77] = bad;
        const auto problem = calm_test::caught([&] { one.run(); });
        CHECK(problem.id() == calm::error_id::not_finite);
        CHECK(problem.where().record == 1);
    }
}

TEST_CASE("labels and rows that don't fit are refused before anything is written") {
    std::mt19937_64 random(12);
    simt::gpu gpu;
    backend on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes({.tokens = 4, .vocabulary = 100})));
    const auto z = gpu.upload(random_numbers<float>(400, random));
    const loss::matrix<const float> logits(z.data(), 4, 100);
    const auto logps = gpu.upload(std::vector<float>(3, 42.0F)), lse = gpu.upload(std::vector<float>(3, 5.0F));
    const auto gradient = gpu.upload(std::vector<float>(400, 42.0F));
    const auto try_it = [&](const std::vector<std::uint32_t>& row, const std::vector<std::uint32_t>& label) {
        const loss::target_tokens targets{gpu.upload(row), gpu.upload(label)};
        on.forward(logits, targets, {}, loss::token_scores<float>{logps, {}, {}, {}, {}, {}});
        on.backward(logits, targets, {}, std::span<const float>(lse), std::span<const float>(lse), loss::matrix<float>(gradient.data(), 4, 100));
        const auto problem = calm_test::caught([&] { on.check(); });
        CHECK(gpu.download(logps) == std::vector<float>(3, 42.0F));
        CHECK(gpu.download(gradient) == std::vector<float>(400, 42.0F));
        return problem;
    };
    const auto label = try_it({}, {5, 100, 300});
    CHECK(label.id() == calm::error_id::invalid_option);
    CHECK(label.where() == calm::data_location{.record = 1, .field = "label"});
    CHECK(try_it({0, 2, 2}, {1, 2, 3}).where() == calm::data_location{.record = 2, .field = "row"});
    CHECK(try_it({0, 2, 4}, {1, 2, 3}).where() == calm::data_location{.record = 2, .field = "row"});
    // what was said is forgotten
    const loss::target_tokens good{{}, gpu.upload(std::vector<std::uint32_t>{1, 2, 3})};
    on.forward(logits, good, {}, loss::token_scores<float>{logps, {}, {}, {}, {}, {}});
    on.check();
    CHECK(gpu.download(logps)[0] < 0);
}

TEST_CASE("what the host can see is refused at once, and nothing is launched") {
    simt::gpu gpu;
    backend on(simt::device(gpu), gpu.allocate<std::byte>(cuda::workspace_bytes({.tokens = 2, .vocabulary = 8})));
    const auto z = gpu.allocate<float>(80);
    const auto two = gpu.allocate<float>(2);
    const auto label = gpu.allocate<std::uint32_t>(9);
    gpu.run();
    gpu.launched.clear();
    const auto refused = [&](auto&& call) { return calm_test::caught(call).id() == calm::error_id::invalid_option; };
    const auto forward = [&](loss::matrix<const float> logits, loss::target_tokens targets, loss::head_options head, std::span<float> to) {
        return [&on, logits, targets, head, to] { on.forward(logits, targets, head, loss::token_scores<float>{to, {}, {}, {}, {}, {}}); };
    };
    const loss::matrix<const float> logits(z.data(), 2, 8), many(z.data(), 9, 8);
    CHECK(refused(forward(logits, {{}, label.first(3)}, {}, {})));                            // more tokens than rows
    CHECK(refused(forward(logits, {label.first(1), label.first(2)}, {}, {})));                // rows for some
    CHECK(refused(forward(logits, {{}, label.first(1)}, {}, two)));                           // scores for more
    CHECK(refused(forward(logits, {{}, label.first(2)}, {.scale = 0}, two)));
    CHECK(refused(forward(logits, {{}, label.first(2)}, {.temperature = -1}, two)));
    CHECK(refused(forward(logits, {{}, label.first(2)}, {.soft_cap = 0}, two)));
    CHECK(refused(forward(logits, {{}, label.first(2)}, {.bias = two}, two)));
    CHECK(refused(forward(many, {{}, label}, {}, {})));                                       // a workspace that is too small
    CHECK(refused([&] { backend(simt::device(gpu), gpu.allocate<std::byte>(8)); }));
    CHECK(refused([&] { backend(simt::device(gpu), gpu.allocate<std::byte>(4096).subspan(8)); }));  // not at a multiple of 16
    gpu.run();
    CHECK(gpu.launched.empty());
}
