// A program that scores one token from a hidden state with each matrix product that it was linked with.
#include "calm/cpu/backend.hpp"
#include "calm/cpu/blas_product.hpp"
#include "calm/cpu/onednn_product.hpp"
#include "calm/version.hpp"

#include <cmath>
#include <cstdint>
#include <iostream>

template <class Product>
bool is_right() {
    const float hidden[] = {1, 2}, weight[] = {1, 0, 0, 1};  // logits 1 and 2
    const std::uint32_t label[] = {1};
    float logp[1]{};
    const calm::loss::serial here;
    calm::cpu::backend<calm::loss::serial, Product> backend(here);
    backend.forward(calm::loss::projection<float>{{hidden, 1, 2}, {weight, 2, 2}}, {{}, label}, {}, calm::loss::token_scores<float>{.logps = logp});
    return std::abs(logp[0] + std::log1p(std::exp(-1.0F))) < 1e-6F;
}

int main() {
    bool right = is_right<calm::cpu::packed_product>();
    std::cout << "calm " << calm::version << ": own";
#if defined(CALM_WITH_ONEDNN)
    right = right && is_right<calm::cpu::onednn_product>();
    std::cout << ", oneDNN";
#endif
#if defined(CALM_WITH_BLAS)
    right = right && is_right<calm::cpu::blas_product>();
    std::cout << ", BLAS";
#endif
    std::cout << (right ? ": right\n" : ": WRONG\n");
    return right ? 0 : 1;
}
