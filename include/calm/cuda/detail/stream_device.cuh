// The device that a backend gives work to: a CUDA stream. Every status is looked at; one that is not success becomes an error with the kernel's name.
#pragma once

#include "calm/cuda/detail/block.cuh"
#include "calm/error.hpp"

#include <cstddef>
#include <string>
#include <type_traits>

namespace calm::cuda::detail {

/// Blocks of a launch: x of them by y.
struct grid {
    std::size_t x = 1;
    std::size_t y = 1;
};

#ifdef __CUDACC__  // a compiler for CUDA, which includes the runtime's header by itself
/// How many of an agent's blocks a multiprocessor shall have room for by registers, at least.
template <class Agent>
inline constexpr unsigned resident = [] {
    if constexpr (requires { Agent::resident; }) return Agent::resident;
    else return 0U;  // the compiler's own choice
}();

/// An agent as a kernel.
template <class Agent>
__global__ void __launch_bounds__(Agent::threads, resident<Agent>) run_agent(const __grid_constant__ typename Agent::parameters parameters) {
    __shared__ typename Agent::template storage<block> shared;
    block self;
    Agent::run(self, shared, parameters);
}

/// The runtime keeps no status that is thrown. @throws error (device_failed)
inline void check(cudaError_t status, const char* what) {
    if (status == cudaSuccess) return;
    (void)cudaGetLastError();
    throw error(error_id::device_failed, std::string(what) + " failed: " + cudaGetErrorName(status) + ", " + cudaGetErrorString(status) +
                                             "; an earlier kernel of the stream may be the cause: compute-sanitizer, or CUDA_LAUNCH_BLOCKING=1, says which");
}

/// Work goes to one stream, in order. Only read() waits.
class stream_device {
public:
    explicit stream_device(cudaStream_t stream) : stream_(stream) {
        int device = 0;
        check(cudaGetDevice(&device), "asking for the current device");
        check(cudaDeviceGetAttribute(&multiprocessors_, cudaDevAttrMultiProcessorCount, device), "asking for the number of multiprocessors");
    }

    /// The status is the launch's own, not one that an earlier call of somebody else's left.
    template <class Agent>
    void launch(grid blocks, const typename Agent::parameters& parameters) {
        static_assert(std::is_trivially_copyable_v<typename Agent::parameters>);
        static_assert(sizeof(typename Agent::parameters) <= 4096, "calm: what a kernel is given must fit 4 KiB: a loss of fewer parts, or with its numbers behind a pointer");
        static_assert(sizeof(typename Agent::template storage<block>) <= 48 * 1024);
        cudaLaunchConfig_t how{};
        how.gridDim = dim3(static_cast<unsigned>(blocks.x), static_cast<unsigned>(blocks.y));
        how.blockDim = dim3(Agent::threads);
        how.stream = stream_;
        check(cudaLaunchKernelEx(&how, run_agent<Agent>, parameters), Agent::name);
    }
    void fill(void* at, int byte, std::size_t bytes) { check(cudaMemsetAsync(at, byte, bytes, stream_), "filling memory"); }
    /// Waits until what was given to the stream is done.
    void read(void* to, const void* from, std::size_t bytes) {
        check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, stream_), "copying from the device");
        check(cudaStreamSynchronize(stream_), "waiting for the stream");
    }
    [[nodiscard]] std::size_t multiprocessors() const { return static_cast<std::size_t>(multiprocessors_); }

private:
    cudaStream_t stream_;
    int multiprocessors_ = 1;
};
#endif

} // namespace calm::cuda::detail
