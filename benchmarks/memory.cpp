// What calm_pipeline takes of memory as its input grows: a Markdown table.
//   benchmark_memory CALM_PIPELINE [QUESTIONS...]      1000, 10000, 100000 and 1000000 questions when none is named
// Sample files in two languages, two short responses each; a run's input and output are deleted before the next (10^6 questions take
// several GB of TMPDIR). The peak is the resident set that the system reports for the process. The row without questions
// is the program's --help: what it takes before it does anything.
#include "support/generated_files.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace {

struct usage {
    double peak_mb;
    double seconds;
    double cpu_seconds;
};

/// Runs a program to its end, without its output. The peak is never below this process's own, which a child starts from; so this
/// process has to stay small, and streams what it writes.
usage run(std::vector<std::string> words) {
    const auto start = std::chrono::steady_clock::now();
    std::fflush(stdout);  // or the child would write what is buffered once more
    const auto child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0) {
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        if (std::freopen("/dev/null", "w", stdout) != nullptr) ::execv(arguments[0], arguments.data());
        std::perror(arguments[0]);
        ::_exit(127);
    }
    int status = 0;
    rusage used{};
    if (::wait4(child, &status, 0, &used) != child) throw std::system_error(errno, std::generic_category(), "wait4");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error(words[0] + " failed");
    const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
    return {static_cast<double>(used.ru_maxrss) * 1024 / 1e6, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
            seconds(used.ru_utime) + seconds(used.ru_stime)};
}

double bytes_under(const std::filesystem::path& folder) {
    double sum = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) sum += static_cast<double>(entry.file_size());
    return sum;
}

void measure(const std::string& program, std::size_t questions) {
    const benchmarks::scratch_folder folder;
    const auto out = folder.path() / "out";
    std::vector<std::string> words{program, "--out", out.string()};
    const auto files = benchmarks::write_aligned_samples(folder.path(), {.questions = questions, .languages = 2, .samples = 2, .sentences = 1});
    for (const auto& [lang, path] : files) words.insert(words.end(), {"--samples", lang + '=' + path.string()});
    const auto input = bytes_under(folder.path());
    const auto used = run(words);
    std::printf("| %zu | %.1f | %.1f | %.1f | %.2f | %.2f |\n", questions, input / 1e6, bytes_under(out) / 1e6, used.peak_mb, used.seconds,
                used.cpu_seconds);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) try {
    if (argc < 2) {
        std::fprintf(stderr, "usage: benchmark_memory CALM_PIPELINE [QUESTIONS...]\n");
        return 2;
    }
    std::vector<std::size_t> sizes;
    for (int i = 2; i < argc; ++i) sizes.push_back(std::stoul(argv[i]));
    if (sizes.empty()) sizes = {1'000, 10'000, 100'000, 1'000'000};
    std::printf("| questions | input, MB | output, MB | peak memory, MB | seconds | of the CPU |\n|---:|---:|---:|---:|---:|---:|\n");
    const auto idle = run({argv[1], "--help"});
    std::printf("| none | | | %.1f | %.2f | %.2f |\n", idle.peak_mb, idle.seconds, idle.cpu_seconds);
    for (const auto questions : sizes) measure(argv[1], questions);
    return 0;
} catch (const std::exception& e) {
    std::fprintf(stderr, "benchmark_memory: %s\n", e.what());
    return 1;
}
