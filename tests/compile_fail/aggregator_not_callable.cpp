// expect: calm: not an aggregator: it must be callable, when const, with (const calm::answered_question&)
#include "calm/views/vote.hpp"

auto closure() {
    return calm::views::vote([](calm::answered_question&) { return calm::ballot{}; });
}
