// expect: calm: not a translator: translate must return something convertible to std::string
#include "calm/views/prefer.hpp"

struct translator {
    bool translate(std::string_view, calm::language, calm::language);
};

auto closure() { return calm::views::prefer({}, translator{}); }
