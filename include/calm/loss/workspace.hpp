// Memory that evaluating a batch needs, kept from one batch to the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace calm::loss {

/// What is computed of one chunk of pairs. Sums of chunks are added in the order of the chunks, so they are the same bits on any number of threads.
struct chunk_sums {
    double loss = 0;
    double gradient = 0;  ///< Σ |∂|, to see that all of it is finite
    double rewards_chosen = 0;
    double rewards_rejected = 0;
    double accurate = 0;
    double logps_chosen = 0;
    double logps_rejected = 0;
    double nll = 0;
    double tokens = 0;
    bool finite = true;   ///< the inputs
};

/// Buffers that grow to the largest batch seen and stay: after the first batch of a size nothing is allocated. For one evaluation at a time.
class workspace {
public:
    /// `count` numbers of unspecified value, until the next reset().
    std::span<double> numbers(std::size_t count) { return take(numbers_, next_numbers_, count); }
    std::span<std::uint32_t> indices(std::size_t count) { return take(indices_, next_indices_, count); }
    std::span<chunk_sums> chunks(std::size_t count) {
        if (chunks_.size() < count) chunks_.resize(count);
        return {chunks_.data(), count};
    }
    /// Takes back everything that numbers() and indices() gave.
    void reset() noexcept { next_numbers_ = next_indices_ = 0; }
    /// Takes back what was given since a mark.
    struct mark {
        std::size_t numbers = 0;
        std::size_t indices = 0;
    };
    [[nodiscard]] mark here() const noexcept { return {next_numbers_, next_indices_}; }
    void back_to(mark then) noexcept { next_numbers_ = then.numbers, next_indices_ = then.indices; }

private:
    template <class T>
    static std::span<T> take(std::deque<std::vector<T>>& buffers, std::size_t& next, std::size_t count) {
        if (next == buffers.size()) buffers.emplace_back();
        auto& buffer = buffers[next++];
        if (buffer.size() < count) buffer.resize(count);
        return {buffer.data(), count};
    }

    std::deque<std::vector<double>> numbers_{};
    std::deque<std::vector<std::uint32_t>> indices_{};
    std::vector<chunk_sums> chunks_{};
    std::size_t next_numbers_ = 0;
    std::size_t next_indices_ = 0;
};

} // namespace calm::loss
