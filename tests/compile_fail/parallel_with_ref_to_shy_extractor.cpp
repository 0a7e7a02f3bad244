// expect: calm: views::parallel needs parts that several threads may call
#include "calm/views/extract.hpp"
#include "calm/views/parallel.hpp"

#include <functional>

struct shy_extractor {
    static constexpr bool concurrent = false;
    calm::answer operator()(const calm::localized_question&, const calm::response&) const { return {}; }
};

auto closure(const shy_extractor& shy) { return calm::views::parallel(calm::views::extract(std::cref(shy))); }
