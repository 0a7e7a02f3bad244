// expect: calm: AlphaPO's reward takes the place of a log-probability, and this loss reads log-ratios
#include "calm/loss/score_losses.hpp"

auto made() { return calm::loss::sigmoid(calm::loss::alpha_reward{0.1}); }
