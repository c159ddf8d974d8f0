"""Writes phase_shift.json: two joined segments against smooth curves, fitted by SciPy.

Each model is a regression on the rows of all seeds with a column a seed; the break is found by
bounded minimisation between every two abscissae, the logistic curve by least_squares from many
starts, the interval of the break from all n^n resamples of the seeds. Run with SciPy 1.17:
python3 phase_shift.py > ../resources/org/espalier/report/internal/statistics/phase_shift.json
"""

import itertools
import json
import random
from math import log

import numpy as np
from scipy import optimize, stats

SPARSITIES = [0, 0.5, 0.75, 0.875, 0.9, 0.95, 0.98]
X = -np.log2(1 - np.array(SPARSITIES))


def rss(columns, curves):
    """Residuals of all rows on the columns and a level a seed."""
    seeds, points = curves.shape
    rows = np.vstack([np.column_stack([np.eye(seeds)[[s] * points], *columns]) for s in range(seeds)])
    y = curves.ravel()
    coefficients = np.linalg.lstsq(rows, y, rcond=None)[0]
    return float(((y - rows @ coefficients) ** 2).sum()), coefficients[seeds:]


def hinge(psi):
    return [X, np.maximum(0, X - psi)]


def broken(curves):
    best = (np.inf, None)
    for low, high in zip(X[1:-2], X[2:-1]):
        found = optimize.minimize_scalar(
            lambda p: rss(hinge(p), curves)[0], bounds=(low, high), method="bounded", options={"xatol": 1e-10})
        for psi in (low, found.x, high):
            best = min(best, (rss(hinge(psi), curves)[0], psi), key=lambda b: b[0])
    slopes = rss(hinge(best[1]), curves)[1]
    return best[0], float(best[1]), float(slopes[0]), float(slopes.sum())


def logistic(curves):
    mean, r = curves.mean(0), X[-1] - X[0]
    lows, highs = [-2 * r, log(r / 100)], [3 * r, log(2 * r)]

    def shape(p):
        return 1 / (1 + np.exp(np.clip((X - p[0]) / np.exp(p[1]), -700, 700)))

    def rest(p):
        columns = np.column_stack([np.ones_like(X), shape(p)])
        return mean - columns @ np.linalg.lstsq(columns, mean, rcond=1e-13)[0]

    best = np.inf
    for m, w in itertools.product(np.linspace(lows[0], highs[0], 26), np.linspace(lows[1] + 0.1, highs[1] - 0.1, 12)):
        found = optimize.least_squares(rest, [m, w], bounds=(lows, highs), xtol=1e-14, ftol=1e-14, gtol=1e-14)
        best = min(best, float((rest(found.x) ** 2).sum()))
    ofmean = ((curves.mean(0) - curves.mean()) ** 2).sum()
    return rss([], curves)[0] - len(curves) * ofmean + len(curves) * best


def bic(sum_of_squares, curves, parameters):
    n = curves.size
    return n * log(sum_of_squares / n) + (parameters + len(curves) - 1 + 1) * log(n)


def interval(curves):
    n = len(curves)
    mean = lambda pick: curves[list(pick)].mean(0)[None, :]
    seen, breaks = {}, []
    for pick in itertools.product(range(n), repeat=n):
        key = tuple(sorted(pick))
        if key not in seen:
            seen[key] = broken(mean(key))[1]
        breaks.append(seen[key])
    tail = stats.norm.cdf(-np.sqrt(n / (n - 1)) * stats.t.ppf(0.975, n - 1))
    return [float(np.quantile(breaks, q, method="inverted_cdf")) for q in (tail, 1 - tail)]


def case(name, shape, seeds, noise):
    source = random.Random(name)
    curves = np.array([[round(shape(x) + noise * source.gauss(0, 1), 5) for x in X] for _ in range(seeds)])
    best, psi, before, after = broken(curves)
    smooth = {
        "straight line": bic(rss([X], curves)[0], curves, 2),
        "cubic": bic(rss([X, X**2, X**3], curves)[0], curves, 4),
        "logistic curve": bic(logistic(curves), curves, 4),
    }
    rival = min(smooth, key=smooth.get)
    low, high = interval(curves)
    return {
        "name": name, "sparsities": SPARSITIES, "curves": curves.tolist(), "break": psi, "before": before,
        "after": after, "low": low, "high": high, "rival": rival,
        "deltaBic": smooth[rival] - bic(best, curves, 4),
    }


cases = [
    case("two segments", lambda x: 0.97 - 0.002 * x - 0.2 * max(0, x - 2.6), 5, 0.004),
    case("two segments at an abscissa", lambda x: 0.97 - 0.15 * max(0, x - 3), 4, 0.004),
    case("logistic", lambda x: 0.1 + 0.87 / (1 + np.exp((x - 4) / 0.45)), 5, 0.004),
    case("straight", lambda x: 0.9 - 0.05 * x, 3, 0.01),
    case("noise alone", lambda x: 0.9, 3, 0.02),
    case("exponential loss", lambda x: 0.1 + 0.01 * np.exp(0.9 * x), 5, 0.01),
]
print(json.dumps(cases, indent=1))
