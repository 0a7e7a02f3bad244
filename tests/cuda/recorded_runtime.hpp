// CUDA's runtime for a program without one: the calls that cuda/detail/stream_device.cuh makes, written down, so that the host's side of the backend as nvcc
// compiles it can be looked at on a CPU. The device's memory is the host's. Include it before any header of calm/cuda.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#define __CUDACC__
#define __host__
#define __device__
#define __global__
#define __shared__ static
#define __grid_constant__
#define __launch_bounds__(...)

struct dim3 {
    unsigned x = 1, y = 1, z = 1;
    dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}
};
inline dim3 threadIdx, blockIdx;
inline void __syncthreads() {}
inline unsigned __shfl_down_sync(unsigned, unsigned value, unsigned, int) { return value; }
inline unsigned __shfl_xor_sync(unsigned, unsigned value, unsigned) { return value; }
inline void atomicMin(unsigned long long*, unsigned long long) {}

struct recorded_stream {};
using cudaStream_t = recorded_stream*;
enum cudaError_t { cudaSuccess = 0, cudaErrorInvalidValue = 1, cudaErrorInvalidConfiguration = 9, cudaErrorStreamCaptureUnsupported = 900 };
enum cudaDeviceAttr { cudaDevAttrMultiProcessorCount = 16 };
enum cudaMemcpyKind { cudaMemcpyDeviceToHost = 2 };
struct cudaLaunchConfig_t {
    dim3 gridDim, blockDim;
    std::size_t dynamicSmemBytes = 0;
    cudaStream_t stream = nullptr;
    void* attrs = nullptr;
    unsigned numAttrs = 0;
};

namespace recorded {

struct call {
    std::string what;            ///< launch, memset, memcpy, wait or ask
    cudaStream_t stream;
    cudaLaunchConfig_t how{};    ///< of a launch
};

/// What was called, and what is to go wrong.
struct runtime {
    std::vector<call> calls{};
    bool capturing = false;          ///< then a call that a captured stream does not allow fails, as it does in CUDA
    int fails_in = -1;               ///< that many calls from now; below 0: never
    cudaError_t last = cudaSuccess;  ///< what cudaGetLastError gives

    cudaError_t add(call one, bool allowed = true) {
        const bool fails = fails_in == 0;
        if (fails_in >= 0) --fails_in;
        calls.push_back(std::move(one));
        const cudaError_t status = fails ? cudaErrorInvalidValue : capturing && !allowed ? cudaErrorStreamCaptureUnsupported : cudaSuccess;
        if (status != cudaSuccess) last = status;
        return status;
    }
};
inline runtime it;

} // namespace recorded

inline cudaError_t cudaGetDevice(int* device) {
    *device = 0;
    return recorded::it.add({"ask", nullptr});
}
inline cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr, int) {
    *value = 4;
    return recorded::it.add({"ask", nullptr});
}
inline cudaError_t cudaMemsetAsync(void* at, int byte, std::size_t bytes, cudaStream_t stream) {
    std::memset(at, byte, bytes);
    return recorded::it.add({"memset", stream});
}
inline cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind, cudaStream_t stream) {
    std::memcpy(to, from, bytes);
    return recorded::it.add({"memcpy", stream}, false);
}
inline cudaError_t cudaStreamSynchronize(cudaStream_t stream) { return recorded::it.add({"wait", stream}, false); }
inline cudaError_t cudaGetLastError() {
    const cudaError_t status = recorded::it.last;
    recorded::it.last = cudaSuccess;
    return status;
}
inline const char* cudaGetErrorName(cudaError_t status) {
    return status == cudaErrorStreamCaptureUnsupported ? "cudaErrorStreamCaptureUnsupported" : status == cudaErrorInvalidConfiguration ? "cudaErrorInvalidConfiguration" : "cudaErrorInvalidValue";
}
inline const char* cudaGetErrorString(cudaError_t) { return "in words"; }

/// A macro, so that kernels, which never run, need not be compiled.
#define cudaLaunchKernelEx(how, kernel, parameters) recorded_launch(how, parameters)
template <class Parameters>
cudaError_t recorded_launch(const cudaLaunchConfig_t* how, const Parameters&) {
    const auto &grid = how->gridDim, &block = how->blockDim;
    const bool fits = grid.x >= 1 && grid.x <= 2147483647 && grid.y >= 1 && grid.y <= 65535 && grid.z == 1 && block.x >= 1 && block.x <= 1024;
    const cudaError_t status = recorded::it.add({"launch", how->stream, *how});
    if (status == cudaSuccess && !fits) return recorded::it.last = cudaErrorInvalidConfiguration;
    return status;
}
