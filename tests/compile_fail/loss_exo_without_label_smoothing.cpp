// expect: calm: exo_pair takes log(label_smoothing), so it must be given, above 0
#include "calm/loss/score_losses.hpp"

auto made() { return calm::loss::exo_pair(calm::loss::beta{0.1}); }
