// Source ranges with as little as the range concepts ask for.
#pragma once

#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

namespace archetypes {

/// A single-pass range like a stream: each element is made when the walk comes to it, and gone when it goes on. Cannot be
/// copied; its iterators can only be moved. Throws at position throw_at, once, when asked to, and then goes on.
template <class T>
class single_pass {
public:
    explicit single_pass(std::vector<T> elements, std::size_t throw_at = static_cast<std::size_t>(-1))
        : elements_(std::move(elements)), throw_at_(throw_at) {}
    single_pass(single_pass&&) = default;
    single_pass& operator=(single_pass&&) = default;

    class iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::input_iterator_tag;

        explicit iterator(single_pass& of) : of_(&of) {}
        iterator(iterator&&) = default;
        iterator& operator=(iterator&&) = default;
        T& operator*() const { return of_->current_; }
        iterator& operator++() {
            ++of_->at_;
            of_->load();
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return of_->at_ >= of_->elements_.size(); }

    private:
        single_pass* of_;
    };

    iterator begin() {
        load();
        return iterator(*this);
    }
    std::default_sentinel_t end() { return {}; }
    /// How many elements the walk has asked for.
    std::size_t read() const { return read_; }

private:
    void load() {
        if (at_ >= elements_.size()) return;
        ++read_;
        if (at_ == std::exchange(throw_at_, at_ == throw_at_ ? static_cast<std::size_t>(-1) : throw_at_))
            throw std::domain_error("source");
        current_ = elements_[at_];
    }

    std::vector<T> elements_;
    std::size_t throw_at_;
    std::size_t at_ = 0;
    std::size_t read_ = 0;
    T current_{};
};

/// A forward range whose iterators throw when position throw_at is dereferenced, so many times.
template <class T>
class throwing_range {
public:
    throwing_range(std::vector<T> elements, std::size_t throw_at, int times) : elements_(std::move(elements)), throw_at_(throw_at), times_(times) {}

    class iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        iterator() = default;
        iterator(throwing_range* of, std::size_t at) : of_(of), at_(at) {}
        T operator*() const {
            if (at_ == of_->throw_at_ && of_->times_-- > 0) throw std::domain_error("source");
            return of_->elements_[at_];
        }
        iterator& operator++() { return ++at_, *this; }
        iterator operator++(int) { return {of_, at_++}; }
        bool operator==(const iterator&) const = default;

    private:
        throwing_range* of_ = nullptr;
        std::size_t at_ = 0;
    };

    iterator begin() { return {this, 0}; }
    iterator end() { return {this, elements_.size()}; }

private:
    std::vector<T> elements_;
    std::size_t throw_at_;
    int times_;
};

} // namespace archetypes
