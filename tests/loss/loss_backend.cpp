// The concept of a backend: what models it and what does not.
#include "calm/loss/loss_backend.hpp"

#include "calm/loss/logit_rows.hpp"

#include "catch.hpp"

#include <span>

namespace {

namespace loss = calm::loss;

/// No more than the concept asks for; not copyable.
struct minimal {
    minimal() = default;
    minimal(const minimal&) = delete;
    minimal& operator=(const minimal&) = delete;

    void forward(loss::matrix<const float>, loss::target_tokens, loss::head_options, loss::token_scores<float>);
    void backward(loss::matrix<const float>, loss::target_tokens, loss::head_options, std::span<const float>, std::span<const float>, loss::matrix<float>);
    void forward(loss::projection<float>, loss::target_tokens, loss::head_options, loss::token_scores<float>, loss::projection_options);
    void backward(loss::projection<float>, loss::target_tokens, loss::head_options, std::span<const float>, std::span<const float>,
                  loss::projection_gradients<float>, loss::projection_options);
    struct pending {
        operator loss::batch_metrics() const;
    };
    pending evaluate(loss::sigmoid<loss::reverse_kl>, loss::token_batch<float>, loss::token_outputs<float>);
    pending evaluate(loss::sigmoid<loss::reverse_kl>, loss::pair_batch<float>, loss::pair_outputs<float>);
};

struct without_layer {
    void forward(loss::matrix<const float>, loss::target_tokens, loss::head_options, loss::token_scores<float>);
};

} // namespace

TEST_CASE("the concept asks for what it says, and no more") {
    STATIC_REQUIRE(loss::loss_backend<minimal>);
    STATIC_REQUIRE_FALSE(loss::loss_backend<without_layer>);
    STATIC_REQUIRE_FALSE(loss::loss_backend<int>);
}

TEST_CASE("rows of a matrix: padded, backwards, and read-only") {
    float values[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    const loss::matrix<float> padded{values, 3, 2, 4}, backwards{values + 8, 3, 4, -4};
    CHECK(padded[2][1] == 9);
    CHECK(backwards[2][3] == 3);
    const loss::matrix<const float> read = padded;
    CHECK(read[1] == values + 4);
    CHECK(loss::target_tokens{{}, {}}.row_of(3) == 3);
}
