// The block that agents are given in the tests: calm::cuda::detail::block's members, on an emulated machine, with checked shared memory.
#pragma once

#include "cuda/simt/machine.hpp"
#include "cuda/simt/mma.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

namespace simt {

struct block {
    /// Shared memory that knows who wrote and read each element since the last barrier. It begins as bytes of 0xCD.
    template <class T, unsigned N>
    class array {
        static_assert(std::is_trivially_copyable_v<T>);
        struct cell {
            T value;
            std::uint64_t written_in = 0;  ///< epoch; 0: never
            std::uint64_t read_in = 0;
            unsigned writer = 0;
            unsigned reader = 0;
            bool more_readers = false;
        };

    public:
        array() {
            for (auto& one : cells_) std::memset(static_cast<void*>(&one.value), 0xCD, sizeof(T));
        }

        class reference {
        public:
            reference(cell& at, unsigned index) : at_(at), index_(index) {}
            operator T() const {  // NOLINT: reads like an element
                machine& m = machine::current();
                if (at_.written_in == 0) m.fail("reads element %u of shared memory that nobody has written", index_);
                if (at_.written_in == m.epoch() && at_.writer != m.thread())
                    m.fail("reads element %u of shared memory that thread %u writes, without a barrier in between", index_, at_.writer);
                at_.more_readers = at_.read_in == m.epoch() && (at_.more_readers || at_.reader != m.thread());
                at_.read_in = m.epoch(), at_.reader = m.thread();
                return at_.value;
            }
            const reference& operator=(const T& value) const {
                machine& m = machine::current();
                if (at_.written_in == m.epoch() && at_.writer != m.thread())
                    m.fail("writes element %u of shared memory that thread %u writes, too, without a barrier in between", index_, at_.writer);
                if (at_.read_in == m.epoch() && (at_.more_readers || at_.reader != m.thread()))
                    m.fail("writes element %u of shared memory that others read, without a barrier in between", index_);
                at_.value = value;
                at_.written_in = m.epoch(), at_.writer = m.thread();
                return *this;
            }
            const reference& operator=(const reference& other) const { return *this = static_cast<T>(other); }

        private:
            cell& at_;
            unsigned index_;
        };

        reference operator[](unsigned i) {
            if (i >= N) machine::current().fail("index %u into shared memory of %u elements", i, N);
            return {cells_[i], i};
        }

    private:
        cell cells_[N];
    };

    unsigned x_ = 0, y_ = 0;

    [[nodiscard]] unsigned thread() const { return machine::current().thread(); }
    [[nodiscard]] unsigned x() const { return x_; }
    [[nodiscard]] unsigned y() const { return y_; }
    void barrier(int line = __builtin_LINE()) const { machine::current().barrier(line); }
    template <class T>
    T shuffle_down(T value, unsigned delta, unsigned width = 32, int line = __builtin_LINE()) const {
        machine& m = machine::current();
        if (m.wrong.shuffle_delta) delta = m.wrong.shuffle_delta(delta);
        const unsigned lane = m.thread() % 32, source = lane % width + delta < width ? lane + delta : lane;
        m.exchange(&value, sizeof value, line, [&](const auto& slots) { std::memcpy(static_cast<void*>(&value), slots[source], sizeof value); });
        return value;
    }
    template <class T>
    T shuffle_across(T value, unsigned mask, int line = __builtin_LINE()) const {
        machine& m = machine::current();
        if (m.wrong.shuffle_delta) mask = m.wrong.shuffle_delta(mask);
        const unsigned source = m.thread() % 32 ^ mask;
        m.exchange(&value, sizeof value, line, [&](const auto& slots) { std::memcpy(static_cast<void*>(&value), slots[source], sizeof value); });
        return value;
    }
    /// By the layouts of the PTX ISA (mma.hpp).
    template <class Kind, unsigned Rows, unsigned Columns>
    void multiply(float (&sums)[2 * Rows][2 * Columns], const std::uint32_t (&a)[Rows][4], const std::uint32_t (&b)[Columns][2], int line = __builtin_LINE()) const {
        struct fragments {
            std::uint32_t a[Rows][4], b[Columns][2];
        } mine;
        std::memcpy(mine.a, a, sizeof a), std::memcpy(mine.b, b, sizeof b);
        machine& m = machine::current();
        const unsigned lane = m.thread() % 32;
        m.exchange(&mine, sizeof mine, line, [&](const auto& slots) {
            for (unsigned i = 0; i < Rows; ++i)
                for (unsigned j = 0; j < Columns; ++j) {
                    float* share[4] = {&sums[2 * i][2 * j], &sums[2 * i][2 * j + 1], &sums[2 * i + 1][2 * j], &sums[2 * i + 1][2 * j + 1]};
                    mma<Kind>::multiply(lane, share, slots, i * 4, Rows * 4 + j * 2);
                }
        });
    }
    void lower(unsigned long long* word, unsigned long long value) const {
        if (value < *word) *word = value;
    }
};

} // namespace simt
