#!/usr/bin/python3
"""Makes ../resources/org/espalier/estimator/smile/internal/reference.txt: trajectories, and scikit-learn's regressions.

    apt-get install python3-numpy python3-sklearn
    OMP_NUM_THREADS=1 /usr/bin/python3 make_reference.py

For each NAME, with features (squared updates) standardised by their population deviation, and an intercept:
- NAME.updates: T rows of p values, to be read as float32; NAME.changes: T loss changes;
- NAME.lambdaMax of the Lasso;
- NAME.lasso.R: coefficients of the raw features by Lasso at lambda / lambdaMax = R;
- NAME.enet.R.RHO: by ElasticNet at lambda / lambdaMax = R and l1_ratio = RHO, lambdaMax being RHO times less;
- NAME.ridge.L: by Ridge at alpha = T L.
"""
import pathlib
import numpy as np
from sklearn.linear_model import ElasticNet, Lasso, Ridge

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources/org/espalier/estimator/smile/internal/reference.txt"


def random(rng, T, p):
    """Independent updates of very different size; a few drive the loss."""
    u = (rng.standard_normal((T, p)) * 10 ** rng.uniform(-3, -1, p)).astype(np.float32)
    x = u.astype(float) ** 2
    w = np.zeros(p)
    w[rng.choice(p, 3, replace=False)] = rng.uniform(-1, 1, 3)
    return u, x @ (w / x.std(0)) + 0.3 * rng.standard_normal(T) - 0.5


def smooth(rng, T, p):
    """Nearly collinear: every update decays along a smooth curve of its own, as in training."""
    t = np.linspace(0, 1, T)[:, None]
    u = np.exp(-t * rng.uniform(1, 4, p)) * (1 + 0.05 * rng.standard_normal((T, p))) * 10 ** rng.uniform(-3, -2, p)
    u = u.astype(np.float32)
    x = u.astype(float) ** 2
    return u, -1e-3 * (x / x.std(0)) @ rng.uniform(0, 0.1, p) + 1e-4 * rng.standard_normal(T)


def row(values):
    return " ".join(repr(float(v)) for v in values)


def write(out, name, u, y):
    x = u.astype(float) ** 2
    scale = x.std(0)
    z = (x - x.mean(0)) / scale
    # The solvers stop by absolute numbers; so y goes in at deviation 1.
    unit = y.std()
    v = (y - y.mean()) / unit
    most = np.abs(z.T @ v).max() / len(y)
    for values in u:
        print(f"{name}.updates", row(values), file=out)
    print(f"{name}.changes", row(y), file=out)
    print(f"{name}.lambdaMax", row([most * unit]), file=out)
    exact = {"tol": 1e-15, "max_iter": 5_000_000}
    for ratio in (0.5, 0.1, 0.02):
        beta = Lasso(alpha=ratio * most, **exact).fit(z, v).coef_
        print(f"{name}.lasso.{ratio}", row(beta * unit / scale), file=out)
        print(name, ratio, np.count_nonzero(beta), "of", len(beta))
        for rho in (0.9, 0.3):
            beta = ElasticNet(alpha=ratio * most / rho, l1_ratio=rho, **exact).fit(z, v).coef_
            print(f"{name}.enet.{ratio}.{rho}", row(beta * unit / scale), file=out)
    for strength in (1.0, 0.1, 0.001):
        beta = Ridge(alpha=len(y) * strength, solver="cholesky").fit(z, v).coef_
        print(f"{name}.ridge.{strength}", row(beta * unit / scale), file=out)


def main():
    rng = np.random.default_rng(2007)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with open(OUT, "w") as out:
        write(out, "tall", *random(rng, 80, 12))
        write(out, "wide", *random(rng, 30, 50))
        write(out, "smooth", *smooth(rng, 60, 20))


if __name__ == "__main__":
    main()
