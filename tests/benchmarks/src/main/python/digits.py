#!/usr/bin/python3
"""Writes handwritten digits of any size, standardised: the 8x8 ones, interpolated, with a little noise.

    digits.py SIDE DIGITS.csv.gz FEATURES.npy LABELS.npy

28 is MNIST's size without its download. The noise gives all 784 inputs a variance of their own; without it they would
span no more than the 64 dimensions they come from.
"""
import sys

import numpy as np

SIDE, NOISE, SEED = 8, 0.05, 20261124


def interpolation(side):
    """The matrix that takes a line of 8 pixels to another length, linearly, the ends staying the ends."""
    at = np.linspace(0, SIDE - 1, side)
    return np.stack([np.interp(at, np.arange(SIDE), unit) for unit in np.eye(SIDE)], axis=1)


def main(side, digits, features, labels):
    table = np.loadtxt(digits, delimiter=",")
    small = table[:, : SIDE * SIDE].reshape(-1, SIDE, SIDE) / 16
    along = interpolation(side)
    images = (along @ small @ along.T).reshape(len(small), -1)
    images += NOISE * np.random.default_rng(SEED).standard_normal(images.shape)
    images = (images - images.mean(0)) / images.std(0)
    np.save(features, images.astype(np.float32))
    np.save(labels, table[:, -1].astype(np.int64))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: digits.py SIDE DIGITS.csv.gz FEATURES.npy LABELS.npy")
    main(int(sys.argv[1]), *sys.argv[2:])
