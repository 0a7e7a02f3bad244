// Agents that evaluate a loss over a batch of pairs: check the input, compute each pair's term, add up. Chunks of pairs are those of the CPU; sums
// within a chunk and over the chunks are trees whose shape the number of pairs decides.
#pragma once

#include "calm/cuda/detail/block.cuh"
#include "calm/cuda/detail/status.cuh"
#include "calm/loss/detail/pair_columns.hpp"
#include "calm/loss/pair_batch.hpp"
#include "calm/loss/preference_loss.hpp"
#include "calm/loss/workspace.hpp"

#include <cstddef>
#include <cstdint>

namespace calm::cuda::detail {

/// loss::strided, as kernels have it.
template <class T>
struct column {
    T* data = nullptr;
    std::ptrdiff_t stride = 1;

    column() = default;
    template <class U>
    explicit column(const loss::strided<U>& from) : data(from.empty() ? nullptr : from.data), stride(from.stride) {}
    CALM_DEVICE explicit operator bool() const { return data != nullptr; }
    CALM_DEVICE T& operator[](std::uint32_t i) const { return data[static_cast<std::ptrdiff_t>(i) * stride]; }
};

/// loss::pair_batch, as kernels have it.
template <class T>
struct pair_columns {
    column<const T> policy_chosen, policy_rejected, reference_chosen, reference_rejected;
    column<const std::uint32_t> length_chosen, length_rejected;
    column<const double> weight;
    column<const T> full_chosen;
    std::uint32_t pairs = 0;

    explicit pair_columns(const loss::pair_batch<T>& of)
        : policy_chosen(of.policy_chosen), policy_rejected(of.policy_rejected), reference_chosen(of.reference_chosen), reference_rejected(of.reference_rejected),
          length_chosen(of.length_chosen), length_rejected(of.length_rejected), weight(of.weight), full_chosen(of.full_chosen),
          pairs(static_cast<std::uint32_t>(of.size())) {}

    /// What the batch does not have is NaN.
    CALM_DEVICE loss::pair_values<T> pair(std::uint32_t i) const {
        const T absent = static_cast<T>(nanf(""));
        const auto or_absent = [&](const auto& from) { return from ? static_cast<T>(from[i]) : absent; };
        return {policy_chosen[i], policy_rejected[i], or_absent(reference_chosen), or_absent(reference_rejected), or_absent(length_chosen),
                or_absent(length_rejected), full_chosen ? full_chosen[i] : policy_chosen[i]};
    }
    CALM_DEVICE T weight_of(std::uint32_t i) const { return weight ? static_cast<T>(weight[i]) : T(1); }
};

/// Refuses log-probabilities that are not finite, and weights that are not, or negative. One thread a pair.
template <class T>
struct check_pairs {
    static constexpr const char* name = "check_pairs";
    static constexpr unsigned threads = 256;
    struct parameters {
        pair_columns<T> batch;
        unsigned long long* status;
    };
    template <class Block>
    struct storage {};

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>&, const parameters& p) {
        const std::uint32_t i = block.x() * threads + block.thread();
        if (i >= p.batch.pairs) return;
        const auto check = [&](const auto& from, field where) {
            if (from && !is_finite(from[i])) block.lower(p.status, problem_word(problem::value, where, i));
        };
        check(p.batch.policy_chosen, field::policy_chosen), check(p.batch.policy_rejected, field::policy_rejected);
        check(p.batch.reference_chosen, field::reference_chosen), check(p.batch.reference_rejected, field::reference_rejected);
        check(p.batch.full_chosen, field::full_chosen), check(p.batch.weight, field::weight);
        if (p.batch.weight && p.batch.weight[i] < 0) block.lower(p.status, problem_word(problem::negative_weight, field::weight, i));
    }
};

struct add_sums {
    CALM_DEVICE loss::chunk_sums operator()(loss::chunk_sums a, const loss::chunk_sums& b) const {
        a.loss += b.loss, a.gradient += b.gradient, a.rewards_chosen += b.rewards_chosen, a.rewards_rejected += b.rewards_rejected;
        a.accurate += b.accurate, a.logps_chosen += b.logps_chosen, a.logps_rejected += b.logps_rejected, a.nll += b.nll, a.tokens += b.tokens;
        return a;
    }
};

