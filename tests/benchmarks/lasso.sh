#!/usr/bin/env bash
# Measures the Lasso beside its peers: see README.md.
set -euo pipefail

usage() {
  cat <<USAGE
usage: tests/benchmarks/lasso.sh [read] [sklearn] [glmnet] [smile] [scale] [--small] [--runs N] [--limit SECONDS]

Our Lasso, for one λ and for a path of 100, on a recorded training of the MLP 784-300-100-10, and

  read     how fast a C loop and our passes read the trajectory
  sklearn  the same by scikit-learn
  glmnet   the same by glmnet, in R
  smile    Smile's interior point and ours on a slice of the parameters, for one λ
  scale    ours on a quarter, half and all of the parameters

  --small  the MLP 64-32-10, a few minutes: whether all works, not how fast it is
  --runs   warm runs of ours (default: 9)
  --limit  seconds after which a peer is stopped (default: 1800)

Without names: all of them, on one cpu, ours on two as well; about an hour, 5 GB of disk and 10 GB of memory.
What it writes goes to a new folder of \${TMPDIR:-/tmp} and is removed at the end. PYTHON names a Python with NumPy
(default: /usr/bin/python3), and scikit-learn if it is to run; JAVA_OPTS is passed to Java.
USAGE
}

model=mlp:784-300-100-10 side=28 steps=1000
runs=9
limit=1800
parts=()
while [ $# -gt 0 ]; do
  case $1 in
    read | sklearn | glmnet | smile | scale) parts+=("$1") ;;
    --small) model=mlp:64-32-10 side=8 steps=200 ;;
    --runs | --limit)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }
      if [ "$1" = --runs ]; then runs=$2; else limit=$2; fi
      shift
      ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
[ ${#parts[@]} -gt 0 ] || parts=(read sklearn glmnet smile scale)

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
for tool in taskset timeout; do
  command -v "$tool" >/dev/null || die "there is no $tool; install util-linux and coreutils"
done
begin
mapfile -t cpus < <("$python" -c 'import os; print(*sorted(os.sched_getaffinity(0)), sep="\n")')
one=${cpus[0]}
two=
[ ${#cpus[@]} -lt 2 ] || two=${cpus[0]},${cpus[1]}
trajectory=$work/trajectory
problem=$work/problem

wanted() { # PART
  [[ " ${parts[*]} " = *" $1 "* ]]
}

note() { # TEXT, for below the table
  echo "- $1" >>"$work/notes"
}

judge() { # NAME TRAJECTORY one|path COEFFICIENTS: whether the gap is reached
  local status=0
  "$python" "$scripts/lasso_gap.py" "$2" "$3" "$4" >"$work/$1.gap" || status=$?
  [ "$status" = 0 ] || [ "$status" = 3 ] || die "the gap of $1 can't be computed"
  return "$status"
}

run_pinned() ( # CPUS CLASS ARGUMENTS
  taskset -pc "$1" "$BASHPID" >/dev/null
  run_java "${@:2}"
)

lasso() { # NAME CPUS TRAJECTORY one|path
  echo "$1 …" >&2
  run_pinned "$2" org.espalier.estimator.lasso.internal.LassoRun \
    "$3" "$4" "$((runs + 1))" "$work/coefficients.npy" >"$work/$1.run"
  judge "$1" "$3" "$4" "$work/coefficients.npy" || true
}


peer() { # NAME COMMAND: within the limit, on one cpu; what stops it goes to the table
  local status=0
  echo "$1 …" >&2
  timeout "$limit" taskset -c "$one" "${@:2}" >"$work/$1.run" 2>"$work/$1.log" || status=$?
  [ "$status" != 0 ] || return 0
  cat "$work/$1.log" >&2
  echo "{\"status\": $status, \"limit\": $limit}" >"$work/$1.run"
  return 1
}

state_problem() { # once, for the peers that want the matrix whole
  [ -d "$problem" ] || "$python" "$scripts/lasso_problem.py" "$trajectory" "$problem"
}

measure_read() { # CPUS THREADS
  taskset -c "$1" "$work/read" "$trajectory/updates.npy" "$p" "$2" 15 >"$work/read-c-$2.run" 2>/dev/null
}

part_read() {
  echo "reading …" >&2
  if command -v gcc >/dev/null; then
    gcc -O3 -march=native -pthread -o "$work/read" "$here/src/main/c/read.c"
    measure_read "$one" 1
    [ -z "$two" ] || measure_read "$two" 2
  else
    note "There is no gcc here, so no C loop to compare the passes with."
  fi
  local pass=org.espalier.estimator.lasso.internal.PassRun
  run_pinned "$one" "$pass" "$trajectory" 15 >"$work/read-ours-1.run"
  [ -z "$two" ] || run_pinned "$two" "$pass" "$trajectory" 15 >"$work/read-ours-2.run"
}

part_sklearn() {
  "$python" -c 'import sklearn' 2>/dev/null || {
    note "There is no scikit-learn in $python here."
    return 0
  }
  state_problem
  local kind
  for kind in one path; do
    ! peer "sklearn-$kind" "$python" "$scripts/lasso_sklearn.py" "$problem" "$kind" "$work/coefficients.npy" ||
      judge "sklearn-$kind" "$trajectory" "$kind" "$work/coefficients.npy" || true
  done
}

part_glmnet() {
  Rscript -e 'library(glmnet)' >/dev/null 2>&1 || {
    note "There is no Rscript with glmnet here."
    return 0
  }
  state_problem
  local kind thresh
  for kind in one path; do
    for thresh in 1e-7 1e-8 1e-9 1e-10 1e-11 1e-12; do
      peer "glmnet-$kind" Rscript "$here/src/main/r/glmnet.R" \
        "$problem" "$kind" "$thresh" "$work/coefficients.f64" || break
      ! judge "glmnet-$kind" "$trajectory" "$kind" "$work/coefficients.f64" || break
    done
  done
}

part_smile() {
  local count=$((p < 1000 ? p : 1000))
  "$python" "$scripts/lasso_slice.py" "$trajectory" "$work/slice" "$count" "$((p / count))"
  lasso slice-one "$one" "$work/slice" one
  echo "smile-one …" >&2
  run_pinned "$one" org.espalier.estimator.smile.internal.SmileRun \
    "$work/slice" 4 "$work/coefficients.npy" >"$work/smile-one.run" 2>"$work/smile-one.log" ||
    { cat "$work/smile-one.log" >&2; exit 1; }
  judge smile-one "$work/slice" one "$work/coefficients.npy" || true
}

part_scale() {
  local count kind
  for count in "$((p / 4))" "$((p / 2))"; do
    "$python" "$scripts/lasso_slice.py" "$trajectory" "$work/part" "$count" 1
    for kind in one path; do
      lasso "scale-$count-$kind" "$one" "$work/part" "$kind"
    done
    rm -rf "${work:?}/part"
  done
}

record trajectory "$side" "$model" "$steps"
p=$("$python" -c 'import numpy, sys; print(numpy.load(sys.argv[1], mmap_mode="r").shape[1])' "$trajectory/updates.npy")
for kind in one path; do
  lasso "ours-1-$kind" "$one" "$trajectory" "$kind"
  [ -z "$two" ] || lasso "ours-2-$kind" "$two" "$trajectory" "$kind"
done
[ -n "$two" ] || note "There is one cpu here, so nothing on two."
for part in read sklearn glmnet smile scale; do
  ! wanted "$part" || "part_$part"
done
"$python" "$scripts/lasso_table.py" "$work" "$steps" "$p"
