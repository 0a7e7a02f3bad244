// Every kernel of the library, for docs/gpu_resources.py to look at: compiled for each architecture with all warnings as errors, never run.
#include "calm/cuda/any_backend.cuh"  // the whole catalogue
#include "calm/cuda/late_options.cuh"

#include "calm/loss/modifiers.hpp"

namespace loss = calm::loss;
using calm::cuda::backend;

namespace {

template <class T, class S>
void rows(backend& on) {
    on.forward(loss::matrix<const T>(), {}, {}, loss::token_scores<S>());
    on.backward(loss::matrix<const T>(), {}, {}, std::span<const S>(), std::span<const S>(), loss::matrix<T>());
}
template <class T, class S, class Backend>
void layer(Backend& on) {
    on.forward(loss::projection<T>(), {}, {}, loss::token_scores<S>());
    on.backward(loss::projection<T>(), {}, {}, std::span<const S>(), std::span<const S>(), loss::projection_gradients<T>());
}
template <class T, class L>
void pairs(backend& on, const L& of) {
    (void)on.evaluate(of, loss::pair_batch<T>(), loss::pair_outputs<T>());
}
template <class T, class L>
void tokens(backend& on, const L& of) {
    (void)on.evaluate(of, loss::token_batch<T>(), loss::token_outputs<T>());
}
template <class T>
void batches(backend& on) {
    pairs<T>(on, calm::cuda::kto_with_kl());
    pairs<T>(on, calm::cuda::bco_with_shift());
    pairs<T>(on, loss::sum(loss::weigh(1, loss::aot()), loss::weigh(0.5, loss::sft())));
    tokens<T>(on, loss::sigmoid());
    on.mismatch_kl(loss::strided<const T>(), {}, nullptr);
    on.add_rewards(loss::pair_batch<T>(), 0.1, nullptr, nullptr);
    (void)on.evaluate_dco(loss::dco(), loss::pair_batch<T>(), {}, loss::pair_outputs<T>(), {});
    on.multiply_by_wpo_weights(loss::token_batch<T>(), loss::ragged<const T>(), {}, {});
}

} // namespace

void every_kernel(backend& on, calm::cuda::stream_backend<calm::cuda::layer_policy<calm::cuda::products::tf32>>& by_tf32) {
    layer<float, double>(on), layer<loss::bf16, double>(on), layer<loss::fp16, double>(on), layer<float, float>(by_tf32);
    rows<float, double>(on), rows<loss::bf16, double>(on), rows<loss::fp16, double>(on);
    batches<float>(on), batches<double>(on);
    pairs<double>(on, loss::aot());
}
