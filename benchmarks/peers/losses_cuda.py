"""What PyTorch, TRL and Liger take for log-probabilities and gradients on a GPU, on the shapes of benchmark_cuda: rows of its tables.

    python3 -m venv build/peers-cuda && build/peers-cuda/bin/pip install -r benchmarks/peers/requirements-losses-cuda.txt
    build/peers-cuda/bin/python benchmarks/peers/losses_cuda.py rows|hidden|versions [MIB]

rows: from logits, MIB of them, 1024 unless given. hidden: from hidden states and the head. Each figure is the best of 7 runs between two events; the limit is what kernels
of PyTorch's take that read, or negate in place, as much. A peer that is not installed is named by `versions`. Exit status 77 without a device. With --cpu,
small shapes on the CPU, to see that the script runs; such times say nothing.
"""

import importlib.metadata
import sys
import time

import torch

ON_CPU = "--cpu" in sys.argv
DEVICE = "cpu" if ON_CPU else "cuda"


def seconds(work, repeat=7):
    work()
    best = float("inf")
    for _ in range(repeat):
        if ON_CPU:
            begin = time.perf_counter()
            work()
            best = min(best, time.perf_counter() - begin)
        else:
            begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
            begin.record()
            work()
            end.record()
            torch.cuda.synchronize()
            best = min(best, 1e-3 * begin.elapsed_time(end))
    return best


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def torch_logps(logits, labels):
    return torch.log_softmax(logits, -1).gather(-1, labels.unsqueeze(-1)).squeeze(-1)


def trl_logps():
    from trl.trainer.utils import selective_log_softmax

    return selective_log_softmax


def liger_logps():
    from liger_kernel.transformers import LigerCrossEntropyLoss

    one = LigerCrossEntropyLoss(reduction="none")
    return lambda logits, labels: -one(logits.view(-1, logits.shape[-1]), labels.view(-1))  # overwrites the logits with their gradient


def trl_head(chunk):
    from trl.kernels.chunked_logprob import ChunkedLogProbFunction

    return lambda hidden, weight, labels: ChunkedLogProbFunction.apply(hidden, weight, None, labels, 1.0, chunk, None, 1.0, ())[0]


def liger_head():
    from liger_kernel.transformers import LigerFusedLinearCrossEntropyLoss

    one = LigerFusedLinearCrossEntropyLoss(reduction="sum")
    return lambda hidden, weight, labels: -one(weight, hidden, labels)


def available(peers):
    """Those that are installed, as (name, function)."""
    for name, make in peers:
        try:
            yield name, make()
        except ImportError:
            pass


NAMES = {torch.float32: "fp32", torch.bfloat16: "bf16"}


def forward_and_both(work, leaves):
    def both():
        for leaf in leaves:
            leaf.grad = None
        work().sum().backward()

    with torch.no_grad():
        forward = seconds(work)
    return forward, seconds(both)


def from_logits(peers, storage, vocabulary, mebibytes):
    rows = max(2, (mebibytes << 20) // storage.itemsize // vocabulary)
    logits = (torch.randn(rows, vocabulary, device=DEVICE) * 3).to(storage)
    labels = torch.randint(0, vocabulary, (rows,), device=DEVICE)
    gigabytes = 1e-9 * logits.numel() * storage.itemsize
    read = seconds(lambda: torch.sum(logits, dtype=torch.float32))
    in_place = seconds(logits.neg_)
    for name, logps in peers:
        leaf = logits.clone().requires_grad_()
        try:
            forward, both = forward_and_both(lambda: logps(leaf, labels), [leaf])
        except (RuntimeError, ValueError) as problem:
            print(f"| {name} | {NAMES[storage]} | {vocabulary} | {rows} | failed: {str(problem).splitlines()[0][:60]} | | | |", flush=True)
            continue
        print(f"| {name} | {NAMES[storage]} | {vocabulary} | {rows} | {gigabytes / forward:.0f} | {100 * read / forward:.0f} % | {1e3 * both:.2f} | "
              f"{100 * (read + in_place) / both:.0f} % |", flush=True)


def from_hidden(peers, storage, vocabulary, width, tokens):
    hidden = (torch.rand(tokens, width, device=DEVICE) * 2 - 1).to(storage).requires_grad_()
    weight = (torch.rand(vocabulary, width, device=DEVICE) * 0.1 - 0.05).to(storage).requires_grad_()
    labels = torch.randint(0, vocabulary, (tokens,), device=DEVICE)
    with torch.no_grad():
        product = seconds(lambda: hidden @ weight.T)
    shape = f"{NAMES[storage]} | {vocabulary} | {width} | {tokens}"
    teraflop = 2e-12 * tokens * vocabulary * width
    print(f"| limit: the product alone, by PyTorch | {shape} | {1e3 * product:.2f} | {teraflop / product:.1f} | |", flush=True)
    for name, logps in peers:
        try:
            forward, both = forward_and_both(lambda: logps(hidden, weight, labels), [hidden, weight])
        except (RuntimeError, ValueError) as problem:
            print(f"| {name} | {shape} | failed: {str(problem).splitlines()[0][:60]} | | |", flush=True)
            continue
        print(f"| {name} | {shape} | {1e3 * forward:.2f} | {teraflop / forward:.1f} | {1e3 * both:.2f} |", flush=True)


def main():
    words = [word for word in sys.argv[1:] if word != "--cpu"]
    what = words[0] if words else ""
    if what not in ("rows", "hidden", "versions"):
        sys.exit(__doc__)
    if not ON_CPU and not torch.cuda.is_available():
        print("losses_cuda.py: PyTorch finds no CUDA device")
        return 77
    if what == "versions":
        peers = (("PyTorch", "torch"), ("TRL", "trl"), ("Liger", "liger-kernel"), ("Triton", "triton"))
        print("Peers: " + ", ".join(f"{name} {version(package) or '(not installed)'}" for name, package in peers))
    elif what == "rows":
        peers = list(available([("PyTorch", lambda: torch_logps), ("TRL's selective_log_softmax", trl_logps), ("Liger's cross entropy", liger_logps)]))
        for vocabulary in (49152, 151936, 262144):
            for storage in (torch.float32, torch.bfloat16):
                from_logits(peers, storage, vocabulary, int(words[1]) if len(words) > 1 else 1024)
    else:
        peers = list(available([("PyTorch, all logits", lambda: lambda hidden, weight, labels: torch_logps(hidden @ weight.T, labels)), ("TRL's chunked head", lambda: trl_head(8192)),
                                ("Liger's fused linear cross entropy", liger_head)]))
        shapes = ((1000, 64, 32),) if ON_CPU else ((49152, 2048, 8192), (151936, 4096, 4096), (262144, 4096, 4096))
        for shape in shapes:
            for storage in (torch.bfloat16, torch.float32):
                from_hidden(peers, storage, *shape)
    return 0


if __name__ == "__main__":
    sys.exit(main())
