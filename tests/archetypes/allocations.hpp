// How much the program has allocated: a test looks at the difference.
#pragma once

#include <cstddef>

namespace calm_test {

/// Calls of operator new so far, by any thread.
std::size_t allocations();

} // namespace calm_test
