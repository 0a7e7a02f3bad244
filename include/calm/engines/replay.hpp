// Recorded responses as a model: a run can be repeated without the model, and examples need none.
#pragma once

#include "calm/error.hpp"
#include "calm/model/request.hpp"
#include "calm/record/language.hpp"
#include "calm/record/response.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace calm::engines {

/// A generative_model that answers from recordings, by question id, language and sample. Prompt, settings and seed of a
/// request are those of the recording and are not looked at.
///
/// Texts lie together in blocks, each with an entry of 40 bytes at most, so that a store takes little more than its texts.
/// Reading is const and safe from any number of threads, once adding is over.
class replay {
public:
    /// Adds a recording. O(size of the text), and O(recordings of the question) when it comes before some of them in the
    /// order (language of first appearance, sample).
    /// @throws error (duplicate_id) when there is one of this question, language and sample; the store stays as it was.
    /// @param where  where the recording stands, for the error
    void add(std::string_view question_id, const language& lang, std::uint32_t sample, const completion& recorded, const data_location& where = {});

    /// Whether there is a recording. O(log(recordings of the question) + number of languages).
    [[nodiscard]] bool contains(std::string_view question_id, const language& lang, std::uint32_t sample) const {
        return find(question_id, lang, sample) != nullptr;
    }

    /// The number of recordings.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The recordings of request.asked.id in request.lang, one for each draw's `sample`, in the order of the draws.
    /// @throws error (model_not_found) naming the first one that is missing; (cancelled) when request.stop is requested.
    [[nodiscard]] std::vector<completion> generate(const generation_request& request) const;

private:
    struct entry {
        std::size_t begin;      // of the text in its block
        std::size_t size;
        std::uint32_t block;
        std::uint32_t sample;
        std::uint32_t lang;     // place in languages_
        finish_reason finish;
    };
    /// Lets a std::string key be found by a std::string_view.
    struct text_hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    static constexpr std::size_t block_size = std::size_t{1} << 18;

    static bool before(const entry& a, const entry& b) { return a.lang != b.lang ? a.lang < b.lang : a.sample < b.sample; }
    [[nodiscard]] std::uint32_t place_of(const language& lang) const {
        return static_cast<std::uint32_t>(std::find(languages_.begin(), languages_.end(), lang) - languages_.begin());
    }
    [[nodiscard]] const entry* find(std::string_view question_id, const language& lang, std::uint32_t sample) const;
    [[nodiscard]] std::string missing(std::string_view question_id, const language& lang, std::uint32_t sample) const;

    std::unordered_map<std::string, std::vector<entry>, text_hash, std::equal_to<>> questions_{};  // entries in order
    std::vector<language> languages_{};
    std::vector<std::string> blocks_{};  // a block's capacity is set once, so that texts do not move or grow by copying
    std::size_t size_ = 0;
};

inline const replay::entry* replay::find(std::string_view question_id, const language& lang, std::uint32_t sample) const {
    const auto found = questions_.find(question_id);
    if (found == questions_.end()) return nullptr;
    const entry wanted{0, 0, 0, sample, place_of(lang), {}};
    const auto at = std::lower_bound(found->second.begin(), found->second.end(), wanted, before);
    return at != found->second.end() && !before(wanted, *at) ? &*at : nullptr;
}

inline void replay::add(std::string_view question_id, const language& lang, std::uint32_t sample, const completion& recorded,
                        const data_location& where) {
    if (contains(question_id, lang, sample))
        throw error(error_id::duplicate_id, "question \"" + std::string(question_id) + "\", language " + lang.str() + ", sample " +
                                                std::to_string(sample) + " is recorded already; number the samples of a language from 0 on",
                    where);
    const auto place = place_of(lang);
    if (place == languages_.size()) languages_.push_back(lang);
    if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < recorded.text.size()) {
        std::string block;
        block.reserve(std::max(block_size, recorded.text.size()));
        blocks_.push_back(std::move(block));
    }
    auto& block = blocks_.back();
    const entry added{block.size(), recorded.text.size(), static_cast<std::uint32_t>(blocks_.size() - 1), sample, place, recorded.finish};

    auto found = questions_.find(question_id);
    if (found == questions_.end()) found = questions_.try_emplace(std::string(question_id)).first;
    auto& entries = found->second;
    entries.insert(std::upper_bound(entries.begin(), entries.end(), added, before), added);
    block += recorded.text;  // cannot fail: the room is there
    ++size_;
}

inline std::vector<completion> replay::generate(const generation_request& request) const {
    if (request.stop.stop_requested()) throw error(error_id::cancelled, "the caller asked to stop; nothing of this request is kept");
    std::vector<completion> completions;
    completions.reserve(request.draws.size());
    for (const auto& draw : request.draws) {
        const auto* recorded = find(request.asked.id, request.lang, draw.sample);
        if (recorded == nullptr) throw error(error_id::model_not_found, missing(request.asked.id, request.lang, draw.sample));
        completions.emplace_back(blocks_[recorded->block].substr(recorded->begin, recorded->size), recorded->finish);
    }
    return completions;
}

/// What is not recorded, what is, and what to do.
inline std::string replay::missing(std::string_view question_id, const language& lang, std::uint32_t sample) const {
    std::string text = "no response is recorded for question \"" + std::string(question_id) + "\", language " + lang.str() + ", sample " +
                       std::to_string(sample);
    const auto found = questions_.find(question_id);
    if (found == questions_.end()) return text + "; record this question first, or leave it out (none of its responses is recorded)";
    const auto place = place_of(lang);
    const auto count = std::count_if(found->second.begin(), found->second.end(), [&](const entry& e) { return e.lang == place; });
    return text + "; record it first, or ask for less (of this question and language " + std::to_string(count) + " are recorded)";
}

} // namespace calm::engines
