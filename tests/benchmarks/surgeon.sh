#!/usr/bin/env bash
# Measures the trajectory surgeon beside its like in NumPy: see README.md.
set -euo pipefail

usage() {
  cat <<USAGE
usage: tests/benchmarks/surgeon.sh [digits] [lenet] [wide] [huge] [--runs N]

  digits   MLP 64-128-64-10 on handwritten digits, against NumPy (a minute)
  lenet    MLP 784-300-100-10 on enlarged digits, against NumPy (some minutes, 1.4 GB of disk)
  wide     one layer of 4,608 inputs and 512 units, memory only (some minutes, 1.2 GB of disk)
  huge     one layer of 4,882 inputs and 2,048 units, p = 10^7, memory only (long, 1.3 GB of disk)
  --runs   warm runs of each (default: 30 and NumPy 9; of lenet 5 and NumPy one)

Without names: digits lenet. What it writes goes to a new folder of \${TMPDIR:-/tmp} and is removed at the end.
PYTHON names a Python with NumPy (default: /usr/bin/python3); JAVA_OPTS is passed to Java.
USAGE
}

runs=
names=()
while [ $# -gt 0 ]; do
  case $1 in
    digits | lenet | wide | huge) names+=("$1") ;;
    --runs)
      runs=${2:-}
      [[ $runs =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }
      shift
      ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
[ ${#names[@]} -gt 0 ] || names=(digits lenet)

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
begin

ours() { # TRAJECTORY SPARSITY RUNS WEIGHTS
  run_java org.espalier.benchmarks.SurgeonRun "$@"
}

compare() { # NAME RUNS NUMPY_RUNS
  echo "pruning $1 …" >&2
  ours "$work/$1" 0.98 "$(($2 + 1))" "$work/ours.npy" >"$work/$1.ours"
  "$python" "$scripts/surgeon.py" "$work/$1" 0.98 "$3" "$work/numpy.npy" >"$work/$1.numpy"
  "$python" "$scripts/quality.py" "$work/$1" "$work/$1-x.npy" "$work/$1-y.npy" \
    "$work/ours.npy" "$work/numpy.npy" >"$work/$1.quality"
}

alone() { # NAME INPUTS UNITS ROWS
  "$python" "$scripts/wide_layer.py" "$work/$1" "$2" "$3" "$4"
  echo "pruning $1 …" >&2
  ours "$work/$1" 0.9 1 "$work/ours.npy" >"$work/$1.ours"
  rm -rf "${work:?}/$1"
}

for name in "${names[@]}"; do
  case $name in
    digits)
      record digits 8 mlp:64-128-64-10 1260
      compare digits "${runs:-30}" "${runs:-9}"
      ;;
    lenet)
      record lenet 28 mlp:784-300-100-10 1260
      compare lenet "${runs:-5}" 1
      ;;
    wide) alone wide 4608 512 128 ;;
    huge) alone huge 4882 2048 32 ;;
  esac
done
"$python" "$scripts/table.py" "$work" "${names[@]}"
