// expect: calm: views::parallel needs parts that several threads may call: a model's generate and a translator's translate must be const
#include "calm/views/parallel.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/sample.hpp"

#include <string>

struct translator {
    std::string translate(std::string_view, calm::language, calm::language);
};

auto closure() { return calm::views::parallel(calm::views::prefer({}, translator{})); }
