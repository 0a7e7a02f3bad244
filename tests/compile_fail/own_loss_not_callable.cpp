// expect: calm: not a preference_loss: it must be callable, when const, with (const calm::loss::pair_values<T>&)
// refuse: error: no match for call
#include "calm/loss/batch.hpp"

double evaluated(const calm::loss::pair_batch<double>& batch, calm::loss::workspace& space) {
    return calm::loss::evaluate([](double chosen, double rejected) { return rejected - chosen; }, batch, {}, space).loss;
}
