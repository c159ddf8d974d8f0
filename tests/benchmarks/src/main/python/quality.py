#!/usr/bin/python3
"""What pruned weights are worth: their quadratic cost under the recorded curvature, and their accuracy.

    quality.py TRAJECTORY FEATURES.npy LABELS.npy WEIGHTS.npy...

Prints one line of JSON for each file of weights. The accuracy is that of a perceptron with ReLU on all the rows given.
"""
import json
import sys

import numpy as np

from recorded import Recorded, second_moments


def accuracy(recorded, theta, x, y):
    for i, layer in enumerate(recorded.layers):
        x = x @ layer.matrix(theta).T + layer.bias(theta)
        if i + 1 < len(recorded.layers):
            x = np.maximum(x, 0)
    return 100 * (x.argmax(1) == y).mean()


def main(folder, features, labels, *files):
    recorded = Recorded(folder)
    x, y = np.load(features), np.load(labels)
    g = recorded.gradients()
    costs = np.zeros(len(files))
    pruned = [np.load(f) for f in files]
    moves = [w.astype(float) - recorded.theta for w in pruned]
    for k, f in recorded.curvatures(g, second_moments(g)):
        costs += [v[k] @ f @ v[k] / 2 for v in moves]
    for w, cost in zip(pruned, costs):
        kept = np.count_nonzero(w[recorded.prunable])
        print(json.dumps({"kept": kept, "cost": cost, "accuracy": round(accuracy(recorded, w, x, y), 2)}))


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit("usage: quality.py TRAJECTORY FEATURES.npy LABELS.npy WEIGHTS.npy...")
    main(*sys.argv[1:])
