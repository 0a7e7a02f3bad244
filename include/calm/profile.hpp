// The two profiles, as values: what each stage of the pipeline does under "default" and under "paper".
#pragma once

#include "calm/prefer/gold_rows.hpp"
#include "calm/prefer/options.hpp"
#include "calm/vote/count.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace calm::paper {

/// The released files' order of languages; "first seen" and "last exemplar" follow it.
inline constexpr std::array<std::string_view, 6> pool_order{"ja", "fr", "zh", "it", "de", "en"};

/// These languages in the released order; those that the release does not have follow, in the order given.
[[nodiscard]] inline vote::pool pool_of(const std::vector<language>& languages) {
    vote::pool pool;
    for (const auto tag : pool_order)
        if (std::find(languages.begin(), languages.end(), language(tag)) != languages.end()) pool.emplace_back(tag);
    for (const auto& lang : languages)
        if (std::find(pool.begin(), pool.end(), lang) == pool.end()) pool.push_back(lang);
    return pool;
}

/// The pool that the pairs of a language are voted in: English alone for English, everybody for the others.
[[nodiscard]] inline vote::pool pool_for(const language& target, const std::vector<language>& languages) {
    return target.primary() == "en" ? vote::pool{target} : pool_of(languages);
}

/// How the released preference files were made, for pairs of `target` voted in `pool`. Without a translator the
/// explanation stays in the exemplar's language (the release used Google's).
[[nodiscard]] inline prefer::options pair_options(const language& target, const vote::pool& pool) {
    prefer::options how;
    how.languages = {target};
    how.exemplar = prefer::exemplar_order::last_in_pool;
    how.exemplar_languages = pool;
    how.foreign = prefer::without_translator::untranslated;
    how.option_text = prefer::option_source::released;
    how.prompt = &prompt::released_preference;
    return how;
}

/// How the released labelled fine-tuning files were made.
[[nodiscard]] inline prefer::gold_options gold_options() {
    return {language("en"), prefer::without_translator::untranslated, prefer::option_source::released, &prompt::released_tuning};
}

} // namespace calm::paper
