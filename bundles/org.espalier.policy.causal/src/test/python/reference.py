#!/usr/bin/python3
"""Reference scores of trajectory-fisher and removal-effect, in NumPy and double precision.

    /usr/bin/python3 reference.py > ../resources/org/espalier/policy/causal/internal/reference.txt

A random trajectory of 50 steps over the 31 parameters of a perceptron 3-4-3: weights (4, 3), 4 biases, weights
(3, 4), 3 biases. The learning rate is 0.1 for 20 steps, 0.02 for 15, then 0.005. Each mask is 1 where a
weight is kept, after cutting half the 24 weights that are not biases.
"""
import numpy as np

STEPS, PRUNABLE = 50, np.r_[0:12, 16:28]
RATES = np.repeat([0.1, 0.02, 0.005], [20, 15, 15])


def mask(score):
    """Cuts the 12 lowest; of equal ones the lower index first."""
    kept = np.ones(len(score), int)
    kept[PRUNABLE[np.argsort(score[PRUNABLE], kind="stable")[:12]]] = 0
    return kept


def show(name, *rows):
    for row in rows:
        print(name, *(repr(v) for v in row.tolist()))


rng = np.random.RandomState(20241203)
gradients = rng.randn(STEPS, 31) * np.exp(rng.randn(31))
updates = (-RATES[:, None] * gradients).astype(np.float32)
weights = rng.randn(31).astype(np.float32)
gamma = np.where(rng.rand(31) < 0.4, 0, -np.exp(2 * rng.randn(31)))

theta = weights.astype(float)
fisher = theta**2 * np.mean((updates.astype(float) / RATES[:, None]) ** 2, axis=0) / 2
removal = np.abs(gamma) * theta**2
show("updates", *updates.astype(float))
show("weights", theta)
show("gamma", gamma)
show("trajectory-fisher", fisher)
show("trajectory-fisher-mask", mask(fisher))
show("removal-effect", removal)
show("removal-effect-mask", mask(removal))
show("gamma-quota-mask", mask(np.abs(gamma)))
