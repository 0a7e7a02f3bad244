// calm_sample: asks a GGUF model the questions of a file and records its responses. Needs libllama. See --help.
#include "support/command_line.hpp"
#include "support/progress.hpp"
#include "support/question_source.hpp"

#include "calm/engines/llama_cpp.hpp"
#include "calm/io/responses_writer.hpp"
#include "calm/views/sample.hpp"

#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace {

struct options {
    support::question_files questions{};
    std::filesystem::path out{};
    bool resume = false;
    calm::sample_options draws{};
    calm::engines::llama_cpp_options engine{};
};

options read_options(int argc, char** argv, int& status) {
    options o;
    std::string languages;
    std::vector<std::string> questions;
    support::command_line app("calm_sample",
                              "Asks a model the questions of a file in every language and records the responses, a question at a time. A run that was "
                              "interrupted goes on with --resume. The responses depend on the seed, not on where the run was interrupted or on the number of "
                              "threads.");
    app.add_option("--questions", questions, "one JSON Lines file with all languages (docs/schemas.md), or LANG=FILE for each (needed)")->type_name("FILE");
    app.add_option("--model", o.engine.path, "the model, a GGUF file (needed)")->type_name("FILE");
    app.add_option("--out", o.out, "where the responses go, JSON Lines (needed)")->type_name("FILE");
    app.add_flag("--resume", o.resume, "go on behind the questions that --out has already; one that was recorded in part is asked again");
    app.add_option("--languages", languages, "which languages to ask in; default: all of each question")->type_name("en,zh,...");
    app.add_option("--samples", o.draws.samples, "responses a question and language")->type_name("N");
    app.add_option("--seed", o.draws.seed, "seed of the draws")->type_name("N");
    app.add_option("--temperature", o.draws.settings.temperature, "0 is greedy")->type_name("X");
    app.add_option("--top-p", o.draws.settings.top_p, "nucleus; 1 switches it off")->type_name("X");
    app.add_option("--max-tokens", o.draws.settings.max_tokens, "longest response, in tokens")->type_name("N");
    app.add_option("--threads", o.engine.threads, "threads that compute; 0: all")->type_name("N");
    app.add_option("--lanes", o.engine.lanes, "draws of one prompt that are decoded as one batch")->type_name("N");
    app.add_option("--context", o.engine.context_length, "tokens of prompt and response together")->type_name("N");
    app.footer("Exit status: 0 done, 1 the data or the model is at fault, 2 the command line is.");
    status = support::parse(app, argc, argv);
    if (status >= 0) return o;
    for (const auto& [value, name] : {std::pair(o.engine.path, "--model"), {o.out.string(), "--out"}})
        if (value.empty()) throw support::usage_error(std::string(name) + " is missing");
    o.questions = support::parse_questions(questions);
    if (o.questions.empty()) throw support::usage_error("--questions is missing");
    o.draws.languages = support::language_list("--languages", languages);
    return o;
}

int sample(int argc, char** argv) {
    int status = -1;
    auto o = read_options(argc, argv, status);
    if (status >= 0) return status;

    std::vector<calm::question> questions;
    support::question_source source(o.questions, {});
    for (auto& asked : source) questions.push_back(std::move(asked));
    auto journal = o.resume ? calm::io::response_journal(o.out, questions, o.draws) : calm::io::response_journal(o.out);
    if (journal.cut_off() > 0)
        std::printf("The last run broke off in the middle of a question: its %zu responses are cut off, and the question is asked again.\n", journal.cut_off());
    const auto recorded_before = std::erase_if(questions, [&](const calm::question& asked) { return journal.recorded().contains(asked.id); });
    if (recorded_before > 0) std::printf("%zu questions are recorded already, %zu to go.\n", recorded_before, questions.size());

    calm::engines::llama_cpp model(o.engine);
    {
        support::progress progress("questions", questions.size());
        for (const auto& sampled : questions | calm::views::sample(model, o.draws)) {
            journal.append(sampled);
            progress.step();
        }
    }
    const auto& used = model.usage();
    std::printf("%zu questions recorded in %s: %llu prompt tokens in %.0f s, %llu written tokens in %.0f s.\n", questions.size(), o.out.string().c_str(),
                static_cast<unsigned long long>(used.prompt_tokens), used.prefill_seconds, static_cast<unsigned long long>(used.completion_tokens),
                used.decode_seconds + used.sampling_seconds);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    return support::run_program("calm_sample", [&] { return sample(argc, argv); });
}
