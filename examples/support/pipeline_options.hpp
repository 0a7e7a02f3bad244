// The options of calm_pipeline, read from the command line into the stages that they choose.
#pragma once

#include "support/command_line.hpp"
#include "support/question_source.hpp"

#include "calm/extract/corrected.hpp"
#include "calm/extract/paper.hpp"
#include "calm/io/joined_responses.hpp"
#include "calm/profile.hpp"
#include "calm/vote/decide.hpp"
#include "calm/vote/plurality.hpp"
#include "calm/vote/ties.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace support {

struct pipeline_options {
    std::vector<calm::io::language_file> samples{};
    question_files questions{};
    std::vector<std::filesystem::path> responses{};
    bool any_order = false;
    std::vector<calm::language> languages{};  ///< empty until the input is known
    std::string profile = "default";
    std::string vote{};
    calm::vote::language_weights language_weights{};
    std::string ties{};
    std::vector<calm::language> tie_languages{};
    double min_share = 0;
    double min_margin = 0;
    double min_confidence = 0;
    bool margin_weights = false;
    std::size_t max_pairs = 0;  ///< 0: no limit
    std::string foreign = "";
    double gold_fraction = 0;
    std::uint64_t seed = 0;
    std::string format = "alpaca";
    std::vector<std::string> trl{};
    bool lenient = false;
    std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
    std::filesystem::path out{};

    [[nodiscard]] bool paper() const { return profile == "paper"; }
    [[nodiscard]] bool learns() const { return vote != "plurality" && vote != "weighted"; }
};

/// A whole number, not negative; what CLI11 by itself takes for one ("-1", 10^30) wraps around.
template <class Number>
void add_number(CLI::App& app, const std::string& name, Number& into, const std::string& what) {
    app.add_option_function<std::string>(
           name,
           [&into, name](const std::string& text) {
               const auto end = text.data() + text.size();
               const auto [stop, failed] = std::from_chars(text.data(), end, into);
               if (failed != std::errc{} || stop != end) throw usage_error(name + " takes a whole number from 0 to 2^64 - 1; it was given \"" + text + "\"");
           },
           what)
        ->type_name("N")
        ->default_str(std::to_string(into));
}

