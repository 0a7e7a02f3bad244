// Runs the tests if there is a GPU to run them on; else exit status 77, and one line.
#define CATCH_CONFIG_RUNNER
#include "catch.hpp"

#include <cuda_runtime_api.h>

#include <cstdio>

int main(int argc, char** argv) {
    int devices = 0;
    const cudaError_t status = cudaGetDeviceCount(&devices);
    if (status != cudaSuccess || devices == 0) {
        std::printf("test_on_device: skipped: no CUDA device (%s)\n", status == cudaSuccess ? "none found" : cudaGetErrorString(status));
        return 77;
    }
    return Catch::Session().run(argc, argv);
}
