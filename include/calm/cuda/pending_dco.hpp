// What a device's evaluate_dco gives: metrics that it may still be computing.
#pragma once

#include "calm/loss/dco_batch.hpp"

#include <cstddef>
#include <cstdint>

namespace calm::cuda {

/// As pending_metrics, of a Backend that has dco_metrics_of(pairs, call).
template <class Backend>
class pending_dco {
public:
    pending_dco(Backend& of, std::size_t pairs, std::uint64_t call) : of_(&of), pairs_(pairs), call_(call) {}

    /// Waits for the stream. The backend must be there, and no later evaluate have begun.
    /// @throws error (invalid_option, not_finite) for what kernels found in the input or in the results; (device_failed)
    operator loss::dco_metrics() const { return get(); }
    loss::dco_metrics get() const { return of_->dco_metrics_of(pairs_, call_); }

    [[nodiscard]] std::size_t pairs() const { return pairs_; }
    [[nodiscard]] std::uint64_t call() const { return call_; }  ///< which evaluate of the backend's

private:
    Backend* of_;
    std::size_t pairs_;
    std::uint64_t call_;
};

} // namespace calm::cuda
