#!/usr/bin/python3
"""Reference wanda, sparsegpt and obc, in NumPy and double precision.

    python3 layerwise.py > ../resources/org/espalier/policy/layerwise/internal/layerwise.txt

A perceptron 12-8-5 (after each layer's weights as many biases) with ReLU, 60 examples, of which input 3 is always 0
and input 7 is nearly input 6. What the second layer sees is rounded to floats, as are pruned weights.

Nothing is computed as the bundle does: "sparsegpt" inverts what is left of H anew for each column, in blocks of 5;
"obc" solves for the kept weights of a unit anew for each weight that may go, and takes their squared errors. Where
weights are shared out among layers, units or blocks, what rounding leaves goes to the largest remainders.

"again" cuts further what "obc" has left, to 80 %.
"""
import numpy as np

SHAPES = ((8, 12), (5, 8))
COUNTS = [96, 40]
SPARSITY = 0.6
BLOCK = 5
DEAD = 3


def f32(x):
    return np.asarray(x).astype(np.float32).astype(float)


def unpack(theta):
    w1, b1, w2, b2 = np.split(theta, [96, 104, 144])
    return [w1.reshape(8, 12), w2.reshape(5, 8)], [b1, b2]


def pack(weights, biases):
    return np.concatenate([weights[0].ravel(), biases[0], weights[1].ravel(), biases[1]])


def seen(theta, layer, examples):
    """X of a layer, a column an example."""
    if layer == 0:
        return examples
    weights, biases = unpack(theta)
    return f32(np.maximum(weights[0] @ examples + biases[0][:, None], 0))


def share(keep, sizes, most):
    """The same density for all, but for those that have not so many."""
    sizes, most = np.array(sizes, float), np.array(most)
    full = np.zeros(len(sizes), bool)
    while True:
        density = (keep - most[full].sum()) / sizes[~full].sum()
        over = ~full & (density * sizes > most)
        if not over.any():
            break
        full |= over
    exact = np.where(full, most, density * sizes)
    quotas = np.floor(exact + 1e-9).astype(int)
    order = [i for i in np.argsort(quotas - exact, kind="stable") if quotas[i] < most[i]]
    quotas[order[: keep - quotas.sum()]] += 1
    assert quotas.sum() == keep
    return quotas


def lowest(scores, candidates, count):
    chosen = candidates[np.argsort(scores[candidates], kind="stable")]
    return chosen[:count]


def wanda(w, x, kept, keep):
    score = np.abs(w) * np.sqrt((x**2).sum(1))
    rows = share(keep, [w.shape[1]] * len(w), kept.sum(1))
    for i, quota in enumerate(rows):
        living = np.flatnonzero(kept[i])
        kept[i, lowest(score[i], living, len(living) - quota)] = False
    return w * kept


def hessian(x, w, dampening):
    h = 2 * x @ x.T / x.shape[1]
    dead = np.diag(h) == 0
    h[dead, dead] = 1
    w[:, dead] = 0
    return h + dampening * np.diag(h).mean() * np.eye(len(h))


def sparsegpt(w, x, kept, keep):
    h = hessian(x, w, 0.01)
    inverses = [np.linalg.inv(h[j:, j:]) for j in range(len(h))]
    starts = range(0, len(h), BLOCK)
    quotas = share(
        keep,
        [kept[:, s : s + BLOCK].size for s in starts],
        [kept[:, s : s + BLOCK].sum() for s in starts],
    )
    for start, quota in zip(starts, quotas):
        end = min(start + BLOCK, len(h))
        score = np.zeros(w.shape)
        for j in range(start, end):
            score[:, j] = w[:, j] ** 2 / inverses[j][0, 0]
        block = np.zeros(w.shape, bool)
        block[:, start:end] = kept[:, start:end]
        living = np.flatnonzero(block)
        kept.flat[lowest(score.ravel(), living, len(living) - quota)] = False
        for j in range(start, end):
            for i in np.flatnonzero(~kept[:, j]):
                w[i, j:] -= w[i, j] / inverses[j][0, 0] * inverses[j][0]
                w[i, j] = 0
    return w * kept


def best(w, h, support):
    """The weights on the support that are nearest to w in the norm of H, and half the squared distance."""
    fit = np.zeros_like(w)
    if support.any():
        fit[support] = np.linalg.solve(h[np.ix_(support, support)], h[support] @ w)
    return fit, (w - fit) @ h @ (w - fit) / 2


