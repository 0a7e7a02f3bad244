// A GPU under the names of the emulated one, so that the same tests run on it: this header stands before the other in the include path. What only an
// emulator notices (races in shared memory, accesses outside of device memory) is left to compute-sanitizer.
#pragma once

#include "calm/cuda/detail/stream_device.cuh"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace simt {

/// The kernels' arithmetic is not the host's to the bit.
inline constexpr bool is_emulated = false;

using calm::cuda::detail::check;

class gpu {
public:
    explicit gpu(std::uint64_t = 1) { check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "making a stream"); }
    gpu(const gpu&) = delete;
    gpu& operator=(const gpu&) = delete;
    ~gpu() {
        cudaStreamSynchronize(stream_);
        for (void* one : regions_) cudaFree(one);
        cudaStreamDestroy(stream_);
    }

    /// Device memory, filled with bytes of 0xFF (NaN); a workspace is left as it is, for compute-sanitizer's initcheck to see what is read before a write.
    template <class T>
    std::span<T> allocate(std::size_t count) {
        void* at = nullptr;
        check(cudaMalloc(&at, std::max<std::size_t>(count, 1) * sizeof(T)), "allocating");
        regions_.push_back(at);
        if constexpr (!std::is_same_v<T, std::byte>) check(cudaMemsetAsync(at, 0xFF, count * sizeof(T), stream_), "filling");
        return {static_cast<T*>(at), count};
    }
    class scope {
    public:
        explicit scope(gpu& of) : of_(of), count_(of.regions_.size()) {}
        scope(const scope&) = delete;
        scope& operator=(const scope&) = delete;
        ~scope() {
            of_.run();
            for (; of_.regions_.size() > count_; of_.regions_.pop_back()) cudaFree(of_.regions_.back());
        }

    private:
        gpu& of_;
        std::size_t count_;
    };
    template <class T>
    std::span<T> upload(const std::vector<T>& values) {
        const auto to = allocate<T>(values.size());
        write(to, values);
        return to;
    }
    template <class T>
    void write(std::span<T> to, const std::vector<T>& values) {
        check(cudaMemcpyAsync(to.data(), values.data(), to.size_bytes(), cudaMemcpyHostToDevice, stream_), "copying to the device");
        run();
    }
    template <class T>
    std::vector<std::remove_const_t<T>> download(std::span<T> from) {
        std::vector<std::remove_const_t<T>> values(from.size());
        check(cudaMemcpyAsync(values.data(), from.data(), from.size_bytes(), cudaMemcpyDeviceToHost, stream_), "copying from the device");
        run();
        return values;
    }
    void run() { check(cudaStreamSynchronize(stream_), "waiting for the stream"); }

    /// Between these two, work is recorded into a CUDA graph.
    void begin_capture() { check(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal), "beginning to capture"); }
    std::shared_ptr<CUgraphExec_st> end_capture() {
        cudaGraph_t graph = nullptr;
        cudaGraphExec_t ready = nullptr;
        check(cudaStreamEndCapture(stream_, &graph), "capturing");
        check(cudaGraphInstantiate(&ready, graph, 0), "making a graph");
        check(cudaGraphDestroy(graph), "ending a graph");
        return {ready, [](cudaGraphExec_t one) { cudaGraphExecDestroy(one); }};
    }
    void replay(const std::shared_ptr<CUgraphExec_st>& graph) { check(cudaGraphLaunch(graph.get(), stream_), "running a graph"); }

    std::vector<std::string> launched{};  ///< names of kernels, in order
    [[nodiscard]] cudaStream_t stream() const { return stream_; }

private:
    cudaStream_t stream_ = nullptr;
    std::vector<void*> regions_{};
};

class device {
public:
    explicit device(gpu& of) : of_(&of), to_(of.stream()), multiprocessors_(to_.multiprocessors()) {}
    template <class Agent>
    void launch(calm::cuda::detail::grid blocks, const typename Agent::parameters& parameters) {
        of_->launched.emplace_back(Agent::name);
        to_.template launch<Agent>(blocks, parameters);
    }
    void fill(void* at, int byte, std::size_t bytes) { to_.fill(at, byte, bytes); }
    void read(void* to, const void* from, std::size_t bytes) { to_.read(to, from, bytes); }
    [[nodiscard]] std::size_t multiprocessors() const { return multiprocessors_; }

private:
    gpu* of_;
    calm::cuda::detail::stream_device to_;

public:
    std::size_t multiprocessors_;  ///< told to the policy
};

} // namespace simt