/// Reads the command line. Sets `status` to an exit status when the program should end now.
inline pipeline_options read_pipeline_options(int argc, char** argv, int& status) {
    pipeline_options o;
    std::vector<std::string> samples, questions, weights;
    std::string languages, tie_languages;
    command_line app("calm_pipeline",
                     "Turns questions and recorded multilingual responses into preference data: reads the answer in each response, votes over "
                     "all languages and samples, and pairs the winner with the responses that disagree.");
    app.add_option("--samples", samples, "responses in one language, released CALM format: an array of {instruction, input, output, pred}; repeat for each language")
        ->type_name("LANG=FILE");
    app.add_option("--questions", questions, "questions: one JSON Lines file with all languages (docs/schemas.md), or LANG=FILE for each language (X-CSQA, MEDQA)")
        ->type_name("FILE");
    app.add_option("--responses", o.responses, "responses to --questions, JSON Lines; repeat for several files")->type_name("FILE");
    app.add_flag("--any-order", o.any_order, "the responses are not in the order of the questions: read them into memory first");
    app.add_option("--languages", languages, "which languages to use, in this order; default: all that the input has")->type_name("en,zh,...");
    app.add_option("--profile", o.profile, "default: the corrected method; paper: what the released files do")->type_name("default|paper");
    app.add_option("--vote", o.vote, "how answers are counted. All but plurality and weighted learn from the responses what each language's votes are "
                                     "worth, and read the input twice. Default: self_consistency, under --profile paper plurality")
        ->type_name("self_consistency|plurality|weighted|dawid_skene|one_coin|wawa|glad|mace");
    app.add_option("--language-weight", weights, "a language's weight under --vote weighted or --ties weight; others weigh 1; repeat")->type_name("LANG=W");
    app.add_option("--ties", o.ties, "what happens to a tied vote; default: drop, under --profile paper first-seen")
        ->type_name("drop|seeded|language|weight|first-seen");
    app.add_option("--tie-languages", tie_languages, "order of languages for --ties language; default: that of --languages")->type_name("en,zh,...");
    app.add_option("--min-share", o.min_share, "no winner below this share of the votes, 0 to 1")->type_name("X");
    app.add_option("--min-margin", o.min_margin, "no winner below this lead over the second key, as a share of the votes, 0 to 1")->type_name("X");
    app.add_option("--min-confidence", o.min_confidence, "no winner whose probability of being right is below this, 0 to 1; for votes that learn")->type_name("X");
    app.add_flag("--margin-weights", o.margin_weights, "weight each pair by the vote's margin (kept in pairs.jsonl)");
    add_number(app, "--max-pairs", o.max_pairs, "pairs a question and language at most; 0: no limit");
    app.add_option("--untranslated", o.foreign, "an explanation in another language, there being no translator: leave the pair out, use the answer line alone, "
                                                "or keep the explanation as it is; default: leave-out, under --profile paper keep")
        ->type_name("leave-out|answer-only|keep");
    app.add_option("--gold-fraction", o.gold_fraction, "share of the questions with a gold answer whose target is that answer, 0 to 1")->type_name("X");
    add_number(app, "--seed", o.seed, "seed of everything random");
    app.add_option("--format", o.format, "form of the LLaMA-Factory files")->type_name("alpaca|sharegpt");
    app.add_option("--trl", o.trl, "also write files for TRL; repeat")->type_name("standard|conversational|kto");
    app.add_flag("--lenient,!--strict", o.lenient, "leave bad records out, count and list them in report.json; default: stop at the first");
    add_number(app, "--threads", o.threads, "threads that read answers, 1 to 1024; the results do not depend on it");
    app.add_option("--out", o.out, "directory for the results; it is made where there is none (needed)")->type_name("DIR");
    app.footer("Exit status: 0 done, 1 the data is at fault, 2 the command line is.\nExample:\n"
               "  calm_pipeline --questions data/questions.jsonl --responses data/responses.jsonl --out out/demo");
    status = parse(app, argc, argv);
    if (status >= 0) return o;

    one_of("--profile", o.profile, {"default", "paper"});
    if (o.vote.empty()) o.vote = o.paper() ? "plurality" : "self_consistency";
    one_of("--vote", o.vote, {"self_consistency", "plurality", "weighted", "dawid_skene", "one_coin", "wawa", "glad", "mace"});
    if (o.ties.empty()) o.ties = o.paper() ? "first-seen" : "drop";
    one_of("--ties", o.ties, {"drop", "seeded", "language", "weight", "first-seen"});
    if (o.foreign.empty()) o.foreign = o.paper() ? "keep" : "leave-out";
    one_of("--untranslated", o.foreign, {"leave-out", "answer-only", "keep"});
    one_of("--format", o.format, {"alpaca", "sharegpt"});
    for (const auto& form : o.trl) one_of("--trl", form, {"standard", "conversational", "kto"});
    o.languages = language_list("--languages", languages);
    o.tie_languages = language_list("--tie-languages", tie_languages);
    o.samples = language_files("--samples", samples);
    o.questions = parse_questions(questions);
    for (const auto& [value, name] : {std::pair(o.min_share, "--min-share"), {o.min_margin, "--min-margin"}, {o.min_confidence, "--min-confidence"},
                                      {o.gold_fraction, "--gold-fraction"}})
        if (!(value >= 0 && value <= 1)) throw usage_error(std::string(name) + " must be between 0 and 1");
    if (o.threads < 1 || o.threads > 1024) throw usage_error("--threads must be between 1 and 1024");
    if (o.min_confidence > 0 && !o.learns())
        throw usage_error("--min-confidence needs a vote that learns, as --vote self_consistency does; with --vote " + o.vote + " use --min-share or --min-margin");
    for (const auto& weight : weights) {
        const auto equals = weight.find('=');
        std::size_t used = 0;
        double value = -1;
        try {
            if (equals != std::string::npos) value = std::stod(weight.substr(equals + 1), &used);
        } catch (const std::exception&) {
            used = 0;
        }
        if (equals == std::string::npos || used == 0 || equals + 1 + used != weight.size() || !(value >= 0) || value > 1e12)
            throw usage_error("--language-weight takes LANGUAGE=WEIGHT with a weight of 0 or more, as in en=2.5; it was given \"" + weight + "\"");
        const auto lang = parse_language("--language-weight", weight.substr(0, equals));
        for (const auto& [known, before] : o.language_weights)
            if (known == lang) throw usage_error("--language-weight names " + lang.str() + " twice");
        o.language_weights.emplace_back(lang, value);
    }
    if (!o.language_weights.empty() && o.vote != "weighted" && o.ties != "weight")
        throw usage_error("--language-weight has no effect without --vote weighted or --ties weight; add one of them");
    if (!o.tie_languages.empty() && o.ties != "language") throw usage_error("--tie-languages has no effect without --ties language");
    if (o.out.empty()) throw usage_error("--out is missing: name the directory for the results");
    if (o.samples.empty() == o.questions.empty())
        throw usage_error("give either --samples LANG=FILE for each language, or --questions FILE with --responses FILE");
    if (!o.samples.empty() && !o.responses.empty()) throw usage_error("--responses belongs to --questions; --samples files hold their own responses");
    if (o.any_order && o.questions.empty()) throw usage_error("--any-order has no effect without --questions and --responses");
    if (!o.questions.empty() && o.responses.empty()) throw usage_error("--questions needs --responses FILE");
    if (!o.samples.empty()) {
        if (o.languages.empty())
            for (const auto& file : o.samples) o.languages.push_back(file.lang);
        std::vector<calm::io::language_file> wanted;
        for (const auto& lang : o.languages) {
            const auto at = std::find_if(o.samples.begin(), o.samples.end(), [&](const auto& file) { return file.lang == lang; });
            if (at == o.samples.end()) throw usage_error("--languages names " + lang.str() + ", for which there is no --samples file");
            wanted.push_back(*at);
        }
        o.samples = std::move(wanted);
    } else if (o.languages.empty()) {
        for (const auto& file : o.questions.by_language) o.languages.push_back(file.lang);
    }
    return o;
}

