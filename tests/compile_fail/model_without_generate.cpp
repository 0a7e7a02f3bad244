// expect: calm: not a generative_model: it needs a member generate(const calm::generation_request&)
#include "calm/views/sample.hpp"

#include <string>
#include <vector>

struct model {
    std::vector<std::string> complete(const calm::generation_request&);
};

auto sampled() { return std::vector<calm::question>{} | calm::views::sample(model{}); }
