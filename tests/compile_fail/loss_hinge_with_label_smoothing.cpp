// expect: calm: this loss has no label smoothing and would ignore it: take conservative, robust, exo_pair, aot, aot_unpaired, cpo or simpo
#include "calm/loss/score_losses.hpp"

auto made() { return calm::loss::hinge(calm::loss::beta{0.1}, calm::loss::label_smoothing{0.1}); }
