// How close do log-probabilities from logits, and their gradient in place, come to what the memory and the arithmetic allow?
//   benchmark_logits [THREADS [MIB]] [baseline|avx2|avx512]      1 and 2 threads, 1024 MiB of logits, the widest instructions, unless given
// Roofs of the same run: the greatest of each entry, which reads it all; doubling each in place, which reads and writes; and the same kernels on a row that stays in
// the first cache. Each figure is the best of 5 runs; the ratio is what to look at.
#include "calm/cpu/backend.hpp"
#include "calm/cpu/isa.hpp"
#include "calm/loss/half.hpp"
#include "calm/loss/thread_team.hpp"
#include "support/arguments.hpp"
#include "support/best_of.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cpu = calm::cpu;

template <class F>
double seconds(const F& work) {
    return benchmarks::best_of(5, work);
}

volatile double kept = 0;

/// Cycles a second, of a core that multiplies integers in three cycles, as x86-64's and most of AArch64's do: products that wait for each other.
double clock_rate() {
    constexpr int products = 4000000;
    std::uint64_t x = 3;
    const double least = seconds([&] {
        for (int i = 0; i < products; ++i) {
            x *= x;
#if defined(__GNUC__)
            asm volatile("" : "+r"(x));  // each product by itself
#endif
        }
    });
    kept = kept + static_cast<double>(x & 1U);
    return 3.0 * products / least;
}

/// Adds to the words of a row, so that all of it is read; four sums, so that it waits for the memory alone.
std::uint64_t read_all(const std::uint64_t* words, std::size_t count) {
    std::uint64_t sum[32] = {};
    for (std::size_t i = 0; i + 32 <= count; i += 32)
        for (std::size_t j = 0; j < 32; ++j) sum[j] ^= words[i + j];
    std::uint64_t all = 0;
    for (const auto one : sum) all ^= one;
    return all;
}
void write_all(std::uint64_t* words, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) words[i] ^= 0x8000800080008000U;  // changes signs
}

