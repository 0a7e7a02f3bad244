// expect: calm: not a tie_policy: the call must return something convertible to std::optional<calm::answer_key>
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

auto closure() {
    return calm::views::vote(calm::vote::plurality{}, [](const calm::tied_vote&) { return 3; });
}
