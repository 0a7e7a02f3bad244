// How close do the kernels for GPUs come to what the device's memory allows?
//   benchmark_cuda rows|hidden|pairs [MIB]      rows: of logits, 1024 MiB of them unless given; hidden: hidden states and the head; pairs: losses on log-probabilities
// The limit, of the same run: a kernel that reads as many bytes and does nothing with them, and one that changes signs in place. Each figure is the best of 7
// runs between two events; the share of the limit is what to look at. peers/losses_cuda.py prints rows of the same table. Without a device: one line, and
// exit status 77.
#include "calm/cuda/backend.cuh"
#include "calm/cuda/sizes.cuh"

#include "calm/loss/half.hpp"
#include "calm/loss/score_losses.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace {

namespace loss = calm::loss;
namespace cuda = calm::cuda;
using cuda::detail::check;

/// Memory of the device.
template <class T>
class buffer {
public:
    explicit buffer(std::size_t count) : size_(count) { check(cudaMalloc(&data_, count * sizeof(T)), "allocating"); }
    explicit buffer(const std::vector<T>& from) : buffer(from.size()) { check(cudaMemcpy(data_, from.data(), from.size() * sizeof(T), cudaMemcpyHostToDevice), "copying"); }
    buffer(const buffer&) = delete;
    buffer& operator=(const buffer&) = delete;
    ~buffer() { cudaFree(data_); }
    [[nodiscard]] T* data() const { return static_cast<T*>(data_); }
    [[nodiscard]] std::span<T> all() const { return {data(), size_}; }

private:
    void* data_ = nullptr;
    std::size_t size_;
};

__global__ void read_all(const uint4* from, std::size_t count, unsigned* to) {
    unsigned all = 0;
    for (std::size_t i = blockIdx.x * std::size_t{blockDim.x} + threadIdx.x; i < count; i += std::size_t{gridDim.x} * blockDim.x) {
        const uint4 one = from[i];
        all ^= one.x ^ one.y ^ one.z ^ one.w;
    }
    if (all == 0x12345678U) *to = all;  // so that nothing is left out
}
__global__ void change_signs(uint4* words, std::size_t count, unsigned mask) {
    for (std::size_t i = blockIdx.x * std::size_t{blockDim.x} + threadIdx.x; i < count; i += std::size_t{gridDim.x} * blockDim.x) {
        uint4 one = words[i];
        one.x ^= mask, one.y ^= mask, one.z ^= mask, one.w ^= mask;
        words[i] = one;
    }
}

class timer {
public:
    explicit timer(cudaStream_t stream) : stream_(stream) { check(cudaEventCreate(&begin_), "making an event"), check(cudaEventCreate(&end_), "making an event"); }
    timer(const timer&) = delete;
    timer& operator=(const timer&) = delete;
    ~timer() { cudaEventDestroy(begin_), cudaEventDestroy(end_); }
    /// Seconds of the best of 7 runs of `repeat` calls, for one call.
    template <class F>
    double operator()(const F& work, int repeat = 1) {
        work();  // what the first call alone costs
        float best = 1e30F;
        for (int run = 0; run < 7; ++run) {
            check(cudaEventRecord(begin_, stream_), "beginning");
            for (int i = 0; i < repeat; ++i) work();
            check(cudaEventRecord(end_, stream_), "ending");
            check(cudaEventSynchronize(end_), "waiting");
            float milliseconds = 0;
            check(cudaEventElapsedTime(&milliseconds, begin_, end_), "timing");
            best = std::min(best, milliseconds);
        }
        return 1e-3 * static_cast<double>(best) / repeat;
    }

private:
    cudaStream_t stream_;
    cudaEvent_t begin_{}, end_{};
};

