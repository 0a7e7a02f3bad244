// The elements of the ranges that a range is made of, one after another.
#pragma once

#include "calm/views/detail/base.hpp"

#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>

namespace calm::views::detail {

/// Joins a range of ranges. Models input_range (single pass): an inner range that V gives by value lives in the view, and
/// is gone when the next one is reached. References are those of the inner ranges. Not common.
template <std::ranges::view V>
    requires std::ranges::input_range<V> && std::ranges::input_range<std::ranges::range_reference_t<V>>
class flatten_view : public view_base<flatten_view<V>> {
    using inner_reference = std::ranges::range_reference_t<V>;
    static constexpr bool by_pointer = std::is_lvalue_reference_v<inner_reference>;
    using inner_range = std::remove_reference_t<inner_reference>;

    struct state {
        explicit state(V b) : base(std::move(b)) {}

        V base;
        std::optional<std::ranges::iterator_t<V>> outer{};
        std::conditional_t<by_pointer, inner_range*, std::optional<inner_range>> current{};
        std::optional<std::ranges::iterator_t<inner_range>> inner{};

        /// Moves on until there is an element or V ends.
        void settle() {
            while (*outer != std::ranges::end(base)) {
                if (!inner) {
                    if constexpr (by_pointer)
                        current = std::addressof(**outer);
                    else
                        current.emplace(**outer);
                    inner.emplace(std::ranges::begin(*current));
                }
                if (*inner != std::ranges::end(*current)) return;
                inner.reset();
                ++*outer;
            }
        }
    };

public:
    class iterator {
    public:
        using iterator_concept = std::input_iterator_tag;
        using iterator_category = std::input_iterator_tag;
        using value_type = std::ranges::range_value_t<inner_range>;
        using difference_type = std::ptrdiff_t;

        iterator() = default;
        explicit iterator(state* of) : state_(of) {}

        decltype(auto) operator*() const { return **state_->inner; }
        iterator& operator++() {
            ++*state_->inner;
            state_->settle();
            return *this;
        }
        void operator++(int) { ++*this; }

        friend bool operator==(const iterator& a, std::default_sentinel_t) {
            return *a.state_->outer == std::ranges::end(a.state_->base);
        }

    private:
        state* state_ = nullptr;
    };

    flatten_view() = default;
    explicit flatten_view(V base) : state_(std::make_shared<state>(std::move(base))) {}

    /// Starts over where V can; a single-pass V goes on at the beginning of the inner range where it stands. Earlier
    /// iterators, those of copies of the view included, then point there too.
    [[nodiscard]] iterator begin() const {
        state_->inner.reset();
        state_->outer.emplace(std::ranges::begin(state_->base));
        state_->settle();
        return iterator(state_.get());
    }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

private:
    std::shared_ptr<state> state_;
};

} // namespace calm::views::detail
