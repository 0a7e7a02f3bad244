// A transform whose function may be move-only or stateful, and whose view is semiregular.
#pragma once

#include "calm/views/detail/base.hpp"

#include <compare>
#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <ranges>
#include <type_traits>
#include <utility>

namespace calm::views::detail {

/// Applies a const callable F to each element, at each dereference, and gives the result by value.
///
/// Models: input_range; forward, bidirectional or random_access as far as V does; sized when V is; common when V
/// is. A copy of the view refers to the same V and F. It is a range for range-v3 too when V's iterators can be copied
/// and default constructed, which std::ranges does not ask of single-pass ones.
template <std::ranges::view V, class F>
    requires std::ranges::input_range<V> && std::regular_invocable<const F&, std::ranges::range_reference_t<V>>
class transform_view : public view_base<transform_view<V, F>> {
    struct state {
        V base;
        F function;
    };
    using base_iterator = std::ranges::iterator_t<V>;
    using base_sentinel = std::ranges::sentinel_t<V>;

public:
    class iterator {
        using base_concept = std::conditional_t<
            std::ranges::random_access_range<V>, std::random_access_iterator_tag,
            std::conditional_t<std::ranges::bidirectional_range<V>, std::bidirectional_iterator_tag,
                               std::conditional_t<std::ranges::forward_range<V>, std::forward_iterator_tag, std::input_iterator_tag>>>;

    public:
        using iterator_concept = base_concept;
        using iterator_category = std::input_iterator_tag;  // the reference is a prvalue
        using value_type = std::remove_cvref_t<std::invoke_result_t<const F&, std::ranges::range_reference_t<V>>>;
        using difference_type = std::ranges::range_difference_t<V>;

        iterator() requires std::default_initializable<base_iterator> = default;
        iterator(const F* function, base_iterator at) : function_(function), at_(std::move(at)) {}

        decltype(auto) operator*() const { return std::invoke(*function_, *at_); }
        iterator& operator++() { return ++at_, *this; }
        void operator++(int) { ++at_; }
        iterator operator++(int) requires std::ranges::forward_range<V> { auto old = *this; ++at_; return old; }
        iterator& operator--() requires std::ranges::bidirectional_range<V> { return --at_, *this; }
        iterator operator--(int) requires std::ranges::bidirectional_range<V> { auto old = *this; --at_; return old; }
        iterator& operator+=(difference_type n) requires std::ranges::random_access_range<V> { return at_ += n, *this; }
        iterator& operator-=(difference_type n) requires std::ranges::random_access_range<V> { return at_ -= n, *this; }
        decltype(auto) operator[](difference_type n) const requires std::ranges::random_access_range<V> {
            return std::invoke(*function_, at_[n]);
        }

        friend bool operator==(const iterator& a, const iterator& b) requires std::equality_comparable<base_iterator> {
            return a.at_ == b.at_;
        }
        friend bool operator==(const iterator& a, const base_sentinel& end)
            requires(!std::same_as<base_iterator, base_sentinel>)
        {
            return a.at_ == end;
        }
        friend auto operator<=>(const iterator& a, const iterator& b)
            requires std::ranges::random_access_range<V> && std::three_way_comparable<base_iterator>
        {
            return a.at_ <=> b.at_;
        }
        // range-v3's iterators have no <=>.
        friend bool operator<(const iterator& a, const iterator& b)
            requires std::ranges::random_access_range<V> && (!std::three_way_comparable<base_iterator>)
        {
            return a.at_ < b.at_;
        }
        friend bool operator>(const iterator& a, const iterator& b)
            requires std::ranges::random_access_range<V> && (!std::three_way_comparable<base_iterator>)
        {
            return b < a;
        }
        friend bool operator<=(const iterator& a, const iterator& b)
            requires std::ranges::random_access_range<V> && (!std::three_way_comparable<base_iterator>)
        {
            return !(b < a);
        }
        friend bool operator>=(const iterator& a, const iterator& b)
            requires std::ranges::random_access_range<V> && (!std::three_way_comparable<base_iterator>)
        {
            return !(a < b);
        }
        friend iterator operator+(iterator i, difference_type n) requires std::ranges::random_access_range<V> { return i += n; }
        friend iterator operator+(difference_type n, iterator i) requires std::ranges::random_access_range<V> { return i += n; }
        friend iterator operator-(iterator i, difference_type n) requires std::ranges::random_access_range<V> { return i -= n; }
        friend difference_type operator-(const iterator& a, const iterator& b)
            requires std::sized_sentinel_for<base_iterator, base_iterator>
        {
            return a.at_ - b.at_;
        }

    private:
        const F* function_ = nullptr;
        base_iterator at_{};
    };

    transform_view() = default;
    transform_view(V base, F function) : state_(std::make_shared<state>(state{std::move(base), std::move(function)})) {}

    [[nodiscard]] iterator begin() const { return iterator(&state_->function, std::ranges::begin(state_->base)); }
    [[nodiscard]] auto end() const {
        if constexpr (std::ranges::common_range<V>)
            return iterator(&state_->function, std::ranges::end(state_->base));
        else
            return std::ranges::end(state_->base);
    }
    [[nodiscard]] auto size() const requires std::ranges::sized_range<V> { return std::ranges::size(state_->base); }

private:
    std::shared_ptr<state> state_;
};

} // namespace calm::views::detail
