#!/usr/bin/python3
"""Makes the reference solutions in ../resources/org/espalier/estimator/lasso/internal.

    apt-get install python3-numpy python3-sklearn
    OMP_NUM_THREADS=1 /usr/bin/python3 make_reference.py

For each data set NAME: NAME-updates.npy (float32, T x p), NAME-losses.npy (float64, T x 2), and
- NAME-MODE.npy, MODE being raw or standardized, with -qN if lagged: the Lasso by scikit-learn's coordinate descent,
  a row for each lambda / lambdaMax of RATIOS: lambda, lambdaMax, objective, duality gap, R^2, then the coefficients
  of the original features, lag by lag;
- NAME-SEED-RATE-L1.npy: the published SGD, written out in NumPy: epochs, 1 if stopped early, the loss of each of
  30 epochs (NaN where it had stopped), then gamma.
"""
import pathlib
import warnings
import numpy as np
from sklearn.linear_model import Lasso

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources/org/espalier/estimator/lasso/internal"
RATIOS = [0.5, 0.1, 0.01]


def random(rng, T, p):
    """Independent updates of very different size; a few drive the loss."""
    u = (rng.standard_normal((T, p)) * 10 ** rng.uniform(-3, -1, p)).astype(np.float32)
    x = u.astype(float) ** 2
    w = np.zeros(p)
    w[rng.choice(p, 5, replace=False)] = rng.uniform(-1, 1, 5)
    return u, x @ (w / x.std(0)) + 0.3 * rng.standard_normal(T) - 0.5


def smooth(rng, T, p):
    """Nearly collinear: every update decays along a smooth curve of its own, as gradients do in training."""
    t = np.linspace(0, 1, T)[:, None]
    u = np.exp(-t * rng.uniform(1, 4, p)) * (1 + 0.05 * rng.standard_normal((T, p))) * 10 ** rng.uniform(-3, -2, p)
    u = u.astype(np.float32)
    x = u.astype(float) ** 2
    return u, -(x / x.std(0)) @ rng.uniform(0, 0.1, p) + 0.1 * rng.standard_normal(T)


def design(u, dl, standardize, q):
    """Features, response, the unpenalised columns, and the scale of each feature."""
    x = u.astype(float) ** 2
    x = x if q == 0 else np.hstack([x[q - j:len(x) - j] for j in range(1, q + 1)])
    y = dl[q:]
    z = [np.ones(len(y))] if standardize or q else []
    z += [dl[q - i:len(dl) - i] for i in range(1, q + 1)]
    scale = x.std(0) if standardize else np.ones(x.shape[1])
    x = (x - x.mean(0)) / scale if standardize else x
    return x, y, np.column_stack(z) if z else np.empty((len(y), 0)), scale


def outside(z, v):
    """What of v the columns z leave over by least squares."""
    return v - z @ np.linalg.lstsq(z, v, rcond=None)[0] if z.shape[1] else v


def problem(u, dl, standardize, q):
    """Features and response with the unpenalised columns taken out, and the scale of each feature."""
    x, y, z, scale = design(u, dl, standardize, q)
    return outside(z, x), outside(z, y), scale


def solve(x, y, lam):
    """Coefficients by scikit-learn, on features brought near 1 by one common factor."""
    unit = np.abs(x).max()
    model = Lasso(alpha=lam / unit, fit_intercept=False, tol=1e-14, max_iter=2_000_000)
    model.fit(np.asfortranarray(x / unit), y)
    return model.coef_ / unit


def lasso(u, dl, standardize, q):
    x, y, scale = problem(u, dl, standardize, q)
    n, rows = len(y), []
    lam_max = np.abs(x.T @ y).max() / n
    for ratio in RATIOS:
        lam = ratio * lam_max
        b = solve(x, y, lam)
        r = y - x @ b
        primal = r @ r / (2 * n) + lam * np.abs(b).sum()
        limit = n * lam / np.abs(x.T @ r).max()
        s = np.clip(r @ y / (r @ r), -limit, limit)
        gap = primal - (s * (r @ y) - s * s * (r @ r) / 2) / n
        rows.append(np.r_[lam, lam_max, primal, gap, 1 - (r @ r) / (y @ y), b / scale])
        print(f"   {ratio:5} relative gap {gap / (y @ y / 2 / n):8.1e} selected {np.count_nonzero(b)} of {len(b)}")
    return np.array(rows)