template <class T>
void measure(const char* type, std::size_t vocabulary, std::size_t threads, std::size_t bytes, cpu::isa which) {
    const std::size_t rows = std::max<std::size_t>(2, bytes / sizeof(T) / vocabulary), total = rows * vocabulary;
    std::vector<T> values(total);
    std::mt19937_64 random(1);
    std::normal_distribution<float> about(0, 3);
    std::vector<T> some(1 << 16);
    for (auto& one : some) one = T(about(random));
    for (std::size_t i = 0; i < total; ++i) values[i] = some[(i * 7919) % some.size()];
    std::vector<std::uint32_t> labels(rows);
    for (auto& one : labels) one = static_cast<std::uint32_t>(random() % vocabulary);
    std::vector<float> logps(rows), lse(rows), slope(rows, 1e-3F);

    const loss::thread_team team(threads);
    cpu::backend<loss::thread_team> backend(team, {}, which);
    const loss::matrix<T> logits(values.data(), rows, vocabulary);
    const std::size_t words = vocabulary * sizeof(T) / sizeof(std::uint64_t);
    const auto words_of = [&](std::size_t r) { return reinterpret_cast<std::uint64_t*>(reinterpret_cast<char*>(values.data()) + r * words * sizeof(std::uint64_t)); };

    const double read = seconds([&] { team(rows, [&](std::size_t r) { kept = kept + static_cast<double>(read_all(words_of(r), words) & 1U); }); });
    const double forward = seconds([&] {
        backend.forward(loss::matrix<const T>(logits), {{}, labels}, {}, loss::token_scores<float>{logps, lse, {}, {}, {}, {}});
    });
    std::vector<float> entropy(rows), top1(rows);
    const double metrics = seconds([&] {
        backend.forward(loss::matrix<const T>(logits), {{}, labels}, {}, loss::token_scores<float>{logps, lse, entropy, {}, top1, {}});
    });
    const double both_ways = seconds([&] { team(rows, [&](std::size_t r) { write_all(words_of(r), words); }); });  // an odd number of times: the signs are the others now
    backend.forward(loss::matrix<const T>(logits), {{}, labels}, {}, loss::token_scores<float>{logps, lse, {}, {}, {}, {}});
    const double backward = seconds([&] {  // the second of these runs takes the gradient for logits: the same work
        backend.backward(loss::matrix<const T>(logits), {{}, labels}, {}, std::span<const float>(lse), std::span<const float>(slope), logits);
    });

    // The arithmetic alone: rows of 16 KiB that all lie in the same place, one after the other on one thread.
    const std::size_t few = 16384 / sizeof(T), times = 64;
    std::vector<T> one_row(some.begin(), some.begin() + static_cast<std::ptrdiff_t>(few)), result(few);
    const std::vector<std::uint32_t> label(times, 1);
    std::vector<float> cached_logps(times), cached_lse(times), cached_slope(times, 1e-3F);
    const loss::matrix<const T> cached(one_row.data(), times, few, 0);
    const auto repeated = [&](const auto& work) { return seconds(work) / static_cast<double>(times * few * threads) * static_cast<double>(total); };
    const double sums = repeated([&] { cpu::forward(cached, {{}, label}, {}, loss::token_scores<float>{cached_logps, cached_lse, {}, {}, {}, {}}, loss::serial(), which); });
    const double powers = repeated([&] {
        cpu::backward(cached, {{}, label}, {}, std::span<const float>(cached_lse), std::span<const float>(cached_slope), loss::matrix<T>(result.data(), times, few, 0),
                      loss::serial(), which);
    });

    const double cycles = clock_rate() * static_cast<double>(threads) / static_cast<double>(total);  // a second, for each entry
    const double gigabytes = 1e-9 * static_cast<double>(total * sizeof(T));
    const double forward_roof = std::max(read, sums), backward_roof = std::max(both_ways, powers);
    std::printf("| %s | %zu | %zu | %.1f | %.0f %% | %.0f %% | %.1f | %.0f %% | %.2f | %.2f | %.0f | %.0f |\n", type, vocabulary, threads, gigabytes / forward,
                100 * forward_roof / forward, 100 * forward_roof / metrics, 2 * gigabytes / backward, 100 * backward_roof / backward,
                1 / (sums * cycles), 1 / (powers * cycles),
                1e3 * forward, 1e3 * (forward + backward));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) {
    cpu::isa which = cpu::widest();
    std::vector<std::size_t> numbers;
    for (int i = 1; i < argc; ++i) {
        if (const auto named = benchmarks::isa_named(argv[i])) which = *named;
        else numbers.push_back(benchmarks::count_named(argv[i]).value_or(0));
        if (numbers.size() > 2 || (!numbers.empty() && numbers.back() == 0)) {
            std::fprintf(stderr, "usage: benchmark_logits [THREADS [MIB]] [baseline|avx2|avx512]      with instructions that this processor has\n");
            return 2;
        }
    }
    const std::size_t mib = numbers.size() > 1 ? numbers[1] : 1024;
    std::printf("Kernels: %s. Roof: the slower of the memory and the arithmetic on data in the first cache.\n\n", std::string(cpu::name(which)).c_str());
    std::printf("| storage | V | threads | forward, GB/s | of its roof | with entropy and top-1 | gradient, GB/s | of its roof | arithmetic of the sums, entries a cycle a core | of the "
                "gradient | forward, ms | with the gradient, ms |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (const std::size_t threads : !numbers.empty() ? std::vector<std::size_t>{numbers[0]} : std::vector<std::size_t>{1, 2})
        for (const std::size_t vocabulary : {49152U, 151936U, 262144U}) {
            measure<float>("fp32", vocabulary, threads, mib << 20, which);
            measure<loss::bf16>("bf16", vocabulary, threads, mib << 20, which);
            measure<loss::fp16>("fp16", vocabulary, threads, mib << 20, which);
        }
}
