// Plurality: one response, one vote.
#pragma once

#include "calm/vote/count.hpp"

namespace calm::vote {

/// Every answer of the pool's languages counts 1. With thresholds on share and margin (vote::thresholds) this is also the
/// majority vote. CALM's own vote (Wang et al. 2025, section 3).
struct plurality {
    vote::pool pool{};  ///< who votes; empty: every language of the question

    [[nodiscard]] ballot operator()(const answered_question& answered) const {
        return count(answered, pool, [](const response&, const answer&) { return 1.0; });
    }
};

} // namespace calm::vote
