"""Writes two trajectories with NumPy itself (made with 1.24.2).

by_hand: as somebody without Espalier would, with the least that a manifest needs.
reference: what Espalier records for the steps of Sample.java, to be equal byte for byte.
"""
import json
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
LAYOUT = [("fc1.weight", (3, 2), True), ("fc1.bias", (3,), False), ("fc2_w", (1, 3), True)]
P = 12


def update(t):
    k = np.arange(P)
    return (((31 * t + 17 * k) % 1009 - 504) / 1024).astype("<f4")


def gradient(t):
    return (update(t) * np.float32(-8)).astype("<f4")


def losses(t):
    return [(t % 1000) / 8 + 1, (t % 1000) / 8 + 0.875]


initial = (np.arange(P) / 4).astype("<f4")


def write(folder, steps, manifest):
    folder.mkdir(exist_ok=True)
    updates = np.array([update(t) for t in range(steps)])
    np.save(folder / "updates.npy", updates)
    np.save(folder / "losses.npy", np.array([losses(t) for t in range(steps)]))
    np.save(folder / "weights.npy", (initial + updates.sum(axis=0, dtype="f8")).astype("<f4"))
    if manifest:
        (folder / "trajectory.json").write_text(json.dumps(manifest))


write(
    here / "by_hand",
    5,
    {
        "formatVersion": 1,
        "optimizer": {"name": "sgd"},
        "learningRates": [{"fromStep": 0, "rate": 0.125}],
        "parameters": [{"name": n, "shape": s, "prunable": p} for n, s, p in LAYOUT],
    },
)
write(here / "reference", 7, None)
np.save(here / "reference" / "gradients.npy", np.array([gradient(t) for t in range(7)]))
np.save(here / "reference" / "initial.npy", initial)
