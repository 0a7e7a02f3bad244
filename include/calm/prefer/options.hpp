// How pairs are made of a voted question.
#pragma once

#include "calm/error.hpp"
#include "calm/model/request.hpp"
#include "calm/prompt/multiple_choice.hpp"
#include "calm/record/language.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace calm::prefer {

/// Which agreeing response lends its explanation to the chosen side.
enum class exemplar_order : std::uint8_t {
    own_language_first,  ///< the first in the pair's own language, else by exemplar_languages (default profile)
    last_in_pool,        ///< the last one, languages in the order of exemplar_languages (paper profile)
};

/// What to do when there is no translator and no response of the pair's own language agrees, so that the exemplar is in another.
enum class without_translator : std::uint8_t {
    leave_out,     ///< make no pair, and count it (default profile)
    answer_only,   ///< the chosen side is the answer line alone
    untranslated,  ///< take the explanation as it stands (paper profile, whose translator was Google's)
};

/// Where the winning option's text comes from.
enum class option_source : std::uint8_t {
    parsed,    ///< question::options (default profile)
    released,  ///< cut out of the input as the authors' scripts do, trailing answer cues included, and with the form kept
               ///< when the explanation is empty (paper profile)
};

/// Options of vote_pairs; the defaults are the corrected profile.
struct options {
    std::vector<language> languages{};            ///< the languages that pairs are made for; empty: all of the question
    exemplar_order exemplar = exemplar_order::own_language_first;
    std::vector<language> exemplar_languages{};   ///< order of languages; empty: that of the question. A language not listed lends nothing to others
    without_translator foreign = without_translator::leave_out;
    option_source option_text = option_source::parsed;
    std::function<prompt_text(const localized_question&)> prompt = &prompt::multiple_choice;  ///< the pair's prompt

    double min_share = 0;           ///< no pair below this share of the vote; in [0, 1]
    double min_margin = 0;          ///< no pair below this margin of the vote; in [0, 1]
    bool weight_by_margin = false;  ///< preference_pair::weight = the vote's margin (ScPO); pairs of margin 0 are left out
    std::size_t max_pairs = std::numeric_limits<std::size_t>::max();  ///< per question and language; the first samples stay

    double gold_fraction = 0;   ///< gold-mixed mode: the share of questions with a gold answer whose target is that answer and not the vote's; in [0, 1]
    std::uint64_t seed = 0;     ///< chooses those questions; a question's choice depends on the seed and its index alone
};

/// @throws error (invalid_option) when a value is out of its range
inline void check(const options& o) {
    const auto unit = [](double value, const char* name) {
        if (!(value >= 0 && value <= 1))
            throw error(error_id::invalid_option, std::string(name) + " is " + std::to_string(value) + "; it must be in [0, 1]");
    };
    unit(o.min_share, "min_share");
    unit(o.min_margin, "min_margin");
    unit(o.gold_fraction, "gold_fraction");
    if (!o.prompt) throw error(error_id::invalid_option, "prompt is empty; give a function, as those of calm/prompt/");
    for (auto lang = o.languages.begin(); lang != o.languages.end(); ++lang)
        if (std::find(o.languages.begin(), lang, *lang) != lang)
            throw error(error_id::invalid_option, "languages names " + lang->str() + " twice, which would make each of its pairs twice; name it once");
}

} // namespace calm::prefer