template <class T>
void measure_rows(cudaStream_t stream, const char* type, std::size_t vocabulary, std::size_t bytes, unsigned blocks) {
    const std::size_t rows = std::max<std::size_t>(2, bytes / sizeof(T) / vocabulary), total = rows * vocabulary;
    std::mt19937_64 random(1);
    std::normal_distribution<float> about(0, 3);
    std::vector<T> values(total), some(1 << 16);
    for (auto& one : some) one = T(about(random));
    for (std::size_t i = 0; i < total; ++i) values[i] = some[(i * 7919) % some.size()];
    std::vector<std::uint32_t> labels(rows);
    for (auto& one : labels) one = static_cast<std::uint32_t>(random() % vocabulary);
    const buffer<T> z(values);
    const buffer<std::uint32_t> label(labels);
    const buffer<float> logps(rows), lse(rows), entropy(rows), top1(rows), slope(std::vector<float>(rows, 1e-3F));
    const buffer<unsigned> nowhere(1);
    const buffer<std::byte> workspace(cuda::workspace_bytes({.tokens = rows, .vocabulary = vocabulary}));
    cuda::backend backend(stream, workspace.all());
    timer seconds(stream);
    const loss::matrix<T> logits(z.data(), rows, vocabulary);
    const loss::target_tokens targets{{}, label.all()};

    auto* const words = reinterpret_cast<uint4*>(z.data());
    const std::size_t count = total * sizeof(T) / sizeof(uint4);
    const double read = seconds([&] { read_all<<<blocks, 256, 0, stream>>>(words, count, nowhere.data()); });
    const double both_ways = seconds([&] { change_signs<<<blocks, 256, 0, stream>>>(words, count, sizeof(T) == 4 ? 0x80000000U : 0x80008000U); });
    check(cudaGetLastError(), "the limits' kernels");
    const double forward = seconds([&] { backend.forward(loss::matrix<const T>(logits), targets, {}, loss::token_scores<float>{logps.all(), lse.all(), {}, {}, {}, {}}); });
    const double metrics = seconds([&] { backend.forward(loss::matrix<const T>(logits), targets, {}, loss::token_scores<float>{logps.all(), lse.all(), entropy.all(), {}, top1.all(), {}}); });
    backend.check();
    // In place: but for the first run, forward is given the last gradient for logits, which is the same work.
    const double both = seconds([&] {
        backend.forward(loss::matrix<const T>(logits), targets, {}, loss::token_scores<float>{logps.all(), lse.all(), {}, {}, {}, {}});
        backend.backward(loss::matrix<const T>(logits), targets, {}, std::span<const float>(lse.data(), rows), std::span<const float>(slope.data(), rows), logits);
    });
    backend.check();
    const double gigabytes = 1e-9 * static_cast<double>(total * sizeof(T));
    const auto print = [&](const char* who, double one_way) {
        std::printf("| %s | %s | %zu | %zu | %.0f | %.0f %% |", who, type, vocabulary, rows, gigabytes / one_way, 100 * read / one_way);
    };
    const auto print_both = [&](double two_ways) { std::printf(" %.2f | %.0f %% |\n", 1e3 * two_ways, 100 * (read + both_ways) / two_ways); };
    print("limit: memory", read), print_both(read + both_ways);
    print("CALM", forward), print_both(both);
    print("CALM, with entropy and top-1", metrics), std::printf(" | |\n");
    std::fflush(stdout);
}

template <class T, cuda::products Of = cuda::products::standard>
void measure_layer(cudaStream_t stream, const char* who, const char* type, std::size_t vocabulary, std::size_t width, std::size_t tokens) {
    using policy = cuda::layer_policy<Of>;
    std::mt19937_64 random(3);
    std::vector<T> hidden_numbers(tokens * width), weight_numbers(vocabulary * width);
    for (auto& one : hidden_numbers) one = T(static_cast<float>(random() % 2001) * 1e-3F - 1);
    for (auto& one : weight_numbers) one = T(static_cast<float>(random() % 2001) * 5e-5F - 0.05F);
    std::vector<std::uint32_t> labels(tokens);
    for (auto& one : labels) one = static_cast<std::uint32_t>(random() % vocabulary);
    const buffer<T> hidden(hidden_numbers), weight(weight_numbers), by_hidden(hidden_numbers.size());
    const buffer<float> by_weight(weight_numbers.size()), logps(tokens), lse(tokens), slope(std::vector<float>(tokens, 1e-3F));
    const buffer<std::uint32_t> label(labels);
    const buffer<std::byte> workspace(cuda::workspace_bytes<policy>({.tokens = tokens, .vocabulary = vocabulary, .hidden = width, .number = sizeof(T)}));
    cuda::stream_backend<policy> backend(stream, workspace.all());
    const loss::projection<T> layer{{hidden.data(), tokens, width}, {weight.data(), vocabulary, width}};
    const loss::target_tokens targets{{}, label.all()};
    timer seconds(stream);
    const auto one_way = [&] { backend.forward(layer, targets, {}, loss::token_scores<float>{logps.all(), lse.all(), {}, {}, {}, {}}); };
    const double forward = seconds(one_way);
    const double both = seconds([&] {
        one_way();
        backend.backward(layer, targets, {}, std::span<const float>(lse.data(), tokens), std::span<const float>(slope.data(), tokens),
                         loss::projection_gradients<T>{.hidden = {by_hidden.data(), tokens, width}, .weight = {by_weight.data(), vocabulary, width}});
    });
    backend.check();
    std::printf("| %s | %s | %zu | %zu | %zu | %.2f | %.1f | %.2f |\n", who, type, vocabulary, width, tokens, 1e3 * forward,
                2e-12 * static_cast<double>(tokens) * static_cast<double>(vocabulary) * static_cast<double>(width) / forward, 1e3 * both);
    std::fflush(stdout);
}

