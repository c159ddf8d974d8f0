#!/usr/bin/python3
"""Prints what lasso.sh measured as Markdown.

    lasso_table.py FOLDER STEPS PARAMETERS
"""
import pathlib
import statistics
import sys

from lasso_problem import TOLERANCE
from table import machine, memory, read

STOPPED = 124  # what timeout(1) ends with
PROBLEMS = {"one": "λ = 0.1 λmax", "path": "100 λ down to 0.01 λmax"}


def heading(*names):
    print("\n| " + " | ".join(names) + " |")
    print("|" + " --- |" * len(names))


def row(*cells):
    print("| " + " | ".join(cells) + " |")


def seconds(value):
    return f"{value:.2f} s" if value < 100 else f"{value:,.0f} s"


class Run:
    """A program on a problem: how long it took, and whether its solution is one."""

    def __init__(self, folder, name):
        self.run = read(folder, f"{name}.run")[0]
        self.stopped = "status" in self.run
        if self.stopped:
            return
        self.found = read(folder, f"{name}.gap")[0]
        self.valid = self.found["gap"] <= TOLERANCE
        times = self.run["seconds"]
        self.cold, self.warm = times[0], times[1:] or times
        self.median = statistics.median(self.warm)

    def cells(self, ours):
        """Cold, warm, ratio to ours, gap, coefficients, memory."""
        if self.stopped:
            late = self.run["status"] == STOPPED
            least = f"> {seconds(self.run['limit'])}" if late else f"failed, status {self.run['status']}"
            ratio = f"> {self.run['limit'] / ours.median:,.0f}" if late else "–"
            return "–", least, ratio, "–", "–", "–"
        several = len(self.run["seconds"]) > 1
        warm = seconds(self.median) + (f" ({seconds(min(self.warm))}; {len(self.warm)})" if several else "")
        return (
            seconds(self.cold) if several else "–",
            warm,
            f"{self.median / ours.median:,.3g}" if self.valid else "not counted: gap missed",
            f"{self.found['gap']:.1e}" + ("" if self.valid else f", at λ number {self.found['worst'] + 1}"),
            f"{self.found['nonzero']:,}",
            memory(self.run),
        )


def exists(folder, name):
    return (folder / f"{name}.run").exists()


def readings(folder):
    """Bytes per second of the C loop and of our passes, and their share of its loop over squares."""
    heading("reading", "threads", "best", "median", "share of C's squares")
    for threads in "12":
        loops = []
        for program in ("c", "ours"):
            name = f"read-{program}-{threads}"
            loops += [(program, loop) for loop in read(folder, f"{name}.run")] if exists(folder, name) else []
        rates = {(program, loop["loop"]): rate(loop) for program, loop in loops}
        squares = rates.get(("c", "squares"))
        for (program, loop), (best, median) in rates.items():
            share = f"{100 * median / squares[1]:.0f} %" if squares else "–"
            label = f"C, {loop}" if program == "c" else f"our pass, {loop}"
            row(label, threads, f"{best:.1f} GB/s", f"{median:.1f} GB/s", share)


def rate(loop):
    gigabytes = loop["bytes"] / 1e9
    return gigabytes / min(loop["seconds"]), gigabytes / statistics.median(loop["seconds"])


def solutions(folder, steps):
    times = ("cold", "warm: median (least; runs)", "÷ ours on one thread")
    heading("problem", "program", "threads", *times, "largest gap", "coefficients, at the last λ", "memory")
    for kind, problem in PROBLEMS.items():
        ours = Run(folder, f"ours-1-{kind}")
        for program, threads in (("ours-1", "1"), ("ours-2", "2"), ("glmnet", "1"), ("sklearn", "1")):
            if exists(folder, f"{program}-{kind}"):
                run = Run(folder, f"{program}-{kind}")
                row(problem, label(program, run), threads, *run.cells(ours))
    if exists(folder, "smile-one"):
        ours = Run(folder, "slice-one")
        slice_of = f"{PROBLEMS['one']}, on a slice: T = {steps:,}, p = {sliced(folder)}"
        row(slice_of, "ours", "1", *ours.cells(ours))
        row(slice_of, "Smile", "1", *Run(folder, "smile-one").cells(ours))


def label(program, run):
    names = {"ours-1": "ours", "ours-2": "ours", "sklearn": "scikit-learn"}
    details = [run.run["version"]] if "version" in run.run else []
    details += [f"thresh {run.run['thresh']:.0e}"] if "thresh" in run.run else []
    return " ".join([names.get(program, program), ", ".join(details)]).strip()


def sliced(folder):
    import numpy

    return f"{len(numpy.load(folder / 'slice' / 'weights.npy')):,}"


def scale(folder, parameters):
    """Time and time per parameter of ours on more and more of the parameters."""
    counts = sorted({int(file.name.split("-")[1]) for file in folder.glob("scale-*.run")})
    if not counts:
        return
    heading("p", "problem", "warm: median", "per 1,000 parameters", "largest gap")
    for kind, problem in PROBLEMS.items():
        runs = [(count, Run(folder, f"scale-{count}-{kind}")) for count in counts]
        for count, run in runs + [(parameters, Run(folder, f"ours-1-{kind}"))]:
            each = f"{1e6 * run.median / count:.2f} ms"
            row(f"{count:,}", problem, seconds(run.median), each, f"{run.found['gap']:.1e}")


def main(folder, steps, parameters):
    folder = pathlib.Path(folder)
    print(f"\n{machine()}; T = {steps:,}, p = {parameters:,}, gap {TOLERANCE:g}")
    if exists(folder, "read-ours-1"):
        readings(folder)
    solutions(folder, steps)
    scale(folder, parameters)
    if (folder / "notes").exists():
        print("\n" + (folder / "notes").read_text().rstrip())


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: lasso_table.py FOLDER STEPS PARAMETERS")
    main(sys.argv[1], *map(int, sys.argv[2:]))
