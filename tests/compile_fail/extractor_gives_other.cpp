// expect: calm: not an extractor: the call must return something convertible to calm::answer
#include "calm/views/extract.hpp"

auto closure() {
    return calm::views::extract([](const calm::localized_question&, const calm::response&) { return 'A'; });
}
