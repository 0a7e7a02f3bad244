# Writes data/losses.json: invented token log-probabilities, and the losses' values and gradients in 40-digit arithmetic, each formula as its paper
# has it and each gradient by numerical differentiation (mpmath 1.4.1: python3 tests/loss/make_cases.py > data/losses.json).
import json
import random

from mpmath import diff, exp, log, mp, mpf

mp.dps = 40
random.seed(2024)


def sigma(x):
    return 1 / (1 + exp(-x))


def mean(values):
    return sum(values) / len(values)


def rows(lengths, spread=2.5):
    return [[round(-random.random() * spread - 0.01, 6) for _ in range(n)] for n in lengths]


def case(losses, weights, beta, pair_loss, lengths=(5, 2, 3, 1, 4, 3), wpo=False, ld_alpha=None, **options):
    """pair_loss(p_w, p_l, q_w, q_l, n_w, n_l, full_w, sum of chosen lengths) of one pair; the case's loss is its mean."""
    policy, reference, squares = rows(lengths), rows(lengths), rows(lengths, 1.0)
    pairs = len(lengths) // 2

    def total(p):
        sums = lambda table, i: sum(map(mpf, table[i]))
        def discounted(table, i):
            if ld_alpha is None:
                return sums(table, i)
            shared = min(lengths[i % pairs], lengths[i % pairs + pairs])
            return sum(map(mpf, table[i][:shared])) + mpf(ld_alpha) * sum(map(mpf, table[i][shared:]))
        weight = [mpf(1)] * pairs
        if wpo:
            ratio = [mean([mpf(a) - mpf(b) for a, b in zip(policy[i], squares[i])]) for i in range(2 * pairs)]
            weight = [exp(ratio[i] + ratio[i + pairs]) for i in range(pairs)]
        return mean([weight[i] * pair_loss(discounted(p, i), discounted(p, i + pairs), discounted(reference, i), discounted(reference, i + pairs),
                                           lengths[i], lengths[i + pairs], sums(p, i), sum(lengths[:pairs])) for i in range(pairs)])

    def gradient(i, t):
        def moved(x):
            p = [list(row) for row in policy]
            p[i][t] = x
            return total(p)
        return float(diff(moved, mpf(policy[i][t])))

    given = {"losses": losses, "weights": weights, "beta": beta, **options, "ld_alpha": ld_alpha, "wpo": wpo, "pairs": pairs,
             "policy_token_logps": policy, "reference_token_logps": reference, "log_sum_sq_probs": squares if wpo else None}
    return {**given, "loss": float(total(policy)), "grad_token_logps": [[gradient(i, t) for t in range(n)] for i, n in enumerate(lengths)]}


def dpo(p_w, p_l, q_w, q_l, beta):
    return -log(sigma(mpf(beta) * ((p_w - q_w) - (p_l - q_l))))


def odds(mean_logp):
    return log(exp(mean_logp) / (1 - exp(mean_logp)))


cases = [
    case(["sigmoid", "bco_pair", "sft"], [0.8, 0.2, 1.0], 0.1,
         lambda p_w, p_l, q_w, q_l, n_w, n_l, full, tokens: mpf("0.8") * dpo(p_w, p_l, q_w, q_l, "0.1")
         - mpf("0.2") * (log(sigma(mpf("0.1") * (p_w - q_w))) + log(sigma(-mpf("0.1") * (p_l - q_l)))) - 3 * full / tokens),
    case(["conservative"], [1.0], 0.3, ld_alpha=0.4, label_smoothing=0.2, pair_loss=
         lambda p_w, p_l, q_w, q_l, n_w, n_l, full, tokens: mpf("0.8") * dpo(p_w, p_l, q_w, q_l, "0.3") + mpf("0.2") * dpo(p_l, p_w, q_l, q_w, "0.3")),
    case(["apo_down"], [1.0], 0.5, wpo=True, pair_loss=
         lambda p_w, p_l, q_w, q_l, n_w, n_l, full, tokens: sigma(mpf("0.5") * (p_w - q_w)) + 1 - sigma(mpf("0.5") * ((p_w - q_w) - (p_l - q_l)))),
    case(["sigmoid_norm"], [1.0], 2.0, f_divergence="js_divergence", pair_loss=
         lambda p_w, p_l, q_w, q_l, n_w, n_l, full, tokens: -log(sigma(2 * (log(2 * sigma(p_w - q_w)) / n_w - log(2 * sigma(p_l - q_l)) / n_l)))),
    case(["orpo"], [1.0], 0.2,
         lambda p_w, p_l, q_w, q_l, n_w, n_l, full, tokens: -full / n_w - mpf("0.2") * log(sigma(odds(p_w / n_w) - odds(p_l / n_l)))),
]
chosen, rejected = rows([4], 9)[0], rows([4], 9)[0]
simpo = lambda w, l: -log(sigma(mpf("2.0") * (w - l) - mpf("1.2")))
cases.append({"method": "cpo", "loss": "simpo", "beta": 2.0, "label_smoothing": 0.0, "simpo_gamma": 1.2, "alpha": 0.0, "chosen": chosen, "rejected": rejected,
              "losses": [float(simpo(mpf(w), mpf(l))) for w, l in zip(chosen, rejected)],
              "mean": float(mean([simpo(mpf(w), mpf(l)) for w, l in zip(chosen, rejected)])),
              "grad_chosen": [float(diff(lambda x, l=l: simpo(x, mpf(l)), mpf(w)) / 4) for w, l in zip(chosen, rejected)],
              "grad_rejected": [float(diff(lambda x, w=w: simpo(mpf(w), x), mpf(l)) / 4) for w, l in zip(chosen, rejected)]})
policy, reference = rows([3, 1, 2, 4, 2, 2, 5, 1]), rows([3, 1, 2, 4, 2, 2, 5, 1])


def dco(p, beta=mpf("0.2"), gamma_first=mpf("1.5")):
    """Two questions. Rows: a in the first language, a in the second, b in the first, b in the second."""
    total, gamma_second = mpf(0), beta ** 2 / gamma_first
    for i in (0, 1):
        at = lambda table, row: sum(map(mpf, table[row + i]))
        odds_1, odds_2 = at(reference, 0) - at(reference, 4), at(reference, 2) - at(reference, 6)
        off_1, off_2 = at(p, 0) - at(p, 4) - odds_1, at(p, 2) - at(p, 6) - odds_2
        total += abs(off_1 - gamma_first / beta * odds_2) + abs(off_2 - gamma_second / beta * odds_1)
    return total / 2


def dco_gradient(row, t):
    moved = lambda x: dco([[x if (r, i) == (row, t) else v for i, v in enumerate(values)] for r, values in enumerate(policy)])
    return float(diff(moved, mpf(policy[row][t])))


cases.append({"losses": ["dco"], "beta": 0.2, "gamma_first": 1.5, "pairs": 4, "policy_token_logps": policy, "reference_token_logps": reference, "loss": float(dco(policy)),
              "grad_token_logps": [[dco_gradient(row, t) for t in range(len(values))] for row, values in enumerate(policy)]})
print(json.dumps({"source": "tests/loss/make_cases.py", "cases": cases}, indent=1))
