// expect: calm: this stage takes calm::answered_question, and what is before the | gives other elements (Gives)
// expect: calm::sampled_question
// refuse: no match for
// refuse: invalid operands
#include "calm/engines/replay.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/sample.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include <vector>

auto pairs(const std::vector<calm::question>& questions, const calm::engines::replay& model) {
    return questions | calm::views::sample(model) | calm::views::vote(calm::vote::plurality{}) | calm::views::prefer({});
}
