// expect: calm: views::parallel needs parts that several threads may call: a model's generate and a translator's translate must be const
#include "calm/extract/paper.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/parallel.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include <string>

struct translator {
    std::string translate(std::string_view, calm::language, calm::language);
};

auto closure() {
    return calm::views::parallel(calm::views::extract(calm::extract::paper{}) | calm::views::vote(calm::vote::plurality{})) |
           calm::views::prefer({}, translator{});
}
