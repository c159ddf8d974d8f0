"""Writes tolerable_cut.json: where mean losses first pass a bound, all n^n resamples of the seeds.

Run with SciPy 1.17: python3 tolerable_cut.py > ../resources/org/espalier/report/internal/statistics/tolerable_cut.json
"""

import itertools
import json
import random

import numpy as np
from scipy import stats

X = -np.log2(1 - np.array([0, 0.5, 0.8, 0.9, 0.95, 0.98]))


def crossing(loss, bound):
    fine = np.unique(np.concatenate([X, np.linspace(X[0], X[-1], 200_001)]))
    above = np.flatnonzero(np.interp(fine, X, loss) > bound + 1e-12)
    return float(fine[above[0]]) if len(above) else np.inf


def case(name, shape, seeds, noise, bound):
    source = random.Random(name)
    curves = np.array([[0] + [round(shape(x) + noise * source.gauss(0, 1), 5) for x in X[1:]] for _ in range(seeds)])
    counts = {}
    for pick in itertools.product(range(seeds), repeat=seeds):
        counts[tuple(sorted(pick))] = counts.get(tuple(sorted(pick)), 0) + 1
    values = {key: crossing(curves[list(key)].mean(0), bound) for key in counts}
    ordered = np.array(sorted(v for key, count in counts.items() for v in [values[key]] * count))
    tail = stats.norm.cdf(-np.sqrt(seeds / (seeds - 1)) * stats.t.ppf(0.975, seeds - 1))
    pick = lambda q: ordered[max(0, int(np.ceil(q * len(ordered) - 1e-9)) - 1)]
    known = lambda v: None if np.isinf(v) else float(v)
    return {
        "name": name, "x": X.tolist(), "curves": curves.tolist(), "bound": bound, "tail": float(tail),
        "at": known(crossing(curves.mean(0), bound)), "low": known(pick(tail)), "high": known(pick(1 - tail)),
    }


cases = [
    case("crosses", lambda x: 0.002 * np.exp(x) - 0.002, 5, 0.01, 0.02),
    case("crosses before the first", lambda x: 0.05 * x, 4, 0.01, 0.005),
    case("barely", lambda x: 0.003 * x, 5, 0.004, 0.01),
    case("never", lambda x: -0.01, 3, 0.001, 0.01),
]
print(json.dumps(cases, indent=1))
