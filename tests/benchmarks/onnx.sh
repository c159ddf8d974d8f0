#!/usr/bin/env bash
# Measures ONNX models as they are, with zeros and without the units that nothing reads: see README.md.
set -euo pipefail

usage() {
  cat <<USAGE
usage: tests/benchmarks/onnx.sh [cnn-8] [cnn-32] [--runs N]

  cnn-8    the fixtures' CNN: 8 x 8 pixels, convolutions of 8 and 12 filters (seconds)
  cnn-32   a CNN of 32 x 32 pixels, six convolutions of 32 to 128 filters (a minute); needs torch
  --runs   runs of each model at batch 64 (default: 200), and ten times as many at batch 1

Without names: both. What it writes goes to a new folder of \${TMPDIR:-/tmp} and is removed at the end.
PYTHON names a Python with NumPy (default: /usr/bin/python3); JAVA_OPTS is passed to Java.
USAGE
}

runs=200
names=()
while [ $# -gt 0 ]; do
  case $1 in
    cnn-8 | cnn-32) names+=("$1") ;;
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
[ ${#names[@]} -gt 0 ] || names=(cnn-8 cnn-32)

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
begin

cut() { # NAME SPARSITY: beside dense.onnx, with zeros and without the units
  local folder=$work/$1
  echo "pruning $1 …" >&2
  for kind in masked reduced; do
    local remove=()
    [ $kind = masked ] || remove=(--remove)
    "$root/runtime/espalier" prune "$folder/dense.onnx" --policy structured-magnitude --sparsity "$2" \
      "${remove[@]}" --out "$folder/$kind.onnx" >"$work/$1.prune" 2>&1 || { cat "$work/$1.prune" >&2; exit 1; }
  done
}

measure() { # NAME
  echo "measuring $1 …" >&2
  for batch in 1 64; do
    run_java org.espalier.benchmarks.OnnxLatencyRun "$batch" $((batch == 1 ? 10 * runs : runs)) \
      "$work/$1"/{dense,masked,reduced}.onnx >"$work/$1.$batch"
  done
}

for name in "${names[@]}"; do
  mkdir "$work/$name"
  case $name in
    cnn-8)
      cp "$root/tests/fixtures/pytorch/cnn.onnx" "$work/$name/dense.onnx"
      cut "$name" 0.7
      ;;
    cnn-32)
      "$python" -c 'import torch' 2>/dev/null ||
        die "$python has no torch; install python3-torch, or name another by PYTHON"
      cut "$name" "$("$python" "$scripts/onnx_cnn.py" "$work/$name/dense.onnx")"
      ;;
  esac
  measure "$name"
done
tr ':' '\n' <"$work/classpath" | sed -n 's|.*/onnxruntime-\([0-9.]*\)\.jar|\1|p' >"$work/runtime"
"$python" "$scripts/onnx_table.py" "$work" "${names[@]}"