/// Refuses options that name languages which the input does not have. Call it once options.languages is known.
inline void check_languages(const pipeline_options& o) {
    const auto known = [&](const calm::language& lang, const char* option) {
        if (std::find(o.languages.begin(), o.languages.end(), lang) == o.languages.end())
            throw usage_error(std::string(option) + " names " + lang.str() + ", which is none of the languages used");
    };
    for (const auto& [lang, weight] : o.language_weights) known(lang, "--language-weight");
    for (const auto& lang : o.tie_languages) known(lang, "--tie-languages");
}

// The stages that the options choose at run time, behind std::function, which models each concept as well as any other callable.
using any_extractor = std::function<calm::answer(const calm::localized_question&, const calm::response&)>;
using any_aggregator = std::function<calm::ballot(const calm::answered_question&)>;
using any_tie_policy = std::function<std::optional<calm::answer_key>(const calm::tied_vote&)>;

inline any_extractor chosen_extractor(const pipeline_options& o) {
    if (o.paper()) return calm::extract::paper{};
    return calm::extract::corrected{};
}

/// What a vote that learns has learnt in a first walk over the input.
struct learnt_vote {
    std::function<calm::ballot(calm::ballot, const calm::question&)> weigh{};  ///< counted votes to weighed ones; empty when the vote doesn't learn
    nlohmann::ordered_json told{};   ///< for the report
    std::string summary{};           ///< for people
};

inline any_aggregator chosen_vote(const pipeline_options& o, calm::vote::pool pool, const learnt_vote& learnt) {
    if (learnt.weigh)
        return [plain = calm::vote::plurality{std::move(pool)}, weigh = learnt.weigh](const calm::answered_question& answered) {
            return weigh(plain(answered), *answered.asked);
        };
    if (o.vote == "weighted") return calm::vote::weighted<>{o.language_weights, {}, std::move(pool)};
    return calm::vote::plurality{std::move(pool)};
}

inline any_tie_policy chosen_ties(const pipeline_options& o) {
    namespace ties = calm::vote::ties;
    if (o.ties == "seeded") return ties::seeded{o.seed};
    if (o.ties == "language") return ties::by_language{o.tie_languages.empty() ? o.languages : o.tie_languages};
    if (o.ties == "weight") return ties::by_weight{o.language_weights};
    if (o.ties == "first-seen") return ties::first_seen{};
    return ties::drop{};
}

inline calm::vote::thresholds chosen_thresholds(const pipeline_options& o) { return {o.min_share, o.min_margin, o.min_confidence}; }

inline calm::vote::pool chosen_pool(const pipeline_options& o) { return o.paper() ? calm::paper::pool_of(o.languages) : o.languages; }

inline calm::prefer::without_translator chosen_foreign(const pipeline_options& o) {
    using enum calm::prefer::without_translator;
    return o.foreign == "keep" ? untranslated : o.foreign == "answer-only" ? answer_only : leave_out;
}

inline calm::prefer::options chosen_pairs(const pipeline_options& o, const calm::language& target) {
    calm::prefer::options how;
    if (o.paper()) how = calm::paper::pair_options(target, calm::paper::pool_for(target, o.languages));
    how.languages = {target};
    how.foreign = chosen_foreign(o);
    how.weight_by_margin = o.margin_weights;
    if (o.max_pairs > 0) how.max_pairs = o.max_pairs;
    how.gold_fraction = o.gold_fraction;
    how.seed = o.seed;
    return how;
}

/// Every option as it was used, for the manifest.
inline nlohmann::ordered_json to_json(const pipeline_options& o) {
    nlohmann::ordered_json j;
    j["profile"] = o.profile;
    j["languages"] = nlohmann::ordered_json::array();
    for (const auto& lang : o.languages) j["languages"].push_back(lang.str());
    j["vote"] = o.vote;
    j["language_weights"] = nlohmann::ordered_json::object();
    for (const auto& [lang, weight] : o.language_weights) j["language_weights"][lang.str()] = weight;
    j["ties"] = o.ties;
    j["tie_languages"] = nlohmann::ordered_json::array();
    for (const auto& lang : o.tie_languages) j["tie_languages"].push_back(lang.str());
    j["min_share"] = o.min_share;
    j["min_margin"] = o.min_margin;
    j["min_confidence"] = o.min_confidence;
    j["margin_weights"] = o.margin_weights;
    j["max_pairs"] = o.max_pairs;
    j["untranslated"] = o.foreign;
    j["gold_fraction"] = o.gold_fraction;
    j["seed"] = o.seed;
    j["format"] = o.format;
    j["trl"] = o.trl;
    j["bad_records"] = o.lenient ? "lenient" : "strict";
    return j;
}

} // namespace support
