// expect: calm: this stage takes calm::voted_question, and what is before the | gives other elements (Gives)
// expect: calm::answered_question
// refuse: no match for
#include "calm/extract/paper.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/prefer.hpp"

auto closure() { return calm::views::extract(calm::extract::paper{}) | calm::views::prefer({}); }
