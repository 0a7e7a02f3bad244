// KTO and BCO with the number of the batch that they subtract in device memory: known when the kernel runs, without the host waiting for it.
#pragma once

#include "calm/host_device.hpp"
#include "calm/loss/pair_values.hpp"
#include "calm/loss/pointwise_losses.hpp"

namespace calm::cuda {

/// loss::kto whose KL is *kl, as basic_backend::mismatch_kl writes it. No gradient goes through it.
struct kto_with_kl {
    loss::kto loss{loss::kl{0}};
    const double* kl = nullptr;

    static constexpr bool reads_reference() { return true; }
    [[nodiscard]] constexpr double reward_scale() const { return loss.beta::value; }
    template <class T>
    CALM_HOST_DEVICE loss::pair_term<T> operator()(const loss::pair_values<T>& v) const {
        loss::kto now = loss;
        now.loss::kl::value = *kl;
        return now(v);
    }
};

/// loss::bco_pair whose δ is *shift, as basic_backend::add_rewards writes it.
struct bco_with_shift {
    loss::bco_pair loss{};
    const double* shift = nullptr;

    static constexpr bool reads_reference() { return true; }
    [[nodiscard]] constexpr double reward_scale() const { return loss.beta::value; }
    template <class T>
    CALM_HOST_DEVICE loss::pair_term<T> operator()(const loss::pair_values<T>& v) const {
        loss::bco_pair now = loss;
        now.loss::reward_shift::value = *shift;
        return now(v);
    }
};

} // namespace calm::cuda
