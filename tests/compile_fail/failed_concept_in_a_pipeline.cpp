// expect: calm: not an extractor: it must be callable, when const, with (const calm::localized_question&, const calm::response&)
// refuse: no match for
// refuse: invalid operands
#include "calm/engines/replay.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/sample.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include <vector>

auto pairs(const std::vector<calm::question>& questions, const calm::engines::replay& model) {
    return questions | calm::views::sample(model) | calm::views::extract([](const calm::response&) { return calm::answer{}; }) |
           calm::views::vote(calm::vote::plurality{}) | calm::views::prefer({});
}
