// expect: calm: not a pair_rule: it must be callable, when const, with (const calm::voted_question&)
#include "calm/views/prefer.hpp"

auto closure() {
    return calm::views::prefer(17);
}
