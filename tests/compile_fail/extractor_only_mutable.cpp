// expect: calm: not an extractor: it must be callable, when const, with (const calm::localized_question&, const calm::response&)
#include "calm/views/extract.hpp"

auto closure() {
    return calm::views::extract([calls = 0](const calm::localized_question&, const calm::response&) mutable { return ++calls, calm::answer{}; });
}
