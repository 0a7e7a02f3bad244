// calm_score: asks a GGUF model how likely it finds the options of the questions of a file, and records the scores. Needs libllama. See --help.
#include "support/command_line.hpp"
#include "support/progress.hpp"
#include "support/question_source.hpp"

#include "calm/engines/llama_cpp.hpp"
#include "calm/io/scores_writer.hpp"
#include "calm/measure/option_ranking.hpp"

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace {

struct options {
    support::question_files questions{};
    std::vector<calm::language> languages{};
    std::filesystem::path out{};
    bool resume = false;
    calm::measure::ranking_options ranking{};
    calm::engines::llama_cpp_options engine{};
};

options read_options(int argc, char** argv, int& status) {
    options o;
    std::string languages, scored = "prompt_and_candidate";
    std::vector<std::string> questions;
    support::command_line app("calm_score",
                              "Asks a model how likely it finds each option of the questions of a file, in every language, and records the mean "
                              "log-probability of a token. The question is shown without its list of options. calm_evaluate --scores says how far the "
                              "languages agree. A run that was interrupted goes on with --resume.");
    app.add_option("--questions", questions, "one JSON Lines file with all languages (docs/schemas.md), or LANG=FILE for each (needed)")->type_name("FILE");
    app.add_option("--model", o.engine.path, "the model, a GGUF file (needed)")->type_name("FILE");
    app.add_option("--out", o.out, "where the scores go, JSON Lines (needed)")->type_name("FILE");
    app.add_flag("--resume", o.resume, "go on behind what --out has already; give the options of the first run");
    app.add_option("--languages", languages, "which languages to ask in; default: all of each question")->type_name("en,zh,...");
    app.add_option("--scored", scored, "which tokens count: those of question and option as one text (DCO's probe), or of the option as an answer to the question")
        ->type_name("prompt_and_candidate|candidate");
    app.add_option("--threads", o.engine.threads, "threads that compute; 0: all")->type_name("N");
    app.add_option("--context", o.engine.context_length, "tokens of question and option together")->type_name("N");
    app.footer("Exit status: 0 done, 1 the data or the model is at fault, 2 the command line is.");
    status = support::parse(app, argc, argv);
    if (status >= 0) return o;
    for (const auto& [value, name] : {std::pair(o.engine.path, "--model"), {o.out.string(), "--out"}})
        if (value.empty()) throw support::usage_error(std::string(name) + " is missing");
    using calm::measure::scored_text;
    o.ranking.scored = support::one_of("--scored", scored, {"prompt_and_candidate", "candidate"}) == 0 ? scored_text::prompt_and_candidate
                                                                                                       : scored_text::candidate;
    o.questions = support::parse_questions(questions);
    if (o.questions.empty()) throw support::usage_error("--questions is missing");
    o.languages = support::language_list("--languages", languages);
    return o;
}

/// The texts of a question that are asked.
std::vector<const calm::localized_question*> texts_of(const calm::question& asked, const std::vector<calm::language>& languages) {
    std::vector<const calm::localized_question*> texts;
    if (languages.empty())
        for (const auto& text : asked.texts) texts.push_back(&text);
    for (const auto& lang : languages) {
        texts.push_back(asked.find(lang));
        if (texts.back() == nullptr) throw support::usage_error("--languages names " + lang.str() + ", which the questions don't have");
    }
    return texts;
}

int score(int argc, char** argv) {
    int status = -1;
    auto o = read_options(argc, argv, status);
    if (status >= 0) return status;

    std::vector<calm::question> questions;
    std::size_t total = 0;
    support::question_source source(o.questions, {}, o.languages);
    for (auto& asked : source) {
        total += texts_of(asked, o.languages).size();
        questions.push_back(std::move(asked));
    }
    calm::engines::llama_cpp model(o.engine);  // first: without a model no file is made
    auto journal = o.resume ? calm::io::score_journal::resumed(o.out) : calm::io::score_journal(o.out);
    if (journal.recorded() > 0) std::printf("%s has %zu lines already.\n", o.out.string().c_str(), journal.recorded());
    std::size_t written = 0;
    {
        support::progress progress("texts", total);
        for (const auto& asked : questions)
            for (const auto* text : texts_of(asked, o.languages)) {
                if (!journal.recorded(asked.id, text->lang)) {
                    journal.append({asked.id, text->lang, calm::measure::rank_options(model, *text, o.ranking), asked.gold});
                    ++written;
                }
                progress.step();
            }
    }
    const auto& used = model.usage();
    std::printf("%zu questions, %zu lines recorded in %s: %llu tokens in %.0f s.\n", questions.size(), written, o.out.string().c_str(),
                static_cast<unsigned long long>(used.prompt_tokens), used.prefill_seconds);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    return support::run_program("calm_score", [&] { return score(argc, argv); });
}
