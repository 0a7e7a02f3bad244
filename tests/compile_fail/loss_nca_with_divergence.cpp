// expect: calm: this loss is defined on the log-ratio itself, not on the score of an f-divergence
#include "calm/loss/pointwise_losses.hpp"
#include "calm/loss/scores.hpp"

auto made() { return calm::loss::nca_pair(calm::loss::forward_kl{}); }
