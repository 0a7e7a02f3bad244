// Parts of one question put together: languages, or shards of its samples.
#pragma once

#include "calm/error.hpp"
#include "calm/record/response.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

namespace calm {

/// Adds the texts and responses of `part` to `whole`, a part of the same question: languages in the order they come,
/// responses in the order (language, sample). O(n log n) in the responses.
/// @throws error (misaligned) when the parts are of different questions, or name different gold answers
/// @throws error (duplicate_id) when both have the response to one draw
inline void merge_into(sampled_question& whole, sampled_question part) {
    const auto& a = *whole.asked;
    const auto& b = *part.asked;
    if (a.id != b.id) throw error(error_id::misaligned, "question " + a.id + " met question " + b.id + "; the parts must be of the same questions in the same order");
    if (a.gold && b.gold && *a.gold != *b.gold)
        throw error(error_id::misaligned, "question " + a.id + " has the gold answers " + a.gold->str() + " and " + b.gold->str() + "; they must agree");
    const bool new_text = std::any_of(b.texts.begin(), b.texts.end(), [&](const auto& t) { return a.find(t.lang) == nullptr; });
    if (new_text || (!a.gold && b.gold)) {
        auto merged = std::make_shared<question>(a);
        for (const auto& text : b.texts)
            if (a.find(text.lang) == nullptr) merged->texts.push_back(text);
        if (!merged->gold) merged->gold = b.gold;
        whole.asked = std::move(merged);
    }
    for (auto& given : part.responses) whole.responses.push_back(std::move(given));
    const auto rank = [&](const response& r) {
        const auto& texts = whole.asked->texts;
        const auto at = std::find_if(texts.begin(), texts.end(), [&](const auto& t) { return t.lang == r.lang; });
        return std::pair(at - texts.begin(), r.sample);
    };
    std::stable_sort(whole.responses.begin(), whole.responses.end(), [&](const auto& x, const auto& y) { return rank(x) < rank(y); });
    const auto twice = std::adjacent_find(whole.responses.begin(), whole.responses.end(),
                                          [](const auto& x, const auto& y) { return x.lang == y.lang && x.sample == y.sample; });
    if (twice != whole.responses.end())
        throw error(error_id::duplicate_id, "question " + whole.asked->id + ", language " + twice->lang.str() + ", sample " + std::to_string(twice->sample) +
                                                " comes twice; keep one, or renumber the samples of one part");
}

} // namespace calm