class JavaRandom:
    """java.util.Random.nextInt(bound), as its documentation specifies it."""

    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def next(self, bits):
        self.state = (self.state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return self.state >> (48 - bits)

    def next_int(self, bound):
        if bound & -bound == bound:
            return (bound * self.next(31)) >> 31
        while True:
            bits = self.next(31)
            value = bits % bound
            if bits - value + bound - 1 < 1 << 31:
                return value


def sgd(u, dl, rates, seed, rate0, l1):
    """Squared loss with the cumulative L1 penalty of Tsuruoka, Tsujii and Ananiadou 2009, figure 2."""
    x, y = u.astype(float) ** 2 / rates[:, None] ** 2, dl / dl.mean()
    T, p = x.shape
    w, q, owed, t = np.zeros(p), np.zeros(p), 0.0, 0
    random, order, losses = JavaRandom(seed), list(range(T)), []
    while len(losses) < 30:
        for i in range(T, 1, -1):
            j = random.next_int(i)
            order[i - 1], order[j] = order[j], order[i - 1]
        total = 0.0
        for k in range(0, T, 16):
            b, t = order[k:k + 16], t + 1
            error = x[b] @ w - y[b]
            total += 0.5 * (error ** 2).sum()
            rate = rate0 * t ** -0.1
            owed += rate * l1 / p
            half = w - rate * (error @ x[b]) / len(b)
            w = np.where(half > 0, np.maximum(0, half - (owed + q)), np.minimum(0, half + (owed - q)))
            q = q + w - half
        losses.append(total / T)
        if len(losses) > 2 and min(losses[-2:]) >= min(losses[:-2]):
            break
    stopped = len(losses) > 2 and min(losses[-2:]) >= min(losses[:-2])
    print(f"   {len(losses)} epochs, loss {losses[0]:.4f} to {losses[-1]:.4f}, selected {np.count_nonzero(w)} of {p}")
    return np.r_[len(losses), stopped, losses, [np.nan] * (30 - len(losses)), w]


def save(name, array):
    np.save(OUT / f"{name}.npy", array)


def main():
    warnings.filterwarnings("ignore")
    OUT.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(2412_03035)
    for name, (u, dl), lags in (("tall", random(rng, 60, 30), [0]), ("wide", random(rng, 40, 120), [0]),
                                ("smooth", smooth(rng, 80, 150), [0]), ("past", smooth(rng, 60, 40), [1, 2])):
        before = rng.uniform(1, 2, len(dl))
        losses = np.column_stack([before, before + dl])
        dl = losses[:, 1] - losses[:, 0]
        save(f"{name}-updates", u)
        save(f"{name}-losses", losses)
        for q in lags:
            for standardize in (True, False):
                mode = ("standardized" if standardize else "raw") + (f"-q{q}" if q else "")
                print(name, mode)
                save(f"{name}-{mode}", lasso(u, dl, standardize, q))
    # Gradients of size 1 under two learning rates, the second from step 25.
    g = rng.standard_normal((50, 40)) * rng.uniform(0.05, 0.5, 40)
    rates = np.where(np.arange(50) < 25, 0.05, 0.01)
    u = (-rates[:, None] * g).astype(np.float32)
    before = rng.uniform(1, 2, 50)
    losses = np.column_stack([before, before - (g ** 2) @ rng.uniform(0, 0.1, 40) + 0.02 * rng.standard_normal(50)])
    save("sgd-updates", u)
    save("sgd-losses", losses)
    for seed, rate, l1 in ((1, 0.1, 0.001), (-7, 0.1, 0.001), (1, 0.9, 0.001), (1, 0.1, 0.5)):
        print("sgd", seed, rate, l1)
        save(f"sgd-{seed}-{rate}-{l1}", sgd(u, losses[:, 1] - losses[:, 0], rates, seed, rate, l1))


if __name__ == "__main__":
    main()
