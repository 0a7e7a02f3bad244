"""What PyTorch and TRL take for log-probabilities and gradients on a CPU, on the shapes of benchmark_logits and benchmark_layer.

    python3 -m venv build/peers-losses && build/peers-losses/bin/pip install -r benchmarks/peers/requirements-losses.txt
    build/peers-losses/bin/python benchmarks/peers/losses.py [THREADS]

Each figure is the best of 3 runs; prints Markdown tables.
"""

import importlib.metadata
import sys
import time

import torch
from trl.trainer.utils import selective_log_softmax


def best(work, repeat=3):
    least = float("inf")
    for _ in range(repeat):
        begin = time.perf_counter()
        work()
        least = min(least, time.perf_counter() - begin)
    return least


def from_logits(vocabulary, rows):
    logits = torch.randn(1, rows, vocabulary) * 3
    labels = torch.randint(0, vocabulary, (1, rows))
    leaf = logits.requires_grad_()

    def both():
        leaf.grad = None
        selective_log_softmax(leaf, labels).sum().backward()

    with torch.no_grad():
        forward = best(lambda: selective_log_softmax(leaf, labels))
    gigabytes = 4e-9 * rows * vocabulary
    print(f"| {vocabulary} | {rows} | {1e3 * forward:.0f} | {gigabytes / forward:.2f} | {1e3 * best(both):.0f} |", flush=True)


def from_hidden(vocabulary, width, tokens):
    hidden = torch.rand(tokens, width) * 2 - 1
    weight = torch.rand(vocabulary, width) * 2 - 1
    labels = torch.randint(0, vocabulary, (tokens, 1))
    product = best(lambda: hidden @ weight.T)
    hidden.requires_grad_(), weight.requires_grad_()

    def logps():
        return torch.log_softmax(hidden @ weight.T, -1).gather(1, labels)

    def both():
        hidden.grad = weight.grad = None
        logps().sum().backward()

    with torch.no_grad():
        forward = best(logps)
    print(f"| {vocabulary} | {width} | {tokens} | {2e-9 * tokens * vocabulary * width / product:.0f} | {1e3 * product:.0f} | {1e3 * forward:.0f} | {1e3 * best(both):.0f} |",
          flush=True)


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else torch.get_num_threads())
    print(f"PyTorch {torch.__version__}, TRL {importlib.metadata.version('trl')}, {torch.get_num_threads()} threads\n")
    print("| V | rows of fp32 logits | TRL's selective_log_softmax, ms | GB/s | with backward, ms |\n|---:|---:|---:|---:|---:|")
    for v in (49152, 151936, 262144):
        from_logits(v, (256 << 20) // 4 // v)
    print("\n| V | H | tokens | bare product, GFLOP/s | bare product, ms | full logits, forward, ms | full logits, both, ms |\n|---:|---:|---:|---:|---:|---:|---:|")
    for shape in ((49152, 576, 768), (151936, 896, 384), (262144, 640, 256)):
        from_hidden(*shape)
