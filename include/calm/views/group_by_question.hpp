// parts | group_by_question: one element a question, where a range has several (one a language, or one a shard of samples).
#pragma once

#include "calm/record/response.hpp"
#include "calm/sample/merge.hpp"
#include "calm/views/detail/base.hpp"
#include "calm/views/detail/diagnose_stage.hpp"

#include <concepts>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <utility>

namespace calm::views {

/// Merges neighbours that are parts of the same question (equal question::id) into one calm::sampled_question.
///
/// Models input_range (single pass), whatever V models: begin() starts over where V can, and over a single-pass V
/// stands on the question that has not been passed yet. Memory is one question. Parts of a question must be neighbours:
/// a question that comes back later is another element.
template <std::ranges::view V>
    requires std::ranges::input_range<V>
class group_by_question_view : public detail::view_base<group_by_question_view<V>> {
    struct state {
        explicit state(V b) : base(std::move(b)) {}

        V base;
        std::optional<std::ranges::iterator_t<V>> next{};
        std::optional<sampled_question> current{};

        void pull() {
            current.reset();
            if (!next) next.emplace(std::ranges::begin(base));
            for (; *next != std::ranges::end(base); ++*next) {
                sampled_question part(**next);
                if (!current)
                    current.emplace(std::move(part));
                else if (current->asked->id == part.asked->id)
                    merge_into(*current, std::move(part));
                else
                    return;
            }
        }
    };

public:
    class iterator {
    public:
        using iterator_concept = std::input_iterator_tag;
        using iterator_category = std::input_iterator_tag;
        using value_type = sampled_question;
        using difference_type = std::ptrdiff_t;

        iterator() = default;
        explicit iterator(state* of) : state_(of) {}

        const sampled_question& operator*() const { return *state_->current; }
        iterator& operator++() { return state_->pull(), *this; }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& a, std::default_sentinel_t) { return !a.state_->current; }

    private:
        state* state_ = nullptr;
    };

    group_by_question_view() = default;
    explicit group_by_question_view(V base) : state_(std::make_shared<state>(std::move(base))) {}

    [[nodiscard]] iterator begin() const {
        if constexpr (std::ranges::forward_range<V>) state_->next.reset(), state_->current.reset();
        if (!state_->current) state_->pull();
        return iterator(state_.get());
    }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

private:
    std::shared_ptr<state> state_;
};

namespace detail {
struct group_by_question_closure {
    template <source_range R>
    friend auto operator|(R&& range, const group_by_question_closure&) {
        constexpr bool fits = std::convertible_to<std::ranges::range_reference_t<R>, sampled_question>;
        static_assert(fits, "calm: views::group_by_question takes calm::sampled_question, and the range gives other elements");
        if constexpr (fits)
            return group_by_question_view<all_t<R>>(all(std::forward<R>(range)));
        else
            return refused{};
    }
};
} // namespace detail

/// See group_by_question_view. @throws error (duplicate_id), while walking, when two parts have the same draw
inline constexpr detail::group_by_question_closure group_by_question{};

} // namespace calm::views
