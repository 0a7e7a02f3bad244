// expect: calm: views::prefer, composed with a stage that keeps its results (views::sample, views::parallel), needs a rule whose ranges
// refuse: constraints not satisfied
// refuse: no match for
#include "archetypes/stages.hpp"
#include "calm/engines/replay.hpp"
#include "calm/extract/paper.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/sample.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

auto records(const std::vector<calm::question>& questions, const calm::engines::replay& model) {
    return questions | (calm::views::sample(model) | calm::views::extract(calm::extract::paper{}) | calm::views::vote(calm::vote::plurality{}) |
                        calm::views::prefer(archetypes::move_only_pair_rule(0)));
}
