// expect: calm: kto compares with the KL of the batch: give it
#include "calm/loss/pointwise_losses.hpp"

auto made() { return calm::loss::kto(calm::loss::beta{0.1}); }
