"""How many labels a second crowd-kit's aggregators and NumPy take, on sets of the shape of benchmarks/aggregators.cpp.

    python benchmarks/peers/aggregators.py [REPETITIONS]     (packages: tests/vote/peer/requirements.txt)

Prints a Markdown table of the median and the best of the repetitions. Rates of aggregators that iterate are of label-iterations.
"""
import statistics, sys, time, warnings

import numpy as np
import pandas as pd
from importlib.metadata import version
from crowdkit.aggregation import GLAD, MACE, DawidSkene, MajorityVote, OneCoinDawidSkene, Wawa

warnings.filterwarnings("ignore")
LANGUAGES, CLASSES, ITERATIONS = ["en", "zh", "fr", "de", "it", "ja"], 5, 5
NEVER = float("-inf")


def made(tasks, samples, random=np.random.default_rng(1)):
    truth = random.integers(CLASSES, size=tasks)
    task, worker, _ = (a.ravel() for a in np.indices((tasks, len(LANGUAGES), samples)))
    right = random.random(len(task)) < 0.75 - 0.05 * worker
    near = random.integers(3, size=len(task)) == 0
    label = np.where(right, truth[task], np.where(near, (truth[task] + 1) % CLASSES, random.integers(CLASSES, size=len(task))))
    return pd.DataFrame({"task": task, "worker": np.array(LANGUAGES)[worker], "label": np.array(list("ABCDE"))[label]}), task, label


def scatter_add(tasks, task, label):
    counts = np.zeros((tasks, CLASSES))
    np.add.at(counts, (task, label), 1)
    return counts.argmax(1)


def count_bins(tasks, task, label):
    return np.bincount(task * CLASSES + label, minlength=tasks * CLASSES).reshape(tasks, CLASSES).argmax(1)


def main():
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"Python {sys.version.split()[0]}, crowd-kit {version('crowd-kit')}, numpy {np.__version__}, pandas {pd.__version__}")
    print("\n| one thread | million/s, median | best |\n|---|---:|---:|")

    def row(name, items, work):
        rates = []
        for _ in range(repetitions):
            begin = time.perf_counter()
            work()
            rates.append(items / (time.perf_counter() - begin) / 1e6)
        print(f"| {name} | {statistics.median(rates):.3g} | {max(rates):.3g} |", flush=True)

    for samples in (3, 1):
        tasks, each = 50000, f"{len(LANGUAGES) * samples} a task"
        _, task, label = made(tasks, samples)
        row(f"labels voted on, {each}: numpy.add.at, argmax", len(task), lambda: scatter_add(tasks, task, label))
        row(f"labels voted on, {each}: numpy.bincount, argmax", len(task), lambda: count_bins(tasks, task, label))
        data, _, _ = made(10000, samples)  # crowd-kit's rates are those of larger sets, and it takes seconds
        n = len(data)
        row(f"labels voted on, {each}: crowd-kit MajorityVote", n, lambda: MajorityVote().fit(data))
        row(f"label-iterations, {each}: crowd-kit DawidSkene", n * ITERATIONS, lambda: DawidSkene(n_iter=ITERATIONS, tol=NEVER).fit(data))
        row(f"label-iterations, {each}: crowd-kit OneCoinDawidSkene", n * ITERATIONS, lambda: OneCoinDawidSkene(n_iter=ITERATIONS, tol=NEVER).fit(data))
        if samples == 3:
            row(f"labels, {each}: crowd-kit Wawa", n, lambda: Wawa().fit_predict_proba(data))
            row(f"label-iterations, {each}: crowd-kit MACE", n * ITERATIONS, lambda: MACE(n_restarts=1, n_iter=ITERATIONS).fit(data))
    data, _, _ = made(500, 3)
    row("label-iterations, 18 a task: crowd-kit GLAD", len(data), lambda: GLAD(n_iter=1).fit(data))


if __name__ == "__main__":
    main()
