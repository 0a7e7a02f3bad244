// Bootstrap confidence intervals: how far a figure would vary with other questions of the same kind.
#pragma once

#include "calm/error.hpp"
#include "calm/sample/draw_key.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace calm::measure {

/// How to resample.
struct bootstrap_options {
    std::size_t replicates = 1000;  ///< resamples; >= 1
    std::uint64_t seed = 0;         ///< of the resamples; nothing else is random
    double confidence = 0.95;       ///< coverage of the interval, in (0, 1)
};

/// A confidence interval, bounds included.
struct interval {
    double low = 0;
    double high = 0;

    friend bool operator==(const interval&, const interval&) = default;
};

/// The question that draw number `draw` of a resample picks, below `questions`. It is a function of the numbers given here alone, the same
/// on every platform, so resamples don't depend on threads or on each other. Multiply and shift: the bias is below questions / 2^32.
/// @pre 0 < questions <= 2^32
[[nodiscard]] constexpr std::size_t resampled_question(std::uint64_t seed, std::size_t replicate, std::size_t draw, std::size_t questions) {
    const auto stream = calm::detail::mix64(calm::detail::mix64(seed) ^ replicate);
    return static_cast<std::size_t>(((calm::detail::mix64(stream ^ draw) >> 32) * questions) >> 32);
}

/// Resample number `replicate`: how often each of `times.size()` questions is drawn, in as many draws with replacement. O(questions).
/// @throws error (invalid_option) for more than 2^32 questions
inline void resample(std::uint64_t seed, std::size_t replicate, std::span<std::uint32_t> times) {
    if (times.size() > std::size_t{1} << 32)
        throw error(error_id::invalid_option, std::to_string(times.size()) + " questions are too many to resample; 2^32 is the limit");
    std::fill(times.begin(), times.end(), 0U);
    for (std::size_t draw = 0; draw < times.size(); ++draw) ++times[resampled_question(seed, replicate, draw, times.size())];
}

/// The percentile interval of a statistic's values in the resamples: their quantiles at (1 ∓ confidence) / 2, interpolated linearly between
/// neighbours (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", section 13.3; quantiles as numpy.quantile has them by
/// default). Nothing without values. O(n log n).
[[nodiscard]] inline std::optional<interval> percentile_interval(std::vector<double> values, double confidence) {
    if (values.empty()) return std::nullopt;
    std::sort(values.begin(), values.end());
    const auto quantile = [&](double q) {
        const double at = q * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(at);
        const auto above = std::min(below + 1, values.size() - 1);
        return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
    };
    return interval{quantile((1 - confidence) / 2), quantile((1 + confidence) / 2)};
}

/// A figure of a resample: `times[i]` says how often question i is in it; nothing where the figure is not defined. A pure function.
using resampled_statistic = std::function<std::optional<double>(std::span<const std::uint32_t> times)>;

/// The percentile intervals of several statistics, all from the same resamples of the questions, so that the difference of two runs,
/// as a statistic of its own, is a paired comparison. Resamples in which a statistic is not defined don't count for it; its interval is
/// nothing when none is left. Whole questions are drawn, since answers to one question in several languages depend on each other.
/// Deterministic in the seed. O(replicates × (questions + the statistics)); holds 4 bytes a question and 8 a replicate and statistic.
/// @throws error (invalid_option) when an option is out of its range
[[nodiscard]] inline std::vector<std::optional<interval>> bootstrap(std::size_t questions, std::span<const resampled_statistic> statistics,
                                                                    const bootstrap_options& how = {}) {
    if (how.replicates == 0) throw error(error_id::invalid_option, "replicates is 0; a bootstrap needs one resample at least");
    if (!(how.confidence > 0 && how.confidence < 1))
        throw error(error_id::invalid_option, "confidence is " + std::to_string(how.confidence) + "; it must be between 0 and 1, as 0.95");
    std::vector<std::vector<double>> values(statistics.size());
    std::vector<std::uint32_t> times(questions);
    for (std::size_t replicate = 0; questions > 0 && replicate < how.replicates; ++replicate) {
        resample(how.seed, replicate, times);
        for (std::size_t s = 0; s < statistics.size(); ++s)
            if (const auto value = statistics[s](times)) values[s].push_back(*value);
    }
    std::vector<std::optional<interval>> intervals;
    for (auto& one : values) intervals.push_back(percentile_interval(std::move(one), how.confidence));
    return intervals;
}

/// The ratio of two sums over the questions of a resample, Σ numerator / Σ denominator; nothing when the second sum is 0. A mean over
/// the questions for which something is defined is one: its values, 0 elsewhere, over 1 where it is defined and 0 elsewhere.
/// @pre all three have one element a question; elements convert to double
template <class Numerator, class Denominator>
[[nodiscard]] std::optional<double> ratio_of_sums(std::span<const std::uint32_t> times, const std::vector<Numerator>& numerator,
                                                  const std::vector<Denominator>& denominator) {
    double above = 0;
    double below = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        above += times[i] * static_cast<double>(numerator[i]);
        below += times[i] * static_cast<double>(denominator[i]);
    }
    if (below == 0) return std::nullopt;
    return above / below;
}

} // namespace calm::measure
