"""Vectors of crowd-kit 1.4.2 for the tests of the aggregators that learn.

    python3 -m venv build/peer && build/peer/bin/pip install -r tests/vote/peer/requirements.txt
    build/peer/bin/python tests/vote/peer/crowdkit_vectors.py                             # makes the committed files anew
    build/peer/bin/python tests/vote/peer/crowdkit_vectors.py --samples DIR --out OUT     # the same of the released X-CSQA samples
    CALM_CROWDKIT_VECTORS=OUT build/check/tests/test_vote "[peer]"                # and compares the library with them

Writes labels.csv (task, worker, label; a worker may label a task several times) and vectors.json:
    majority, dawid_skene, one_coin, wawa, glad, mace_em, mace_vb   posteriors, [task][class in the order of "classes"]
Dawid-Skene and MACE do a fixed number of iterations, "iterations"; GLAD steps until no posterior moves by more than 1e-9. Wawa and
wawa_skills are of each worker's first label in a task, since crowd-kit counts equal labels of a worker once. mace_start has the
parameters that MACE started from, for workers and classes in the orders of "workers" and "classes".
"""
import argparse, collections, csv, json, pathlib, re

import numpy as np
import pandas as pd
from crowdkit.aggregation import GLAD, MACE, DawidSkene, MajorityVote, OneCoinDawidSkene, Wawa

HERE = pathlib.Path(__file__).parent
ITERATIONS = {"dawid_skene": 20, "one_coin": 20, "mace": 50}


def synthetic():
    """48 tasks of classes A to D; five workers who differ in accuracy and favourite answer, up to three labels each, some of them missing."""
    random = np.random.default_rng(20240601)
    accuracy = {"en": 0.8, "de": 0.65, "fr": 0.6, "zh": 0.45, "ja": 0.35}
    for task in range(48):
        truth = random.choice(4, p=[0.4, 0.3, 0.2, 0.1])
        for favourite, (worker, right) in enumerate(accuracy.items()):
            for _ in range(random.integers(0 if worker in ("zh", "ja") else 1, 4)):
                u = random.random()
                label = truth if u < right else favourite % 4 if u < right + 0.15 else random.integers(4)
                yield task, worker, "ABCD"[label]


def released(folder):
    """What the released samples answer: the first letter A to E behind the last answer marker."""
    marker = re.compile(r"(?:Answer|答案|Réponse|Antwort|Risposta|答え) ?[:：]")
    for name in ("en", "cn", "fr", "de", "it", "ja"):
        rows = json.loads((folder / f"x_csqa_{name}_train_sampled.json").read_text(encoding="utf-8"))
        for task, row in enumerate(rows):
            for text in row["pred"]:
                key = re.match(r"\W*([A-E])\b", marker.split(text)[-1])
                if key:
                    yield task, "zh" if name == "cn" else name, key[1]


def settled_glad(data):
    """GLAD's fixed point: its own E- and M-steps, the M-step solved to a gradient of 1e-8, until no posterior moves by 1e-9."""
    model = GLAD(m_step_tol=1e-8, m_step_max_iter=2000)
    model._init(data)
    joined = model._join_all(data[["task", "worker", "label"]], model.alphas_, model.betas_, model.priors_)
    last = None
    for _ in range(2000):
        joined = model._e_step(joined)
        if last is not None and np.abs(model.probas_ - last).to_numpy().max() < 1e-9:
            return model
        last = model.probas_
        joined = model._m_step(joined)
    raise SystemExit("GLAD does not settle")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--samples", type=pathlib.Path, help="folder of x_csqa_*_train_sampled.json")
    arguments.add_argument("--out", type=pathlib.Path, default=HERE)
    options = arguments.parse_args()
    if options.samples and options.out == HERE:
        arguments.error("the released samples are not ours to commit: name another folder with --out")
    rows = sorted(released(options.samples) if options.samples else synthetic(), key=lambda row: row[0])
    data = pd.DataFrame(rows, columns=["task", "worker", "label"])
    first = data.drop_duplicates(["task", "worker"])
    workers, classes = list(pd.unique(data.worker)), sorted(data.label.unique())

    def table(probabilities):
        return probabilities.sort_index()[classes].to_numpy().tolist()

    never = float("-inf")
    vectors = collections.OrderedDict(workers=workers, classes=classes, iterations=ITERATIONS)
    vectors["majority"] = table(MajorityVote().fit(data).probas_)
    full = DawidSkene(n_iter=ITERATIONS["dawid_skene"], tol=never).fit(data)
    vectors["dawid_skene"] = table(full.probas_)
    vectors["one_coin"] = table(OneCoinDawidSkene(n_iter=ITERATIONS["one_coin"], tol=never).fit(data).probas_)
    wawa = Wawa().fit(first)
    vectors["wawa"] = table(wawa.predict_proba(first))
    vectors["wawa_skills"] = [float(wawa.skills_[worker]) for worker in workers]
    glad = settled_glad(data)
    vectors["glad"] = table(glad.probas_)
    vectors["glad_abilities"] = [float(glad.alphas_[worker]) for worker in workers]
    # MACE adds up by sorted names what it looks up by names in the order in which they appear, so it needs names for which that is the same.
    met = list(pd.unique(data.label))
    coded = data.assign(worker=pd.factorize(data.worker)[0], label=pd.factorize(data.label)[0])
    for method in ("em", "vb"):
        mace = MACE(method=method, n_restarts=1, n_iter=ITERATIONS["mace"])
        mace._initialize(len(workers), len(classes))  # what fit() starts from: its random state is the same each time
        order = [met.index(key) for key in classes]
        vectors["mace_start"] = {"spamming": mace.spamming_[:, 0].tolist(), "competence": mace.spamming_[:, 1].tolist(),
                                 "strategies": mace.thetas_[:, order].tolist()}
        vectors["mace_" + method] = mace.fit(coded).probas_.sort_index()[order].to_numpy().tolist()
        vectors[f"mace_{method}_competence"] = mace.spamming_[:, 1].tolist()

    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out / "labels.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([("task", "worker", "label"), *rows])
    (options.out / "vectors.json").write_text(json.dumps(vectors, separators=(",", ":")).replace('],"', '],\n"') + "\n", encoding="utf-8")
    print(f"{len(data)} labels of {data.task.nunique()} tasks in {options.out}")


if __name__ == "__main__":
    main()
