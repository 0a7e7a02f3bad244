// How many megabytes of file a second the readers turn into records, beside nlohmann's own parsers on the same files.
//   benchmark_reading [Google Benchmark's options]
// Every form opens the file anew, so each row has the same reading from the system (from its cache, after the first time) in it. "SAX, no handler"
// throws every event away: a reader stands on this parser, cuts the file into records before it and checks, copies and names after it. It
// is also given the whole file in memory, which no reader needs; "streamed" is what it does in as little memory as a reader.
#include "support/generated_files.hpp"
#include "support/nlohmann_alone.hpp"
#include "support/table.hpp"

#include "calm/io/joined_responses.hpp"
#include "calm/io/prediction_reader.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/io/replay_reader.hpp"
#include "calm/io/response_reader.hpp"
#include "calm/io/sampled_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace io = calm::io;
using benchmarks::paths;

/// A benchmark of read(), which returns the number of records; each form of a group has to find `records`.
template <class Read>
void add(const std::string& name, std::uintmax_t bytes, std::size_t records, Read read) {
    if (const auto found = read(); found != records)
        throw std::logic_error(name + ": " + std::to_string(found) + " records, not " + std::to_string(records));
    benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
        for (auto _ : state) benchmark::DoNotOptimize(read());
        state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
    });
}

template <class Range>
std::size_t walked(Range&& range) {
    std::size_t count = 0;
    for (auto& record : range) {
        benchmark::DoNotOptimize(record);
        ++count;
    }
    return count;
}

/// The rows that stand beside the readers of a format. `records` is their number in all files.
void add_nlohmann(const std::string& group, const paths& files, std::size_t records) {
    const auto bytes = benchmarks::bytes_of(files);
    const auto each = [&files, records](auto read) {
        return [&files, records, read] {
            for (const auto& file : files) read(file);
            return records;
        };
    };
    add(group + " | nlohmann SAX, no handler, file in memory", bytes, records, each(benchmarks::sax_in_memory));
    add(group + " | nlohmann SAX, no handler, streamed", bytes, records, each(benchmarks::sax_streamed));
    add(group + " | nlohmann DOM, file in memory", bytes, records, [&files] {
        std::size_t count = 0;
        for (const auto& file : files) count += benchmarks::dom_in_memory(file);
        return count;
    });
}

} // namespace

int main(int argc, char** argv) {
    const benchmarks::scratch_folder folder;
    const benchmarks::made_size size{.questions = 400};
    const auto responses = size.questions * size.languages * size.samples;

    std::vector<io::sample_file> aligned;
    paths sample_files;
    for (const auto& [lang, path] : benchmarks::write_aligned_samples(folder.path(), size)) {
        aligned.push_back({lang, path});
        sample_files.push_back(path);
    }
    const paths question_file{folder.path() / "questions.jsonl"}, response_file{folder.path() / "responses.jsonl"},
        prediction_file{folder.path() / "predictions.jsonl"};
    benchmarks::write_question_file(question_file[0], size);
    benchmarks::write_response_file(response_file[0], size);
    benchmarks::write_prediction_file(prediction_file[0], size);

    std::string group = "released samples, an array a language";
    auto bytes = benchmarks::bytes_of(sample_files);
    add_nlohmann(group, sample_files, size.questions * size.languages);
    add(group + " | `io::aligned_samples`", bytes, size.questions, [&] { return walked(io::aligned_samples(aligned)); });
    add(group + " | `io::aligned_questions`, the responses ignored", bytes, size.questions, [&] { return walked(io::aligned_questions(aligned)); });

    group = "questions, JSON Lines";
    add_nlohmann(group, question_file, size.questions);
    add(group + " | `io::question_file`", benchmarks::bytes_of(question_file), size.questions,
        [&] { return walked(io::question_file(question_file[0])); });

    group = "responses, JSON Lines";
    bytes = benchmarks::bytes_of(response_file);
    add_nlohmann(group, response_file, responses);
    add(group + " | `io::response_file`", bytes, responses, [&] { return walked(io::response_file(response_file[0])); });
    add(group + " | `io::load_responses`, kept in memory", bytes, responses, [&] { return io::load_responses(response_file[0]).size(); });

    group = "questions and their responses, JSON Lines";
    const paths both{question_file[0], response_file[0]};
    add_nlohmann(group, both, size.questions + responses);
    add(group + " | `io::joined_responses`", benchmarks::bytes_of(both), size.questions, [&] {
        io::question_file questions(question_file[0]);
        return walked(io::joined_responses(questions, response_file));
    });

    group = "predictions, JSON Lines";
    add_nlohmann(group, prediction_file, size.questions * size.languages);
    add(group + " | `io::prediction_file`", benchmarks::bytes_of(prediction_file), size.questions * size.languages,
        [&] { return walked(io::prediction_file(prediction_file[0])); });
    return benchmarks::run(argc, argv);
}
