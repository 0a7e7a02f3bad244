// expect: calm: whether this loss averages over a completion's length is part of its definition: only ipo and cpo_ipo have a choice
#include "calm/loss/pointwise_losses.hpp"

auto made() { return calm::loss::sppo_hard(calm::loss::length_average{true}); }
