// Counts what is allocated, in the whole program.
#include "loss/allocations.hpp"

#include "catch.hpp"

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

TEST_CASE("the count of allocations counts") {
    const std::size_t before = calm_test::allocations();
    ::operator delete(::operator new(1));
    CHECK(calm_test::allocations() - before == 1);
}
