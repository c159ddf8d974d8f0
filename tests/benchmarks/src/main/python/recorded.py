"""A recorded trajectory as NumPy sees it: layers, gradients, and the curvature of each unit."""
import json
import pathlib

import numpy as np

ROWS, DAMPING = 512, 0.05


class Layer:
    """A weight tensor: units as rows of its matrix in θ, and the indices of all their parameters."""

    def __init__(self, weights, bias):
        self.units = weights["shape"][0]
        self.inputs = weights["shape"][1]
        self.fan_in = int(np.prod(weights["shape"][1:]))
        self.first = weights["offset"]
        self.end = self.first + self.units * self.fan_in
        self.index = np.arange(self.first, self.end).reshape(self.units, self.fan_in)
        if bias is not None:
            of_bias = bias["offset"] + np.arange(self.units)
            self.index = np.column_stack([self.index, of_bias])

    def matrix(self, values):
        """Values of the weights alone, shape (units, fan-in)."""
        return values[self.first : self.end].reshape(self.units, self.fan_in)

    def bias(self, values):
        return values[self.index[:, -1]] if self.index.shape[1] > self.fan_in else 0.0


class Recorded:
    """The folder of a trajectory by SGD, with momentum or without."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.manifest = json.loads((folder / "trajectory.json").read_text())
        optimizer = self.manifest["optimizer"]
        if optimizer["name"] not in ("sgd", "momentum"):
            raise SystemExit(f"{folder}: optimizer {optimizer['name']}; record by sgd or momentum")
        self.momentum = optimizer["options"].get("momentum", 0.0)
        self.updates = np.load(folder / "updates.npy", mmap_mode="r")
        self.theta = np.load(folder / "weights.npy")
        tensors = self.manifest["parameters"]
        self.layers = [
            Layer(w, next((b for b in tensors if b["role"] == "bias" and b["layer"] == w["layer"]), None))
            for w in tensors
            if w["prunable"]
        ]
        self.prunable = np.zeros(len(self.theta), bool)
        for layer in self.layers:
            self.prunable[layer.first : layer.end] = True

    def rate(self, row):
        return [p["rate"] for p in self.manifest["learningRates"] if p["fromStep"] <= row][-1]

    def gradients(self):
        """Up to ROWS gradients spread over the training, each of length 1, float32 of shape (T, p)."""
        steps = len(self.updates)
        count = min(ROWS, steps)
        g = np.empty((count, len(self.theta)), np.float32)
        for i in range(count):
            t = i * (steps - 1) // (count - 1)
            g[i] = -self.updates[t] / self.rate(t)
            if t > 0:
                g[i] += self.momentum * self.updates[t - 1] / self.rate(t - 1)
            g[i] /= np.sqrt(np.square(g[i], dtype=float).sum())
        return g

    def curvatures(self, g, second):
        """Yields, layer by layer, the indices of each unit's parameters and its damped curvature."""
        delta = DAMPING * second[self.prunable].mean()
        for layer in self.layers:
            own = [g[:, k] for k in layer.index]
            own = [(h.T @ h).astype(float) / len(g) for h in own]
            shared = sum(own)
            size = layer.index.shape[1]
            kappa = size / (size + len(g))
            for k, c in zip(layer.index, own):
                part = kappa * np.trace(c) / np.trace(shared)
                yield k, (1 - kappa) * c + part * shared + delta * np.eye(size)


def second_moments(g):
    return np.einsum("tk,tk->k", g, g, dtype=float) / len(g)
