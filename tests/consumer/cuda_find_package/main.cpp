// A program of the C++ compiler that evaluates a loss on a GPU, or says that there is none.
#include "calm/cuda/any_backend.hpp"
#include "calm/cuda/sizes.cuh"
#include "calm/loss/by_name.hpp"
#include "calm/version.hpp"

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

int main() {
    namespace cuda = calm::cuda;
    namespace loss = calm::loss;
    int devices = 0;
    if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0) {
        std::printf("calm %s: no device\n", std::string(calm::version).c_str());
        return 0;
    }
    const std::vector<float> numbers{-1, -2, -3, -4};  // chosen, chosen, rejected, rejected
    const std::size_t bytes = cuda::workspace_bytes({.pairs = 2});
    void *workspace = nullptr, *numbers_there = nullptr;
    if (cudaMalloc(&workspace, bytes) != cudaSuccess || cudaMalloc(&numbers_there, 4 * sizeof(float)) != cudaSuccess ||
        cudaMemcpy(numbers_there, numbers.data(), 4 * sizeof(float), cudaMemcpyHostToDevice) != cudaSuccess)
        return 1;
    const auto* const column = static_cast<const float*>(numbers_there);
    {
        const auto backend = cuda::make_backend(nullptr, std::span(static_cast<std::byte*>(workspace), bytes));
        loss::pair_batch<float> batch;
        batch.policy_chosen = {column, 2}, batch.policy_rejected = {column + 2, 2};
        const auto metrics = backend->evaluate(loss::by_name("cpo"), batch, loss::pair_outputs<float>{}).get();
        std::printf("calm %s: accuracy %.1f on a device\n", std::string(calm::version).c_str(), metrics.rewards_accuracies);
    }
    cudaFree(numbers_there), cudaFree(workspace);
}
