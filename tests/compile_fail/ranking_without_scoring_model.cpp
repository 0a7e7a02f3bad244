// expect: calm: not a scoring_model: it needs a member score(const calm::scoring_request&)
#include "calm/measure/option_ranking.hpp"

struct model {};

auto rank(model& m, const calm::localized_question& asked) {
    return calm::measure::rank_options(m, asked);
}
