// expect: calm: not a preference_loss: it gives a value alone, so it must also be callable with pair_values<pair_dual<T>>
#include "calm/loss/batch.hpp"

double evaluated(const calm::loss::pair_batch<double>& batch, calm::loss::workspace& space) {
    return calm::loss::evaluate([](const calm::loss::pair_values<double>& v) { return v.policy_rejected - v.policy_chosen; }, batch, {}, space).loss;
}
