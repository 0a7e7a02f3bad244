// expect: calm: not a scoring_model: it needs a member score(const calm::scoring_request&)
#include "calm/model/scoring_model.hpp"

struct model {};
template void calm::diagnose_scoring_model<model>();
