// What all calls of a backend share: the device, the workspace, and the word in which kernels report.
#pragma once

#include "calm/cuda/detail/pair_terms.cuh"
#include "calm/cuda/detail/scratch.cuh"
#include "calm/cuda/detail/status.cuh"
#include "calm/cuda/detail/stream_device.cuh"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace calm::cuda::detail {

inline constexpr std::size_t blocks_for(std::size_t count, std::size_t threads) { return (count + threads - 1) / threads; }

/// Of a workspace: what is in it is stored by up to 16 bytes at once.
inline constexpr std::size_t workspace_alignment = 16;

/// The begin of a workspace.
struct reserved {
    unsigned long long* status;
    result* last;  ///< two: dco has one for each language

    explicit reserved(scratch& space) : status(space.take<unsigned long long>(1)), last(space.take<result>(2)) {}
    static std::size_t bytes() {
        scratch count;
        reserved one(count);
        return count.used();
    }
};

template <class Device>
class session {
public:
    session(Device device, std::span<std::byte> workspace) : device_(device), room_(workspace), at_(begin()) {
        device_.fill(at_.status, 0xff, sizeof *at_.status);
    }

    [[nodiscard]] Device& device() { return device_; }
    [[nodiscard]] unsigned long long* status() const { return at_.status; }
    [[nodiscard]] result* last() const { return at_.last; }
    /// All of the workspace behind the reserved part, for one call.
    [[nodiscard]] scratch space() const { return scratch(room_.subspan(reserved::bytes())); }

    /// One thread for each of `count`.
    template <class Agent>
    void launch_over(std::size_t count, const typename Agent::parameters& parameters) {
        if (count > 0) device_.template launch<Agent>({blocks_for(count, Agent::threads), 1}, parameters);
    }

    /// Waits. @throws error for what kernels reported, which is forgotten then
    void check() {
        unsigned long long word = no_problem;
        device_.read(&word, at_.status, sizeof word);
        if (word == no_problem) return;
        device_.fill(at_.status, 0xff, sizeof word);
        throw error_of(word);
    }

    std::uint64_t calls = 0;  ///< evaluations so far

private:
    reserved begin() const {
        if (reinterpret_cast<std::uintptr_t>(room_.data()) % workspace_alignment != 0)
            throw error(error_id::invalid_option, "a backend's workspace must begin at a multiple of " + std::to_string(workspace_alignment) +
                                                      " bytes; what cudaMalloc gives does");
        scratch space(room_);
        const reserved at(space);
        space.check("a backend");
        return at;
    }

    Device device_;
    std::span<std::byte> room_;
    reserved at_;
};

} // namespace calm::cuda::detail
