#!/usr/bin/python3
"""The trajectory surgeon in NumPy, to compare speed with: the same procedure as the Java one, exact, with a new
inverse of each unit's curvature after each cut.

    surgeon.py TRAJECTORY SPARSITY RUNS WEIGHTS.npy

Prints one line of JSON: the seconds of each run and the process's memory at its peak.
"""
import json
import sys
import time

import numpy as np

from memory import memory
from recorded import Recorded, second_moments


def stages(count, sparsity):
    """Weights to keep after each stage: 0.8, then nine tenths each time, below 0.15 nineteen twentieths."""
    last, density, keep = count - round(sparsity * count), 0.8, []
    while round(density * count) > last:
        keep.append(round(density * count))
        density *= 0.95 if density < 0.15 else 0.9
    return keep + [last]


def shares(now, then):
    return np.divide(np.minimum(now, then), then, out=np.zeros_like(then), where=then > 0)


def flow(layers, start, now):
    """Each weight's share leaving its target unit times the share entering its source unit, squared."""
    factor = np.zeros(len(now))
    for i, layer in enumerate(layers):
        f = np.ones((layer.units, layer.fan_in))
        if i + 1 < len(layers):
            after = layers[i + 1]
            f *= shares(after.matrix(now).sum(0), after.matrix(start).sum(0))[:, None]
        if i > 0:
            before = layers[i - 1]
            f *= shares(before.matrix(now).sum(1), before.matrix(start).sum(1))[None, :]
        layer.matrix(factor)[:] = f**2
    return factor


def cut(score, alive, prunable, keep):
    """The mask that keeps the best of the living; ties fall by index."""
    candidates = np.flatnonzero(alive & prunable)
    order = candidates[np.argsort(score[candidates], kind="stable")]
    left = alive.copy()
    left[order[: len(order) - keep]] = False
    return left


def solve(blocks, theta, alive, prunable):
    """The kept weights once they have answered the cut ones, and what each one's removal costs."""
    weights, score = np.zeros_like(theta), np.zeros_like(theta)
    for k, f in blocks:
        on = alive[k]
        kept = k[on]
        inverse = np.linalg.inv(f[np.ix_(on, on)])
        weights[kept] = theta[kept] + inverse @ (f[np.ix_(on, ~on)] @ theta[k[~on]])
        score[kept] = weights[kept] ** 2 / np.diag(inverse)
    return weights, score


def prune(recorded, sparsity):
    theta, prunable, layers = recorded.theta.astype(float), recorded.prunable, recorded.layers
    g = recorded.gradients()
    second = second_moments(g)
    root = np.sqrt(second)
    blocks = list(recorded.curvatures(g, second))
    alive = np.ones(len(theta), bool)
    start = np.abs(theta) * root
    weights, score = solve(blocks, theta, alive, prunable)
    for keep in stages(prunable.sum(), sparsity):
        score *= flow(layers, start, np.abs(weights) * root * alive)
        alive = cut(score, alive, prunable, keep)
        weights, score = solve(blocks, theta, alive, prunable)
    return np.where(alive, weights, 0).astype(np.float32)


def main(folder, sparsity, runs, out):
    recorded, seconds = Recorded(folder), []
    for _ in range(int(runs)):
        start = time.perf_counter()
        pruned = prune(recorded, float(sparsity))
        seconds.append(round(time.perf_counter() - start, 4))
    np.save(out, pruned)
    print(json.dumps({"seconds": seconds} | memory()))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: surgeon.py TRAJECTORY SPARSITY RUNS WEIGHTS.npy")
    main(*sys.argv[1:])