template <class L>
void measure_pairs(cudaStream_t stream, const char* name, const L& of, std::size_t pairs) {
    std::mt19937_64 random(2);
    std::vector<float> columns[4];
    for (auto& column : columns)
        for (std::size_t i = 0; i < pairs; ++i) column.push_back(-static_cast<float>(random() % 10000) * 1e-3F);
    const buffer<float> p(columns[0]), q(columns[1]), r(columns[2]), s(columns[3]), to(pairs), to_other(pairs);
    const buffer<std::byte> workspace(cuda::workspace_bytes({.pairs = pairs}));
    cuda::backend backend(stream, workspace.all());
    loss::pair_batch<float> batch;
    batch.policy_chosen = {p.data(), pairs}, batch.policy_rejected = {q.data(), pairs}, batch.reference_chosen = {r.data(), pairs}, batch.reference_rejected = {s.data(), pairs};
    const loss::pair_outputs<float> out{{}, {to.data(), pairs}, {to_other.data(), pairs}, {}};
    timer seconds(stream);
    const double called = seconds([&] { (void)backend.evaluate(of, batch, out); }, 100);

    cudaGraph_t graph = nullptr;
    cudaGraphExec_t ready = nullptr;
    check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal), "beginning to capture");
    (void)backend.evaluate(of, batch, out);
    check(cudaStreamEndCapture(stream, &graph), "capturing"), check(cudaGraphInstantiate(&ready, graph, 0), "making a graph");
    const double replayed = seconds([&] { check(cudaGraphLaunch(ready, stream), "running a graph"); }, 100);
    cudaGraphExecDestroy(ready), cudaGraphDestroy(graph);
    backend.check();
    std::printf("| %s | %zu | %.1f | %.1f |\n", name, pairs, 1e6 * called, 1e6 * replayed);
    std::fflush(stdout);
}

void measure(const std::string& what, std::size_t mib) {
    int device = 0;
    cudaDeviceProp properties{};
    check(cudaGetDevice(&device), "asking for the device"), check(cudaGetDeviceProperties(&properties, device), "asking for the device's properties");
    int runtime = 0, driver = 0;
    check(cudaRuntimeGetVersion(&runtime), "asking for the version"), check(cudaDriverGetVersion(&driver), "asking for the version");
    std::printf("%s, compute capability %d.%d, %d multiprocessors; CUDA %d.%d, driver for %d.%d\n\n", properties.name, properties.major, properties.minor,
                properties.multiProcessorCount, runtime / 1000, runtime % 1000 / 10, driver / 1000, driver % 1000 / 10);
    cudaStream_t stream = nullptr;
    check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "making a stream");
    const auto blocks = static_cast<unsigned>(16 * properties.multiProcessorCount);
    if (what == "rows") {
        std::printf("| from logits | storage | V | rows | forward, GB/s | of the limit | with gradient, ms | of the limit |\n|---|---|---:|---:|---:|---:|---:|---:|\n");
        for (const std::size_t vocabulary : {49152U, 151936U, 262144U}) {
            measure_rows<float>(stream, "fp32", vocabulary, mib << 20, blocks);
            measure_rows<loss::bf16>(stream, "bf16", vocabulary, mib << 20, blocks);
            measure_rows<loss::fp16>(stream, "fp16", vocabulary, mib << 20, blocks);
        }
    } else if (what == "hidden") {
        std::printf("| from hidden states | storage | V | H | tokens | forward, ms | TFLOP/s of the product | with gradients, ms |\n|---|---|---:|---:|---:|---:|---:|---:|\n");
        for (const auto& [vocabulary, width, tokens] : {std::array<std::size_t, 3>{49152, 2048, 8192}, {151936, 4096, 4096}, {262144, 4096, 4096}}) {
            measure_layer<loss::bf16>(stream, "CALM", "bf16", vocabulary, width, tokens);
            measure_layer<loss::fp16>(stream, "CALM", "fp16", vocabulary, width, tokens);
            measure_layer<float, cuda::products::tf32>(stream, "CALM, tf32", "fp32", vocabulary, width, tokens);
            measure_layer<float>(stream, "CALM", "fp32", vocabulary, width, tokens);
            if (vocabulary == 49152) measure_layer<loss::bf16, cuda::products::plain>(stream, "CALM, without tensor cores", "bf16", vocabulary, width, tokens);
        }
    } else {
        std::printf("| loss | pairs | evaluate, µs a call | in a graph, µs |\n|---|---:|---:|---:|\n");
        for (const std::size_t pairs : {64U, 4096U, 262144U}) {
            measure_pairs(stream, "sigmoid", loss::sigmoid(), pairs);
            if (pairs <= 4096) measure_pairs(stream, "aot", loss::aot(), pairs);
        }
    }
    cudaStreamDestroy(stream);
}

} // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    const std::size_t mib = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1024;
    if ((what != "rows" && what != "hidden" && what != "pairs") || argc > 3 || mib == 0) {
        std::fprintf(stderr, "usage: benchmark_cuda rows|hidden|pairs [MIB]\n");
        return 2;
    }
    int devices = 0;
    const cudaError_t status = cudaGetDeviceCount(&devices);
    if (status != cudaSuccess || devices == 0) {
        std::printf("benchmark_cuda: no CUDA device (%s)\n", status == cudaSuccess ? "none found" : cudaGetErrorString(status));
        return 77;
    }
    measure(what, mib);
}
