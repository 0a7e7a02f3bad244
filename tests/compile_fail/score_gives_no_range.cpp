// expect: calm: not a scoring_model: score must return a range with one calm::token_score a token
#include "calm/model/scoring_model.hpp"

struct model {
    double score(const calm::scoring_request&);
};
template void calm::diagnose_scoring_model<model>();
