// expect: calm: views::parallel needs parts that several threads may call: a model's generate and a translator's translate must be const
#include "calm/views/parallel.hpp"
#include "calm/views/sample.hpp"

#include <string>
#include <vector>

struct model {
    std::vector<std::string> generate(const calm::generation_request&);
};

auto sampled() { return std::vector<calm::question>{} | calm::views::parallel(calm::views::sample(model{})); }
