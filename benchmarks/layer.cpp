// How close do scores and gradients from hidden states come to the bare matrix products in them, and how much memory do they take?
//   benchmark_layer [THREADS]      1 and 2 unless given
// The bare product is the library's own on the same tiles, nothing else; benchmarks/peers/losses.py measures torch's on the same shapes. Each figure is the
// best of 3 runs; each row is a process of its own, for its greatest memory.
#include "calm/cpu/backend.hpp"
#include "calm/cpu/isa.hpp"
#include "calm/loss/thread_team.hpp"
#include "support/best_of.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace loss = calm::loss;
namespace cpu = calm::cpu;

template <class F>
double seconds(const F& work) {
    return benchmarks::best_of(3, work);
}

/// Calls work() in a process of its own, so that its greatest memory is its own, too.
template <class F>
void apart(const F& work) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        work();
        std::fflush(stdout);
        _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) std::printf("| failed |\n");
}

/// The greatest memory that this process has had, in MiB.
double peak() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

void measure(std::size_t vocabulary, std::size_t width, std::size_t tokens, std::size_t threads, bool memory_alone) {
    std::mt19937 random(1);
    const auto number = [&] { return static_cast<float>(random() % 2001) / 1000.0F - 1.0F; };
    std::vector<float> hidden(tokens * width), weight(vocabulary * width), by_hidden(hidden.size()), by_weight(weight.size());
    std::generate(hidden.begin(), hidden.end(), number), std::generate(weight.begin(), weight.end(), number);
    std::vector<std::uint32_t> labels(tokens);
    for (auto& one : labels) one = static_cast<std::uint32_t>(random() % vocabulary);
    std::vector<float> logps(tokens), lse(tokens), slope(tokens, 1e-3F);
    const loss::thread_team team(threads);
    cpu::backend<loss::thread_team> backend(team);
    const loss::projection<float> layer{{hidden.data(), tokens, width}, {weight.data(), vocabulary, width}};
    const loss::projection_gradients<float> gradients{{by_hidden.data(), tokens, width}, {by_weight.data(), vocabulary, width}, {}, false};
    const auto forward = [&](const loss::projection_options& how) {
        backend.forward(layer, {{}, labels}, {}, loss::token_scores<float>{logps, lse, {}, {}, {}, {}}, how);
    };
    const auto backward = [&](const loss::projection_options& how) {
        backend.backward(layer, {{}, labels}, {}, std::span<const float>(lse), std::span<const float>(slope), gradients, how);
    };

    const double before = peak();
    forward({}), backward({});
    const double extra = peak() - before;
    if (memory_alone) {
        std::printf("| %zu | %zu | %zu | %zu | %.1f |\n", vocabulary, width, tokens, threads, extra);
        return;
    }

    // The bare product: tiles of 256 entries, all tokens, divided among the threads.
    const cpu::packed_product product;
    constexpr std::size_t entries = 256;
    std::vector<std::vector<float>> tiles(threads, std::vector<float>(tokens * entries));
    const double bare = seconds([&] {
        team(threads, [&](std::size_t t) {
            const loss::matrix<float> tile(tiles[t].data(), tokens, entries);
            for (std::size_t v = t * entries; v + entries <= vocabulary; v += threads * entries)
                product(layer.hidden, {weight.data() + v * width, entries, width}, tile, {.transpose_b = true});
        });
    });
    const double scores = seconds([&] { forward({}); });
    const double nothing_kept = seconds([&] { forward({}), backward({}); });
    std::vector<float> room(tokens * vocabulary);
    const double all_kept = seconds([&] { forward({room, 0}), backward({room, 0}); });
    std::printf("| %zu | %zu | %zu | %zu | %.0f | %.0f %% | %.0f %% | %.0f %% | %.1f | %.0f | %.0f | %.0f |\n", vocabulary, width, tokens, threads,
                2e-9 * static_cast<double>(tokens * vocabulary * width) / bare, 100 * bare / scores, 400 * bare / nothing_kept, 300 * bare / all_kept, extra, 1e3 * scores,
                1e3 * nothing_kept, 1e3 * all_kept);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) {
    const std::size_t only = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 0;
    if (argc > 1 && only == 0) {
        std::fprintf(stderr, "usage: benchmark_layer [THREADS]\n");
        return 2;
    }
    std::printf("Kernels: %s.\n\n| V | H | tokens | threads | bare product, GFLOP/s | forward, of one product | both, nothing kept, of four | both, all kept, of three | extra MiB | "
                "forward, ms | nothing kept, ms | all kept, ms |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
                std::string(cpu::name(cpu::widest())).c_str());
    const std::vector<std::size_t> counts = only != 0 ? std::vector<std::size_t>{only} : std::vector<std::size_t>{1, 2};
    constexpr std::size_t shapes[3][3] = {{49152, 576, 768}, {151936, 896, 384}, {262144, 640, 256}};
    for (const std::size_t threads : counts)
        for (const auto& [vocabulary, width, tokens] : shapes) apart([&] { measure(vocabulary, width, tokens, threads, false); });
    std::printf("\nWith 16 times the tokens:\n\n| V | H | tokens | threads | extra MiB |\n|---:|---:|---:|---:|---:|\n");
    for (const auto& [vocabulary, width, tokens] : shapes) apart([&] { measure(vocabulary, width, 16 * tokens, counts.back(), true); });
}
