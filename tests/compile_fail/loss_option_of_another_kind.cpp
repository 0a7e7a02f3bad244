// expect: calm: not an option of a loss: options are the types of calm/loss/options.hpp and the scores of calm/loss/scores.hpp
#include "calm/loss/score_losses.hpp"

auto made() { return calm::loss::sigmoid(0.1); }
