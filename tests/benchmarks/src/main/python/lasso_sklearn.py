#!/usr/bin/python3
"""The Lasso by scikit-learn's coordinate descent, to compare speed with.

    lasso_sklearn.py PROBLEM one|path COEFFICIENTS.npy

PROBLEM is what lasso_problem.py wrote. scikit-learn stops at a gap of tol·‖y‖² of ½‖y − Xβ‖² + λT‖β‖₁, so its tol is
half of the gap relative to ½‖y‖². Prints one line of JSON: the seconds of the call alone, and the process's memory.
"""
import json
import pathlib
import sys
import time

import numpy as np
import sklearn
from sklearn.linear_model import Lasso, lasso_path

from lasso_problem import TOLERANCE
from memory import memory

TOL, SWEEPS = TOLERANCE / 2, 1_000_000


def one(x, y, lambdas):
    lasso = Lasso(lambdas[0], fit_intercept=False, copy_X=False, tol=TOL, max_iter=SWEEPS)
    return lasso.fit(x, y).coef_[:, None]


def path(x, y, lambdas):
    return lasso_path(x, y, alphas=lambdas, precompute=False, copy_X=False, tol=TOL, max_iter=SWEEPS)[1]


def main(folder, kind, coefficients):
    folder = pathlib.Path(folder)
    y, deviation = np.fromfile(folder / "y.f64"), np.fromfile(folder / "deviation.f64")
    x = np.fromfile(folder / "x.f64").reshape(len(deviation), len(y)).T
    lambdas = np.loadtxt(folder / f"{kind}.txt", ndmin=1)
    start = time.perf_counter()
    beta = (one if kind == "one" else path)(x, y, lambdas)
    seconds = time.perf_counter() - start
    parameter, at = np.nonzero(beta)
    gamma = beta[parameter, at] / deviation[parameter]
    np.save(coefficients, np.column_stack([at, parameter, gamma]))
    print(json.dumps({"seconds": [seconds], "version": sklearn.__version__} | memory()))


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[2] not in ("one", "path"):
        sys.exit("usage: lasso_sklearn.py PROBLEM one|path COEFFICIENTS.npy")
    main(*sys.argv[1:])
