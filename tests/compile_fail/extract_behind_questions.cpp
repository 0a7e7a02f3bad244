// expect: calm: this stage takes calm::sampled_question, and what is before the | gives other elements (Gives)
// expect: calm::question
// refuse: no match for
// refuse: invalid operands
#include "calm/extract/paper.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include <ranges>
#include <vector>

auto pairs(const std::vector<calm::question>& questions) {
    return questions | calm::views::extract(calm::extract::paper{}) | calm::views::vote(calm::vote::plurality{}) | calm::views::prefer({}) |
           std::views::take(3);
}
