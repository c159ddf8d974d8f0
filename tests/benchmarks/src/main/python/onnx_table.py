#!/usr/bin/python3
"""Prints what onnx.sh measured as Markdown; fails if units were removed and nothing came of it.

    onnx_table.py FOLDER NAME...
"""
import json
import pathlib
import re
import statistics
import sys

from table import machine, read

KINDS = ("dense", "masked", "reduced")
BATCHES = (1, 64)
# At the larger batch the large model without half of its filters must save a third at least.
LARGE, MOST = "cnn-32", 2 / 3


def size(folder, name, what):
    """Before and after, from what prune printed."""
    row = re.search(rf"^ +{what} +([\d,]+) +([\d,]+)$", (folder / f"{name}.prune").read_text(), re.M)
    return row.group(1), row.group(2)


def medians(folder, name, batch):
    """Milliseconds, and the median of the ratios to the dense model's run of the same round."""
    runs = {pathlib.Path(r["model"]).stem: r["millis"] for r in read(folder, f"{name}.{batch}")}
    dense = runs["dense"]
    return {
        kind: (statistics.median(runs[kind]), statistics.median(a / b for a, b in zip(runs[kind], dense)))
        for kind in KINDS
    }, len(dense)


def main(folder, *names):
    folder = pathlib.Path(folder)
    runtime = (folder / "runtime").read_text().strip()
    print(f"\n{machine()}, ONNX Runtime {runtime}, one thread\n")
    print("| model | parameters | FLOPs | " + " | ".join(f"batch {b}: median | ÷ dense" for b in BATCHES) + " |")
    print("|" + " --- |" * (3 + 2 * len(BATCHES)))
    failed = []
    for name in names:
        measured = {batch: medians(folder, name, batch)[0] for batch in BATCHES}
        for kind in KINDS:
            after = kind == "reduced"
            cells = [size(folder, name, what)[after] for what in ("parameters", "FLOPs")]
            for batch in BATCHES:
                millis, ratio = measured[batch][kind]
                cells += [f"{millis:.3f} ms", f"{ratio:.2f}"]
            print(f"| {name}, {kind} | " + " | ".join(cells) + " |")
        if name == LARGE and measured[BATCHES[-1]]["reduced"][1] > MOST:
            failed.append(name)
    print("\nRuns of each: " + "; ".join(f"{n} {', '.join(str(medians(folder, n, b)[1]) for b in BATCHES)}" for n in names))
    if failed:
        sys.exit(f"onnx.sh: {', '.join(failed)} is hardly faster at batch {BATCHES[-1]} without half of its filters")


if __name__ == "__main__":
    main(*sys.argv[1:])
