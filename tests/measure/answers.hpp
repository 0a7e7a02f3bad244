// Short ways to write answers, shared by the tests of the agreement coefficients.
#pragma once

#include "calm/record/answer_key.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace answers {

using given = std::vector<std::optional<calm::answer_key>>;

/// "AB.": A, B, an abstention.
inline given of(std::string_view text) {
    given all;
    for (const char c : text) all.push_back(c == '.' ? std::nullopt : std::optional(calm::answer_key(c)));
    return all;
}

/// The rows of columns: one text a rater to one text a question.
inline std::vector<given> questions_of(const std::vector<std::string_view>& raters) {
    std::vector<given> all(raters.front().size());
    for (const auto rater : raters)
        for (std::size_t i = 0; i < rater.size(); ++i) all[i].push_back(of(rater.substr(i, 1)).front());
    return all;
}

/// What two computations of (P - E) / (1 - E) may differ by: each has at most ten roundings of figures in [0, 1] above the line,
/// and 1 - E is 0.3 or more in these tests.
constexpr double rounding = 2 * 10 * std::numeric_limits<double>::epsilon() / 0.3;

} // namespace answers
