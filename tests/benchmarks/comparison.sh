#!/usr/bin/env bash
# Where the time of a whole comparison goes, on one core and on more: see README.md.
set -euo pipefail

usage() {
  cat <<USAGE
usage: tests/benchmarks/comparison.sh [--cores LIST] [--seeds N]

  --cores  numbers of cores to run on, one after the other (default: 1,2)
  --seeds  of the experiment comparison.json beside this script (default: its own, 10)

Runs 12 policies at 8 sparsities on digits, and prints Markdown tables: wall-clock and processor
time on each number of cores, and what it was spent on. It needs Linux (taskset); JAVA_OPTS is
passed to Java.
USAGE
}

cores=1,2
seeds=()
while [ $# -gt 0 ]; do
  case $1 in
    --cores)
      cores=${2:-}
      [[ $cores =~ ^[1-9][0-9]*(,[1-9][0-9]*)*$ ]] || { usage >&2; exit 2; }
      shift
      ;;
    --seeds)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }
      seeds=(--seeds "$2")
      shift
      ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
unset OMP_NUM_THREADS OPENBLAS_NUM_THREADS # as for a user
command -v taskset >/dev/null || die "taskset is missing; install util-linux"
work=$(mktemp -d "${TMPDIR:-/tmp}/espalier-benchmark.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$root/runtime/espalier" --version >/dev/null # builds
cp -a "$root/runtime/target/espalier" "$work/espalier" # so that no change builds again meanwhile

run() { # CORES
  local start end
  echo "comparing on $1 of $(nproc) cores …" >&2
  start=$(date +%s.%N)
  { TIMEFORMAT='%U %S'; time taskset -c "0-$(($1 - 1))" "$work/espalier/bin/espalier" compare \
    --experiment "$here/comparison.json" ${seeds[@]+"${seeds[@]}"} --out "$work/$1" \
    >"$work/log-$1" 2>&1; } 2>"$work/processor-$1" ||
    { tail -n 20 "$work/log-$1" >&2; exit 1; }
  end=$(date +%s.%N)
  awk -v s="$start" -v e="$end" 'BEGIN { print e - s }' >"$work/wall-$1"
}

spent() { # CORES: seconds that cells say, by what they were spent on
  awk -F, -v all="$(awk -v n="$1" '{ print n * $1 }' "$work/wall-$1")" '
    function row(what, seconds, cells) {
      printf "| %s | %.1f | %.1f | %s |\n", what, seconds, 100 * seconds / all,
        cells ? sprintf("%.2f", seconds / cells) : ""
    }
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["status"] != "OK" { print "not OK: " $0 > "/dev/stderr"; bad = 1 }
    $at["stage"] == "dense" { what = "training, recorded" }
    $at["stage"] == "one-shot" { what = "deciding: `" $at["policy"] "`" }
    $at["stage"] == "fine-tuned" { what = "fine-tuning" }
    { seconds[what] += $at["seconds"]; cells[what]++; told += $at["seconds"] }
    END {
      for (what in seconds) row(what, seconds[what], cells[what])
      row("evaluation, start, writing, idle", all - told, 0)
      exit bad
    }' "$work/$1/results.csv" | sort -t'|' -k3,3nr
}

IFS=, read -r -a list <<<"$cores"
for n in "${list[@]}"; do run "$n"; done
echo "| cores | wall-clock, s | processor time, s | times faster than on ${list[0]} |"
echo "| --- | --- | --- | --- |"
for n in "${list[@]}"; do
  awk -v n="$n" -v first="$(cat "$work/wall-${list[0]}")" -v wall="$(cat "$work/wall-$n")" \
    '{ printf "| %d | %.0f | %.0f | %.2f |\n", n, wall, $1 + $2, first / wall }' "$work/processor-$n"
done
for n in "${list[@]}"; do
  printf '\nOn %s, core-seconds as the cells say them:\n\n' "$n"
  echo "| what | seconds | of all, % | a cell |"
  echo "| --- | --- | --- | --- |"
  spent "$n"
done
