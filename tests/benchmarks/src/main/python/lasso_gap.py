#!/usr/bin/python3
"""The duality gap that coefficients have indeed, in float64 from the trajectory itself.

    lasso_gap.py TRAJECTORY one|path COEFFICIENTS

COEFFICIENTS are rows of the index of λ, the parameter and γ in loss per squared update, as .npy or float64 alone.
Prints one line of JSON: the largest gap ÷ (‖y‖²/2T) over all λ, its λ and how many coefficients there are at the last;
ends with status 3 if the gap is not reached. The dual point is the residual's best feasible multiple.
"""
import json
import sys

import numpy as np

from lasso_problem import RATIOS, TOLERANCE, Problem


def entries(file):
    table = np.load(file) if file.endswith(".npy") else np.fromfile(file).reshape(-1, 3)
    return table[:, 0].astype(int), table[:, 1].astype(int), table[:, 2]


def gaps(problem, ratios, at, parameter, gamma):
    """One gap for each λ, relative to ½‖y‖²."""
    y, unit = problem.y, problem.y @ problem.y / 2
    support, place = np.unique(parameter, return_inverse=True)
    x, deviation = problem.columns(support)
    beta = np.zeros((len(support), len(ratios)))
    beta[place, at] = gamma * deviation[place]
    residual = y[:, None] - x @ beta
    steepest = problem.steepest(np.column_stack([y, residual]))
    threshold = ratios * steepest[0]
    primal = np.square(residual).sum(0) / 2 + threshold * np.abs(beta).sum(0)
    limit = threshold / steepest[1:]
    scale = np.clip(y @ residual / np.square(residual).sum(0), -limit, limit)
    dual = unit - np.square(y[:, None] - scale * residual).sum(0) / 2
    return (primal - dual) / unit


def main(trajectory, kind, coefficients):
    ratios = RATIOS[kind]
    at, parameter, gamma = entries(coefficients)
    gap = gaps(Problem(trajectory), ratios, at, parameter, gamma)
    worst = int(gap.argmax())
    found = {"gap": gap[worst], "worst": worst, "nonzero": int((at == len(ratios) - 1).sum())}
    print(json.dumps(found))
    return gap[worst] <= TOLERANCE


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[2] not in RATIOS:
        sys.exit("usage: lasso_gap.py TRAJECTORY one|path COEFFICIENTS")
    sys.exit(0 if main(*sys.argv[1:]) else 3)
