// What a device's evaluate gives: metrics that it may still be computing.
#pragma once

#include "calm/loss/pair_batch.hpp"

#include <cstddef>
#include <cstdint>

namespace calm::cuda {

/// Metrics of one evaluate of a Backend, which has metrics_of(pairs, call).
template <class Backend>
class pending_metrics {
public:
    pending_metrics(Backend& of, std::size_t pairs, std::uint64_t call) : of_(&of), pairs_(pairs), call_(call) {}

    /// Waits for the stream. The backend must be there, and no later evaluate have begun.
    /// @throws error (invalid_option, not_finite) for what kernels found in the input or in the results; (device_failed)
    operator loss::batch_metrics() const { return get(); }
    loss::batch_metrics get() const { return of_->metrics_of(pairs_, call_); }

    [[nodiscard]] std::size_t pairs() const { return pairs_; }
    [[nodiscard]] std::uint64_t call() const { return call_; }  ///< which evaluate of the backend's

private:
    Backend* of_;
    std::size_t pairs_;
    std::uint64_t call_;
};

} // namespace calm::cuda
