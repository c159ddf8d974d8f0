#!/usr/bin/python3
"""Reference of magnitude with flow, in NumPy and double precision.

    /usr/bin/python3 flow.py > ../resources/org/espalier/policy/baseline/internal/flow.txt

A perceptron 8-12-10-4 with normal weights. Matrices are (in, out) here and printed as (out, in), each before its
layer's biases, which are zero. Of each sparsity the mask, 1 where a weight is kept, and then the flow of each
weight as it is at that mask. A unit of the first hidden layer and one of the second are nearly without ways out.
"""
import numpy as np

SIZES, SPARSITIES = [8, 12, 10, 4], [0.1, 0.5, 0.8, 0.9, 0.95]


def flow(now, start):
    """Each weight's share of importance still leaving its target x share still entering its source."""
    factors = []
    for i, v in enumerate(now):
        f = np.ones(v.shape)
        if i + 1 < len(now):
            f *= np.minimum(now[i + 1].sum(1) / start[i + 1].sum(1), 1)[None, :]
        if i > 0:
            f *= np.minimum(now[i - 1].sum(0) / start[i - 1].sum(0), 1)[:, None]
        factors.append(f)
    return factors


def flat(matrices):
    """(out, in), row by row, one after the other."""
    return np.concatenate([m.T.ravel() for m in matrices])


def parts(vector):
    """The matrices of what flat has made."""
    parted, k = [], 0
    for a, b in zip(SIZES[:-1], SIZES[1:]):
        parted.append(vector[k:k + a * b].reshape(b, a).T)
        k += a * b
    return parted


def prune(weights, sparsity):
    """The mask, by stages of density 0.8, then nine tenths of it, below 0.15 nineteen twentieths."""
    start = flat(weights) ** 2
    n, alive, density = len(start), np.ones(len(start), bool), 0.8
    last = n - int(np.floor(sparsity * n + 0.5))
    while alive.sum() > last:
        keep = max(last, int(np.floor(density * n + 0.5)))
        score = start * flat(flow(parts(start * alive), parts(start)))
        score[~alive] = -1
        alive = np.zeros(n, bool)
        alive[np.argsort(score, kind="stable")[n - keep:]] = True
        density *= 0.95 if density < 0.15 else 0.9
    return alive


def show(name, matrices, biases):
    """Our order: each layer's (out, in) before its biases."""
    values = np.concatenate([np.r_[m.T.ravel(), np.full(m.shape[1], biases)] for m in matrices])
    print(name, *(repr(v) for v in values.tolist()))


rng = np.random.RandomState(20241203)
weights = [rng.randn(a, b).astype(np.float32).astype(float) for a, b in zip(SIZES[:-1], SIZES[1:])]
weights[1][3] *= np.float32(0.03125)
weights[2][6] *= np.float32(0.03125)
start = flat(weights) ** 2
show("weights", weights, 0.0)
for s in SPARSITIES:
    alive = prune(weights, s)
    show(f"mask-{s}", parts(alive.astype(float)), 1.0)
    show(f"flow-{s}", flow(parts(start * alive), parts(start)), 1.0)
