// DCO over a batch of questions in two languages: its agent and its dispatch.
#pragma once

#include "calm/cuda/detail/check_shapes.cuh"
#include "calm/cuda/detail/pair_terms.cuh"
#include "calm/cuda/detail/session.cuh"
#include "calm/loss/dco.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace calm::cuda::detail {

/// One block a chunk, one thread a question.
template <class T>
struct dco_terms {
    static constexpr const char* name = "dco_terms";
    static constexpr unsigned threads = loss::detail::chunk_pairs;
    struct parameters {
        loss::dco loss;
        pair_columns<T> first, second;
        column<T> loss_first, loss_second, first_a, first_b, second_a, second_b;
        loss::chunk_sums* sums;  ///< those of the first language, then those of the second
        std::uint32_t chunks;
        unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Block::template array<loss::chunk_sums, 2 * threads / warp_size> sums;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        if (is_refused(p.status)) return;
        const std::uint32_t i = block.x() * threads + block.thread();
        loss::chunk_sums first{}, second{};
        if (i < p.first.pairs) {
            const loss::pair_values<T> one = p.first.pair(i), two = p.second.pair(i);
            const auto term = p.loss(one, two);
            const T weight = p.first.weight_of(i), mean = T(1) / static_cast<T>(p.first.pairs), value = weight * term.value, own = weight * term.first;
            if (!is_finite(value)) block.lower(p.status, problem_word(problem::term, field::none, i));
            const auto put = [&](const column<T>& to, T x) {
                if (to) to[i] = x;
            };
            put(p.loss_first, value), put(p.loss_second, value);
            put(p.first_a, weight * mean * term.d_first_a), put(p.first_b, weight * mean * term.d_first_b);
            put(p.second_a, weight * mean * term.d_second_a), put(p.second_b, weight * mean * term.d_second_b);
            const loss::detail::reward_rule<T> reward{static_cast<T>(p.loss.loss::beta::value), true, false};
            first = sums_of(one, own, reward, static_cast<bool>(p.first.length_chosen));
            second = sums_of(two, value - own, reward, static_cast<bool>(p.second.length_chosen));
        }
        first = reduce<threads>(block, shared.sums, first, add_sums{}, 0);
        second = reduce<threads>(block, shared.sums, second, add_sums{}, 1);
        if (block.thread() == 0) p.sums[block.x()] = first, p.sums[p.chunks + block.x()] = second;
    }
};

/// @returns which evaluation it was
template <class T, class Device>
std::uint64_t evaluate_dco(session<Device>& with, scratch& space, const loss::dco& of, const loss::pair_batch<T>& first, const loss::pair_batch<T>& second,
                           const loss::pair_outputs<T>& out_first, const loss::pair_outputs<T>& out_second) {
    if (first.size() != second.size())
        refuse("dco has " + std::to_string(first.size()) + " pairs in one language and " + std::to_string(second.size()) +
               " in the other; give the same questions in both");
    if (!second.weight.empty()) refuse("dco takes the weights of the first batch; leave out those of the second");
    if (!out_first.grad_full.empty() || !out_second.grad_full.empty())
        refuse("dco has no likelihood term, so no gradient by full_chosen; leave grad_full out");
    loss::detail::check_shapes(first, out_first, true, false, false), loss::detail::check_shapes(second, out_second, true, false, false);
    const auto chunks = static_cast<std::uint32_t>(blocks_for(counted(first.size(), "pairs"), loss::detail::chunk_pairs));
    auto* const sums = space.take<loss::chunk_sums>(2 * std::size_t{chunks});
    space.check("evaluate_dco");
    const std::uint64_t call = ++with.calls;
    if (chunks > 0) {
        with.template launch_over<check_pairs<T>>(first.size(), {pair_columns<T>(first), with.status()});
        with.template launch_over<check_pairs<T>>(first.size(), {pair_columns<T>(second), with.status()});
        using column = column<T>;
        with.device().template launch<dco_terms<T>>({chunks, 1}, {of, pair_columns<T>(first), pair_columns<T>(second), column(out_first.loss), column(out_second.loss),
                                                                  column(out_first.grad_chosen), column(out_first.grad_rejected), column(out_second.grad_chosen),
                                                                  column(out_second.grad_rejected), sums, chunks, with.status()});
    }
    for (std::uint32_t language = 0; language < 2; ++language)
        with.device().template launch<add_chunks>({}, {sums + language * std::size_t{chunks}, chunks, call, with.last() + language, with.status()});
    return call;
}

} // namespace calm::cuda::detail
