// A block of a GPU's threads on one CPU thread, to run the kernels' own sources where there is no GPU: a fiber for each thread, switched at barriers and
// shuffles in an order that a seed decides. Detects what a GPU would let pass: races in shared memory, reads of it before a write, indices
// beyond it, barriers and shuffles that not all threads come to, accesses outside of device memory.
// Blocks run one after another, in an order of the seed: agents don't talk to other blocks, save by atomics. Warps have 32 lanes.
#pragma once

#include <algorithm>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <new>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

// g++ says by macros of its own which sanitizer there is, clang by features.
#if defined(__SANITIZE_ADDRESS__)
#define SIMT_ADDRESS_SANITIZER
#elif defined(__SANITIZE_THREAD__)
#define SIMT_THREAD_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SIMT_ADDRESS_SANITIZER
#elif __has_feature(thread_sanitizer)
#define SIMT_THREAD_SANITIZER
#endif
#endif
#if defined(SIMT_ADDRESS_SANITIZER)
#include <sanitizer/asan_interface.h>
#elif defined(SIMT_THREAD_SANITIZER)
#include <sanitizer/tsan_interface.h>
#endif

namespace simt {

/// Something that a kernel must not do.
struct violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Faults that a test puts into a machine, to see that they are noticed.
struct faults {
    int skip_barrier = -1;                               ///< the barrier of this number is not waited for
    std::function<unsigned(unsigned)> shuffle_delta{};   ///< what a shuffle's distance becomes
    bool late_warp = false;                              ///< thread 0 leaves before the first barrier
};

class machine {
public:
    explicit machine(std::uint64_t seed) : random_(seed) {}
    machine(const machine&) = delete;
    machine& operator=(const machine&) = delete;
    ~machine() {
        forget_threads();
        for (void* stack : stacks_) {
#if defined(SIMT_ADDRESS_SANITIZER)
            __asan_unpoison_memory_region(stack, stack_bytes);  // who gets these pages next is not in the frames that are left there
#endif
            munmap(stack, stack_bytes);
        }
    }

    faults wrong{};
    std::uint64_t barriers_passed = 0;  ///< of the last block

    /// The machine whose fiber is running.
    static machine& current() { return *active(); }
    static bool is_running() { return active() != nullptr; }

