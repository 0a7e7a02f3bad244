// expect: calm: this loss has no likelihood term of its own: add one, sum(weigh(1, THIS), weigh(alpha, nll()))
#include "calm/loss/score_losses.hpp"

auto made() { return calm::loss::sigmoid(calm::loss::nll_weight{0.5}); }
