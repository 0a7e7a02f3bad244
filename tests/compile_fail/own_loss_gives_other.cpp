// expect: calm: not a preference_loss: the call must return a calm::loss::pair_term<T>, or something convertible to T (a value alone)
#include "calm/loss/batch.hpp"

double evaluated(const calm::loss::pair_batch<double>& batch, calm::loss::workspace& space) {
    return calm::loss::evaluate([](const auto&) { return "none"; }, batch, {}, space).loss;
}
