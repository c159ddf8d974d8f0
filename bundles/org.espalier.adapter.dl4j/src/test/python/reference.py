"""Forward passes, losses and gradients of two small networks in NumPy, in double precision.

Run in this folder; writes ../resources/reference/{mlp,cnn}-*.npy. The flat vector theta has the
adapter's order: dense W (out, in) then b; of a convolution b, then W (out, in, height, width).
"""

from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parent.parent / "resources" / "reference"
CLASSES = 3
SMOOTHING = 0.1


def take(theta, at, shape):
    size = int(np.prod(shape))
    return theta[at : at + size].reshape(shape), at + size


def dense(theta, at, n_in, n_out):
    w, at = take(theta, at, (n_out, n_in))
    b, at = take(theta, at, (n_out,))
    return w, b, at


def convolution(theta, at, n_in, n_out, k):
    b, at = take(theta, at, (n_out,))
    w, at = take(theta, at, (n_out, n_in, k, k))
    return w, b, at


def convolve(x, w, b):
    """Cross-correlation, stride 1; of an odd padding the larger half comes behind."""
    k = w.shape[2]
    before = (k - 1) // 2
    padded = np.pad(x, ((0, 0), (0, 0)) + ((before, k - 1 - before),) * 2)
    y = np.zeros((x.shape[0], w.shape[0]) + x.shape[2:])
    for dy in range(k):
        for dx in range(k):
            window = padded[:, :, dy : dy + x.shape[2], dx : dx + x.shape[3]]
            y += np.einsum("nihw,oi->nohw", window, w[:, :, dy, dx])
    return y + b[None, :, None, None]


def pool(x, size):
    h, w = x.shape[2] // size, x.shape[3] // size
    x = x[:, :, : h * size, : w * size]
    return x.reshape(x.shape[0], x.shape[1], h, size, w, size).max(axis=(3, 5))


def relu(x):
    return np.maximum(x, 0)


def mlp(theta, x):
    at = 0
    for n_in, n_out in ((5, 7), (7, 4)):
        w, b, at = dense(theta, at, n_in, n_out)
        x = relu(x @ w.T + b)
    w, b, at = dense(theta, at, 4, CLASSES)
    return x @ w.T + b, at


def cnn(theta, x):
    """Input 2 × 6 × 5; 3 filters of 3 × 3, pooling by 2, 4 filters of 2 × 2, dense 5."""
    w, b, at = convolution(theta, 0, 2, 3, 3)
    x = pool(relu(convolve(x, w, b)), 2)
    w, b, at = convolution(theta, at, 3, 4, 2)
    x = relu(convolve(x, w, b)).reshape(x.shape[0], -1)
    w, b, at = dense(theta, at, x.shape[1], 5)
    x = relu(x @ w.T + b)
    w, b, at = dense(theta, at, 5, CLASSES)
    return x @ w.T + b, at


def loss(network, theta, x, labels, smoothing):
    z, size = network(theta, x)
    assert size == theta.size
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    y = np.full(z.shape, smoothing / CLASSES)
    y[np.arange(len(labels)), labels] += 1 - smoothing
    return -(y * log_p).sum(axis=1).mean()


def gradient(network, theta, x, labels, smoothing):
    """Central differences; at 1e-6 in double precision good to about 1e-9."""
    g = np.empty_like(theta)
    for k in range(theta.size):
        h = 1e-6
        moved = theta.copy()
        moved[k] = theta[k] + h
        up = loss(network, moved, x, labels, smoothing)
        moved[k] = theta[k] - h
        g[k] = (up - loss(network, moved, x, labels, smoothing)) / (2 * h)
    return g


def write(name, network, size, shape, seed):
    random = np.random.RandomState(seed)
    theta = random.normal(0, 0.5, size).astype(np.float32)
    x = random.normal(0, 1, (11,) + shape).astype(np.float32)
    labels = random.randint(0, CLASSES, 11).astype(np.int32)
    exact, data = theta.astype(np.float64), x.astype(np.float64)
    hits = network(exact, data)[0].argmax(axis=1) == labels
    numbers = [
        loss(network, exact, data, labels, 0),
        loss(network, exact, data, labels, SMOOTHING),
        hits.mean(),
    ]
    OUT.mkdir(parents=True, exist_ok=True)
    np.save(OUT / f"{name}-theta.npy", theta)
    np.save(OUT / f"{name}-features.npy", x)
    np.save(OUT / f"{name}-labels.npy", labels)
    np.save(OUT / f"{name}-losses.npy", np.array(numbers))
    np.save(OUT / f"{name}-gradient.npy", gradient(network, exact, data, labels, 0))
    np.save(OUT / f"{name}-smoothed.npy", gradient(network, exact, data, labels, SMOOTHING))
    print(name, numbers)


write("mlp", mlp, 5 * 7 + 7 + 7 * 4 + 4 + 4 * 3 + 3, (5,), 1)
write("cnn", cnn, 57 + 3 * 4 * 4 + 4 + 5 * 24 + 5 + 5 * 3 + 3, (2, 6, 5), 43)  # no kink of ReLU or pooling within 1e-3
