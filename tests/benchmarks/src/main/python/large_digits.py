#!/usr/bin/python3
"""Writes handwritten digits of 28x28 pixels: the 8x8 ones, interpolated, with a little noise.

    large_digits.py DIGITS.csv.gz FEATURES.npy LABELS.npy

MNIST's size without its download. The noise gives all 784 inputs a variance of their own; without
it they would span no more than the 64 dimensions they come from.
"""
import sys

import numpy as np

SIDE, LARGE, NOISE, SEED = 8, 28, 0.05, 20261124


def interpolation():
    """The matrix that takes a line of 8 pixels to 28, linearly, the ends staying the ends."""
    at = np.linspace(0, SIDE - 1, LARGE)
    return np.stack([np.interp(at, np.arange(SIDE), unit) for unit in np.eye(SIDE)], axis=1)


def main(digits, features, labels):
    table = np.loadtxt(digits, delimiter=",")
    small = table[:, : SIDE * SIDE].reshape(-1, SIDE, SIDE) / 16
    along = interpolation()
    large = (along @ small @ along.T).reshape(len(small), -1)
    large += NOISE * np.random.default_rng(SEED).standard_normal(large.shape)
    np.save(features, large.astype(np.float32))
    np.save(labels, table[:, -1].astype(np.int64))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: large_digits.py DIGITS.csv.gz FEATURES.npy LABELS.npy")
    main(*sys.argv[1:])