/// What metrics need of a pair, and its loss.
template <class T>
CALM_DEVICE inline loss::chunk_sums sums_of(const loss::pair_values<T>& v, T value, const loss::detail::reward_rule<T>& reward, bool lengths) {
    T logp_chosen = v.policy_chosen, logp_rejected = v.policy_rejected;
    if (reward.per_token) logp_chosen /= loss::at_least_one(v.length_chosen), logp_rejected /= loss::at_least_one(v.length_rejected);
    const T reward_chosen = reward.scale * (reward.reference ? logp_chosen - v.reference_chosen : logp_chosen);
    const T reward_rejected = reward.scale * (reward.reference ? logp_rejected - v.reference_rejected : logp_rejected);
    loss::chunk_sums sums{};
    sums.loss = static_cast<double>(value);
    sums.rewards_chosen = static_cast<double>(reward_chosen), sums.rewards_rejected = static_cast<double>(reward_rejected);
    sums.accurate = reward_chosen > reward_rejected ? 1 : 0;
    sums.logps_chosen = static_cast<double>(logp_chosen), sums.logps_rejected = static_cast<double>(logp_rejected);
    if (lengths) sums.nll = -static_cast<double>(v.full_chosen), sums.tokens = static_cast<double>(v.length_chosen);
    return sums;
}

/// One block a chunk, one thread a pair. Term gives (index, values, weight) the pair's weighted term (prepare_pairs.cuh).
template <class T, class Term>
struct pair_terms {
    static constexpr const char* name = "pair_terms";
    static constexpr unsigned threads = loss::detail::chunk_pairs;
    struct parameters {
        Term term;
        pair_columns<T> batch;
        column<T> loss, grad_chosen, grad_rejected, grad_full;
        loss::detail::reward_rule<T> reward;
        loss::chunk_sums* sums;
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
        loss::chunk_sums mine{};
        if (i < p.batch.pairs) mine = evaluate(block, i, p);
        mine = reduce<threads>(block, shared.sums, mine, add_sums{});
        if (block.thread() == 0) write(p.sums[block.x()], mine);
    }

private:
    /// Number by number: nvcc 13 copies the whole byte by byte.
    CALM_DEVICE static void write(loss::chunk_sums& to, const loss::chunk_sums& from) {
        to.loss = from.loss, to.gradient = from.gradient, to.rewards_chosen = from.rewards_chosen, to.rewards_rejected = from.rewards_rejected;
        to.accurate = from.accurate, to.logps_chosen = from.logps_chosen, to.logps_rejected = from.logps_rejected, to.nll = from.nll, to.tokens = from.tokens;
    }
    template <class Block>
    CALM_DEVICE static loss::chunk_sums evaluate(Block& block, std::uint32_t i, const parameters& p) {
        const loss::pair_values<T> v = p.batch.pair(i);
        const T mean = T(1) / static_cast<T>(p.batch.pairs);
        const loss::pair_term<T> term = p.term(i, v, p.batch.weight_of(i));
        T chosen = term.d_chosen * mean;
        const T rejected = term.d_rejected * mean, full = term.d_full * mean;
        if (!is_finite(term.value)) block.lower(p.status, problem_word(problem::term, field::none, i));
        if (!is_finite(chosen) || !is_finite(rejected) || !is_finite(full)) block.lower(p.status, problem_word(problem::gradient, field::none, i));
        if (!p.grad_full) chosen += full;
        if (p.loss) p.loss[i] = term.value;
        if (p.grad_chosen) p.grad_chosen[i] = chosen;
        if (p.grad_rejected) p.grad_rejected[i] = rejected;
        if (p.grad_full) p.grad_full[i] = full;
        return sums_of(v, term.value, p.reward, static_cast<bool>(p.batch.length_chosen));
    }
};

/// What an evaluation leaves for the host to read.
struct result {
    loss::chunk_sums sums;
    unsigned long long call;  ///< which evaluation it is of
};

/// Adds up the chunks. One block.
struct add_chunks {
    static constexpr const char* name = "add_chunks";
    static constexpr unsigned threads = 256;
    struct parameters {
        const loss::chunk_sums* sums;
        std::uint32_t chunks;
        unsigned long long call;
        result* to;
        const unsigned long long* status;
    };
    template <class Block>
    struct storage {
        typename Block::template array<loss::chunk_sums, 2 * threads / warp_size> sums;
    };

    template <class Block>
    CALM_DEVICE static void run(Block& block, storage<Block>& shared, const parameters& p) {
        if (is_refused(p.status)) return;
        loss::chunk_sums mine{};
        for (std::uint32_t c = block.thread(); c < p.chunks; c += threads) mine = add_sums{}(mine, p.sums[c]);
        mine = reduce<threads>(block, shared.sums, mine, add_sums{});
        if (block.thread() == 0) *p.to = {mine, p.call};
    }
};

} // namespace calm::cuda::detail
