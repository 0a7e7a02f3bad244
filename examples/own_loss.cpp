// A loss of your own: a callable on the pair's values. Without a gradient it is differentiated; with one, yours is taken.
#include "calm/loss/batch.hpp"
#include "calm/loss/modifiers.hpp"
#include "calm/loss/policy_losses.hpp"
#include "calm/loss/score_losses.hpp"

#include <cstdio>
#include <vector>

namespace {

namespace loss = calm::loss;

// The smooth hinge of Rennie and Srebro on DPO's margin, with its gradient: 1/2 - x below 0, (1-x)²/2 up to 1, then 0. It says that it reads the
// reference, so that a batch without one is refused.
struct smooth_hinge {
    double beta = 0.1;
    static constexpr bool reads_reference() { return true; }

    template <class T>
    loss::pair_term<T> operator()(const loss::pair_values<T>& v) const {
        const T x = T(beta) * (loss::chosen_ratio(v) - loss::rejected_ratio(v));
        const T slope = x < T(0) ? T(-1) : x < T(1) ? x - T(1) : T(0);
        const T value = x < T(0) ? T(0.5) - x : slope * slope / T(2);
        return {value, T(beta) * slope, -T(beta) * slope, T(0)};
    }
};

} // namespace

int main() {
    // A lambda: DPO that wants a larger margin of longer answers. exp and log would be called without std::, so that dual numbers find theirs.
    const auto length_margin = [](const auto& v) {
        return -loss::log_sigmoid(0.1 * (loss::chosen_ratio(v) - loss::rejected_ratio(v)) - 0.02 * (v.length_chosen - v.length_rejected));
    };

    const std::vector<double> p_w{-21.5, -9.25}, p_l{-30.0, -9.0}, q_w{-24.0, -9.5}, q_l{-28.5, -9.5};
    const std::vector<std::uint32_t> n_w{12, 5}, n_l{9, 6};
    std::vector<double> grad_chosen(2), grad_rejected(2);
    loss::workspace space;
    const auto show = [&](const char* name, const auto& of) {
        const auto metrics = loss::evaluate(of, loss::pair_batch<double>{p_w, p_l, q_w, q_l, n_w, n_l}, {{}, grad_chosen, grad_rejected}, space);
        std::printf("%-24s loss %.6f, gradient by p_w %9.6f %9.6f\n", name, metrics.loss, grad_chosen[0], grad_chosen[1]);
    };
    show("sigmoid", loss::sigmoid());
    show("own, differentiated", length_margin);
    show("own, with gradient", smooth_hinge{});
    show("half own, half built in", loss::sum(loss::weigh(0.5, smooth_hinge{}), loss::weigh(0.5, loss::nll())));
}
