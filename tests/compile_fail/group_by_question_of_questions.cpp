// expect: calm: views::group_by_question takes calm::sampled_question, and the range gives other elements
#include "calm/views/group_by_question.hpp"

#include <vector>

auto grouped(const std::vector<calm::question>& questions) { return questions | calm::views::group_by_question; }
