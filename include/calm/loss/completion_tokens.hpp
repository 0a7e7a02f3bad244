// From what trainers have, padded rows of token ids with a mask or with ignored labels, to the list of tokens that are scored.
#pragma once

#include "calm/error.hpp"
#include "calm/loss/logit_rows.hpp"
#include "calm/loss/tokens.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace calm::loss {

/// An integer type that ids are stored in: signed or unsigned, of any width, but neither bool nor a type of characters, which are no numbers of tokens.
template <class T>
concept token_id = std::integral<T> && !std::same_as<std::remove_cv_t<T>, bool> && !std::same_as<std::remove_cv_t<T>, char> &&
                   !std::same_as<std::remove_cv_t<T>, wchar_t> && !std::same_as<std::remove_cv_t<T>, char8_t> && !std::same_as<std::remove_cv_t<T>, char16_t> &&
                   !std::same_as<std::remove_cv_t<T>, char32_t>;

/// The tokens of the completions in a padded batch: what forward and backward take, and where each sequence's scores begin.
///
///     completion_tokens tokens;
///     tokens.assign(input_ids, completion_mask);        // [chosen 0, ..., chosen B-1, rejected 0, ..., rejected B-1]
///     backend.forward(logits, tokens.targets(), {}, {.logps = logps, .log_sum_exp = lse});
///     const auto rows = tokens.rows_of<const float>(logps);
///     rows.part(0, B), rows.part(B, 2 * B);             // the two sides of a token_batch
///
/// Logits, or hidden states, lie as the ids do: position t of sequence s is row s · length + t. A causal model's logits at t are of the token at t + 1; so the
/// token at t is scored by row t - shift, with a shift of 1. Where labels or logits are shifted already, it is 0. Keeps its memory from one batch to the next.
class completion_tokens {
public:
    /// Takes the tokens where the mask is not 0. O(sequences · length).
    /// @param ids   sequences × length, of any token_id type; those outside the mask may be anything
    /// @param mask  of the completions, as many; prompts and padding have 0
    /// @throws error (invalid_option) with the sequence as record: shapes differ; a masked token before position `shift`, which no row scores; a masked id
    ///         that is negative or above 2^32 - 1; more than 2^32 rows. What was assigned before is kept then.
    template <class Id, class Mask>
        requires token_id<Id> && std::integral<Mask>
    void assign(const matrix<Id>& ids, const matrix<Mask>& mask, std::size_t shift = 1) {
        if (mask.rows != ids.rows || mask.columns != ids.columns)
            refuse("the mask is " + shape(mask) + " and the ids are " + shape(ids) + "; they must have the same shape", 0);
        take(ids, shift, [&](std::size_t s, std::size_t t) { return mask[s][t] != 0; });
    }
    /// Takes the labels that are not `ignored`.
    template <class Label>
        requires token_id<Label> && std::signed_integral<Label>
    void assign_labels(const matrix<Label>& labels, std::size_t shift = 1, std::type_identity_t<Label> ignored = -100) {
        take(labels, shift, [&](std::size_t s, std::size_t t) { return labels[s][t] != ignored; });
    }

    /// In this object's memory, until it is assigned to again.
    [[nodiscard]] target_tokens targets() const { return {row_, label_}; }
    [[nodiscard]] std::size_t size() const { return label_.size(); }
    /// One number for each token, seen as a row for each sequence. T may be const. @pre values has size() numbers
    template <class T>
    [[nodiscard]] ragged<T> rows_of(std::span<T> values) const {
        return {values, starts_};
    }
    template <class T, class Values>
    [[nodiscard]] ragged<T> rows_of(Values& values) const {
        return rows_of(std::span<T>(values));
    }

private:
    template <class T>
    static std::string shape(const matrix<T>& m) {
        return std::to_string(m.rows) + " x " + std::to_string(m.columns);
    }
    [[noreturn]] static void refuse(const std::string& what, std::size_t sequence) {
        throw error(error_id::invalid_option, what, {.record = sequence, .field = "completion_tokens"});
    }

    template <class Id, class Scored>
    void take(const matrix<Id>& ids, std::size_t shift, const Scored& scored) {
        constexpr auto most = std::numeric_limits<std::uint32_t>::max();
        if (ids.rows != 0 && ids.columns > (std::size_t{most} + 1) / ids.rows)
            refuse(shape(ids) + " positions are more than rows are numbered for, 2^32; use smaller batches", 0);
        const auto each = [&](std::size_t s, const auto& work) {
            for (std::size_t t = 0; t < ids.columns; ++t)
                if (scored(s, t)) work(t);
        };
        for (std::size_t s = 0; s < ids.rows; ++s)
            each(s, [&](std::size_t t) {
                const auto at = [&] { return "the token at position " + std::to_string(t); };
                if (t < shift) refuse(at() + " belongs to the completion, but no logits before it score it; begin with a prompt or a BOS token, outside the mask", s);
                if (std::cmp_less(ids[s][t], 0) || std::cmp_greater(ids[s][t], most))
                    refuse(at() + " belongs to the completion and has the id " + std::to_string(ids[s][t]) + "; mask it out, or give it a token's id", s);
            });
        row_.clear(), label_.clear(), starts_.assign(1, 0);
        for (std::size_t s = 0; s < ids.rows; ++s) {
            each(s, [&](std::size_t t) {
                row_.push_back(static_cast<std::uint32_t>(s * ids.columns + t - shift));
                label_.push_back(static_cast<std::uint32_t>(ids[s][t]));
            });
            starts_.push_back(label_.size());
        }
    }

    std::vector<std::uint32_t> row_, label_;
    std::vector<std::size_t> starts_{0};
};

} // namespace calm::loss
