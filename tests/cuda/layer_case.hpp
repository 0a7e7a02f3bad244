// A last layer with rows that are no targets, what should come out of it in double, and how far off a device may be.
#pragma once

#include "calm/loss/half.hpp"
#include "calm/loss/logit_rows.hpp"
#include "cpu/plain_reference.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace calm_test {

namespace loss = calm::loss;

/// What scores and gradients of a layer are, by position; rows of gradients one behind the other.
template <class T>
struct layer_results {
    std::vector<double> logps{}, lse{}, entropy{}, mean{}, top1{}, sq{};
    std::vector<T> by_hidden{};
    std::vector<float> by_weight{}, by_bias{};

    bool operator==(const layer_results& other) const {
        const auto same = [](const auto& a, const auto& b) { return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof a[0]) == 0; };
        return same(logps, other.logps) && same(lse, other.lse) && same(entropy, other.entropy) && same(mean, other.mean) && same(top1, other.top1) &&
               same(sq, other.sq) && same(by_hidden, other.by_hidden) && same(by_weight, other.by_weight) && same(by_bias, other.by_bias);
    }
};

template <class T>
struct layer_case {
    std::size_t rows, vocabulary, width, pitch;  ///< pitch: of rows of hidden states and of weights
    std::vector<T> hidden, weight;
    std::vector<std::uint32_t> row{}, label{};
    std::vector<double> slope{};
    std::vector<float> bias{};
    loss::head_options head{};  ///< but the bias

    std::vector<row_scores> expected{};
    std::vector<double> by_hidden{}, by_weight{}, by_bias{};           // gradients
    std::vector<double> hidden_scale{}, weight_scale{}, bias_scale{};  // Σ of the sizes of their terms
    double logit_scale = 0;                                            // the greatest Σ |hidden · weight|

