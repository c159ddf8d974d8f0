#!/usr/bin/python3
"""Reference of trajectory-surgeon, in NumPy and double precision, every solution anew.

    /usr/bin/python3 surgeon.py > ../resources/org/espalier/policy/causal/internal/surgeon/surgeon.txt

A perceptron 6-8-4 learns a random linear rule for 40 steps with momentum, in float32, and the rate falls after 25.
Its parameters are weights (8, 6), 8 biases, weights (4, 8), 4 biases. At each sparsity the script leaves the mask, the
weights, the effect of each cut and the predicted change of the loss, with flow and without.
"""
import numpy as np

STEPS, BATCH, MOMENTUM, DAMPING = 40, 16, 0.9, 0.1
RATES = np.repeat([0.1, 0.03], [25, 15])
LAYERS = [(0, 8, 6), (56, 4, 8)]  # offset, units, inputs; biases behind the weights
P = 92
PRUNABLE = np.r_[0:48, 56:88]
SPARSITIES = [0.15, 0.5, 0.8, 0.9]


def unit(layer, j):
    """Where a unit's weights and its bias stand."""
    offset, units, inputs = layer
    return np.r_[offset + j * inputs:offset + (j + 1) * inputs, offset + units * inputs + j]


def matrix(theta, layer):
    offset, units, inputs = layer
    return theta[offset:offset + units * inputs].reshape(units, inputs)


def biases(theta, layer):
    offset, units, inputs = layer
    return theta[offset + units * inputs:offset + units * (inputs + 1)]


def gradient(theta, x, y):
    """Of the mean cross-entropy."""
    first, last = LAYERS
    hidden = np.maximum(x @ matrix(theta, first).T + biases(theta, first), 0)
    z = hidden @ matrix(theta, last).T + biases(theta, last)
    d = np.exp(z - z.max(1, keepdims=True))
    d /= d.sum(1, keepdims=True)
    d[np.arange(len(y)), y] -= 1
    d /= len(y)
    e = (d @ matrix(theta, last)) * (hidden > 0)
    return np.concatenate([(e.T @ x).ravel(), e.sum(0), (d.T @ hidden).ravel(), d.sum(0)])


def train():
    """The updates, one row a step, and the last weights."""
    rng = np.random.RandomState(20241203)
    x = rng.randn(STEPS * BATCH, 6)
    y = (x @ rng.randn(6, 4)).argmax(1)
    theta = (0.5 * rng.randn(P)).astype(np.float32)
    velocity, updates = np.zeros(P), []
    for t in range(STEPS):
        rows = slice(t * BATCH, (t + 1) * BATCH)
        velocity = MOMENTUM * velocity + gradient(theta.astype(float), x[rows], y[rows])
        updates.append((-RATES[t] * velocity).astype(np.float32))
        theta = theta + updates[-1]
    return np.array(updates), theta


def gradients(updates):
    """The minibatch gradients that the updates give back, in float32."""
    wide = updates.astype(float)
    g = (-1 / RATES[:, None] * wide).astype(np.float32)
    g[1:] = (g[1:] + MOMENTUM / RATES[:-1, None] * wide[:-1]).astype(np.float32)
    return g.astype(float)


def stages(keep):
    """Weights left after each stage: 0.8, each time nine tenths, below 0.15 nineteen twentieths."""
    density, counts = 0.8, []
    while round(density * len(PRUNABLE)) > keep:
        counts.append(round(density * len(PRUNABLE)))
        density *= 0.95 if density < 0.15 else 0.9
    return list(dict.fromkeys(counts + [keep]))


def share(now, then):
    return np.where(then > 0, np.minimum(1, now / np.where(then > 0, then, 1)), 0)


def flow(importance, start):
    """What still leaves the eight hidden units, and what still enters them."""
    first, last = LAYERS
    leaving = share(matrix(importance, last).sum(0), matrix(start, last).sum(0))
    entering = share(matrix(importance, first).sum(1), matrix(start, first).sum(1))
    factor = np.ones(P)
    matrix(factor, first)[:] = leaving[:, None]
    matrix(factor, last)[:] = entering[None, :]
    return factor


def cut(score, alive, keep):
    """The highest scores stay, of equals the later, but in each layer at least one weight."""
    order = PRUNABLE[np.argsort(score[PRUNABLE], kind="stable")][::-1]
    order = [k for k in order if alive[k]]
    best = [next(k for k in order if offset <= k < offset + units * inputs) for offset, units, inputs in LAYERS]
    mask = alive.copy()
    mask[order] = False
    mask[order[:keep]] = True
    if not all(matrix(mask, layer).any() for layer in LAYERS):
        mask[order] = False
        mask[best + [k for k in order if k not in best][:keep - len(best)]] = True
    return mask


def operate(theta, g, sparsity, with_flow):
    scaled = g / np.sqrt((g**2).sum(1))[:, None]
    second = (scaled**2).mean(0)
    curvatures = []
    for layer in LAYERS:
        own = [scaled[:, k].T @ scaled[:, k] / STEPS for k in (unit(layer, j) for j in range(layer[1]))]
        shared, size = sum(own), layer[2] + 1
        kappa = size / (size + STEPS)
        for j, c in enumerate(own):
            f = (1 - kappa) * c + kappa * np.trace(c) / np.trace(shared) * shared
            curvatures.append((unit(layer, j), f + DAMPING * second[PRUNABLE].mean() * np.eye(size)))

    def solve(alive):
        weights, score = np.zeros(P), np.zeros(P)
        for k, f in curvatures:
            kept, gone = alive[k], ~alive[k]
            inverse = np.linalg.inv(f[np.ix_(kept, kept)])
            weights[k[kept]] = theta[k[kept]] + inverse @ f[np.ix_(kept, gone)] @ theta[k[gone]]
            score[k[kept]] = weights[k[kept]] ** 2 / np.diag(inverse) / 2
        return weights, score

    alive, effects = np.ones(P, bool), np.zeros(P)
    start = np.abs(theta) * np.sqrt(second)
    for keep in stages(len(PRUNABLE) - int(np.floor(sparsity * len(PRUNABLE) + 0.5))):
        weights, score = solve(alive)
        effects[alive] = score[alive]
        now = np.abs(weights) * np.sqrt(second) * alive
        alive = cut(score * (flow(now, start) ** 2 if with_flow else 1), alive, keep)
    weights, _ = solve(alive)
    scale = BATCH * (g ** 2).sum(1).mean()
    change = sum((weights - theta)[k] @ f @ (weights - theta)[k] for k, f in curvatures) / 2
    return alive, weights, np.where(alive, 0, scale * effects), scale * change


def show(name, *rows):
    for row in rows:
        print(name, *(str(v) for v in np.atleast_1d(row)))


updates, last = train()
show("updates", *updates)
show("weights", last)
for flowing in (True, False):
    for sparsity in SPARSITIES:
        name = f"{'flow' if flowing else 'plain'}-{sparsity}"
        mask, weights, effects, change = operate(last.astype(float), gradients(updates), sparsity, flowing)
        show(name + "-mask", mask.astype(int))
        show(name + "-weights", weights)
        show(name + "-effects", effects)
        show(name + "-change", change)
