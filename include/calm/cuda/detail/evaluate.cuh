// Dispatch of losses over batches: which kernels, in which order, over which parts of the workspace.
#pragma once

#include "calm/cuda/detail/check_shapes.cuh"
#include "calm/cuda/detail/prepare_pairs.cuh"
#include "calm/cuda/detail/session.cuh"
#include "calm/cuda/detail/token_rows.cuh"
#include "calm/loss/batch.hpp"
#include "calm/loss/tokens.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace calm::cuda::detail {

inline pair_scratch take_pairs(scratch& space, std::size_t pairs) {
    const auto numbers = [&] { return space.take<double>(pairs); };
    pair_scratch at{};
    for (double** one : {&at.policy_chosen, &at.policy_rejected, &at.reference_chosen, &at.reference_rejected, &at.full, &at.grad_chosen, &at.grad_rejected, &at.grad_full})
        *one = numbers();
    at.length_chosen = space.take<std::uint32_t>(pairs), at.length_rejected = space.take<std::uint32_t>(pairs);
    return at;
}

/// @returns which evaluation it was
template <class T, class L, class Device>
std::uint64_t evaluate_pairs(session<Device>& with, scratch& space, const L& loss, const loss::pair_batch<T>& batch, const loss::pair_outputs<T>& out,
                             const loss::metric_options& how, bool checked) {
    using namespace calm::loss::detail;
    check_shapes(batch, out, reads_reference<L>(), requires { L::forbids_reference(); }, reads_lengths(loss));
    const std::size_t pairs = counted(batch.size(), "pairs"), chunks = blocks_for(pairs, chunk_pairs);
    auto* const sums = space.take<loss::chunk_sums>(chunks);
    auto measured = space;
    (void)preparation<T, Device>{batch, measured, nullptr, nullptr}(loss);
    measured.check("evaluate");
    const std::uint64_t call = ++with.calls;
    if (pairs > 0) {
        if (!checked) with.template launch_over<check_pairs<T>>(pairs, {pair_columns<T>(batch), with.status()});
        const auto term = preparation<T, Device>{batch, space, &with.device(), with.status()}(loss);
        using agent = pair_terms<T, std::remove_const_t<decltype(term)>>;
        const reward_rule<T> reward{static_cast<T>(how.reward_scale.value_or(reward_scale(loss))), !batch.reference_chosen.empty(),
                                    rewards_per_token(loss) && !batch.length_chosen.empty()};
        with.device().template launch<agent>({chunks, 1}, {term, pair_columns<T>(batch), column<T>(out.loss), column<T>(out.grad_chosen),
                                                           column<T>(out.grad_rejected), column<T>(out.grad_full), reward, sums, with.status()});
    }
    with.device().template launch<add_chunks>({}, {sums, static_cast<std::uint32_t>(chunks), call, with.last(), with.status()});
    return call;
}

template <class T, class L, class Device>
std::uint64_t evaluate_tokens(session<Device>& with, scratch& space, const L& loss, const loss::token_batch<T>& batch, const loss::token_outputs<T>& out,
                              const loss::token_options& tokens, const loss::metric_options& how) {
    const std::size_t pairs = counted(batch.policy_chosen.rows(), "pairs");
    const bool reference = batch.reference_chosen.rows() > 0 || batch.reference_rejected.rows() > 0;
    const auto same = [&](std::size_t count, std::string_view name) {
        if (count != pairs)
            refuse(std::string(name) + " has " + std::to_string(count) + " rows and policy_chosen " + std::to_string(pairs) + "; a batch has one of each a pair");
    };
    same(batch.policy_rejected.rows(), "policy_rejected");
    if (reference) same(batch.reference_chosen.rows(), "reference_chosen"), same(batch.reference_rejected.rows(), "reference_rejected");
    const double ld = tokens.ld_alpha.value_or(1.0);
    if (!(ld >= 0 && ld <= 1)) refuse("ld_alpha is " + std::to_string(ld) + "; it must be in [0, 1]");
    const auto fits = [](std::size_t room, std::size_t needed, std::string_view name) {
        if (room != 0 && room < needed)
            refuse(std::string(name) + " has room for " + std::to_string(room) + " tokens and the policy has " + std::to_string(needed) +
                   "; give it the policy's size, or none");
    };
    fits(out.grad_chosen.size(), batch.policy_chosen.values.size(), "grad_chosen");
    fits(out.grad_rejected.size(), batch.policy_rejected.values.size(), "grad_rejected");

    const pair_scratch at = take_pairs(space, pairs);
    using numbers = loss::strided<const double>;
    const auto column_of = [&](const double* from, bool there) { return there ? numbers(from, pairs) : numbers(); };
    const loss::pair_batch<double> sums{numbers(at.policy_chosen, pairs), numbers(at.policy_rejected, pairs), column_of(at.reference_chosen, reference),
                                        column_of(at.reference_rejected, reference), loss::strided<const std::uint32_t>(at.length_chosen, pairs),
                                        loss::strided<const std::uint32_t>(at.length_rejected, pairs), batch.weight, numbers(at.full, pairs)};
    using to = loss::strided<double>;
    const loss::pair_outputs<double> gradients{out.loss, to(at.grad_chosen, pairs), to(at.grad_rejected, pairs), to(at.grad_full, pairs)};
    if (pairs > 0) {
        auto measured = space;  // refuse what does not fit before the first kernel
        measured.take<loss::chunk_sums>(blocks_for(pairs, loss::detail::chunk_pairs));
        (void)preparation<double, Device>{sums, measured, nullptr, nullptr}(loss);
        measured.check("evaluate");
        loss::detail::check_shapes(sums, gradients, loss::detail::reads_reference<L>(), requires { L::forbids_reference(); }, loss::detail::reads_lengths(loss));
        with.device().template launch<sum_tokens<T>>({pairs, 1}, {token_rows<T>(batch), ld, at, with.status()});
    }
    const std::uint64_t call = evaluate_pairs(with, space, loss, sums, gradients, how, batch.weight.empty());
    if (pairs > 0 && (!out.grad_chosen.empty() || !out.grad_rejected.empty()))
        with.device().template launch<spread_gradient<T>>(
            {pairs, 1}, {batch.policy_chosen.starts.data(), batch.policy_rejected.starts.data(), ld, at, out.grad_chosen.empty() ? nullptr : out.grad_chosen.data(),
                         out.grad_rejected.empty() ? nullptr : out.grad_rejected.data(), with.status()});
    return call;
}

} // namespace calm::cuda::detail
