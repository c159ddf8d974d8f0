#!/usr/bin/python3
"""Writes the trajectory of some of the parameters of another, as one layer.

    lasso_slice.py FROM TO COUNT STRIDE

takes COUNT parameters, each STRIDE behind the one before.
"""
import json
import pathlib
import sys

import numpy as np


def main(source, target, count, stride):
    source, target = pathlib.Path(source), pathlib.Path(target)
    target.mkdir()
    chosen = slice(0, count * stride, stride)
    np.save(target / "updates.npy", np.load(source / "updates.npy", mmap_mode="r")[:, chosen])
    np.save(target / "weights.npy", np.load(source / "weights.npy")[chosen])
    np.save(target / "losses.npy", np.load(source / "losses.npy"))
    manifest = json.loads((source / "trajectory.json").read_text())
    tensor = {"name": "0_W", "role": "weight", "shape": [1, count], "offset": 0, "prunable": True}
    manifest["parameters"] = [tensor | {"layer": "0", "positions": 1}]
    (target / "trajectory.json").write_text(json.dumps(manifest, indent=2))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: lasso_slice.py FROM TO COUNT STRIDE")
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
