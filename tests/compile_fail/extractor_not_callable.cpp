// expect: calm: not an extractor: it must be callable, when const, with (const calm::localized_question&, const calm::response&)
#include "calm/views/extract.hpp"

auto closure() {
    return calm::views::extract([](const calm::response&) { return calm::answer{}; });
}
