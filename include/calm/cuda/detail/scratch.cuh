// The caller's workspace, handed out in parts.
#pragma once

#include "calm/error.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace calm::cuda::detail {

/// Hands out parts of a workspace; without one it counts what would be needed.
class scratch {
public:
    scratch() = default;
    explicit scratch(std::span<std::byte> room) : base_(room.data()), room_(room.size()) {}

    /// `count` elements of unspecified value, at a multiple of 256 bytes from the begin; null when only counted.
    template <class T>
    T* take(std::size_t count) {
        const std::size_t begin = used_;
        used_ += (count * sizeof(T) + 255) / 256 * 256;
        return base_ == nullptr || used_ > room_ ? nullptr : reinterpret_cast<T*>(base_ + begin);
    }
    [[nodiscard]] std::size_t used() const { return used_; }
    /// @throws error (invalid_option) when more was taken than there is
    void check(const char* what) const {
        if (used_ > room_)
            throw error(error_id::invalid_option, std::string(what) + " needs a workspace of " + std::to_string(used_) + " bytes, and the backend was given " +
                                                      std::to_string(room_) + "; ask workspace_bytes for the largest call");
    }

private:
    std::byte* base_ = nullptr;
    std::size_t room_ = 0;
    std::size_t used_ = 0;
};

} // namespace calm::cuda::detail
