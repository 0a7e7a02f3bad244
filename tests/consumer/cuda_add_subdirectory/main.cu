// A program of nvcc with a loss of its own, which it evaluates on a GPU, or says that there is none.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"
#include "calm/version.hpp"

#include <cstddef>
#include <cstdio>
#include <span>
#include <string>

/// A hinge of one's own: a struct, which the device can call.
struct own_hinge {
    template <class T>
    CALM_HOST_DEVICE calm::loss::pair_term<T> operator()(const calm::loss::pair_values<T>& v) const {
        const T gap = v.policy_chosen - v.policy_rejected;
        if (gap >= T(1)) return {};
        return {T(1) - gap, T(-1), T(1), T(0)};
    }
};

int main() {
    int devices = 0;
    if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0) {
        std::printf("calm %s: no device\n", std::string(calm::version).c_str());
        return 0;
    }
    const std::size_t bytes = calm::cuda::workspace_bytes({.pairs = 1});
    std::byte* memory = nullptr;
    if (cudaMalloc(&memory, bytes + 256) != cudaSuccess) return 1;
    const double numbers[]{-1, -1.25};
    if (cudaMemcpy(memory + bytes, numbers, sizeof numbers, cudaMemcpyHostToDevice) != cudaSuccess) return 1;
    auto* const at = reinterpret_cast<const double*>(memory + bytes);
    {
        calm::cuda::backend backend(nullptr, std::span(memory, bytes));
        calm::loss::pair_batch<double> batch;
        batch.policy_chosen = {at, 1}, batch.policy_rejected = {at + 1, 1};
        std::printf("calm %s: loss %.2f on a device\n", std::string(calm::version).c_str(),
                    backend.evaluate(own_hinge{}, batch, calm::loss::pair_outputs<double>{}).get().loss);
    }
    cudaFree(memory);
}
