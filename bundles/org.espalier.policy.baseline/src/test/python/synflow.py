#!/usr/bin/python3
"""Reference synaptic flow, in NumPy and double precision.

    /usr/bin/python3 synflow.py > ../resources/org/espalier/policy/baseline/internal/synflow.txt

R = 1ᵀ ∏|W| 1 is linear in each |θ|, so that |θ ∂R/∂θ| is what R loses when the weight is set to 0: here every
weight is taken out in turn. "branched-flow" is of convolutions (3, 2, 2, 2) and (3, 3, 1, 1), the second added to the
first, their sum flattened at 4 places a map into a dense (4, 12), and a dense (2, 4) behind it.

"mask-S" cuts the weights of a perceptron 8-12-10-4 (after each layer's weights as many biases) down to sparsity S in
100 stages, stage k keeping a(m/a)^(k/100) of a weights; 1 is kept.
"""
import numpy as np

SPARSITIES = (0.5, 0.8, 0.95, 0.98)


def branched(theta):
    w1, w2, w3, w4 = np.split(np.abs(theta), [24, 33, 81])
    first = w1.reshape(3, 2, 4).sum(2) @ np.ones(2)
    joined = first + w2.reshape(3, 3) @ first
    return np.ones(2) @ w4.reshape(2, 4) @ w3.reshape(4, 12) @ np.repeat(joined, 4)


def perceptron(theta):
    w1, w2, w3 = np.split(np.abs(theta), [96, 216])
    return np.ones(4) @ w3.reshape(4, 10) @ w2.reshape(10, 12) @ w1.reshape(12, 8) @ np.ones(8)


def flow(product, theta):
    whole = product(theta)
    without = theta * (1 - np.eye(len(theta)))
    return np.array([whole - product(row) for row in without])


def show(name, values):
    print(name, *(repr(v) for v in np.asarray(values).tolist()))


rng = np.random.RandomState(20200609)
theta = rng.randn(89).astype(np.float32).astype(float)
show("branched", theta)
show("branched-flow", flow(branched, theta))

theta = (rng.randn(256) * np.repeat([1, 0.1, 3], [96, 120, 40])).astype(np.float32).astype(float)
show("weights", theta)
for sparsity in SPARSITIES:
    kept = np.ones(256)
    last = 256 - int(np.floor(sparsity * 256 + 0.5))
    for k in range(1, 101):
        keep = last if k == 100 else int(np.floor(256 * (last / 256) ** (k / 100) + 0.5))
        living = np.flatnonzero(kept)
        score = flow(perceptron, theta * kept)[living]
        kept[living[np.argsort(score, kind="stable")[: len(living) - keep]]] = 0
    show(f"mask-{sparsity}", kept)
