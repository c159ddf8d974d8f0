#!/usr/bin/python3
"""Reference scores of movement, gradient-weight, snip, obd, lamp and magnitude (θ²), in NumPy and double precision.

    /usr/bin/python3 reference.py > ../resources/org/espalier/policy/baseline/internal/reference.txt

A random trajectory of 50 steps over the 31 parameters of a perceptron 3-4-3: weights (4, 3), 4 biases, weights
(3, 4), 3 biases; its learning rate falls from 0.1 to 0.02 after 30 steps. Gradients of 7 minibatches. Each
mask is 1 where a weight is kept, after cutting half the 24 weights that are not biases.
"""
import numpy as np

STEPS, PRUNABLE = 50, np.r_[0:12, 16:28]
RATES = np.repeat([0.1, 0.02], [30, 20])


def mask(score):
    """Cuts the 12 lowest; of equal ones the lower index first."""
    kept = np.ones(len(score), int)
    kept[PRUNABLE[np.argsort(score[PRUNABLE], kind="stable")[:12]]] = 0
    return kept


def show(name, *rows):
    for row in rows:
        print(name, *(repr(v) for v in row.tolist()))


def lamp(theta):
    """θ² ÷ the sum of θ² over the layer's weights that are no smaller; 0 for biases."""
    score = np.zeros(len(theta))
    for layer in (slice(0, 12), slice(16, 28)):
        square = theta[layer] ** 2
        score[layer] = square / np.array([square[square >= s].sum() for s in square])
    return score


rng = np.random.RandomState(20241203)
updates = (-RATES[:, None] * rng.randn(STEPS, 31) * np.exp(rng.randn(31))).astype(np.float32)
weights = rng.randn(31).astype(np.float32)
gradients = ((0.3 * rng.randn(31) + rng.randn(7, 31)) * np.exp(rng.randn(31))).astype(np.float32)

theta, g = weights.astype(float), gradients.astype(float)
scores = {
    "magnitude": theta**2,
    "movement": np.sum(updates.astype(float) ** 2, axis=0),
    "gradient-weight": np.abs(theta * np.mean(g, axis=0)),
    "snip": np.mean(np.abs(theta * g), axis=0),
    "obd": theta**2 * np.mean(g**2, axis=0) / 2,
    "lamp": lamp(theta),
}
show("updates", *updates.astype(float))
show("weights", theta)
show("gradients", *g)
for name, score in scores.items():
    show(name, score)
    show(name + "-mask", mask(score))
