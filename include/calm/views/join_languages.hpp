// join_languages({english, chinese, ...}): one range a language becomes one range of questions in all of them.
#pragma once

#include "calm/error.hpp"
#include "calm/record/response.hpp"
#include "calm/sample/merge.hpp"
#include "calm/views/detail/base.hpp"

#include <concepts>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

namespace calm::views {

/// Walks ranges of calm::sampled_question in lockstep, one a language (or a shard of samples), and merges the elements at
/// each position. Models input_range (single pass): begin() starts over where V can, and over a single-pass V stands on
/// the question that has not been passed yet. Memory is one question.
template <std::ranges::view V>
    requires std::ranges::input_range<V>
class join_languages_view : public detail::view_base<join_languages_view<V>> {
    struct state {
        std::vector<V> parts;
        std::vector<std::ranges::iterator_t<V>> at{};
        std::optional<sampled_question> current{};
        std::size_t index = 0;

        void pull() {
            current.reset();
            std::size_t ended = 0;
            for (std::size_t i = 0; i < parts.size(); ++i) ended += at[i] == std::ranges::end(parts[i]);
            if (ended == parts.size()) return;
            if (ended != 0)
                throw error(error_id::unequal_length, std::to_string(ended) + " of " + std::to_string(parts.size()) + " ranges end after " +
                                                          std::to_string(index) + " questions and the others go on; they must be of the same questions");
            for (auto& it : at) {
                sampled_question part(*it);
                if (!current)
                    current.emplace(std::move(part));
                else
                    merge_into(*current, std::move(part));
                ++it;
            }
            ++index;
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

    join_languages_view() = default;
    explicit join_languages_view(std::vector<V> parts) : state_(std::make_shared<state>(state{std::move(parts)})) {}

    [[nodiscard]] iterator begin() const {
        if (std::ranges::forward_range<V> || state_->at.empty()) {
            state_->at.clear();
            state_->current.reset();
            state_->index = 0;
            for (auto& part : state_->parts) state_->at.push_back(std::ranges::begin(part));
        }
        if (!state_->current) state_->pull();
        return iterator(state_.get());
    }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

private:
    std::shared_ptr<state> state_;
};

/// Joins ranges of one type, one a language; see join_languages_view. Lvalue ranges are referred to.
/// @throws error, while walking: unequal_length, misaligned (different questions at one position, or gold answers that
///         differ), duplicate_id (the same draw in two ranges)
template <detail::source_range... Ranges>
    requires(sizeof...(Ranges) > 0)
[[nodiscard]] auto join_languages(Ranges&&... ranges) {
    static_assert((std::convertible_to<std::ranges::range_reference_t<Ranges>, sampled_question> && ...),
                  "calm: views::join_languages takes ranges of calm::sampled_question, and one of them gives other elements");
    using V = std::common_type_t<detail::all_t<Ranges>...>;
    std::vector<V> parts;
    (parts.push_back(detail::all(std::forward<Ranges>(ranges))), ...);
    return join_languages_view<V>(std::move(parts));
}

} // namespace calm::views
