// expect: calm: not a generative_model: it needs a member generate(const calm::generation_request&)
#include "calm/views/sample.hpp"

#include <string>
#include <vector>

struct model {
    std::vector<std::string> generate(const calm::generation_request&);
};

auto sampled(const model& constant) { return std::vector<calm::question>{} | calm::views::sample(constant); }
