// The operator new that counts, for the whole program: to be included by one file of a test program that looks at archetypes/allocations.hpp.
#pragma once

#include "archetypes/allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> count{0};
}
[[gnu::noinline]] void* operator new(std::size_t size) {  // inlined, g++ 12 takes new and free for mismatched
    ++count;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {  // Catch2's; without it, a sanitizer's would be freed here
    ++count;
    return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

std::size_t calm_test::allocations() { return count; }
