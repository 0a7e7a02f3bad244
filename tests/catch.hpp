// Catch2 2.13 (Debian 12) and 3.x behind one include. Tests use what both have: TEST_CASE, SECTION, REQUIRE, CHECK,
// REQUIRE_THROWS_AS, GENERATE, Catch::Approx.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
