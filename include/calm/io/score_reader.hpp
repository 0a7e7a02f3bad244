// Reader of the scores that a model gave a question's options.
#pragma once

#include "calm/io/detail/id_set.hpp"
#include "calm/io/detail/pull_range.hpp"
#include "calm/io/json_stream.hpp"
#include "calm/io/read_options.hpp"
#include "calm/measure/option_ranking.hpp"
#include "calm/record/answer_key.hpp"
#include "calm/record/language.hpp"

#include <algorithm>
#include <filesystem>
#include <istream>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace calm::io {

/// The options of one question in one language with their scores.
struct recorded_scores {
    std::string question_id{};
    language lang{};
    measure::option_ranking ranking{};  ///< one option at least; a score may be minus infinity
    std::optional<answer_key> gold{};   ///< the right option, where it is known
    data_location where{};              ///< the line it was read from, for errors found later
};

/// Input range of recorded_scores over JSON Lines of
///
///     {"question": "home-001", "language": "en", "scores": {"C": -2.31, "A": -2.62, "B": null}, "gold": "C"}
///
/// `question` is a question's id, `scores` has a number for each option, the higher the likelier, in any order; null is minus infinity, which
/// JSON can't write. `gold`, one of these options, may be absent or null. Other fields are ignored.
///
/// Single pass. Memory is O(one record) + 8 bytes of payload a record, to find a question that comes twice in a language.
class score_file : public detail::pull_range<score_file, recorded_scores> {
public:
    /// Opens the file. @throws error (cannot_open, invalid_option). Walking throws (json_syntax, torn_line, wrong_type,
    ///   missing_field, empty_input, duplicate_id, no_options, invalid_language, invalid_key, unknown_key, invalid_utf8, nul_byte,
    ///   nesting_too_deep, record_too_large, read_failed).
    explicit score_file(const std::filesystem::path& path, const read_options& options = {}) : stream_(path, options), options_(options) {}
    /// Reads a stream that outlives the range; `name` stands for the path in errors.
    score_file(std::istream& stream, std::string name, const read_options& options = {})
        : stream_(stream, std::move(name), options), options_(options) {}

private:
    friend class detail::pull_range<score_file, recorded_scores>;

    std::optional<recorded_scores> pull() {
        return detail::next_record(stream_, options_, [this](const detail::json_value& record) {
            recorded_scores made;
            made.question_id = record.get("question").filled_text();
            const auto lang = record.get("language");
            made.lang = lang.placed([&] { return language(lang.text()); });
            const auto scores = record.get("scores");
            scores.each_member([&](const detail::json_value& score) { add_score(made.ranking, score); });
            if (made.ranking.empty()) scores.fail(error_id::no_options, "no option has a score; give each one");
            measure::sort_ranking(made.ranking);
            if (const auto gold = record.find("gold")) {
                made.gold = gold->placed([&] { return answer_key(gold->text()); });
                if (!holds(made.ranking, *made.gold))
                    gold->fail(error_id::unknown_key, "the gold answer " + made.gold->str() + " has no score; give an option's key");
            }
            // Last, so that the place of a record that is left out stays free. A tag has no line break.
            if (!seen_.insert(made.lang.str() + '\n' + made.question_id))
                throw error(error_id::duplicate_id, "the question \"" + made.question_id + "\" has scores in " + made.lang.str() + " already; keep one line",
                            record.where("question"));
            made.where = record.where();
            return made;
        });
    }

    static void add_score(measure::option_ranking& to, const detail::json_value& score) {
        const auto key = score.placed([&] { return answer_key(score.name()); });
        if (holds(to, key)) score.fail(error_id::duplicate_id, "the option occurs twice; keep one");
        to.push_back({key, score.kind() == detail::json_kind::null ? -std::numeric_limits<double>::infinity() : score.number()});
    }

    static bool holds(const measure::option_ranking& ranking, const answer_key& key) {
        return std::any_of(ranking.begin(), ranking.end(), [&](const measure::scored_option& one) { return one.key == key; });
    }

    json_stream stream_;
    read_options options_;
    detail::id_set seen_{};
};

} // namespace calm::io
