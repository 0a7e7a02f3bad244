// Losses that sort their batch, on emulated threads: runs, merges of runs, ties.
#include "calm/cuda/backend.cuh"
#include "catch.hpp"
#include "cuda/simt/device.hpp"
#include "cuda/sorts.hpp"

TEST_CASE("lists of any size are sorted, equal values in the order of their pairs") {
    for (const std::size_t count : {1U, 2U, 3U, 31U, 256U, 1023U, 1024U, 1025U, 2049U, 4096U, 5001U}) {
        simt::gpu gpu(count);
        for (const unsigned values : {7U, 1000000U}) {
            CAPTURE(count, values);
            CHECK(calm_test::sorts(gpu, count, values));
        }
    }
    simt::gpu gpu;
    CHECK(calm_test::sorts(gpu, 2500, 1));  // all are equal
}
