// own_loss on a GPU: the same callables, structs whose operator() is CALM_HOST_DEVICE. (A lambda of the host can't be called by a kernel.)
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"
#include "calm/host_device.hpp"
#include "calm/loss/modifiers.hpp"
#include "calm/loss/policy_losses.hpp"
#include "calm/loss/score_losses.hpp"
#include "support/device_memory.cuh"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

namespace loss = calm::loss;

// Without a gradient: the kernel differentiates it.
struct length_margin {
    static constexpr bool reads_reference() { return true; }
    template <class Values>
    CALM_HOST_DEVICE auto operator()(const Values& v) const {
        return -loss::log_sigmoid(0.1 * (loss::chosen_ratio(v) - loss::rejected_ratio(v)) - 0.02 * (v.length_chosen - v.length_rejected));
    }
};

// With one.
struct smooth_hinge {
    double beta = 0.1;
    static constexpr bool reads_reference() { return true; }

    template <class T>
    CALM_HOST_DEVICE loss::pair_term<T> operator()(const loss::pair_values<T>& v) const {
        const T x = T(beta) * (loss::chosen_ratio(v) - loss::rejected_ratio(v));
        const T slope = x < T(0) ? T(-1) : x < T(1) ? x - T(1) : T(0);
        const T value = x < T(0) ? T(0.5) - x : slope * slope / T(2);
        return {value, T(beta) * slope, -T(beta) * slope, T(0)};
    }
};

} // namespace

int main() {
    examples::need_device();
    using column = examples::device_vector<double>;
    using lengths = examples::device_vector<std::uint32_t>;
    const column p_w(std::vector<double>{-21.5, -9.25}), p_l(std::vector<double>{-30.0, -9.0});
    const column q_w(std::vector<double>{-24.0, -9.5}), q_l(std::vector<double>{-28.5, -9.5});
    const lengths n_w(std::vector<std::uint32_t>{12, 5}), n_l(std::vector<std::uint32_t>{9, 6});
    const column grad_chosen(2), grad_rejected(2);
    const examples::device_vector<std::byte> workspace(calm::cuda::workspace_bytes({.pairs = 2}));
    calm::cuda::backend backend(nullptr, workspace.span());
    const auto show = [&](const char* name, const auto& of) {
        const auto metrics = backend.evaluate(of, loss::pair_batch<double>{p_w.span(), p_l.span(), q_w.span(), q_l.span(), n_w.span(), n_l.span(), {}, {}},
                                              loss::pair_outputs<double>{{}, grad_chosen.span(), grad_rejected.span(), {}}).get();
        const auto slopes = grad_chosen.copy();
        std::printf("%-24s loss %.6f, gradient by p_w %9.6f %9.6f\n", name, metrics.loss, slopes[0], slopes[1]);
    };
    show("sigmoid", loss::sigmoid());
    show("own, differentiated", length_margin());
    show("own, with gradient", smooth_hinge());
    show("half own, half built in", loss::sum(loss::weigh(0.5, smooth_hinge()), loss::weigh(0.5, loss::nll())));
}
