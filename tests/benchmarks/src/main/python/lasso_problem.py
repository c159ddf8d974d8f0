#!/usr/bin/python3
"""The Lasso of a trajectory as every program is given it, and as a file for those that want the matrix whole.

    lasso_problem.py TRAJECTORY FOLDER

minimises (1/2T)‖y − Xβ‖² + λ‖β‖₁: y the loss changes, centred; X the squared updates, each column with mean 0 and
population deviation 1, or 0 if it is constant. Writes float64 without a header: x.f64 (column by column), y.f64 and
deviation.f64 (of the squared updates; β = γ times it), and as text one.txt and path.txt, the λ of each problem.
"""
import pathlib
import sys

import numpy as np

RATIOS = {"one": np.array([0.1]), "path": 0.01 ** (np.arange(100) / 99)}
TOLERANCE = 1e-4
WIDTH, CONSTANT = 4096, 1e-12


class Problem:
    """A trajectory's Lasso, X in parts."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.updates = np.load(folder / "updates.npy", mmap_mode="r")
        self.steps, self.parameters = self.updates.shape
        losses = np.load(folder / "losses.npy")
        y = losses[:, 1] - losses[:, 0]
        self.y = y - y.mean()

    def columns(self, which):
        """Columns of X and their deviations before they were 1; 0 of a constant column."""
        x = np.square(self.updates[:, which], dtype=float)
        size = np.square(x).mean(0)
        x -= x.mean(0)
        variance = np.square(x).mean(0)
        deviation = np.where(variance > CONSTANT * size, np.sqrt(variance), 0)
        return np.divide(x, deviation, out=np.zeros_like(x), where=deviation > 0), deviation

    def blocks(self):
        """Slices of columns, one after the other."""
        for start in range(0, self.parameters, WIDTH):
            yield slice(start, min(start + WIDTH, self.parameters))

    def steepest(self, vectors):
        """max |Xᵀv| of each column v."""
        steepest = np.zeros(vectors.shape[1])
        for block in self.blocks():
            x, _ = self.columns(block)
            steepest = np.maximum(steepest, np.abs(x.T @ vectors).max(0))
        return steepest


def main(trajectory, folder):
    problem, folder = Problem(trajectory), pathlib.Path(folder)
    folder.mkdir()
    deviations = []
    with open(folder / "x.f64", "wb") as file:
        for block in problem.blocks():
            x, deviation = problem.columns(block)
            x.T.tofile(file)
            deviations.append(deviation)
    np.concatenate(deviations).tofile(folder / "deviation.f64")
    problem.y.tofile(folder / "y.f64")
    lambda_max = problem.steepest(problem.y[:, None])[0] / problem.steps
    for name, ratios in RATIOS.items():
        np.savetxt(folder / f"{name}.txt", ratios * lambda_max, "%.17g")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: lasso_problem.py TRAJECTORY FOLDER")
    main(*sys.argv[1:])
