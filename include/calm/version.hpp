// The library's version, for programs that record what they were built with.
#pragma once

#include <string_view>

namespace calm {

/// Semantic version of these headers; the CMake package reads its version from this line.
inline constexpr std::string_view version = "0.1.0";

} // namespace calm
