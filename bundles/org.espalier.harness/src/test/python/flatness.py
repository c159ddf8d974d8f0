"""Reference numbers of the measures of flatness, by NumPy in double precision.

A perceptron of one hidden layer on digits, trained by gradient descent, half of its weights cut by
magnitude. The Hessian is exact: Pearlmutter's R-operator on each unit vector, no differences.

Run in the bundle's folder:
  python3 src/test/python/flatness.py > \
      src/test/resources/org/espalier/harness/internal/flatness/reference.txt
"""
import gzip

import numpy as np

ROWS, INPUTS, HIDDEN, CLASSES = 200, 64, 8, 10
SHAPES = [(HIDDEN, INPUTS), (HIDDEN,), (CLASSES, HIDDEN), (CLASSES,)]
rng = np.random.default_rng(20170218)

table = np.loadtxt(
    gzip.open("src/main/resources/data/digits.csv.gz", "rt"),
    delimiter=",", max_rows=ROWS)
X, labels = table[:, :INPUTS] / 16, table[:, INPUTS].astype(int)
Y = np.eye(CLASSES)[labels]


def split(theta):
    parts, at = [], 0
    for shape in SHAPES:
        size = int(np.prod(shape))
        parts.append(theta[at:at + size].reshape(shape))
        at += size
    return parts


def forward(theta):
    W, b, V, c = split(theta)
    A = X @ W.T + b
    H = np.maximum(A, 0)
    Z = H @ V.T + c
    Z = Z - Z.max(axis=1, keepdims=True)
    logP = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return A, H, logP


def loss(theta):
    return -(forward(theta)[2] * Y).sum() / ROWS


def gradient(theta):
    _, _, V, _ = split(theta)
    A, H, logP = forward(theta)
    dZ = (np.exp(logP) - Y) / ROWS
    dA = (dZ @ V) * (A > 0)
    return np.concatenate([(dA.T @ X).ravel(), dA.sum(0), (dZ.T @ H).ravel(), dZ.sum(0)])


def hessian_times(theta, v):
    """R{gradient}: the derivative of each line of the gradient along v."""
    _, _, V, _ = split(theta)
    RW, Rb, RV, Rc = split(v)
    A, H, logP = forward(theta)
    P = np.exp(logP)
    on = A > 0
    RH = (X @ RW.T + Rb) * on
    RZ = RH @ V.T + H @ RV.T + Rc
    RP = P * (RZ - (P * RZ).sum(axis=1, keepdims=True))
    dZ, RdZ = (P - Y) / ROWS, RP / ROWS
    RdA = (RdZ @ V + dZ @ RV) * on
    return np.concatenate(
        [(RdA.T @ X).ravel(), RdA.sum(0), (RdZ.T @ H + dZ.T @ RH).ravel(), RdZ.sum(0)])


def row(name, values):
    print(name, *(repr(float(v)) for v in np.atleast_1d(values)))


sizes = [int(np.prod(s)) for s in SHAPES]
p = sum(sizes)
theta = np.concatenate([
    rng.normal(0, np.sqrt(2 / INPUTS), sizes[0]), np.zeros(sizes[1]),
    rng.normal(0, np.sqrt(2 / HIDDEN), sizes[2]), np.zeros(sizes[3])])
weights = np.concatenate([np.full(n, len(s) == 2) for n, s in zip(sizes, SHAPES)])
for _ in range(300):
    theta -= 0.5 * gradient(theta)
least = np.sort(np.abs(theta[weights]))[weights.sum() // 2]
kept = ~weights | (np.abs(theta) >= least)
theta *= kept
for _ in range(100):
    theta -= 0.5 * gradient(theta) * kept
theta = theta.astype(np.float32).astype(np.float64)

row("weights", theta)
row("kept", kept)
g = gradient(theta) * kept
row("loss", loss(theta))
row("gradient", g)
full = np.array([hessian_times(theta, e) for e in np.eye(p)])
assert np.abs(full - full.T).max() < 1e-12
H = full[np.ix_(kept, kept)]
values, vectors = np.linalg.eigh(H)
row("ends", [values[-1], values[0]])
row("top", np.abs(vectors[:, -1]))
row("trace", np.trace(H))
row("off", np.sqrt(2 * ((H ** 2).sum() - (np.diag(H) ** 2).sum())))  # deviation of a sample
D = np.abs(theta[kept])
S = H * np.outer(D, D)
row("adaptiveTrace", np.trace(S))
row("adaptiveOff", np.sqrt(2 * ((S ** 2).sum() - (np.diag(S) ** 2).sum())))
row("sam", loss(theta + 0.05 * g / np.linalg.norm(g)) - loss(theta))
T = np.abs(theta)
row("asam", loss(theta + 0.5 * T ** 2 * g / np.linalg.norm(T * g)) - loss(theta))

# Keskar's box, by many short steps of projected ascent from several corners: the maximum itself.
box = 1e-3 * (np.abs(theta) + 1) * kept
best = loss(theta)
for start in range(5):
    s = np.zeros(p) if start == 0 else box * rng.choice([-1, 1], p)
    for i in range(300):
        s = np.clip(s + box * np.sign(gradient(theta + s)) * 0.97 ** i, -box, box)
        best = max(best, loss(theta + s))
row("keskar", 100 * (best - loss(theta)) / (1 + loss(theta)))
