#!/usr/bin/python3
"""Prints what surgeon.sh measured as Markdown.

    table.py FOLDER NAME...
"""
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

COST_TOLERANCE = 1.1


def blas():
    """The library that NumPy's linear algebra is in, as this process has it loaded."""
    import numpy.linalg  # loads it

    maps = pathlib.Path("/proc/self/maps").read_text().split("\n")
    files = {os.path.realpath(line.split()[-1]) for line in maps if "blas" in line or "lapack" in line}
    return ", ".join(sorted(os.path.basename(f) for f in files if ".so" in f)) or "its own"


def java():
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr
    return said.split('"')[1]


def machine():
    """The day, and what was measured on."""
    import numpy

    load = os.getloadavg()[0]
    return (
        f"{datetime.date.today():%d %B %Y}, {os.cpu_count()} cores, {platform.machine()} {platform.system()}, "
        f"JDK {java()}, NumPy {numpy.__version__} ({blas()}), load average {load:.1f}"
    )


def read(folder, name):
    return [json.loads(line) for line in (folder / name).read_text().splitlines() if line.startswith("{")]


def memory(run):
    return f"{run['peakMegabytes'] - run['mappedMegabytes']:,} MB"


def compared(folder, name):
    """A row of the table, and whether ours is worth as much as NumPy's."""
    ours, numpy = read(folder, f"{name}.ours")[0], read(folder, f"{name}.numpy")[0]
    mine, theirs = read(folder, f"{name}.quality")
    cold, *warm = ours["seconds"]
    median, other = statistics.median(warm), statistics.median(numpy["seconds"])
    busy = statistics.median(ours["processorSeconds"][1:])
    print(
        f"| {name} | {cold:.2f} s | {median:.2f} s ({min(warm):.2f}; {len(warm)} runs) | {busy:.2f} s"
        f" | {other:.2f} s ({min(numpy['seconds']):.2f}) | {other / median:.1f} | {memory(ours)} | {memory(numpy)}"
        f" | {mine['cost'] / theirs['cost']:.3f} | {mine['accuracy']:.1f} % and {theirs['accuracy']:.1f} % |"
    )
    return mine["kept"] == theirs["kept"] and mine["cost"] <= COST_TOLERANCE * theirs["cost"]


def main(folder, *names):
    folder = pathlib.Path(folder)
    print(f"\n{machine()}\n")
    worse = []
    both = [n for n in names if (folder / f"{n}.numpy").exists()]
    if both:
        print(
            "| model | cold | warm: median (least) | processor time | NumPy: median (least) | ratio | memory |"
            " NumPy's memory | cost ÷ NumPy's | accuracy, ours and NumPy's |"
        )
        print("|" + " --- |" * 10)
        worse = [n for n in both if not compared(folder, n)]
    alone = [n for n in names if n not in both]
    if alone:
        print("\n| layer | seconds, cold | processor time | memory beyond the trajectory |")
        print("|" + " --- |" * 4)
        for name in alone:
            run = read(folder, f"{name}.ours")[0]
            seconds, busy = run["seconds"][0], run["processorSeconds"][0]
            print(f"| {name} | {seconds:.1f} s | {busy:.1f} s | {memory(run)} |")
    if worse:
        sys.exit(f"surgeon.sh: the costs of {', '.join(worse)} are over {COST_TOLERANCE} times NumPy's, or other sizes")


if __name__ == "__main__":
    main(*sys.argv[1:])
