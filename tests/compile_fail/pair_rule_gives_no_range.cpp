// expect: calm: not a pair_rule: the call must return a range of pairs
#include "calm/views/prefer.hpp"

auto closure() {
    return calm::views::prefer([](const calm::voted_question&) { return calm::preference_pair{}; });
}
