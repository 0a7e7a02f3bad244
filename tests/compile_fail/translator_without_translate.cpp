// expect: calm: not a translator: it needs a member translate(std::string_view text, calm::language from, calm::language to)
#include "calm/views/prefer.hpp"

#include <string>

struct translator {
    std::string translate(const std::string&, calm::language);
};

auto closure() { return calm::views::prefer({}, translator{}); }
