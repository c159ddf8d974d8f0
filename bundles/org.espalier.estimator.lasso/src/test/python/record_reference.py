#!/usr/bin/python3
"""Records ten small trainings and solves them by scikit-learn, in ../resources/.../internal/recorded.

    OMP_NUM_THREADS=1 /usr/bin/python3 record_reference.py runtime/target/espalier/bin/espalier

For each training NAME: NAME-updates.npy (float32, T x p) and NAME-losses.npy (float64, T x 2), as recorded. In
reference.csv a row for each training, raw or standardised, and lambda / lambdaMax: lambda, lambdaMax, and objective
and duality gap of scikit-learn's solution. Recordings may differ by round-off between machines; --keep takes the
committed ones and only solves them anew.
"""
import csv
import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings
import numpy as np
import make_reference

OUT = make_reference.OUT / "recorded"
RUNS = {
    "digits-sgd": "--dataset digits --model mlp:64-4-10 --steps 60 --optimizer sgd --learning-rate 0.1",
    "digits-momentum": "--dataset digits --model mlp:64-5-10 --steps 80 --optimizer momentum --learning-rate 0.02",
    "digits-nesterov": "--dataset digits --model mlp:64-4-10 --steps 100 --optimizer nesterov --learning-rate 0.05",
    "digits-adam": "--dataset digits --model mlp:64-3-3-10 --steps 120 --optimizer adam --learning-rate 0.01",
    "digits-smoothed": "--dataset digits --model mlp:64-4-10 --steps 150 --optimizer momentum --momentum 0.5"
                       " --learning-rate 0.05 --label-smoothing 0.1",
    "digits-cnn": "--dataset digits --model cnn:conv2-pool2-dense6 --steps 140 --optimizer adam --learning-rate 0.003",
    "cancer-sgd": "--dataset breast-cancer --model mlp:30-8-2 --steps 200 --optimizer sgd --learning-rate 0.01",
    "cancer-momentum": "--dataset breast-cancer --model mlp:30-6-4-2 --steps 150 --optimizer momentum"
                       " --learning-rate 0.001 --batch 32",
    "cancer-adam": "--dataset breast-cancer --model mlp:30-8-2 --steps 40 --optimizer adam --learning-rate 0.1",
    "cancer-decay": "--dataset breast-cancer --model mlp:30-8-2 --steps 90 --optimizer nesterov --learning-rate 0.1"
                    " --rate-schedule cosine --weight-decay 0.001 --batch 16",
}


def record(espalier, name, options):
    with tempfile.TemporaryDirectory() as folder:
        run = pathlib.Path(folder) / "run"
        subprocess.run([espalier, "record", *options.split(), "--seed", "1", "--out", str(run)], check=True)
        for part in ("updates", "losses"):
            shutil.copyfile(run / f"{part}.npy", OUT / f"{name}-{part}.npy")


def main():
    warnings.filterwarnings("ignore")
    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / "reference.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["training", "standardize", "ratio", "lambda", "lambdaMax", "objective", "gap"])
        for name, options in RUNS.items():
            if sys.argv[1] != "--keep":
                record(sys.argv[1], name, options)
            u = np.load(OUT / f"{name}-updates.npy")
            # A pixel that is always 0 has a constant column, which takes no part.
            u = u[:, u.any(0)]
            losses = np.load(OUT / f"{name}-losses.npy")
            for standardize in (True, False):
                print(name, u.shape, "standardised" if standardize else "raw", flush=True)
                solved = make_reference.lasso(u, losses[:, 1] - losses[:, 0], standardize, 0)
                for ratio, row in zip(make_reference.RATIOS, solved):
                    table.writerow([name, str(standardize).lower(), ratio, *map(float, row[:4])])


if __name__ == "__main__":
    main()