    /// Runs `body` in each of `threads` fibers. @throws violation
    void run_block(unsigned threads, const std::function<void()>& body) {
        if (threads % 32 != 0) throw violation("a block of " + std::to_string(threads) + " threads is not a whole number of warps");
        while (stacks_.size() < threads) {
            void* stack = mmap(nullptr, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (stack == MAP_FAILED) throw std::bad_alloc();
            stacks_.push_back(stack);
        }
        body_ = &body;
        fibers_.assign(threads, {});
        ready_.clear();
        problem_.clear();
        epoch_ = 1;
        barriers_passed = 0;
        at_barrier_ = finished_ = 0;
        warps_.assign(threads / 32, {});
        for (unsigned i = 0; i < threads; ++i) {
            fiber& one = fibers_[i];
#if defined(SIMT_ADDRESS_SANITIZER)
            const std::size_t left = was_aborted_ ? stack_bytes : std::min<std::size_t>(stack_bytes, 16384);  // frames that were never returned from
            __asan_unpoison_memory_region(static_cast<char*>(stacks_[i]) + stack_bytes - left, left);
#endif
#if defined(SIMT_THREAD_SANITIZER)
            if (threads_.size() <= i) threads_.push_back(__tsan_create_fiber(0));
#endif
            make(one.context, stacks_[i]);
            ready_.push_back(i);
        }
        machine* const outer = active();
        active() = this;
        install_handler();
        while (problem_.empty() && finished_ < threads) {
            if (ready_.empty()) {
                problem_ = stuck();
                break;
            }
            const std::size_t pick = random_() % ready_.size();
            running_ = ready_[pick];
            ready_[pick] = ready_.back();
            ready_.pop_back();
            resume();
            if (faulted_) {
                char text[64];
                std::snprintf(text, sizeof text, "an access outside of device memory, at %p", fault_at_);
                problem_ = "thread " + std::to_string(running_) + ": " + text;
                faulted_ = false;
            }
        }
        remove_handler();
        active() = outer;
        was_aborted_ = !problem_.empty();
        if (was_aborted_) forget_threads();  // they are inside of functions that never return
        if (!problem_.empty()) throw violation(problem_);
    }

    // What a block's primitives are made of; called by fibers.

    [[nodiscard]] unsigned thread() const { return running_; }
    [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
    std::uint64_t draw() { return random_(); }

    void barrier(int line) {
        fiber& self = fibers_[running_];
        if (wrong.late_warp && running_ == 0 && self.barriers == 0) leave();
        if (self.barriers++ == wrong.skip_barrier) return;
        if (at_barrier_ > 0 && line != barrier_line_)
            fail("threads wait at different barriers, of lines %d and %d", barrier_line_, line);
        if (finished_ > 0) fail("waits at a barrier (line %d) that another thread has returned without", line);
        barrier_line_ = line;
        self.what = doing::barrier;
        if (++at_barrier_ == fibers_.size()) {
            at_barrier_ = 0;
            ++epoch_;
            ++barriers_passed;
            for (unsigned i = 0; i < fibers_.size(); ++i) {
                fibers_[i].what = doing::work;
                if (i != running_) ready_.push_back(i);
            }
            ready_.push_back(running_);
        }
        pause();
    }

    /// Brings the lanes of a warp together, and shows each the bytes of all: look(slots), slots[i] being lane i's.
    template <class Look>
    void exchange(const void* value, std::size_t size, int line, const Look& look) {
        if (size > slot_bytes) fail("a shuffle of more than %zu bytes", slot_bytes);
        fiber& self = fibers_[running_];
        warp& mine = warps_[running_ / 32];
        if (mine.waiting > 0 && mine.line != line)
            fail("lanes of a warp wait at different shuffles, of lines %d and %d", mine.line, line);
        mine.line = line;
        const unsigned parity = self.shuffles++ % 2;  // a lane may be one shuffle ahead of those that still read
        std::memcpy(mine.slots[parity][running_ % 32], value, size);
        if (++mine.waiting == 32) {
            mine.waiting = 0;
            for (unsigned i = running_ / 32 * 32; i < running_ / 32 * 32 + 32; ++i) {
                fibers_[i].what = doing::work;
                ready_.push_back(i);
            }
        } else {
            self.what = doing::shuffle;
        }
        pause();
        look(mine.slots[parity]);
    }

    /// Ends the block. The fiber that calls it is never left, so its caller must own nothing.
    [[noreturn, gnu::format(printf, 2, 3)]] void fail(const char* format, ...) {
        char text[256];
        std::va_list words;
        va_start(words, format);
        std::vsnprintf(text, sizeof text, format, words);
        va_end(words);
        if (problem_.empty()) problem_.append("thread ").append(std::to_string(running_)).append(": ").append(text);
        for (;;) pause();
    }

private:
    static constexpr std::size_t stack_bytes = 256 * 1024;
    static constexpr std::size_t slot_bytes = 128;
    enum class doing { work, barrier, shuffle, done };
    struct fiber {
        ucontext_t context{};
        doing what = doing::work;
        int barriers = 0;
        unsigned shuffles = 0;
        void* fake_stack = nullptr;
    };
    struct warp {
        unsigned waiting = 0;
        int line = 0;
        alignas(16) unsigned char slots[2][32][slot_bytes]{};
    };

    static machine*& active() {
        static thread_local machine* one = nullptr;
        return one;
    }

    [[gnu::noinline]] static void make(ucontext_t& context, void* stack) {  // alone: what calls getcontext may return twice, as compilers see it
        getcontext(&context);
        context.uc_stack.ss_sp = stack;
        context.uc_stack.ss_size = stack_bytes;
        context.uc_link = nullptr;
        makecontext(&context, &machine::enter, 0);
        context.uc_stack.ss_size = 0;  // else an address sanitizer forgets what it knows of the whole stack at each switch, which takes half of the time
    }
    __attribute__((no_sanitize("thread"))) static void enter() {
        machine& self = current();
        self.arrived(nullptr);
        (*self.body_)();
        self.leave();
    }
    [[noreturn]] __attribute__((no_sanitize("thread"))) void leave() {
        fibers_[running_].what = doing::done;
        ++finished_;
        if (at_barrier_ > 0 && problem_.empty())
            problem_ = "thread " + std::to_string(running_) + " returns while others wait at the barrier of line " + std::to_string(barrier_line_);
        for (;;) pause();
    }

    [[nodiscard]] std::string stuck() const {
        for (unsigned i = 0; i < fibers_.size(); ++i)
            if (fibers_[i].what == doing::shuffle)
                return "lanes of warp " + std::to_string(i / 32) + " wait at the shuffle of line " + std::to_string(warps_[i / 32].line) + " that others don't come to";
        return "threads wait at the barrier of line " + std::to_string(barrier_line_) + " that others don't come to";
    }

    void forget_threads() {
#if defined(SIMT_THREAD_SANITIZER)
        for (void* one : threads_) __tsan_destroy_fiber(one);
#endif
        threads_.clear();
    }

    // Sanitizers want to hear of stacks that change.
    void resume() {
        fiber& next = fibers_[running_];
#if defined(SIMT_ADDRESS_SANITIZER)
        void* fake = nullptr;
        __sanitizer_start_switch_fiber(&fake, stacks_[running_], stack_bytes);
#elif defined(SIMT_THREAD_SANITIZER)
        main_thread_ = __tsan_get_current_fiber();
        __tsan_switch_to_fiber(threads_[running_], 0);
#endif
        swapcontext(&main_, &next.context);
#if defined(SIMT_ADDRESS_SANITIZER)
        __sanitizer_finish_switch_fiber(fake, nullptr, nullptr);
#endif
    }
    void pause() {
        fiber& self = fibers_[running_];
#if defined(SIMT_ADDRESS_SANITIZER)
        __sanitizer_start_switch_fiber(&self.fake_stack, main_stack_, main_stack_bytes_);
#elif defined(SIMT_THREAD_SANITIZER)
        __tsan_switch_to_fiber(main_thread_, 0);
#endif
        swapcontext(&self.context, &main_);
        arrived(self.fake_stack);
    }
    void arrived([[maybe_unused]] void* fake) {
#if defined(SIMT_ADDRESS_SANITIZER)
        __sanitizer_finish_switch_fiber(fake, &main_stack_, &main_stack_bytes_);
#endif
    }

    // An access outside of device memory ends the block, too. This never returns, so it leaves nothing behind for a sanitizer to mind.
    __attribute__((no_sanitize("address", "undefined"))) static void on_fault(int, siginfo_t* what, void*) {
        machine* const self = active();
        if (self == nullptr) _exit(139);
        self->fault_at_ = what->si_addr;
        self->faulted_ = true;
#if defined(SIMT_ADDRESS_SANITIZER)
        __sanitizer_start_switch_fiber(&self->fibers_[self->running_].fake_stack, self->main_stack_, self->main_stack_bytes_);
#elif defined(SIMT_THREAD_SANITIZER)
        __tsan_switch_to_fiber(self->main_thread_, 0);
#endif
        setcontext(&self->main_);
    }
    void install_handler() {
        static char own_stack[65536];
        const stack_t stack{own_stack, 0, sizeof own_stack};
        sigaltstack(&stack, &old_stack_);
        struct sigaction action{};
        action.sa_sigaction = &machine::on_fault;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
        sigaction(SIGSEGV, &action, &old_segv_);
        sigaction(SIGBUS, &action, &old_bus_);
    }
    void remove_handler() {
        sigaction(SIGSEGV, &old_segv_, nullptr);
        sigaction(SIGBUS, &old_bus_, nullptr);
        if (old_stack_.ss_size == 0) old_stack_.ss_flags = SS_DISABLE;
        sigaltstack(&old_stack_, nullptr);
    }

    std::mt19937_64 random_;
    const std::function<void()>* body_ = nullptr;
    std::vector<void*> stacks_{};
    std::vector<void*> threads_{};  ///< what a thread sanitizer takes the fibers for
    std::vector<fiber> fibers_{};
    std::vector<warp> warps_{};
    std::vector<unsigned> ready_{};
    std::string problem_{};
    ucontext_t main_{};
    unsigned running_ = 0;
    std::uint64_t epoch_ = 1;
    std::size_t at_barrier_ = 0;
    std::size_t finished_ = 0;
    int barrier_line_ = 0;
    bool was_aborted_ = false;
    bool faulted_ = false;
    void* fault_at_ = nullptr;
    [[maybe_unused]] const void* main_stack_ = nullptr;
    [[maybe_unused]] std::size_t main_stack_bytes_ = 0;
    [[maybe_unused]] void* main_thread_ = nullptr;
    stack_t old_stack_{};
    struct sigaction old_segv_{}, old_bus_{};
};

} // namespace simt
