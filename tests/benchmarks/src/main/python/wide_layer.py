#!/usr/bin/python3
"""Writes the trajectory of one wide layer: gradients of low rank in noise, as plain SGD would leave them.

    wide_layer.py FOLDER INPUTS UNITS ROWS

It has ROWS * (INPUTS + 1) * UNITS values of four bytes, written row by row.
"""
import json
import pathlib
import sys

import numpy as np

RANK, RATE, SEED = 8, 0.1, 20261124


def main(folder, inputs, units, rows):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    rng = np.random.default_rng(SEED)
    size = units * inputs + units
    updates = np.lib.format.open_memmap(folder / "updates.npy", "w+", np.float32, (rows, size))
    patterns = rng.standard_normal((RANK, inputs), np.float32)
    for t in range(rows):
        sent = rng.standard_normal((units, RANK), np.float32) @ patterns
        sent += 0.5 * rng.standard_normal((units, inputs), np.float32)
        updates[t, : units * inputs] = -0.001 * RATE * sent.ravel()
        updates[t, units * inputs :] = -0.001 * RATE * sent[:, 0]
    updates.flush()
    np.save(folder / "weights.npy", rng.standard_normal(size, np.float32) / np.sqrt(inputs).astype(np.float32))
    np.save(folder / "losses.npy", np.ones((rows, 2)))
    tensor = {"layer": "0", "positions": 1}
    weights = {"name": "0_W", "role": "weight", "shape": [units, inputs], "offset": 0, "prunable": True}
    bias = {"name": "0_b", "role": "bias", "shape": [units], "offset": units * inputs, "prunable": False}
    manifest = {
        "formatVersion": 1,
        "steps": rows,
        "complete": True,
        "optimizer": {"name": "sgd", "options": {"batchSize": 64.0}},
        "learningRates": [{"fromStep": 0, "rate": RATE}],
        "lossAfter": "same-minibatch",
        "seed": SEED,
        "dataset": {"name": "synthetic", "fingerprint": "none"},
        "versions": {"numpy": np.__version__},
        "parameters": [tensor | weights, tensor | bias],
    }
    (folder / "trajectory.json").write_text(json.dumps(manifest, indent=2))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: wide_layer.py FOLDER INPUTS UNITS ROWS")
    main(sys.argv[1], *map(int, sys.argv[2:]))
