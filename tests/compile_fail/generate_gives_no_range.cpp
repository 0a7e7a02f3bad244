// expect: calm: not a generative_model: generate must return a range, with one completion for each of request.draws
#include "calm/views/sample.hpp"

#include <vector>

struct model {
    calm::completion generate(const calm::generation_request&);
};

auto sampled() { return std::vector<calm::question>{} | calm::views::sample(model{}); }
