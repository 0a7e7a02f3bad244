// examples/support/device_memory.cuh for the emulated device: with this folder first in the include path, the examples for GPUs run without one.
#pragma once

#include "calm/cuda/backend.cuh"
#include "cuda/simt/device.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace examples {

inline simt::gpu& emulated() {
    static simt::gpu one;
    return one;
}

inline void need_device() {}

template <class T>
class device_vector {
public:
    explicit device_vector(std::size_t count) : at_(emulated().allocate<T>(count)) {}
    explicit device_vector(const std::vector<T>& from) : at_(emulated().upload(from)) {}

    [[nodiscard]] T* data() const { return at_.data(); }
    [[nodiscard]] std::span<T> span() const { return at_; }
    [[nodiscard]] std::vector<T> copy() const { return emulated().download(at_); }

private:
    std::span<T> at_;
};

} // namespace examples

namespace calm::cuda {

/// In the place of the one on a stream, which only nvcc sees.
class backend : public basic_backend<simt::device> {
public:
    backend(std::nullptr_t, std::span<std::byte> workspace) : basic_backend(simt::device(examples::emulated()), workspace) {}
};

} // namespace calm::cuda
