// From logits to a token: reproducible sampling, written in double and independent of any inference library.
#pragma once

#include "calm/error.hpp"
#include "calm/model/request.hpp"
#include "calm/sample/draw_key.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace calm::engines {

/// Number `position` of the random stream `seed`: uniform in [0, 1), a multiple of 2^-53. It is output
/// `position` of the SplitMix64 generator (Steele, Lea, Flood, OOPSLA 2014) started at `seed`, whose upper 53 bits are
/// kept. Having no state, a draw cannot be disturbed by another one. The same on every platform.
[[nodiscard]] constexpr double unit_draw(std::uint64_t seed, std::uint64_t position) {
    constexpr std::uint64_t gamma = 0x9e3779b97f4a7c15ULL;  // SplitMix64's increment
    return static_cast<double>(calm::detail::mix64(seed + position * gamma) >> 11) * 0x1p-53;
}

/// Refuses settings that are out of range.
/// @throws error (invalid_option) naming the setting, its value and its range.
inline void check(const sampling_settings& settings) {
    const auto refuse = [](const char* what, const std::string& value, const char* range) {
        throw error(error_id::invalid_option, std::string(what) + " is " + value + "; it has to be " + range);
    };
    if (!(settings.temperature >= 0) || std::isinf(settings.temperature))
        refuse("temperature", std::to_string(settings.temperature), "a finite number >= 0");
    if (!(settings.top_p > 0 && settings.top_p <= 1)) refuse("top_p", std::to_string(settings.top_p), "in (0, 1]; 1 switches it off");
    if (settings.max_tokens == 0) refuse("max_tokens", "0", "at least 1");
}

/// Natural logarithm of the softmax probability of `token`, computed in double with the maximum taken out first.
/// O(n) for n logits. @pre token < logits.size()
/// @throws error (model_failed) when the logits hold a NaN or have no finite maximum.
[[nodiscard]] double log_probability(std::span<const float> logits, std::size_t token);

/// Chooses tokens from logits. The order of the steps is that of Hugging Face transformers and vLLM:
///   1. logits are divided by the temperature and made probabilities by a softmax; temperature 0 skips everything and
///      takes the largest logit;
///   2. top_k keeps the k most probable tokens;
///   3. top_p keeps, of those, the shortest prefix whose probability reaches top_p of theirs together; at least one;
///   4. one of the tokens kept is chosen by inverting their cumulative distribution at the given uniform number.
/// Tokens are ordered by falling probability; of equally probable ones the smaller number comes first, in every step.
///
/// The choice is a function of settings, logits and the uniform number alone. Everything is in double, summed in a
/// fixed order; what is left to the platform is the last bit of std::exp.
class token_sampler {
public:
    /// @throws error (invalid_option) from check(settings).
    explicit token_sampler(const sampling_settings& settings) : settings_(settings) { check(settings); }

    /// The number of the chosen token. O(n + m log n) for n logits, of which m are kept; no allocation after the first call
    /// with this many logits.
    /// @param logits   not empty; -infinity excludes a token
    /// @param uniform  in [0, 1), from unit_draw
    /// @throws error (model_failed) when the logits hold a NaN or have no finite maximum.
    [[nodiscard]] std::size_t operator()(std::span<const float> logits, double uniform);

private:
    struct candidate {
        double weight;  // probability, up to a common factor
        std::uint32_t token;
    };
    /// The order of the heap: the best candidate on top.
    static bool worse(const candidate& a, const candidate& b) {
        return a.weight != b.weight ? a.weight < b.weight : a.token > b.token;
    }
    double gather(std::span<const float> logits, float largest);
    bool rank(std::size_t place);

    sampling_settings settings_;
    std::vector<candidate> heap_{};    // candidates without a rank yet
    std::vector<candidate> ranked_{};  // the best ones, in order; more are ranked only when they are needed
};

namespace detail {
/// Position of the largest logit, the first of equals.
inline std::size_t largest_logit(std::span<const float> logits) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (std::isnan(logits[i])) throw error(error_id::model_failed, "the model's logits hold a NaN; the model file may be damaged");
        if (logits[i] > logits[best]) best = i;
    }
    if (logits.empty() || std::isinf(logits[best]))
        throw error(error_id::model_failed, "the model's logits have no finite maximum; the model file may be damaged");
    return best;
}
} // namespace detail

inline double log_probability(std::span<const float> logits, std::size_t token) {
    const double largest = logits[detail::largest_logit(logits)];
    double sum = 0;
    for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - largest);
    return static_cast<double>(logits[token]) - largest - std::log(sum);
}

/// Puts every token that may be kept on the heap; returns the weight of all tokens.
inline double token_sampler::gather(std::span<const float> logits, float largest) {
    ranked_.clear();
    heap_.clear();
    heap_.reserve(logits.size());
    double total = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const double weight = std::exp((static_cast<double>(logits[i]) - static_cast<double>(largest)) / settings_.temperature);
        total += weight;
        if (weight > 0) heap_.push_back({weight, static_cast<std::uint32_t>(i)});
    }
    if (settings_.top_k == 0 && settings_.top_p < 1) {
        // All tokens below this bound together weigh less than half of what top_p leaves out, so none of them is kept:
        // the heap is spared most of a large vocabulary.
        const double bound = 0.5 * (1 - settings_.top_p) * total / static_cast<double>(logits.size());
        std::erase_if(heap_, [=](const candidate& c) { return c.weight < bound; });
    }
    std::make_heap(heap_.begin(), heap_.end(), worse);
    return total;
}

/// Makes ranked_[place] exist; false when there are not that many candidates. @pre place <= ranked_.size()
inline bool token_sampler::rank(std::size_t place) {
    if (place < ranked_.size()) return true;
    if (heap_.empty()) return false;
    std::pop_heap(heap_.begin(), heap_.end(), worse);
    ranked_.push_back(heap_.back());
    heap_.pop_back();
    return true;
}

inline std::size_t token_sampler::operator()(std::span<const float> logits, double uniform) {
    const auto best = detail::largest_logit(logits);
    if (settings_.temperature == 0) return best;

    double kept = gather(logits, logits[best]);  // weight of the tokens kept so far
    std::size_t count = heap_.size();            // and their number
    if (settings_.top_k != 0 && settings_.top_k < count) {
        count = settings_.top_k;
        kept = 0;
        for (std::size_t i = 0; i < count && rank(i); ++i) kept += ranked_[i].weight;
    }
    if (settings_.top_p < 1) {
        const double enough = settings_.top_p * kept;
        std::size_t i = 0;
        for (kept = 0; i < count && kept < enough && rank(i); ++i) kept += ranked_[i].weight;
        count = i;
    }
    double below = 0;
    std::size_t i = 0;
    for (; i < count && rank(i); ++i)
        if ((below += ranked_[i].weight) > uniform * kept) break;
    return ranked_[std::min(i, ranked_.size() - 1)].token;  // the last one when rounding left the sum short of kept
}

} // namespace calm::engines
