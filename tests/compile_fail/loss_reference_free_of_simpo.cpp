// expect: calm: this loss reads no reference, so there is none to leave out
#include "calm/loss/modifiers.hpp"
#include "calm/loss/policy_losses.hpp"

auto made() { return calm::loss::reference_free(calm::loss::simpo()); }
