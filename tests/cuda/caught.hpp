// The calm::error that something throws, whole.
#pragma once

#include "calm/error.hpp"
#include "catch.hpp"

namespace calm_test {

template <class F>
calm::error caught(F&& f) {
    try {
        f();
    } catch (const calm::error& problem) {
        return problem;
    }
    FAIL("nothing was thrown");
    return {calm::error_id::cancelled, ""};
}

} // namespace calm_test
