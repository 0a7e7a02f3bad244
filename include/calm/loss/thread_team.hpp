// Threads that wait for work from one batch to the next, so that sharing a batch among them starts none and allocates nothing.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace calm::loss {

/// A team of threads that its owner makes once and gives to evaluate() again and again: `thread_team team(4); evaluate(..., team);`. Models execution.
///
/// A call shares its pieces among the caller and the waiting threads, whoever is free taking the next, and returns when all are done. It allocates
/// nothing. Threads look for work for some ten microseconds after a call, then sleep; a call does not wait for one that has not woken yet.
///
/// Safe to call from several threads, and from within a piece of work: while the team is at work for one caller, any other does its own pieces itself,
/// so it is right, but not faster. A piece of work that throws ends the program, as in any thread.
class thread_team {
public:
    /// @param threads  the caller's among them, so one less is started (0 counts as 1); fewer when the system allows no more
    explicit thread_team(std::size_t threads) {
        others_.reserve(threads);
        try {
            while (this->threads() < threads) others_.emplace_back([this] { wait_for_work(); });
        } catch (const std::exception&) {  // no more threads, or no memory for one: those there are do it all
        }
    }
    thread_team(const thread_team&) = delete;
    thread_team& operator=(const thread_team&) = delete;

    /// Joins the threads. @pre no call is under way
    ~thread_team() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            ++round_;
        }
        start_.notify_all();
        for (auto& one : others_) one.join();
    }

    /// The threads that share the work, the caller's among them.
    [[nodiscard]] std::size_t threads() const noexcept { return others_.size() + 1; }

    /// Calls work(i) once for each i in [0, pieces).
    template <class Work>
    void operator()(std::size_t pieces, const Work& work) const noexcept {
        if (others_.empty() || pieces < 2 || taken_.test_and_set(std::memory_order_acquire)) {
            for (std::size_t i = 0; i < pieces; ++i) work(i);
            return;
        }
        const task mine{[](const void* what, std::size_t i) { (*static_cast<const Work*>(what))(i); }, &work, pieces};
        {
            const std::lock_guard lock(mutex_);
            task_ = mine;
            next_.store(0, std::memory_order_relaxed);
            ++round_;
        }
        start_.notify_all();
        take_pieces(mine);
        look_for([this] { return busy_ == 0; });
        {
            std::unique_lock lock(mutex_);
            task_ = {};  // who wakes only now finds nothing
            done_.wait(lock, [this] { return busy_ == 0; });
        }
        taken_.clear(std::memory_order_release);
    }

private:
    struct task {
        void (*call)(const void* work, std::size_t piece) = nullptr;
        const void* work = nullptr;
        std::size_t pieces = 0;
    };

    /// Waits a little, giving way to others, for something that is about to be.
    template <class Condition>
    static void look_for(const Condition& holds) {
        for (int i = 0; i < 50 && !holds(); ++i) std::this_thread::yield();
    }

    void take_pieces(const task& what) const noexcept {
        for (std::size_t i = next_.fetch_add(1, std::memory_order_relaxed); i < what.pieces; i = next_.fetch_add(1, std::memory_order_relaxed))
            what.call(what.work, i);
    }

    void wait_for_work() const noexcept {
        std::unique_lock lock(mutex_, std::defer_lock);
        for (std::uint32_t seen = 0;;) {
            look_for([&] { return round_ != seen; });
            lock.lock();
            start_.wait(lock, [&] { return round_ != seen; });
            if (stopping_) return;
            seen = round_;
            if (const task what = task_; what.call != nullptr) {
                ++busy_;
                lock.unlock();
                take_pieces(what);
                lock.lock();
                if (--busy_ == 0) done_.notify_one();
            }
            lock.unlock();
        }
    }

    mutable std::mutex mutex_{};  // guards task_, and changes of round_ and busy_
    mutable std::condition_variable start_{};
    mutable std::condition_variable done_{};
    mutable std::atomic_flag taken_{};                // by a caller
    mutable task task_{};
    mutable std::atomic<std::size_t> next_{0};        // piece
    mutable std::atomic<std::uint32_t> round_{0};     // counts the calls
    mutable std::atomic<std::size_t> busy_{0};        // threads at work for the call under way
    bool stopping_ = false;
    std::vector<std::thread> others_{};               // last: they use what is above
};

} // namespace calm::loss
