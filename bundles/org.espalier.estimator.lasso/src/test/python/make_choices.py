#!/usr/bin/python3
"""Makes choices.csv in ../resources/.../internal: what each lambda of a path is judged by, by scikit-learn's Lasso.

    OMP_NUM_THREADS=1 /usr/bin/python3 make_choices.py

A row for each data set of make_reference.py, raw or standardised, lag order and lambda: lambda, BIC, EBIC (Infinity where
more than half as many columns as rows are selected), and the mean squared error of 4-fold cross-validation, each fold
trained on all rows but its own and a block of ceil(n^(1/3)) on either side, with the scales of all rows.
"""
import csv
import math
import warnings
import numpy as np
from scipy.special import gammaln
from make_reference import OUT, design, outside, solve

LENGTH, END, FOLDS = 12, 0.05, 4


def criteria(x, y, lam):
    n, p = x.shape
    b = solve(x, y, lam)
    df = np.count_nonzero(np.abs(b) * x.std(0) > 1e-9 * y.std())
    if 2 * df > n:
        return "Infinity", "Infinity"
    bic = n * math.log(np.sum((y - x @ b) ** 2) / n) + df * math.log(n)
    return bic, bic + 2 * (gammaln(p + 1) - gammaln(df + 1) - gammaln(p - df + 1))


def fold_error(x, y, z, lam, fold):
    n = len(y)
    rows, length = np.arange(n), math.ceil(n ** (1 / 3) - 1e-12)
    start, end = fold * n // FOLDS, (fold + 1) * n // FOLDS
    train = (rows < start - length) | (rows >= end + length)
    b = solve(outside(z[train], x[train]), outside(z[train], y[train]), lam)
    rest = y - x @ b
    if z.shape[1]:
        rest = rest - z @ np.linalg.lstsq(z[train], rest[train], rcond=None)[0]
    return np.sum(rest[start:end] ** 2)


def main():
    warnings.filterwarnings("ignore")
    with open(OUT / "choices.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["data", "standardize", "lags", "lambda", "bic", "ebic", "error"])
        for name, standardize, q in (("wide", True, 0), ("wide", False, 0), ("smooth", True, 0), ("past", True, 2)):
            losses = np.load(OUT / f"{name}-losses.npy")
            x, y, z, _ = design(np.load(OUT / f"{name}-updates.npy"), losses[:, 1] - losses[:, 0], standardize, q)
            whole, response = outside(z, x), outside(z, y)
            largest = np.abs(whole.T @ response).max() / len(y)
            for i in range(LENGTH):
                lam = largest * END ** (i / (LENGTH - 1))
                bic, ebic = criteria(whole, response, lam)
                error = sum(fold_error(x, y, z, lam, fold) for fold in range(FOLDS)) / len(y)
                table.writerow([name, str(standardize).lower(), q, lam, bic, ebic, float(error)])
                print(name, standardize, q, i, lam, bic, ebic, error, flush=True)


if __name__ == "__main__":
    main()
