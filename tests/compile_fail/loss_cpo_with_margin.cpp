// expect: calm: this loss has no target margin and would ignore it: simpo has
#include "calm/loss/policy_losses.hpp"

auto made() { return calm::loss::cpo(calm::loss::margin{0.5}); }
