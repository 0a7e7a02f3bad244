// Scores and gradients from hidden states, tile by tile, against the same from all logits in double.
#include "calm/cpu/backend.hpp"
#include "calm/cpu/layer.hpp"
#include "calm/cpu/workspace.hpp"
#include "calm/loss/loss_backend.hpp"

#include "archetypes/thrown.hpp"
#include "calm/loss/half.hpp"
#include "calm/loss/thread_team.hpp"
#include "catch.hpp"
#include "cpu/plain_reference.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cpu = calm::cpu;

/// A layer with rows that are no targets, and everything that should come out, in double.
template <class T>
struct layer_case {
    std::size_t rows, vocabulary, width;
    std::vector<T> hidden, weight;
    std::vector<std::uint32_t> row{}, label{};
    std::vector<double> slope{};
    std::vector<float> bias{};
    loss::head_options head{};

    std::vector<double> logps{}, entropy{}, top1{};
    std::vector<double> by_hidden{}, by_weight{}, by_bias{};            // gradients
    std::vector<double> hidden_scale{}, weight_scale{}, bias_scale{};   // Σ of the sizes of their terms
    double logit_error = 0;                                             // of a product in float

    layer_case(std::size_t rows_, std::size_t vocabulary_, std::size_t width_, loss::head_options options = {}, bool with_bias = false, bool expect = true)
        : rows(rows_), vocabulary(vocabulary_), width(width_), hidden(rows * width), weight(vocabulary * width), head(options) {
        std::mt19937_64 random(17);
        std::normal_distribution<float> about(0, 1);
        for (auto& one : hidden) one = T(about(random));
        for (auto& one : weight) one = T(2.0F / std::sqrt(static_cast<float>(width)) * about(random));
        if (with_bias) {
            bias.resize(vocabulary);
            for (auto& one : bias) one = about(random);
            head.bias = bias;
        }
        for (std::size_t r = 0; r < rows; ++r)
            if (r % 5 != 3) {
                row.push_back(static_cast<std::uint32_t>(r));
                label.push_back(static_cast<std::uint32_t>(random() % vocabulary));
                slope.push_back(static_cast<double>(about(random)));
            }
        if (!expect) return;  // for comparisons of results with each other
        by_hidden.resize(rows * width), by_weight.resize(vocabulary * width), by_bias.resize(vocabulary);
        hidden_scale = by_hidden, weight_scale = by_weight, bias_scale = by_bias;
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::vector<double> z(vocabulary);
            for (std::size_t v = 0; v < vocabulary; ++v) {
                double sum = 0, size = 0;
                for (std::size_t h = 0; h < width; ++h) {
                    const double term = number(hidden[row[i] * width + h]) * number(weight[v * width + h]);
                    sum += term, size += std::abs(term);
                }
                z[v] = sum;
                logit_error = std::max(logit_error, static_cast<double>(width) * 0x1p-24 * size);
            }
            const auto scored = calm_test::score_row(z, label[i], head);
            logps.push_back(scored.logp), entropy.push_back(scored.entropy), top1.push_back(scored.top1);
            for (std::size_t v = 0; v < vocabulary; ++v) {
                const double g = slope[i] * scored.gradient[v];
                // at the label it is 1 - p, whose error is p's however small it is
                const double size = std::abs(g) + (v == label[i] ? 2 * std::abs(slope[i]) * head.scale / head.temperature : 0.0);
                by_bias[v] += g, bias_scale[v] += size;
                for (std::size_t h = 0; h < width; ++h) {
                    const double x = number(hidden[row[i] * width + h]), w = number(weight[v * width + h]);
                    by_hidden[row[i] * width + h] += g * w, hidden_scale[row[i] * width + h] += size * std::abs(w);
                    by_weight[v * width + h] += g * x, weight_scale[v * width + h] += size * std::abs(x);
                }
            }
        }
    }
    static double number(T value) { return static_cast<double>(static_cast<float>(value)); }
    [[nodiscard]] loss::projection<T> layer() const { return {{hidden.data(), rows, width}, {weight.data(), vocabulary, width}}; }
    [[nodiscard]] loss::target_tokens targets() const { return {row, label}; }
};

