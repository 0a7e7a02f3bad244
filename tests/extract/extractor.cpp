#include "calm/extract/extractor.hpp"

#include "calm/extract/corrected.hpp"
#include "calm/extract/paper.hpp"

#include "catch.hpp"

#include <string>

namespace {

struct wrong_result {
    int operator()(const calm::localized_question&, const calm::response&) const { return 0; }
};
struct not_const {
    calm::answer operator()(const calm::localized_question&, const calm::response&) { return {}; }
};

static_assert(calm::extractor<calm::extract::paper>);
static_assert(calm::extractor<calm::extract::corrected>);
static_assert(!calm::extractor<wrong_result>);
static_assert(!calm::extractor<not_const>);
static_assert(!calm::extractor<int>);

} // namespace

TEST_CASE("a lambda is an extractor", "[extract]") {
    const auto first_option = [](const calm::localized_question& asked, const calm::response&) {
        return asked.options.empty() ? calm::answer{} : calm::answer{asked.options.front().key, "first", {}, {}};
    };
    static_assert(calm::extractor<decltype(first_option)>);
    calm::diagnose_extractor<decltype(first_option)>();
    const calm::localized_question asked{"en", "", "", "", {{"A", "x"}, {"B", "y"}}};
    CHECK(first_option(asked, {}).key == calm::answer_key("A"));
}
