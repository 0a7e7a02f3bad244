#include "calm/io/read_options.hpp"

#include "support.hpp"

using namespace calm_test;
using calm::error_id;
using calm::io::read_options;

TEST_CASE("options that would lose records uncounted, or read nothing, are refused", "[io][read_options]") {
    const auto refused = [](const read_options& options) {
        const auto problem = error_of([&] { calm::io::detail::check(options); });
        return problem && problem->id() == error_id::invalid_option;
    };
    CHECK_FALSE(refused({}));
    CHECK(refused({.on_bad = calm::on_bad_record::skip}));
    CHECK(refused({.max_record_bytes = 0}));
    CHECK(refused({.max_depth = 0}));
    calm::skipped_records skipped;
    CHECK_FALSE(refused(calm::io::lenient(skipped)));
    CHECK(calm::io::lenient(skipped).skipped == &skipped);
}
