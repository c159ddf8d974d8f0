"""Reference numbers of the diagnostics: statsmodels 0.13.5, SciPy 1.10.1, NumPy 1.24.2.

Run in the bundle's folder:
  python3 src/test/python/diagnostics.py > \
      src/test/resources/org/espalier/harness/internal/diagnostics/reference.txt
"""
import itertools
import warnings

import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import adfuller, kpss

warnings.simplefilter("ignore")
rng = np.random.default_rng(20261124)


def row(name, values):
    print(name, *(repr(float(v)) for v in np.atleast_1d(values)))


def ar(n, phi):
    x = np.zeros(n)
    for t in range(1, n):
        x[t] = phi * x[t - 1] + rng.normal()
    return x


def effective_size(x):
    """Geyer's initial positive sequence, by NumPy."""
    d = x - x.mean()
    rho = np.correlate(d, d, "full")[len(x) - 1:] / (d @ d)
    tau = -1.0
    for m in range(0, len(x) - 1, 2):
        pair = rho[m] + rho[m + 1]
        if pair <= 0:
            break
        tau += 2 * pair
    return min(len(x) / tau if tau > 0 else np.inf, len(x) * np.log10(len(x)))


series = {
    "noise": rng.normal(size=120),
    "walk": np.cumsum(rng.normal(size=150)),
    "trend": 0.01 * np.arange(200) + 0.3 * ar(200, 0.7),
    "alternating": ar(90, -0.8),
    "drift": ar(140, 0.95),
    "small": 1e-4 * rng.normal(size=100) - 3e-4,
    "short": rng.normal(size=12),
}
for name, x in series.items():
    x = np.round(x, 10)
    row(name, x)
    hac = int(np.floor(4 * (len(x) / 100) ** (2 / 9)))
    ols = sm.OLS(x, sm.add_constant(np.arange(len(x)))).fit(
        cov_type="HAC", cov_kwds={"maxlags": hac})
    row(name + ".trend", [ols.params[1], ols.bse[1], ols.pvalues[1], hac])
    row(name + ".adf", adfuller(x)[:3])
    row(name + ".kpss", kpss(x, regression="c", nlags="auto")[:3])
    lags = min(10, len(x) // 5)
    lb = acorr_ljungbox(x, lags=[lags])
    row(name + ".ljungbox", [lb["lb_stat"].iloc[0], lb["lb_pvalue"].iloc[0], lags])
    row(name + ".effective", effective_size(x))

# A model's fit: squared updates as floats, losses, gamma.
updates = rng.normal(scale=0.02, size=(40, 6)).astype(np.float32)
gamma = np.array([-9.5, 0, 3.25, 0, -20, 1.5])
squares = updates.astype(np.float64) ** 2
change = np.round(squares @ gamma + 0.002 * rng.normal(size=40), 12)
for t in updates:
    row("updates", t)
row("gamma", gamma)
row("change", change)
fitted = sm.OLS(change, sm.add_constant(squares @ gamma)).fit()
lb = acorr_ljungbox(fitted.resid, lags=[8])
row("fit", [fitted.rsquared, lb["lb_stat"].iloc[0], lb["lb_pvalue"].iloc[0], 8])
constant = sm.OLS(change, sm.add_constant(squares.sum(1))).fit()
row("constant", [constant.params[1], constant.params[0], constant.rsquared])

# Agreement of three windows' gammas over 12 parameters in groups of 3.
windows = np.round(rng.normal(size=(3, 12)) * (rng.random((3, 12)) < 0.6), 3)
for w in windows:
    row("windows", w)
scale = np.round(rng.random(12), 3)
row("scale", scale)
pairs = list(itertools.combinations(range(3), 2))
supports = [set(np.flatnonzero(w)) for w in windows]
row("jaccard", np.mean([len(supports[a] & supports[b]) / len(supports[a] | supports[b])
                        for a, b in pairs]))


def chance(a, b, p):
    k = np.arange(max(0, a + b - p), min(a, b) + 1)
    return np.sum(stats.hypergeom.pmf(k, p, a, b) * k / (a + b - k))


row("chance", np.mean([chance(len(supports[a]), len(supports[b]), 12) for a, b in pairs]))
row("spearman", np.mean([stats.spearmanr(abs(windows[a]), abs(windows[b]))[0]
                         for a, b in pairs]))
groups = [(abs(w) * scale).reshape(4, 3).sum(1) for w in windows]
row("spearman.groups", np.mean([stats.spearmanr(groups[a], groups[b])[0] for a, b in pairs]))
