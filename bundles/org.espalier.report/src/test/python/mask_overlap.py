"""Writes mask_overlap.json: intersection over union of masks by NumPy, and by chance from draws.

By chance is the mean intersection over the mean union of 20,000 pairs of masks whose weights are
drawn at random within each tensor. Run with NumPy 2: python3 mask_overlap.py >
../resources/org/espalier/report/internal/statistics/mask_overlap.json
"""

import json

import numpy as np

source = np.random.default_rng(4)
shapes = {"0.weight": (12, 9), "1.weight": (4, 12)}
cases = []
for kept in ((0.5, 0.2), (0.1, 0.9), (0.03, 0.03)):
    pair = [{n: source.random(s) < share for n, s in shapes.items()} for share in kept]
    a, b = (np.concatenate([m[n].ravel() for n in shapes]) for m in pair)
    common = union = 0
    for _ in range(20_000):
        x, y = (np.concatenate([source.permutation(m[n].ravel()) for n in shapes]) for m in pair)
        common += (x & y).sum()
        union += (x | y).sum()
    cases.append({
        "masks": [{n: m[n].ravel().astype(int).tolist() for n in shapes} for m in pair],
        "iou": float((a & b).sum() / (a | b).sum()), "chance": float(common / union),
    })
print(json.dumps(cases))
