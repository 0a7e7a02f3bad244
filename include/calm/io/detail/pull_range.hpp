// The range half of every reader: an input range on top of a function that gives one record at a time.
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace calm::io::detail {

/// Base of a reader that has `std::optional<Value> pull()`: makes it a single-pass input range. A record may be moved
/// out of the iterator. Not to be moved between begin() and the end of the walk. When pull throws, the range is at its end.
template <class Derived, class Value>
class pull_range {
public:
    class iterator {
    public:
        using value_type = Value;
        using difference_type = std::ptrdiff_t;
        using reference = Value&;
        using pointer = Value*;
        using iterator_category = std::input_iterator_tag;
        using iterator_concept = std::input_iterator_tag;

        iterator() = default;
        explicit iterator(pull_range& range) : range_(&range) {}

        reference operator*() const { return *range_->current_; }
        pointer operator->() const { return &*range_->current_; }
        iterator& operator++() {
            range_->load();
            return *this;
        }
        void operator++(int) { ++*this; }

        bool operator==(std::default_sentinel_t) const { return range_ == nullptr || !range_->current_; }

    private:
        pull_range* range_ = nullptr;
    };

    /// Reads the first record. A later call gives an iterator at the record the walk has reached.
    [[nodiscard]] iterator begin() {
        if (!started_) {
            started_ = true;
            load();
        }
        return iterator(*this);
    }
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

protected:
    pull_range() = default;
    ~pull_range() = default;
    pull_range(pull_range&&) = default;
    pull_range& operator=(pull_range&&) = default;

private:
    friend class iterator;

    void load() {
        current_.reset();
        if (finished_) return;
        finished_ = true;  // stays so when pull throws
        current_ = static_cast<Derived&>(*this).pull();
        finished_ = !current_;
    }

    std::optional<Value> current_{};
    bool started_ = false;
    bool finished_ = false;
};

} // namespace calm::io::detail
