// Memory of a GPU for the examples in .cu files, and what to do without one.
#pragma once

#include "calm/cuda/detail/stream_device.cuh"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

namespace examples {

/// Ends the program, with exit status 77 and a word, where there is no GPU.
inline void need_device() {
    int devices = 0;
    if (cudaGetDeviceCount(&devices) == cudaSuccess && devices > 0) return;
    std::puts("skipped: no CUDA device");
    std::exit(77);
}

/// Numbers on the GPU. Copies wait.
template <class T>
class device_vector {
public:
    explicit device_vector(std::size_t count) : size_(count) { calm::cuda::detail::check(cudaMalloc(&data_, count * sizeof(T)), "allocating"); }
    explicit device_vector(const std::vector<T>& from) : device_vector(from.size()) {
        calm::cuda::detail::check(cudaMemcpy(data_, from.data(), size_ * sizeof(T), cudaMemcpyHostToDevice), "copying to the device");
    }
    device_vector(const device_vector&) = delete;
    device_vector& operator=(const device_vector&) = delete;
    ~device_vector() { cudaFree(data_); }

    [[nodiscard]] T* data() const { return static_cast<T*>(data_); }
    [[nodiscard]] std::span<T> span() const { return {data(), size_}; }
    [[nodiscard]] std::vector<T> copy() const {
        std::vector<T> to(size_);
        calm::cuda::detail::check(cudaMemcpy(to.data(), data_, size_ * sizeof(T), cudaMemcpyDeviceToHost), "copying from the device");
        return to;
    }

private:
    void* data_ = nullptr;
    std::size_t size_;
};

} // namespace examples
