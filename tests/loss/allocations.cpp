// That allocations are counted, for the tests that look at their number.
#include "archetypes/counting_new.hpp"

#include "catch.hpp"

TEST_CASE("the count of allocations counts") {
    const std::size_t before = calm_test::allocations();
    ::operator delete(::operator new(1));
    CHECK(calm_test::allocations() - before == 1);
}
