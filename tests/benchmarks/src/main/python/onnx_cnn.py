#!/usr/bin/python3
"""Writes a convolutional classifier with random weights as an ONNX model, for its speed alone.

    onnx_cnn.py FILE.onnx

On 32 x 32 images of 3 channels: twice two 3 x 3 convolutions of 32 and of 64 filters and a pooling, two of
128, each with BatchNorm and ReLU, the mean over all places, and a dense layer of 10. Every other filter has
weights near 0, so that a cut by magnitude takes half of each layer; prints the sparsity that does. It needs
torch, and takes the exporter from the tests' fixtures.
"""
import pathlib
import sys
import warnings

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[4] / "fixtures/pytorch"))
from espalier_recorder import export_onnx  # noqa: E402

FILTERS = (32, 64, 128)
DEVIATION = 0.05
WEAK = 0.01


def block(inputs, filters):
    layers = []
    for channels in (inputs, filters):
        layers += [nn.Conv2d(channels, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters), nn.ReLU()]
    return layers


def network():
    layers = []
    inputs = 3
    for filters in FILTERS:
        layers += block(inputs, filters)
        if filters != FILTERS[-1]:
            layers.append(nn.MaxPool2d(2))
        inputs = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 10))


def weaken(model):
    """Fills all layers alike; returns the share of the weights that go with every other filter."""
    layers = [m for m in model if isinstance(m, (nn.Conv2d, nn.Linear))]
    strong = total = 0
    with torch.no_grad():
        for i, layer in enumerate(layers):
            weight = nn.init.normal_(layer.weight, std=DEVIATION)
            if i > 0:
                weight[:, ::2] *= WEAK
            if i + 1 < len(layers):
                weight[::2] *= WEAK
            kept = weight[1::2] if i + 1 < len(layers) else weight
            kept = kept[:, 1::2] if i > 0 else kept
            strong += kept.numel()
            total += weight.numel()
    return 1 - strong / total


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: onnx_cnn.py FILE.onnx")
    warnings.filterwarnings("ignore", category=UserWarning)
    torch.manual_seed(1)
    model = network()
    print(f"{weaken(model):.6f}")
    export_onnx(model, torch.zeros(1, 3, 32, 32), sys.argv[1])
