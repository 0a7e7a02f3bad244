// McNemar's test: whether one of two runs on the same questions is right more often.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace calm::measure {

/// Counts of a paired comparison. Only questions on which the two runs differ, the discordant ones, say which is better (McNemar 1947,
/// "Note on the sampling error of the difference between correlated proportions or percentages", Psychometrika
/// 12:153-157). Parts merge exactly.
struct mcnemar {
    std::size_t both = 0;     ///< right before and after
    std::size_t gained = 0;   ///< wrong before, right after
    std::size_t lost = 0;     ///< right before, wrong after
    std::size_t neither = 0;  ///< wrong before and after

    void add(bool right_before, bool right_after) {
        ++(right_before ? (right_after ? both : lost) : right_after ? gained : neither);
    }
    void merge(const mcnemar& other) {
        both += other.both, gained += other.gained, lost += other.lost, neither += other.neither;
    }

    [[nodiscard]] std::size_t questions() const noexcept { return both + gained + lost + neither; }

    /// (gained - lost) / questions: the accuracy after less that before, in [-1, 1]; nothing without questions.
    [[nodiscard]] std::optional<double> difference() const {
        if (questions() == 0) return std::nullopt;
        return (static_cast<double>(gained) - static_cast<double>(lost)) / static_cast<double>(questions());
    }

    /// The two-sided p-value of the hypothesis that a discordant question is as likely gained as lost: the exact binomial test
    /// at any count, min(1, 2 P(X <= min(gained, lost))) for X ~ Binomial(gained + lost, 1/2). No mid-p correction and no
    /// chi-squared approximation: it never understates p. In (0, 1]; 1 without discordant questions; 0 only where it is below the
    /// smallest double. Relative error below 2 (gained + lost + 1) epsilon. O(min(gained, lost)).
    [[nodiscard]] double p_value() const {
        const std::size_t n = gained + lost;
        const std::size_t least = std::min(gained, lost);
        // The terms C(n, k) and their sum to k = least, in units of 2^exponent: they overflow a double long before n does.
        double term = 1;
        double sum = 1;
        long exponent = 0;
        for (std::size_t k = 1; k <= least; ++k) {
            term *= static_cast<double>(n - k + 1) / static_cast<double>(k);
            sum += term;
            if (sum > 0x1p900) {
                term = std::ldexp(term, -900);
                sum = std::ldexp(sum, -900);
                exponent += 900;
            }
        }
        return std::min(1.0, std::scalbln(sum, exponent + 1 - static_cast<long>(n)));
    }
};

} // namespace calm::measure
