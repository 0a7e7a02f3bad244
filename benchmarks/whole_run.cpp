// How many megabytes of sample files a second a whole run turns into preference data, beside reading their JSON and doing nothing with it.
//   benchmark_whole_run [Google Benchmark's options]
// Six languages, three responses a question and language. The rows add one step of the pipeline each; the last of the first table
// is the whole run, from released sample files to a LLaMA-Factory file in its place. The second table has the run beside the same
// run as a loop of library's functions, with the same reader and the same writer: what differs is the composing. Times are of the CPU.
#include "support/generated_files.hpp"
#include "support/nlohmann_alone.hpp"
#include "support/table.hpp"

#include "calm/extract/corrected.hpp"
#include "calm/io/json_writer.hpp"
#include "calm/io/llama_factory.hpp"
#include "calm/io/sampled_reader.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace calm;

template <class Range>
std::size_t walked(Range&& range) {
    std::size_t count = 0;
    for (auto&& element : range) {
        benchmark::DoNotOptimize(element);
        ++count;
    }
    return count;
}

template <class Run>
void add(const std::string& name, std::uintmax_t bytes, Run run) {
    benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
        for (auto _ : state) benchmark::DoNotOptimize(run());
        state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
    });
}

} // namespace

int main(int argc, char** argv) {
    const benchmarks::scratch_folder folder;
    const benchmarks::made_size size{.questions = 400};
    std::vector<io::sample_file> files;
    benchmarks::paths inputs;
    for (const auto& [lang, path] : benchmarks::write_aligned_samples(folder.path(), size)) {
        files.push_back({lang, path});
        inputs.push_back(path);
    }
    const auto bytes = benchmarks::bytes_of(inputs);
    const auto target = folder.path() / "dpo.json";

    const auto extracting = views::extract(extract::corrected{});
    const auto voting = views::vote(vote::plurality{});
    const auto pairing = views::prefer(prefer::options{});
    const auto written = [&](auto&& pairs) {
        io::json_writer writer(target, io::row_format::array);
        for (const auto& pair : pairs) writer.write(io::alpaca_row(pair));
        writer.commit();
        return writer.rows();
    };
    const auto composed = [&] {
        io::aligned_samples samples(files);
        return written(samples | extracting | voting | pairing);
    };

    const answer_reader<extract::corrected> read{};
    const voter<vote::plurality, vote::ties::drop> count{};
    const prefer::vote_pairs<> pairs_of{};
    const auto looped = [&] {
        io::json_writer writer(target, io::row_format::array);
        io::aligned_samples samples(files);
        for (auto& sampled : samples)
            for (const auto& pair : pairs_of(count(read(std::move(sampled))))) writer.write(io::alpaca_row(pair));
        writer.commit();
        return writer.rows();
    };

    const auto rows = composed();
    const auto bytes_out = std::filesystem::file_size(target);
    const auto file = benchmarks::content(target);
    if (looped() != rows || rows == 0 || benchmarks::content(target) != file) throw std::logic_error("the run and its loop write different files");
    std::printf("%zu questions, %.1f MB of samples, give %zu pairs, %.1f MB.\n", size.questions, static_cast<double>(bytes) / 1e6, rows,
                static_cast<double>(bytes_out) / 1e6);

    const auto json_alone = [&inputs](auto read_file) {
        return [&inputs, read_file] {
            for (const auto& input : inputs) read_file(input);
            return inputs.size();
        };
    };
    const std::string steps = "sample files to preference data | ";
    add(steps + "nlohmann SAX, no handler, files in memory", bytes, json_alone(benchmarks::sax_in_memory));
    add(steps + "nlohmann SAX, no handler, streamed", bytes, json_alone(benchmarks::sax_streamed));
    add(steps + "nlohmann DOM, files in memory", bytes, json_alone(benchmarks::dom_in_memory));
    add(steps + "`samples` (`io::aligned_samples`)", bytes, [&] { return walked(io::aligned_samples(files)); });
    add(steps + "`samples \\| extract`", bytes, [&] {
        io::aligned_samples samples(files);
        return walked(samples | extracting);
    });
    add(steps + "`samples \\| extract \\| vote`", bytes, [&] {
        io::aligned_samples samples(files);
        return walked(samples | extracting | voting);
    });
    add(steps + "`samples \\| extract \\| vote \\| prefer`", bytes, [&] {
        io::aligned_samples samples(files);
        return walked(samples | extracting | voting | pairing);
    });
    add(steps + "the same, written to a file: the whole run", bytes, composed);

    const std::string form = "form of the whole run | ";
    add(form + "loop, library's functions", bytes, looped);
    add(form + "`samples \\| extract \\| vote \\| prefer`", bytes, composed);
    return benchmarks::run(argc, argv);
}
