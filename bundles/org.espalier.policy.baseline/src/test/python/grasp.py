#!/usr/bin/python3
"""Reference scores of GraSP, in NumPy and double precision.

    /usr/bin/python3 grasp.py > ../resources/org/espalier/policy/baseline/internal/grasp.txt

The loss of minibatch b is quadratic: its gradient is gᵦ at the weights θ and gᵦ + Hᵦ(w − θ) elsewhere. θ are the 17
parameters of a perceptron 2-3-2: weights (3, 2), 3 biases, weights (2, 3), 2 biases. g and Hg are over the weights
alone. The mask cuts the 6 highest of −θ(Hg) and is 1 where a weight is kept.
"""
import numpy as np

P, WEIGHTS = 17, np.r_[0:6, 9:15]


def show(name, rows):
    for row in np.atleast_2d(rows):
        print(name, *(repr(v) for v in row.tolist()))


rng = np.random.RandomState(20200217)
root = rng.randn(2, P, 9)
theta = rng.randn(P).astype(np.float32).astype(float)
gradients = rng.randn(2, P).astype(np.float32).astype(float)
hessians = (root @ root.transpose(0, 2, 1) / 9).astype(np.float32).astype(float)

prunable = np.isin(np.arange(P), WEIGHTS)
g = gradients.mean(0) * prunable
score = -theta * (hessians.mean(0) @ g) * prunable
mask = np.ones(P)
mask[WEIGHTS[np.argsort(-score[WEIGHTS], kind="stable")[:6]]] = 0

show("weights", theta)
show("gradients", gradients)
show("hessians", hessians.reshape(2 * P, P))
show("product", (hessians.mean(0) @ g) * prunable)
show("mask", mask)
