# Writes tests/measure/peer_vectors.hpp: random data, and what other implementations make of them. From the root of the repository:
#   pip install krippendorff==0.9.0 statsmodels==0.15.0 scipy==1.17.1 numpy==2.4.6
#   python tests/measure/peers.py > tests/measure/peer_vectors.hpp
import textwrap
from fractions import Fraction
from math import comb

import krippendorff
import numpy as np
import statsmodels
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

random = np.random.default_rng(20251125)


def agreement(questions, raters, keys, loyalty, missing):
    truth = random.integers(0, keys, questions)
    given = np.where(random.random((questions, raters)) < loyalty, truth[:, None], random.integers(0, keys, (questions, raters))).astype(float)
    given[random.random((questions, raters)) < missing] = np.nan
    alpha = krippendorff.alpha(reliability_data=given.T, level_of_measurement="nominal", value_domain=list(range(keys)))
    full = given[~np.isnan(given).any(axis=1)].astype(int)
    fleiss = fleiss_kappa(aggregate_raters(full, n_cat=keys)[0], method="fleiss")
    table = np.zeros((keys, keys), int)
    for a, b in given[~np.isnan(given[:, :2]).any(axis=1)][:, :2].astype(int):
        table[a, b] += 1
    rows = ", ".join('"' + "".join("." if np.isnan(x) else "ABCDE"[int(x)] for x in row) + '"' for row in given)
    print(textwrap.fill("{{" + rows + "},", 140, initial_indent="    ", subsequent_indent="      "))
    print(f"     {alpha:.17g}, {fleiss:.17g}, {len(full)}, {cohens_kappa(table, return_results=False):.17g}, {np.trace(table)}, {table.sum()}}},")


def mix64(x):  # calm::detail::mix64
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def bootstrap(right, replicates, seed, confidence):  # as calm/measure/bootstrap.hpp says it is done
    n = np.uint64(len(right))
    with np.errstate(over="ignore"):
        means = []
        for replicate in range(replicates):
            stream = mix64(mix64(np.uint64(seed)) ^ np.uint64(replicate))
            drawn = ((mix64(stream ^ np.arange(len(right), dtype=np.uint64)) >> np.uint64(32)) * n) >> np.uint64(32)
            means.append(right[drawn.astype(int)].mean())
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    text = "".join(map(str, right))
    print("    {" + "\n     ".join(f'"{text[i:i + 100]}"' for i in range(0, len(text), 100)) + f", {replicates}, {seed}, {confidence}, {low:.17g}, {high:.17g}}},")


print(f"""// Made by tests/measure/peers.py with krippendorff 0.9.0, statsmodels {statsmodels.__version__} and numpy {np.__version__}; not written by hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peers {{

/// Answers of several raters, a string a question, '.' for none.
struct agreement {{
    std::vector<std::string> answers;
    double alpha;                ///< krippendorff.alpha, nominal
    double fleiss;               ///< statsmodels' fleiss_kappa over the questions without '.'
    std::size_t complete;        ///< their number
    double cohen;                ///< statsmodels' cohens_kappa of the first two raters
    std::size_t agreeing, both;  ///< of the first two raters
}};
inline const std::vector<agreement> agreements{{""")
for case in [(40, 6, 5, 0.5, 0.15), (25, 3, 4, 0.2, 0.4), (30, 8, 2, 0.7, 0.05), (12, 2, 5, 0.6, 0.0)]:
    agreement(*case)
print("""};

/// A paired comparison and its p-value, from exact fractions; statsmodels' mcnemar(exact=True) agrees with it to 1e-11.
struct paired {
    std::size_t gained, lost;
    double p;
};
inline const std::vector<paired> pairs{""")
for b, c in [(0, 0), (0, 1), (1, 0), (3, 3), (1, 5), (10, 2), (7, 20), (30, 12), (121, 59), (500, 420), (700, 1300), (5000, 4800)]:
    p = float(min(Fraction(1), Fraction(2 * sum(comb(b + c, k) for k in range(min(b, c) + 1)), 2 ** (b + c)))) 
    peer = mcnemar([[50, c], [b, 60]], exact=True).pvalue
    assert abs(p - peer) < 1e-11 * p
    print(f"    {{{b}, {c}, {p:.17g}}},")
print("""};

/// Right and wrong answers, and the percentile interval of their mean by a second implementation of the resampling, with numpy.quantile.
struct resampled {
    std::string right;
    std::size_t replicates;
    std::uint64_t seed;
    double confidence, low, high;
};
inline const std::vector<resampled> intervals{""")
bootstrap(np.array([1]), 3, 7, 0.9)
bootstrap((random.random(12) < 0.3).astype(int), 200, 0, 0.95)
bootstrap((random.random(137) < 0.7).astype(int), 1000, 123456789012345, 0.9)
print("""};

} // namespace peers""")
