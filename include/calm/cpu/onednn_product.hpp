// oneDNN's matrix product, which chooses its instructions when the program runs; bf16, too. Inert unless CALM_WITH_ONEDNN is defined.
#pragma once

#include "calm/cpu/matrix_product.hpp"

#if defined(CALM_WITH_ONEDNN)

#include "calm/error.hpp"
#include "calm/loss/half.hpp"

#include <cstddef>
#include <string>

#include <dnnl.hpp>

#if defined(_OPENMP)
#include <omp.h>
#endif

namespace calm::cpu {

/// Models matrix_product and bf16_product. Link the target calm::onednn, or oneDNN (2.6 or later) and define CALM_WITH_ONEDNN. oneDNN built with OpenMP (Debian's is)
/// starts a team of threads in each product, unless the thread that calls may have one only: compiled with OpenMP, as by calm::onednn, this sees to it. oneDNN
/// allocates, and keeps what it has generated for shapes that it has seen.
class onednn_product {
public:
    /// c = op(a) op(b), or c += that. @throws error (model_failed) for what oneDNN refuses
    void operator()(const loss::matrix<const float>& a, const loss::matrix<const float>& b, const loss::matrix<float>& c, product_form form) const {
        const one_thread only;
        const auto size = [](std::size_t n) { return static_cast<dnnl_dim_t>(n); };
        const auto status = dnnl_sgemm(form.transpose_a ? 'T' : 'N', form.transpose_b ? 'T' : 'N', size(c.rows), size(c.columns),
                                       size(form.transpose_a ? a.rows : a.columns), 1.0F, a.data, a.stride, b.data, b.stride, form.accumulate ? 1.0F : 0.0F,
                                       c.data, c.stride);
        if (status != dnnl_success) refuse("status " + std::to_string(status));
    }

    /// The same from bf16, sums in float. @pre multiplies_bf16() @throws error (model_failed)
    void operator()(const loss::matrix<const loss::bf16>& a, const loss::matrix<const loss::bf16>& b, const loss::matrix<float>& c, product_form form) const {
        const one_thread only;
        try {
            multiply(a, b, c, form);
        } catch (const dnnl::error& why) {
            refuse(why.what());
        }
    }

    /// Whether this processor multiplies bf16 by itself (AVX-512 BF16, AMX), so that it is worth asking for.
    [[nodiscard]] bool multiplies_bf16() const {
#if defined(__x86_64__)
        return __builtin_cpu_supports("avx512bf16") != 0;
#else
        return false;
#endif
    }

private:
    /// The calling thread starts no others for as long as this lives.
    class one_thread {
    public:
#if defined(_OPENMP)
        one_thread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
        ~one_thread() { omp_set_num_threads(before_); }
#else
        one_thread() {}
        ~one_thread() {}
#endif
        one_thread(const one_thread&) = delete;
        one_thread& operator=(const one_thread&) = delete;

#if defined(_OPENMP)
    private:
        int before_;
#endif
    };

    [[noreturn]] static void refuse(const std::string& why) {
        throw error(error_id::model_failed, "oneDNN's product of matrices failed (" + why + "); take another product");
    }

    static void multiply(const loss::matrix<const loss::bf16>& a, const loss::matrix<const loss::bf16>& b, const loss::matrix<float>& c, product_form form) {
        static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        thread_local dnnl::stream stream(engine);
        const auto size = [](std::size_t n) { return static_cast<dnnl::memory::dim>(n); };
        const auto inner = size(form.transpose_a ? a.rows : a.columns);
        const auto described = [&](dnnl::memory::dim rows, dnnl::memory::dim columns, std::ptrdiff_t stride, bool transposed, dnnl::memory::data_type type) {
            const dnnl::memory::dims strides = transposed ? dnnl::memory::dims{1, stride} : dnnl::memory::dims{stride, 1};
            return dnnl::memory::desc({rows, columns}, type, strides);
        };
        const auto left = described(size(c.rows), inner, a.stride, form.transpose_a, dnnl::memory::data_type::bf16);
        const auto right = described(inner, size(c.columns), b.stride, form.transpose_b, dnnl::memory::data_type::bf16);
        const auto result = described(size(c.rows), size(c.columns), c.stride, false, dnnl::memory::data_type::f32);
        dnnl::primitive_attr attributes;
        if (form.accumulate) {
            dnnl::post_ops after;
            after.append_sum(1.0F);
            attributes.set_post_ops(after);
        }
#if DNNL_VERSION_MAJOR >= 3
        const dnnl::matmul::primitive_desc what(engine, left, right, result, attributes);
#else
        const dnnl::matmul::primitive_desc what({left, right, result}, attributes, engine);
#endif
        const auto memory = [&](const dnnl::memory::desc& of, const void* at) { return dnnl::memory(of, engine, const_cast<void*>(at)); };
        dnnl::matmul(what).execute(stream, {{DNNL_ARG_SRC, memory(left, a.data)}, {DNNL_ARG_WEIGHTS, memory(right, b.data)}, {DNNL_ARG_DST, memory(result, c.data)}});
        stream.wait();
    }
};

} // namespace calm::cpu

#endif
