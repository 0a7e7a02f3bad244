// How many megabytes of response text a second the extractors read, and whether hostile text takes them more than linear time.
//   benchmark_extraction [Google Benchmark's options]
// Text: generated responses in six languages; data/responses.jsonl where it exists; the released X-CSQA samples where
// CALM_REFERENCE_DIR (or ../shared/reference) has them. Finding a text's line breaks stands beside as what merely looking at each byte costs.
#include "support/generated.hpp"
#include "support/table.hpp"

#include "calm/error.hpp"
#include "calm/extract/corrected.hpp"
#include "calm/extract/paper.hpp"
#include "calm/io/joined_responses.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/io/sampled_reader.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using calm::sampled_question;

std::size_t bytes_of(const std::vector<sampled_question>& sampled) {
    std::size_t sum = 0;
    for (const auto& one : sampled)
        for (const auto& given : one.responses) sum += given.text.size();
    return sum;
}

/// One pass over all responses, each with its question's text: visit(text, response).
template <class Visit>
void each_response(const std::vector<sampled_question>& sampled, Visit visit) {
    for (const auto& one : sampled) {
        const calm::localized_question* text = nullptr;
        for (const auto& given : one.responses) {
            if (text == nullptr || text->lang != given.lang) text = one.asked->find(given.lang);
            visit(*text, given);
        }
    }
}

template <class Visit>
void add(const std::string& name, const std::vector<sampled_question>& sampled, Visit visit) {
    benchmark::RegisterBenchmark(name.c_str(), [&sampled, visit, bytes = bytes_of(sampled)](benchmark::State& state) {
        for (auto _ : state) each_response(sampled, visit);
        state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
    });
}

void add_all(const std::string& group, const std::vector<sampled_question>& sampled) {
    add(group + " | counting line breaks", sampled, [](const auto&, const calm::response& given) {
        benchmark::DoNotOptimize(std::count(given.text.begin(), given.text.end(), '\n'));
    });
    add(group + " | extract::paper", sampled, [](const auto& text, const calm::response& given) { benchmark::DoNotOptimize(calm::extract::paper{}(text, given)); });
    add(group + " | extract::corrected", sampled, [](const auto& text, const calm::response& given) { benchmark::DoNotOptimize(calm::extract::corrected{}(text, given)); });
}

/// Text that an implementation with a loop in a loop would choke on. Each is read by the rules in other ways.
void add_hostile() {
    static const auto asked = benchmarks::made_question(0).texts[0];
    static const std::vector<std::pair<std::string, std::string>> pieces{
        {"`Answer: `", "Answer: "}, {"`Answer: A or `", "Answer: A or "}, {"`(`", "("}, {"`**(A`", "**(A"}, {"`A `", "A "},
        {"`\\boxed{`", "\\boxed{"}, {"`the answer is `", "the answer is "}, {"`答案：（`", "答案：（"}, {"line breaks", "\n"}, {"`garden ` (an option)", "garden "},
        {"`✅`", "✅"}, {"`✅ A`", "✅ A"}, {"`\\boxed{A`", "\\boxed{A"}, {"`the correct option `", "the correct option "}, {"`C is best. `", "C is best. "}, {"`选A`", "选A"},
        {"lines `A`", "A\n"}, {"lines `garden ✅`", "garden ✅\n"}, {"lines `Question:`", "Question:\n"}, {"`В ` (Cyrillic)", "В "}, {"`not A is right, `", "not A is right, "}, {"`答`", "答"}};
    for (const auto& [name, piece] : pieces) {
        for (const std::size_t size : {std::size_t{10'000}, std::size_t{100'000}, std::size_t{1'000'000}, std::size_t{10'000'000}}) {
            const auto label = "extract::corrected on a text of nothing but | " + name + " | " + std::to_string(size / 1000) + " kB";
            benchmark::RegisterBenchmark(label.c_str(), [&piece = piece, size](benchmark::State& state) {
                calm::response given{.lang = asked.lang};
                while (given.text.size() < size) given.text += piece;
                for (auto _ : state) benchmark::DoNotOptimize(calm::extract::corrected{}(asked, given));
                state.SetBytesProcessed(static_cast<std::int64_t>(given.text.size()) * state.iterations());
            })->Repetitions(3);
        }
    }
}

std::vector<sampled_question> recorded(const std::filesystem::path& folder) {
    std::vector<sampled_question> all;
    if (!std::filesystem::exists(folder / "responses.jsonl")) return all;
    calm::io::question_file questions(folder / "questions.jsonl");
    calm::io::joined_responses joined(questions, {folder / "responses.jsonl"});
    for (auto& one : joined) all.push_back(std::move(one));
    return all;
}

std::vector<sampled_question> released() {
    const char* given = std::getenv("CALM_REFERENCE_DIR");
    const auto folder = std::filesystem::path(given != nullptr ? given : "../shared/reference") / "xcsqa" / "samples";
    std::vector<sampled_question> all;
    if (!std::filesystem::exists(folder)) return all;
    std::vector<calm::io::sample_file> files;
    for (const char* lang : {"en", "cn", "fr", "de", "it", "ja"}) files.push_back({lang, folder / ("x_csqa_" + std::string(lang) + "_train_sampled.json")});
    calm::io::aligned_samples samples(files);
    for (auto& one : samples) all.push_back(std::move(one));
    return all;
}

} // namespace

int main(int argc, char** argv) {
    const auto generated = benchmarks::made_samples(500);
    const auto demo = recorded("data");
    const auto reference = released();
    add_all("generated responses", generated);
    if (demo.empty()) std::fprintf(stderr, "extraction: no data/responses.jsonl here, so nothing is measured on it\n");
    else add_all("data/responses.jsonl", demo);
    if (reference.empty()) std::fprintf(stderr, "extraction: no released X-CSQA samples (CALM_REFERENCE_DIR), so nothing is measured on them\n");
    else add_all("released X-CSQA samples", reference);
    add_hostile();
    return benchmarks::run(argc, argv);
}
