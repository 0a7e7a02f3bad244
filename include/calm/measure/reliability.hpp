// How far a confidence can be trusted: reliability diagram, expected calibration error, precision against coverage.
#pragma once

#include "calm/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace calm::measure {

/// Answers whose confidence falls into one bin of a reliability diagram.
struct reliability_bin {
    double from = 0;            ///< the bin is [from, to); the last one [from, 1]
    double to = 1;
    std::size_t answers = 0;
    std::size_t right = 0;
    double mean_confidence = 0;  ///< of its answers; 0 for an empty bin

    /// right / answers; nothing for an empty bin.
    [[nodiscard]] std::optional<double> accuracy() const {
        if (answers == 0) return std::nullopt;
        return static_cast<double>(right) / static_cast<double>(answers);
    }
};

/// One point of the curve of precision against coverage.
struct coverage_point {
    double threshold = 0;       ///< answers with at least this confidence are kept
    std::size_t answers = 0;    ///< how many those are
    std::size_t right = 0;
    double coverage = 0;        ///< answers / all questions, in [0, 1]
    std::optional<double> precision{};  ///< right / answers; nothing where none is kept
};

/// Collects answers with the confidence that each came with (a probability, a share of votes, a margin) and whether it was right, in
/// bins of equal width. Memory is O(bins), so it does not grow with the number of questions.
class reliability {
public:
    /// @param bins  how many; at least 1
    /// @throws error (invalid_option)
    explicit reliability(std::size_t bins = 10) {
        if (bins == 0) throw error(error_id::invalid_option, "a reliability diagram needs at least one bin");
        bins_.resize(bins);
    }

    /// Counts one answer. @throws error (invalid_option) for a confidence outside [0, 1]
    void add(double confidence, bool right) {
        if (!(confidence >= 0 && confidence <= 1))
            throw error(error_id::invalid_option, "a confidence is " + std::to_string(confidence) + "; confidences are in [0, 1]");
        auto& bin = bins_[place(confidence)];
        ++bin.answers;
        bin.right += right;
        bin.sum += confidence;
        ++questions_;
    }
    /// Counts one question without an answer: it is not covered.
    void add_unanswered() noexcept { ++questions_; }

    /// The counts of two disjoint sets of questions. @throws error (invalid_option) unless both have the same number of bins
    [[nodiscard]] friend reliability merge(reliability a, const reliability& b) {
        if (a.bins_.size() != b.bins_.size()) throw error(error_id::invalid_option, "reliabilities with different numbers of bins can't be merged");
        for (std::size_t i = 0; i < a.bins_.size(); ++i) {
            a.bins_[i].answers += b.bins_[i].answers;
            a.bins_[i].right += b.bins_[i].right;
            a.bins_[i].sum += b.bins_[i].sum;
        }
        a.questions_ += b.questions_;
        return a;
    }

    [[nodiscard]] std::size_t questions() const noexcept { return questions_; }
    [[nodiscard]] std::size_t answers() const noexcept {
        std::size_t sum = 0;
        for (const auto& bin : bins_) sum += bin.answers;
        return sum;
    }

    /// The reliability diagram, by rising confidence.
    [[nodiscard]] std::vector<reliability_bin> bins() const {
        std::vector<reliability_bin> shown;
        for (std::size_t i = 0; i < bins_.size(); ++i)
            shown.push_back({edge(i), edge(i + 1), bins_[i].answers, bins_[i].right,
                             bins_[i].answers == 0 ? 0.0 : bins_[i].sum / static_cast<double>(bins_[i].answers)});
        return shown;
    }

    /// Σ over bins of (answers in it / all answers) · |mean confidence - accuracy|, in [0, 1] (Guo et al., "On Calibration of Modern Neural
    /// Networks", ICML 2017, equation 3). Nothing without answers.
    [[nodiscard]] std::optional<double> expected_calibration_error() const {
        const auto all = answers();
        if (all == 0) return std::nullopt;
        double sum = 0;
        for (const auto& bin : bins_) sum += std::abs(bin.sum - static_cast<double>(bin.right));
        return sum / static_cast<double>(all);
    }

    /// Mean confidence of the answers: the accuracy that they claim. Nothing without answers.
    [[nodiscard]] std::optional<double> mean_confidence() const {
        const auto all = answers();
        if (all == 0) return std::nullopt;
        double sum = 0;
        for (const auto& bin : bins_) sum += bin.sum;
        return sum / static_cast<double>(all);
    }

    /// Precision and coverage at each bin's lower edge as the threshold, from the lowest, which keeps all answers.
    [[nodiscard]] std::vector<coverage_point> coverage() const {
        std::vector<coverage_point> curve(bins_.size());
        std::size_t kept = 0, right = 0;
        for (std::size_t i = bins_.size(); i-- > 0;) {
            kept += bins_[i].answers;
            right += bins_[i].right;
            curve[i] = {edge(i), kept, right, questions_ == 0 ? 0.0 : static_cast<double>(kept) / static_cast<double>(questions_), std::nullopt};
            if (kept > 0) curve[i].precision = static_cast<double>(right) / static_cast<double>(kept);
        }
        return curve;
    }

private:
    struct counts {
        std::size_t answers = 0;
        std::size_t right = 0;
        double sum = 0;
    };

    [[nodiscard]] double edge(std::size_t i) const { return static_cast<double>(i) / static_cast<double>(bins_.size()); }

    /// The last bin whose lower edge is not above the confidence, by the edges as they are rounded.
    [[nodiscard]] std::size_t place(double confidence) const {
        auto i = std::min(bins_.size() - 1, static_cast<std::size_t>(confidence * static_cast<double>(bins_.size())));
        if (i > 0 && edge(i) > confidence) --i;
        if (i + 1 < bins_.size() && edge(i + 1) <= confidence) ++i;
        return i;
    }

    std::vector<counts> bins_{};
    std::size_t questions_ = 0;
};

} // namespace calm::measure
