// What a call throws.
#pragma once

#include "calm/error.hpp"

#include <optional>
#include <string>

namespace archetypes {

/// The kind of calm::error that f() throws, or nothing when it throws none.
template <class F>
std::optional<calm::error_id> thrown(F f) {
    try {
        static_cast<void>(f());
    } catch (const calm::error& problem) {
        return problem.id();
    }
    return std::nullopt;
}

/// The message of the calm::error that f() throws; empty when it throws none.
template <class F>
std::string message(F f) {
    try {
        static_cast<void>(f());
    } catch (const calm::error& problem) {
        return problem.what();
    }
    return {};
}

} // namespace archetypes
