#!/usr/bin/python3
"""Makes ../resources/org/espalier/estimator/granger/internal/reference.txt: series, and what statsmodels says of them.

    apt-get install python3-numpy python3-statsmodels
    /usr/bin/python3 make_reference.py

For each NAME, whose updates the Java test reads as float32:
- NAME.updates: T rows of p values; NAME.changes: T loss changes. Each parameter is a group;
- NAME.fQ, NAME.pQ, NAME.gammaQ: for each parameter F and p of Granger's F test at lag order Q
  (grangercausalitytests, ssr_ftest), and the sum of the absolute coefficients of its lags;
- NAME.bhQ, NAME.byQ: the p values adjusted (multipletests, fdr_bh and fdr_by);
- NAME.bic: BIC of the autoregressions of order 1 to 8 on the same T - 8 values (OLS), and the order of the least.
"""
import io
import contextlib
import pathlib
import numpy as np
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests
from statsmodels.tsa.stattools import grangercausalitytests

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources/org/espalier/estimator/granger/internal/reference.txt"
LAGS = 5
MOST = 8


def autoregressive(rng, T, coefficients, noise):
    y = noise * rng.standard_normal(T + 50)
    for t in range(len(coefficients), T + 50):
        y[t] += sum(c * y[t - 1 - i] for i, c in enumerate(coefficients))
    return y[50:]


def null(rng):
    """Updates of very different size that have nothing to do with the loss."""
    u = rng.standard_normal((60, 6)) * 10 ** rng.uniform(-3, 1, 6)
    return u, autoregressive(rng, 60, [0.5], 1e-3)


def planted(rng):
    """Two of eight drive the loss two and one steps later."""
    u = rng.standard_normal((120, 8)) * 0.01
    x = u ** 2
    y = autoregressive(rng, 120, [0.5, -0.5, 0.5], 1e-5)
    y[2:] -= 0.4 * x[:-2, 1]
    y[1:] += 0.2 * x[:-1, 5]
    return u, y


def smooth(rng):
    """Updates that decay along curves of their own, as in training."""
    t = np.linspace(0, 1, 90)[:, None]
    u = 0.01 * np.exp(-t * rng.uniform(1, 4, 5)) * (1 + 0.05 * rng.standard_normal((90, 5)))
    return u, -(u ** 2).sum(1) * (1 + 0.1 * rng.standard_normal(90))


def strong(rng):
    """One alone all but decides: p far below the precision of 1 - p."""
    u = rng.standard_normal((200, 3))
    y = 0.1 * rng.standard_normal(200)
    y[1:] -= u[:-1, 0] ** 2
    return u, y


def row(values):
    return " ".join(repr(float(v)) for v in values)


def write(out, name, u, y):
    u = u.astype(np.float32)
    x = u.astype(float) ** 2
    T, p = x.shape
    for values in u:
        print(f"{name}.updates", row(values), file=out)
    print(f"{name}.changes", row(y), file=out)
    results = []
    for k in range(p):
        # At one scale for numpy's pseudo-inverse; F and p know no scale.
        pair = np.column_stack([y / y.std(), x[:, k] / x[:, k].std()])
        with contextlib.redirect_stdout(io.StringIO()):
            results.append(grangercausalitytests(pair, LAGS))
    for q in range(1, LAGS + 1):
        f = [r[q][0]["ssr_ftest"][0] for r in results]
        probability = [r[q][0]["ssr_ftest"][1] for r in results]
        # Parameters of the full model: q of the loss, q of the feature, the constant.
        gamma = [np.abs(r[q][1][1].params[q:2 * q]).sum() * y.std() / x[:, k].std() for k, r in enumerate(results)]
        print(f"{name}.f{q}", row(f), file=out)
        print(f"{name}.p{q}", row(probability), file=out)
        print(f"{name}.gamma{q}", row(gamma), file=out)
        print(f"{name}.bh{q}", row(multipletests(probability, method="fdr_bh")[1]), file=out)
        print(f"{name}.by{q}", row(multipletests(probability, method="fdr_by")[1]), file=out)
    bic = []
    for q in range(1, MOST + 1):
        past = np.column_stack([y[MOST - j:T - j] for j in range(1, q + 1)])
        bic.append(sm.OLS(y[MOST:] / y.std(), sm.add_constant(past / y.std())).fit().bic)
    print(f"{name}.bic", row(bic + [1 + np.argmin(bic)]), file=out)
    print(name, "order", 1 + np.argmin(bic), "least p", min(probability))


def main():
    rng = np.random.default_rng(1969)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with open(OUT, "w") as out:
        for series in (null, planted, smooth, strong):
            write(out, series.__name__, *series(rng))


if __name__ == "__main__":
    main()
