// expect: calm: this stage takes calm::question, and what is before the | gives other elements (Gives)
// expect: int
// refuse: no match for
// refuse: invalid operands
#include "calm/engines/replay.hpp"
#include "calm/extract/paper.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/sample.hpp"

#include <vector>

auto sampled(const std::vector<int>& numbers, const calm::engines::replay& model) {
    return numbers | calm::views::sample(model) | calm::views::extract(calm::extract::paper{});
}
