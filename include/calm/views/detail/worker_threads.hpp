// A few threads that work through a queue, for views that compute ahead of their reader.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

namespace calm::views {

/// How a stage runs on several threads. Results and their order do not depend on it.
struct parallel_options {
    std::size_t threads = std::max(1u, std::thread::hardware_concurrency());  ///< 0 and 1: in the reader's own thread
    std::size_t ahead = 64;  ///< how many elements may be computed ahead of the reader; bounds memory
};

namespace detail {

/// Threads that run jobs first in, first out. Destruction drops the jobs that have not begun and waits for the rest.
class worker_threads {
public:
    /// Starts `count` threads, or as many of them as the system allows. @pre count > 0
    /// @throws std::system_error when it allows none
    explicit worker_threads(std::size_t count) {
        threads_.reserve(count);
        try {
            while (threads_.size() < count) threads_.emplace_back([this] { run(); });
        } catch (...) {
            if (threads_.empty()) throw;  // else: fewer threads give the same results
        }
    }
    ~worker_threads() {
        {
            const std::scoped_lock lock(mutex_);
            jobs_.clear();
            closing_ = true;
        }
        work_.notify_all();
    }
    worker_threads(const worker_threads&) = delete;
    worker_threads& operator=(const worker_threads&) = delete;

    /// Queues a job that does not throw, known by the address `id`.
    void push(std::function<void()> job, const void* id) {
        {
            const std::scoped_lock lock(mutex_);
            jobs_.emplace_back(std::move(job), id);
            unfinished_.insert(id);
        }
        work_.notify_one();
    }

    /// Returns once the job with this id has ended.
    void wait_for(const void* id) {
        std::unique_lock lock(mutex_);
        done_.wait(lock, [&] { return !unfinished_.contains(id); });
    }

private:
    void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            work_.wait(lock, [&] { return closing_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            auto [job, id] = std::move(jobs_.front());
            jobs_.pop_front();
            lock.unlock();
            job();
            job = nullptr;
            lock.lock();
            unfinished_.erase(id);
            done_.notify_all();
        }
    }

    std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable done_;
    std::deque<std::pair<std::function<void()>, const void*>> jobs_;
    std::unordered_set<const void*> unfinished_;
    bool closing_ = false;
    std::vector<std::jthread> threads_;  // last: joined before the rest goes
};

} // namespace detail
} // namespace calm::views