template <class T>
struct layer_results {
    std::vector<double> logps, lse, entropy, mean, top1, sq;
    std::vector<T> by_hidden;
    std::vector<float> by_weight, by_bias;
};

template <class T, class Backend>
layer_results<T> results_of(const layer_case<T>& given, Backend& backend, std::size_t keep = 0, double skip = 0) {
    const std::size_t n = given.row.size();
    layer_results<T> out{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n), std::vector<double>(n), std::vector<double>(n), std::vector<double>(n),
                         std::vector<T>(given.rows * given.width, T(7.0F)), std::vector<float>(given.vocabulary * given.width, 7.0F),
                         std::vector<float>(given.vocabulary, 7.0F)};  // what is there is replaced
    std::vector<float> kept(keep);
    backend.forward(given.layer(), given.targets(), given.head, loss::token_scores<double>{out.logps, out.lse, out.entropy, out.mean, out.top1, out.sq}, {kept, 0});
    backend.backward(given.layer(), given.targets(), given.head, std::span<const double>(out.lse), std::span<const double>(given.slope),
                     loss::projection_gradients<T>{{out.by_hidden.data(), given.rows, given.width}, {out.by_weight.data(), given.vocabulary, given.width}, out.by_bias, false},
                     {kept, skip});
    return out;
}

/// The first number that is further off than allowed, in words; empty when none is.
template <class T, class Allowed>
std::string first_wrong(const std::vector<T>& got, const std::vector<double>& wanted, const Allowed& allowed) {
    for (std::size_t i = 0; i < got.size(); ++i)
        if (const auto value = static_cast<double>(got[i]); !(std::abs(value - wanted[i]) <= allowed(i)))
            return "number " + std::to_string(i) + ": " + std::to_string(value) + " for " + std::to_string(wanted[i]) + ", allowed " + std::to_string(allowed(i));
    return {};
}

template <class T>
void check_case(const layer_case<T>& given, cpu::isa which, std::size_t keep, double skip = 0) {
    const loss::serial run;
    cpu::backend<loss::serial> backend(run, cpu::packed_product(which), which);
    const auto got = results_of(given, backend, keep, skip);
    INFO(given.row.size() << " tokens, V = " << given.vocabulary << ", H = " << given.width << ", keep " << keep << ", " << cpu::name(which));
    // An error e of each logit is one of 2e in a log-probability, and one of 2e relative in each probability; sums of n terms in float add n epsilon / 2 of the
    // sizes of the terms; storage rounds once more.
    const double a = given.head.scale / given.head.temperature, eps = 0x1p-23, logp_error = 2 * a * given.logit_error + 64 * eps + 32 * eps * (2 + a);
    const double storage = std::is_same_v<T, float> ? eps : std::is_same_v<T, loss::bf16> ? 0x1p-8 : 0x1p-11;
    CHECK(first_wrong(got.logps, given.logps, [&](std::size_t) { return logp_error; }) == "");
    CHECK(first_wrong(got.entropy, given.entropy, [&](std::size_t) { return 12 * logp_error; }) == "");
    CHECK(first_wrong(got.top1, given.top1, [&](std::size_t) { return 0.0; }) == "");
    const auto off = [&](double scale, double value, std::size_t terms) {
        return scale * (2 * logp_error + static_cast<double>(terms) * eps / 2) + std::abs(value) * storage + 0x1p-24;
    };
    double size = 0;
    for (const auto one : given.slope) size = std::max(size, std::abs(one));
    const auto skipped = [&](std::size_t terms) { return skip * size * a * static_cast<double>(terms) * 8; };  // no hidden state or weight here is above 8
    CHECK(first_wrong(got.by_hidden, given.by_hidden,
                      [&](std::size_t i) { return off(given.hidden_scale[i], given.by_hidden[i], given.vocabulary) + skipped(given.vocabulary); }) == "");
    CHECK(first_wrong(got.by_weight, given.by_weight, [&](std::size_t i) { return off(given.weight_scale[i], 0, given.row.size()) + skipped(given.row.size()); }) == "");
    CHECK(first_wrong(got.by_bias, given.by_bias, [&](std::size_t i) { return off(given.bias_scale[i], 0, given.row.size()) + skipped(given.row.size()); }) == "");
    for (std::size_t r = 3; r < given.rows; r += 5)
        for (std::size_t h = 0; h < given.width; ++h) REQUIRE(static_cast<float>(got.by_hidden[r * given.width + h]) == 0);
}

} // namespace