    layer_case(std::size_t rows_, std::size_t vocabulary_, std::size_t width_, loss::head_options options = {}, std::size_t padding = 0, bool with_bias = false)
        : rows(rows_), vocabulary(vocabulary_), width(width_), pitch(width_ + padding), hidden(rows * pitch), weight(vocabulary * pitch), head(options) {
        std::mt19937_64 random(17);
        std::normal_distribution<float> about(0, 1);
        for (auto& one : hidden) one = T(about(random));
        for (auto& one : weight) one = T(2.0F / std::sqrt(static_cast<float>(width)) * about(random));
        for (std::size_t v = 0; with_bias && v < vocabulary; ++v) bias.push_back(about(random));
        for (std::size_t r = 0; r < rows; ++r)
            if (r % 5 != 3) {
                row.push_back(static_cast<std::uint32_t>(r));
                label.push_back(static_cast<std::uint32_t>(random() % vocabulary));
                slope.push_back(r % 7 == 4 ? 0.0 : static_cast<double>(about(random)));
            }
        expect();
    }
    void expect() {
        by_hidden.assign(rows * width, 0), by_weight.assign(vocabulary * width, 0), by_bias.assign(vocabulary, 0);
        hidden_scale = by_hidden, weight_scale = by_weight, bias_scale = by_bias;
        expected.clear();
        auto how = head;
        how.bias = bias;
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::vector<double> z(vocabulary);
            for (std::size_t v = 0; v < vocabulary; ++v) {
                double size = 0;
                for (std::size_t h = 0; h < width; ++h) {
                    const double term = number(hidden[row[i] * pitch + h]) * number(weight[v * pitch + h]);
                    z[v] += term, size += std::abs(term);
                }
                logit_scale = std::max(logit_scale, size);
            }
            expected.push_back(score_row(z, label[i], how));
            for (std::size_t v = 0; v < vocabulary; ++v) {
                const double g = slope[i] * expected[i].gradient[v];
                // at the label it is 1 - p, whose error is p's however small it is; with a cap, the derivative's, likewise
                const double size = std::abs(g) + (v == label[i] || head.soft_cap ? 2 * std::abs(slope[i]) * a() : 0.0);
                by_bias[v] += g, bias_scale[v] += size;
                for (std::size_t h = 0; h < width; ++h) {
                    const double x = number(hidden[row[i] * pitch + h]), w = number(weight[v * pitch + h]);
                    by_hidden[row[i] * width + h] += g * w, hidden_scale[row[i] * width + h] += size * std::abs(w);
                    by_weight[v * width + h] += g * x, weight_scale[v * width + h] += size * std::abs(x);
                }
            }
        }
    }
    static double number(T value) { return static_cast<double>(static_cast<float>(value)); }
    [[nodiscard]] double a() const { return head.scale / head.temperature; }

    /// An error e of each logit is one of 2e in a log-probability, and one of 2e relative in each probability. z' has a few roundings of its size, and up to 128
    /// exponentials are added in float. Sums of n terms in float add n epsilon / 2 of the sizes of the terms. Slopes are rounded to T (fp16: by
    /// 2^-25 of the greatest at least), and what is stored is, once more. tf32 rounds both factors of a product by 2^-11.
    /// @returns what is wrong, in words
    [[nodiscard]] std::string wrong(const layer_results<T>& got, bool tf32 = false, double skip = 0) const {
        const double eps = 0x1p-23, factors = tf32 ? 0x1p-10 : 0.0;
        double greatest = 0, steepest = 0, widest = 0;
        for (const auto& one : expected) greatest = std::max(greatest, one.greatest);
        for (const auto one : slope) steepest = std::max(steepest, std::abs(one));
        for (const auto& values : {hidden, weight})
            for (const auto one : values) widest = std::max(widest, std::abs(number(one)));
        const double logp = 2 * a() * logit_scale * (static_cast<double>(width) * eps / 2 + factors) + eps * (64 + 8 + 4 * std::max(greatest, head.soft_cap.value_or(0.0) / head.temperature));
        const double storage = std::is_same_v<T, float> ? eps : std::is_same_v<T, loss::bf16> ? 0x1p-8 : 0x1p-11;
        const double rounded = std::is_same_v<T, float> ? 0.0 : storage, smallest = std::is_same_v<T, loss::fp16> ? 0x1p-25 : 0.0;
        std::string words;
        const auto compare = [&](const char* name, const auto& values, const auto& wanted, const auto& allowed) {
            if (!words.empty()) return;
            for (std::size_t i = 0; i < values.size(); ++i)
                if (const auto value = static_cast<double>(values[i]); !(std::abs(value - wanted(i)) <= allowed(i))) {
                    words = std::string(name) + " " + std::to_string(i) + ": " + std::to_string(value) + " for " + std::to_string(wanted(i)) + ", allowed " + std::to_string(allowed(i));
                    return;
                }
        };
        const double logs = 2 + std::log(static_cast<double>(vocabulary));
        compare("logp", got.logps, [&](std::size_t i) { return expected[i].logp; }, [&](std::size_t) { return logp; });
        compare("lse", got.lse, [&](std::size_t i) { return expected[i].log_sum_exp; }, [&](std::size_t) { return logp; });
        compare("entropy", got.entropy, [&](std::size_t i) { return expected[i].entropy; }, [&](std::size_t) { return (logs + 2 * greatest) * logp; });
        compare("mean", got.mean, [&](std::size_t i) { return expected[i].mean_logit; }, [&](std::size_t) { return logp; });
        compare("top1", got.top1, [&](std::size_t i) { return expected[i].top1; }, [&](std::size_t) { return tf32 ? 1.0 : 0.0; });
        compare("sq", got.sq, [&](std::size_t i) { return expected[i].log_sum_sq; }, [&](std::size_t) { return 4 * logp; });
        const auto off = [&](double scale, double terms) {
            return scale * (2 * logp + rounded + factors + terms * eps / 2) + terms * widest * steepest * a() * (smallest + skip) + 0x1p-24;
        };
        const auto tokens = static_cast<double>(row.size()), entries = static_cast<double>(vocabulary);
        compare("by_hidden", got.by_hidden, [&](std::size_t i) { return by_hidden[i]; }, [&](std::size_t i) { return off(hidden_scale[i], entries) + std::abs(by_hidden[i]) * storage; });
        compare("by_weight", got.by_weight, [&](std::size_t i) { return by_weight[i]; }, [&](std::size_t i) { return off(weight_scale[i], tokens); });
        compare("by_bias", got.by_bias, [&](std::size_t i) { return by_bias[i]; }, [&](std::size_t i) { return off(bias_scale[i], tokens); });
        for (std::size_t r = 3; r < rows && words.empty(); r += 5)
            for (std::size_t h = 0; h < width; ++h)
                if (number(got.by_hidden[r * width + h]) != 0) words = "the gradient of row " + std::to_string(r) + ", which scores nothing, is not 0";
        return words;
    }
};

} // namespace calm_test
