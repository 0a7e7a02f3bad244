// expect: calm: not a tie_policy: it must be callable, when const, with (const calm::tied_vote&)
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

auto closure() {
    return calm::views::vote(calm::vote::plurality{}, [] { return calm::answer_key("A"); });
}