TEMPLATE_TEST_CASE("scores and gradients from hidden states are those from all logits", "", float, loss::bf16, loss::fp16) {
    const layer_case<TestType> plain(23, 700, 40), one(1, 1, 1), wide(6, 40, 300, {.scale = 0.25, .temperature = 0.5});
    const layer_case<TestType> head(11, 513, 33, {.scale = 0.5, .soft_cap = 3.0, .temperature = 1.5}, true);
    for (const auto which : {cpu::isa::baseline, cpu::isa::avx2, cpu::isa::avx512}) {
        if (!cpu::has(which)) continue;
        for (const std::size_t keep : {std::size_t{0}, std::size_t{19 * 300}, std::size_t{19 * 700}}) check_case(plain, which, keep);
        check_case(one, which, 0), check_case(wide, which, 0), check_case(head, which, 0), check_case(head, which, 9 * 513);
    }
}

TEST_CASE("more tokens than fit into a tile") {
    const layer_case<float> given(50, 260, 12000);  // 40 tokens, 36 a tile
    check_case(given, cpu::widest(), 0);
    check_case(given, cpu::widest(), 40 * 260);
    check_case(given, cpu::widest(), 38 * 260);
}

TEST_CASE("the same bits on any number of threads, whatever is kept") {
    const layer_case<float> given(50, 1300, 12000, {}, false, false);  // 40 tokens, 36 a tile; three segments
    cpu::backend<> alone;
    const loss::thread_team three(3);
    cpu::backend<loss::thread_team> together(three);
    const loss::on_threads two{2};
    cpu::backend<loss::on_threads> started(two);
    const auto first = results_of(given, alone), second = results_of(given, together), third = results_of(given, started, 38 * 1300);
    for (const auto* other : {&second, &third}) {
        CHECK((other->logps == first.logps));
        CHECK((other->lse == first.lse));
        CHECK((other->sq == first.sq));
        CHECK((other->by_hidden == first.by_hidden));
        CHECK((other->by_weight == first.by_weight));
        CHECK((other->by_bias == first.by_bias));
    }
    // A gradient that begins with a line of the caches is written past them, and the second tile of tokens adds to it.
    for (const std::size_t shift : {0U, 4U}) {
        std::vector<float> room(first.by_weight.size() + 32);
        float* const at = room.data() + (64 - reinterpret_cast<std::uintptr_t>(room.data()) % 64) % 64 / sizeof(float) + shift;
        together.backward(given.layer(), given.targets(), given.head, std::span<const double>(first.lse), std::span<const double>(given.slope),
                          loss::projection_gradients<float>{{}, {at, given.vocabulary, given.width}, {}, false});
        CHECK(std::equal(first.by_weight.begin(), first.by_weight.end(), at));
    }
}

TEST_CASE("tiles that don't matter are left out, within the bound") {
    const layer_case<float> given(3, 3000, 40, {.scale = 6.0});  // three labels in twelve tiles
    check_case(given, cpu::widest(), 0, 1e-4);
    cpu::backend<> backend;
    const auto all = results_of(given, backend), fewer = results_of(given, backend, 0, 0.9);
    CHECK((all.by_weight != fewer.by_weight));  // it does leave out
    CHECK((all.logps == fewer.logps));
}

TEST_CASE("gradients are added to what is there when that is asked for") {
    const layer_case<float> given(8, 300, 20);
    cpu::backend<> backend;
    const auto once = results_of(given, backend);
    std::vector<float> hidden(once.by_hidden.size(), 1.0F), weight(once.by_weight.size(), -1.0F), bias(once.by_bias.size(), 2.0F);
    backend.backward(given.layer(), given.targets(), given.head, std::span<const double>(once.lse), std::span<const double>(given.slope),
                     loss::projection_gradients<float>{{hidden.data(), 8, 20}, {weight.data(), 300, 20}, bias, true});
    for (std::size_t i = 0; i < hidden.size(); ++i) REQUIRE(hidden[i] == Approx(1 + once.by_hidden[i]).margin(1e-5));
    for (std::size_t i = 0; i < weight.size(); ++i) REQUIRE(weight[i] == Approx(-1 + once.by_weight[i]).margin(1e-5));
    for (std::size_t i = 0; i < bias.size(); ++i) REQUIRE(bias[i] == Approx(2 + once.by_bias[i]).margin(1e-5));
}

