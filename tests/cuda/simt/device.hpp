// The device that a backend is given in the tests: memory of its own, and a queue that runs when somebody waits. The host can't touch device memory but
// through it (the pages are closed while no kernel runs), so a backend that looks at device data, or waits, behind the caller's back ends the test.
#pragma once

#include "calm/cuda/detail/stream_device.cuh"
#include "cuda/simt/block.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace simt {

/// The kernels' arithmetic is the host's to the bit; on_device/ has another word for it.
inline constexpr bool is_emulated = true;

class gpu {
public:
    explicit gpu(std::uint64_t seed = 1) : machine_(seed), random_(seed) {}
    gpu(const gpu&) = delete;
    gpu& operator=(const gpu&) = delete;
    ~gpu() {
        for (const auto& one : regions_) munmap(one.pages - page(), one.bytes + 2 * page());
    }

    /// Device memory, filled with bytes of 0xFF (NaN). Its end is at a page that nobody may touch, save for rounding to 16 bytes.
    template <class T>
    std::span<T> allocate(std::size_t count) {
        const std::size_t bytes = (std::max<std::size_t>(count, 1) * sizeof(T) + 15) / 16 * 16, rounded = (bytes + page() - 1) / page() * page();
        void* const all = mmap(nullptr, rounded + 2 * page(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (all == MAP_FAILED) throw std::bad_alloc();
        regions_.push_back({static_cast<unsigned char*>(all) + page(), rounded});
        const opened now(*this);
        std::memset(regions_.back().pages, 0xFF, rounded);
        return {reinterpret_cast<T*>(regions_.back().pages + rounded - bytes), count};
    }
    /// Gives back what was allocated since it was made.
    class scope {
    public:
        explicit scope(gpu& of) : of_(of), count_(of.regions_.size()) {}
        scope(const scope&) = delete;
        scope& operator=(const scope&) = delete;
        ~scope() {
            for (; of_.regions_.size() > count_; of_.regions_.pop_back()) munmap(of_.regions_.back().pages - page(), of_.regions_.back().bytes + 2 * page());
        }

    private:
        gpu& of_;
        std::size_t count_;
    };
    template <class T>
    std::span<T> upload(const std::vector<T>& values) {
        const auto to = allocate<T>(values.size());
        write(to, values);
        return to;
    }
    template <class T>
    void write(std::span<T> to, const std::vector<T>& values) {
        const opened now(*this);
        std::copy(values.begin(), values.end(), to.begin());
    }
    /// What is there after all work is done.
    template <class T>
    std::vector<std::remove_const_t<T>> download(std::span<T> from) {
        run();
        const opened now(*this);
        return {from.begin(), from.end()};
    }

    /// Runs what is queued. @throws violation
    void run() {
        const auto work = std::move(queue_);
        queue_.clear();
        const opened now(*this);
        for (const auto& one : work) one();
    }

    // A graph: between these two, work is recorded, and waiting is an error, as it is for CUDA.
    void begin_capture() { capturing_ = true; }
    std::vector<std::function<void()>> end_capture() {
        capturing_ = false;
        return std::move(queue_);
    }
    void replay(const std::vector<std::function<void()>>& graph) { queue_.insert(queue_.end(), graph.begin(), graph.end()); }

    std::function<void(machine&)> spoil{};  ///< called for each launch's machine, to put faults in
    std::vector<std::string> launched{};    ///< names of kernels, in order
    std::uint64_t barriers = 0;             ///< of the last launch's last block
    bool capturing() const { return capturing_; }

    template <class Agent>
    void launch(calm::cuda::detail::grid blocks, const typename Agent::parameters& parameters) {
        static_assert(std::is_trivially_copyable_v<typename Agent::parameters>);
        using storage = typename Agent::template storage<block>;
        enqueue(Agent::name, blocks, [this, parameters](unsigned x, unsigned y) {
            const auto shared = std::make_unique<storage>();
            machine_.run_block(Agent::threads, [&] {
                block self{x, y};
                Agent::run(self, *shared, parameters);
            });
        });
    }
    void fill(void* at, int byte, std::size_t bytes) {
        queue_.push_back([=] { std::memset(at, byte, bytes); });
    }
    void read(void* to, const void* from, std::size_t bytes) {
        if (capturing_) throw violation("waits while the stream is captured");
        run();
        const opened now(*this);
        std::memcpy(to, from, bytes);
    }

private:
    // What doesn't depend on the agent, so that it is compiled once for all of them.
    void enqueue(const char* name, calm::cuda::detail::grid blocks, std::function<void(unsigned, unsigned)> run_one) {
        if (blocks.x == 0 || blocks.y == 0 || blocks.x > 2147483647 || blocks.y > 65535) throw violation(std::string(name) + ": a grid that CUDA would refuse");
        queue_.push_back([this, name, blocks, run_one = std::move(run_one)] {
            launched.emplace_back(name);
            std::vector<std::size_t> order(blocks.x * blocks.y);
            std::iota(order.begin(), order.end(), std::size_t{0});
            std::shuffle(order.begin(), order.end(), random_);
            for (const std::size_t which : order) {
                machine_.wrong = {};
                if (spoil) spoil(machine_);
                try {
                    run_one(static_cast<unsigned>(which % blocks.x), static_cast<unsigned>(which / blocks.x));
                } catch (const violation& what) {
                    throw violation(std::string(name) + ", block " + std::to_string(which) + ", " + what.what());
                }
                barriers = machine_.barriers_passed;
            }
        });
    }

    struct region {
        unsigned char* pages;
        std::size_t bytes;
    };
    struct opened {
        explicit opened(gpu& of) : of_(of) { of_.protect(PROT_READ | PROT_WRITE, 1); }
        opened(const opened&) = delete;
        opened& operator=(const opened&) = delete;
        ~opened() { of_.protect(PROT_NONE, -1); }
        gpu& of_;
    };
    void protect(int how, int depth) {
        depth_ += depth;
        if (depth_ > 1 || (depth > 0 && depth_ != 1) || (depth < 0 && depth_ != 0)) return;
        for (const auto& one : regions_) mprotect(one.pages, one.bytes, how);
    }
    static std::size_t page() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

    machine machine_;
    std::mt19937_64 random_;
    std::vector<region> regions_{};
    std::vector<std::function<void()>> queue_{};
    bool capturing_ = false;
    int depth_ = 0;
};

/// A handle to it, which is what a backend holds.
class device {
public:
    explicit device(gpu& of) : of_(&of) {}
    template <class Agent>
    void launch(calm::cuda::detail::grid blocks, const typename Agent::parameters& parameters) { of_->template launch<Agent>(blocks, parameters); }
    void fill(void* at, int byte, std::size_t bytes) { of_->fill(at, byte, bytes); }
    void read(void* to, const void* from, std::size_t bytes) { of_->read(to, from, bytes); }
    [[nodiscard]] std::size_t multiprocessors() const { return multiprocessors_; }
    std::size_t multiprocessors_ = 4;

private:
    gpu* of_;
};

} // namespace simt
