// expect: calm: not an aggregator: the call must return something convertible to calm::ballot
#include "calm/views/vote.hpp"

auto closure() {
    return calm::views::vote([](const calm::answered_question&) { return calm::answer_key("A"); });
}
