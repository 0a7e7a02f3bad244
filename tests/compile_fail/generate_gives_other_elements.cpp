// expect: calm: not a generative_model: the elements of the range that generate returns must convert to calm::completion
#include "calm/views/sample.hpp"

#include <vector>

struct model {
    std::vector<int> generate(const calm::generation_request&);
};

auto sampled() { return std::vector<calm::question>{} | calm::views::sample(model{}); }
