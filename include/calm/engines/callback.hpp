// A callable as a model: how a function, an HTTP client or a wrapper of another library becomes a generative_model.
#pragma once

#include "calm/error.hpp"
#include "calm/model/request.hpp"
#include "calm/sample/draw_key.hpp"

#include <concepts>
#include <functional>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace calm::engines {

namespace detail {
/// F writes one completion: completion or text (const prompt_text&, const draw_key&).
template <class F>
concept writes_one = std::invocable<F&, const prompt_text&, const draw_key&> &&
                     std::constructible_from<completion, std::invoke_result_t<F&, const prompt_text&, const draw_key&>>;

template <class F>
using many_t = std::invoke_result_t<F&, const generation_request&>;

/// F writes all completions of a request: range of completions or texts (const generation_request&).
template <class F>
concept writes_many = std::invocable<F&, const generation_request&> && std::ranges::input_range<many_t<F>> &&
                      std::constructible_from<completion, std::ranges::range_reference_t<many_t<F>>>;

template <class F>
concept writes = writes_one<F> || writes_many<F>;
} // namespace detail

/// A generative_model made of a callable, which has one of these shapes; where both fit, the first is taken:
///
///   - `(const calm::prompt_text&, const calm::draw_key&)`, giving what a calm::completion can be made from (a
///     std::string will do): called once for each draw, in order, and not again after the request's stop;
///   - `(const calm::generation_request&)`, giving a range of such: called once a request, answering all its draws.
///
/// The callable may be move-only. The engine's generate is const where the callable can be called when const, so that a
/// stateless lambda can be used by several threads at once; it is then on the callable to be safe for that. The callable's
/// exceptions pass through.
///
///     calm::engines::callback model([](const calm::prompt_text& prompt, const calm::draw_key&) { return prompt.input; });
template <class F>
class callback {
    static_assert(std::is_object_v<F>, "calm: callback<F> owns its callable: F must be an object type, not a reference or a function");
    static_assert(detail::writes<F>,
                  "calm: callback needs a callable (const calm::prompt_text&, const calm::draw_key&) that returns a calm::completion or a "
                  "std::string, or a callable (const calm::generation_request&) that returns a range of them");

public:
    explicit callback(F writes) noexcept(std::is_nothrow_move_constructible_v<F>) : writes_(std::move(writes)) {}

    /// One completion for each of request.draws, in that order.
    /// @throws error (cancelled) when request.stop is requested before a draw; (model_failed) when the callable's range
    ///         has another length than request.draws; whatever the callable throws.
    [[nodiscard]] std::vector<completion> generate(const generation_request& request)
        requires(detail::writes<F> && !detail::writes<const F>)
    {
        return answer(writes_, request);
    }
    [[nodiscard]] std::vector<completion> generate(const generation_request& request) const
        requires detail::writes<const F>
    {
        return answer(writes_, request);
    }

private:
    static void stop_if_asked(const generation_request& request) {
        if (request.stop.stop_requested()) throw error(error_id::cancelled, "the caller asked to stop; nothing of this request is kept");
    }

    template <class Callable>
    static std::vector<completion> answer(Callable& writes, const generation_request& request) {
        std::vector<completion> completions;
        completions.reserve(request.draws.size());
        if constexpr (detail::writes_one<Callable>) {
            for (const auto& draw : request.draws) {
                stop_if_asked(request);
                completions.emplace_back(std::invoke(writes, request.prompt, draw));
            }
        } else {
            stop_if_asked(request);
            auto&& all = std::invoke(writes, request);
            for (auto&& one : all) completions.emplace_back(std::forward<decltype(one)>(one));
            if (completions.size() != request.draws.size())
                throw error(error_id::model_failed, "the callback wrote " + std::to_string(completions.size()) + " completions for " +
                                                        std::to_string(request.draws.size()) + " draws; it has to write one for each");
        }
        return completions;
    }

    F writes_;
};

template <class F>
callback(F) -> callback<F>;

} // namespace calm::engines