TEST_CASE("a product of the user's own, and the concept of a backend") {
    struct loops {
        void operator()(const loss::matrix<const float>& a, const loss::matrix<const float>& b, const loss::matrix<float>& c, cpu::product_form form) const {
            for (std::size_t i = 0; i < c.rows; ++i)
                for (std::size_t j = 0; j < c.columns; ++j) {
                    float sum = form.accumulate ? c[i][j] : 0.0F;
                    for (std::size_t k = 0; k < (form.transpose_a ? a.rows : a.columns); ++k)
                        sum += (form.transpose_a ? a[k][i] : a[i][k]) * (form.transpose_b ? b[j][k] : b[k][j]);
                    c[i][j] = sum;
                }
        }
    };
    STATIC_REQUIRE(cpu::matrix_product<loops>);
    STATIC_REQUIRE(loss::loss_backend<cpu::backend<>>);
    STATIC_REQUIRE(loss::loss_backend<cpu::backend<loss::thread_team, loops>>);
    const layer_case<float> given(8, 300, 20);
    const loss::serial run;
    cpu::backend<loss::serial, loops> own(run, loops{});
    cpu::backend<> ours;
    const auto a = results_of(given, own), b = results_of(given, ours);
    for (std::size_t i = 0; i < a.logps.size(); ++i) CHECK(a.logps[i] == Approx(b.logps[i]).margin(1e-5));
}

TEST_CASE("what is wrong with a layer is said before anything is written, or named by row and entry") {
    layer_case<float> given(8, 300, 20);
    cpu::backend<> backend;
    std::vector<float> logps(given.row.size(), 42.0F);
    const loss::token_scores<float> scores{logps, {}, {}, {}, {}, {}};
    const auto kept = given.label[2];
    given.label[2] = 300;
    CHECK(archetypes::message([&] { backend.forward(given.layer(), given.targets(), {}, scores); }).find("record 2, field \"label\": label 300 is not") != std::string::npos);
    given.label[2] = kept;
    CHECK(archetypes::message([&] { backend.forward(loss::projection<float>{{given.hidden.data(), 8, 20}, {given.weight.data(), 150, 40}}, given.targets(), {}, scores); })
              .find("hidden states have 20 numbers and weights 40") != std::string::npos);
    for (const auto one : logps) CHECK(one == 42);
    given.weight[123 * 20 + 7] = std::nanf("");
    CHECK(archetypes::message([&] { backend.forward(given.layer(), given.targets(), {}, scores); }).find("row 0, vocabulary entry 123: the logit is NaN") != std::string::npos);
    std::vector<float> gradient(100);
    const std::vector<float> zero(given.row.size());
    CHECK(archetypes::message([&] {
              backend.backward(given.layer(), given.targets(), {}, std::span<const float>(zero), std::span<const float>(zero),
                               loss::projection_gradients<float>{{gradient.data(), 5, 20}, {}, {}, false});
          }).find("the gradient of the hidden states has 5 x 20 numbers and must have 8 x 20") != std::string::npos);
    CHECK(archetypes::message([&] {
              backend.backward(given.layer(), given.targets(), {}, std::span<const float>(zero), std::span<const float>(zero), loss::projection_gradients<float>{}, {{}, 1.0});
          }).find("skip_below is 1") != std::string::npos);
}

TEST_CASE("no targets: no scores, and gradients of 0") {
    const layer_case<float> given(4, 300, 20);
    cpu::backend<> backend;
    std::vector<float> hidden(80, 5.0F);
    backend.forward(given.layer(), {}, {}, loss::token_scores<float>{});
    backend.backward(given.layer(), {}, {}, std::span<const float>{}, std::span<const float>{}, loss::projection_gradients<float>{{hidden.data(), 4, 20}, {}, {}, false});
    CHECK(hidden == std::vector<float>(80));
}
