// expect: calm: not a scoring_model: the elements of the range that score returns must convert to calm::token_score
#include "calm/model/scoring_model.hpp"

#include <vector>

struct model {
    std::vector<char*> score(const calm::scoring_request&);
};
template void calm::diagnose_scoring_model<model>();