def trace(w, h, kept):
    """Order and losses of a unit's weights; what is cut already has no weight."""
    order, losses = [], []
    support = kept.copy()
    while support.any():
        now = best(w, h, support)[1]
        costs = []
        for p in np.flatnonzero(support):
            without = support.copy()
            without[p] = False
            # exactly 0 for a weight that is 0 and bears on nothing
            idle = w[p] == 0 and np.count_nonzero(h[p]) == 1
            costs.append((0 if idle else best(w, h, without)[1] - now, p))
        cost, p = min(costs)
        order.append(p)
        losses.append(cost)
        support[p] = False
    return order, losses


def cheapest(layers, cut, most):
    """layers: of each a scale and its units' losses."""
    counts = [[0] * len(losses) for _, losses in layers]
    for _ in range(cut):
        candidates = [
            (scale * losses[u][counts[i][u]], i, u)
            for i, (scale, losses) in enumerate(layers)
            for u in range(len(losses))
            if counts[i][u] < len(losses[u]) and sum(counts[i]) < most[i]
        ]
        _, i, u = min(candidates)
        counts[i][u] += 1
    return counts


def carry_out(w, h, kept, traces, counts):
    for i, count in enumerate(counts):
        kept[i, traces[i][0][:count]] = False
        w[i] = best(w[i], h, kept[i])[0]
    return w


def obc(w, x, kept, keep):
    h = hessian(x, w, 0)
    traces = [trace(w[i], h, kept[i]) for i in range(len(w))]
    cut = kept.sum() - keep
    counts = cheapest([(1, [t[1] for t in traces])], cut, [cut])[0]
    return carry_out(w, h, kept, traces, counts)


def obc_global(theta, examples, keep):
    weights, biases = unpack(theta.copy())
    hessians = [hessian(seen(theta, i, examples), w, 0) for i, w in enumerate(weights)]
    kept = [np.ones(w.shape, bool) for w in weights]
    traces = [[trace(row, h, np.ones(len(row), bool)) for row in w] for w, h in zip(weights, hessians)]
    layers = [
        (2 / np.einsum("ij,jk,ik->", w, h, w), [t[1] for t in unit]) for w, h, unit in zip(weights, hessians, traces)
    ]
    counts = cheapest(layers, sum(COUNTS) - keep, [c - 1 for c in COUNTS])
    weights = [carry_out(w, h, k, t, c) for w, h, k, t, c in zip(weights, hessians, kept, traces, counts)]
    return pack([f32(w) for w in weights], biases), kept


def layer_by_layer(method, theta, examples, kept, sparsity, sequential):
    keep = sum(COUNTS) - int(np.floor(sparsity * sum(COUNTS) + 0.5))
    quotas = share(keep, COUNTS, [k.sum() for k in kept])
    pruned, kept = theta.copy(), [k.copy() for k in kept]
    for layer in range(2):
        x = seen(pruned if sequential else theta, layer, examples)
        weights, biases = unpack(pruned.copy())
        weights[layer] = f32(method(unpack(theta.copy())[0][layer], x, kept[layer], quotas[layer]))
        assert kept[layer].sum() == quotas[layer]
        pruned = pack(weights, biases)
    return pruned, kept


def show(name, values):
    print(name, *(repr(v) for v in np.asarray(values, dtype=float).ravel().tolist()))


def show_pruned(name, pruned, kept):
    show(name, pruned)
    show(name + "-mask", pack([k.astype(float) for k in kept], [np.ones(8), np.ones(5)]))


rng = np.random.RandomState(20220824)
theta = f32(pack([rng.randn(*s) for s in SHAPES], [rng.randn(8) / 2, rng.randn(5)]))
mixing = rng.randn(12, 12)
examples = f32(mixing @ rng.randn(12, 60) + rng.randn(12, 1))
examples[7] = f32(examples[6] + 0.1 * examples[7])
examples[DEAD] = 0
show("weights", theta)
for column in examples.T:
    show("examples", column)
everything = [np.ones(s, bool) for s in SHAPES]
for name, method in (("wanda", wanda), ("sparsegpt", sparsegpt), ("obc", obc)):
    for sequential in (False, True):
        show_pruned(
            name + ("-sequential" if sequential else ""),
            *layer_by_layer(method, theta, examples, everything, SPARSITY, sequential),
        )
first, left = layer_by_layer(obc, theta, examples, everything, SPARSITY, False)
for name, method in (("wanda", wanda), ("sparsegpt", sparsegpt), ("obc", obc)):
    show_pruned(name + "-again", *layer_by_layer(method, first, examples, left, 0.8, False))
show_pruned("obc-global", *obc_global(theta, examples, sum(COUNTS) - int(np.floor(SPARSITY * sum(COUNTS) + 0.5))))
