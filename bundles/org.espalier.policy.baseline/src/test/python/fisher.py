#!/usr/bin/python3
"""Reference answers of WoodFisher and CHITA, in NumPy and double precision.

    /usr/bin/python3 fisher.py > ../resources/org/espalier/policy/baseline/internal/fisher/fisher.txt

WoodFisher: 12 gradients of the 43 parameters of a perceptron 4-5-3: weights (5, 4), 5 biases, weights (3, 5), 3
biases; each of length 1 over all 43. F = λI + ⟨ggᵀ⟩ over the weights is made whole and inverted whole, or in blocks of
8 within each tensor; λ is DAMPING times the mean g². 14 of 35 weights are cut. Names end in -BLOCK-each or
-BLOCK-joint: the kept weights moved by the sum of the answers to single cuts, or solved for together by least
squares. "cost" is half δᵀFδ of the change δ, in units of the scaled gradients.

CHITA: 8 gradients of the 14 parameters of a perceptron 3-2-2 (10 are weights), of which every support of k weights is
tried, its values by least squares: "values-k" and "least-k", the least of
½‖Aw − b‖² + (Nλ/2)‖w − w̄‖², b = Aw̄ − 1/32. λ is once the mean g².
"""
import itertools

import numpy as np

DAMPING = 0.1


def show(name, rows):
    for row in np.atleast_2d(rows):
        print(name, *(repr(v) for v in row.tolist()))


def sample(rng, rows, parameters):
    g = rng.randn(rows, parameters) * np.exp(rng.randn(parameters)) + rng.randn(rows, 1)
    return g.astype(np.float32).astype(float), rng.randn(parameters).astype(np.float32).astype(float)


def scaled(g):
    return g / np.linalg.norm(g, axis=1, keepdims=True)


rng = np.random.RandomState(20200429)
raw, theta = sample(rng, 12, 43)
weights = np.r_[0:20, 25:40]
show("gradients", raw)
show("theta", theta)
g, w = scaled(raw)[:, weights], theta[weights]
lam = DAMPING * np.mean(g**2)
for size in (0, 8):
    blocks = [np.arange(35)] if size == 0 else [np.r_[a : min(a + 8, 20)] for a in (0, 8, 16)] + [np.r_[20:28], np.r_[28:35]]
    fisher = np.zeros((35, 35))
    for b in blocks:
        fisher[np.ix_(b, b)] = g[:, b].T @ g[:, b] / len(g) + lam * np.eye(len(b))
    inverse = np.linalg.inv(fisher)
    saliency = w**2 / (2 * np.diag(inverse))
    cut = np.sort(np.argsort(saliency, kind="stable")[:14])
    kept = np.setdiff1d(np.arange(35), cut)
    each = w - inverse[:, cut] @ (w[cut] / np.diag(inverse)[cut])
    joint = w.copy()
    joint[kept] += np.linalg.solve(fisher[np.ix_(kept, kept)], fisher[np.ix_(kept, cut)] @ w[cut])
    show(f"saliency-{size}", saliency)
    for name, moved in (("each", each), ("joint", joint)):
        moved[cut] = 0
        whole = theta.copy()
        whole[weights] = moved
        show(f"moved-{size}-{name}", whole)
        show(f"cost-{size}-{name}", (moved - w) @ fisher @ (moved - w) / 2)

raw, theta = sample(rng, 8, 14)
weights = np.r_[0:6, 8:12]
show("few-gradients", raw)
show("few-theta", theta)
a, w = scaled(raw)[:, weights], theta[weights]
ridge = len(a) * np.mean(a**2)
b = a @ w - 1 / 32


def solve(support):
    k = list(support)
    lhs = np.vstack([a[:, k], np.sqrt(ridge) * np.eye(len(k))])
    x = np.zeros(10)
    x[k] = np.linalg.lstsq(lhs, np.r_[b, np.sqrt(ridge) * w[k]], rcond=None)[0]
    return (np.sum((a @ x - b) ** 2) + ridge * np.sum((x - w) ** 2)) / 2, x


for k in range(1, 10):
    value, x = min((solve(s) for s in itertools.combinations(range(10), k)), key=lambda t: t[0])
    whole = theta.copy()
    whole[weights] = x
    show(f"values-{k}", whole)
    show(f"least-{k}", value)
