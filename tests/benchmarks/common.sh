# shellcheck shell=bash
# Sourced by the scripts beside it: where things are, a folder to work in, the class path, recording.
# shellcheck disable=SC2034 # the scripts use what is set here
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname "$(dirname "$here")")
scripts=$here/src/main/python
python=${PYTHON:-/usr/bin/python3}
digits=$root/bundles/org.espalier.harness/src/main/resources/data/digits.csv.gz
# No library starts threads of its own.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

die() { # MESSAGE
  echo "$(basename "$0"): $1" >&2
  exit 1
}

begin() { # makes the folder, removed at the end, and builds
  "$python" -c 'import numpy' 2>/dev/null ||
    die "$python has no NumPy; install python3-numpy, or name another by PYTHON"
  work=$(mktemp -d "${TMPDIR:-/tmp}/espalier-benchmark.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  echo "building …" >&2
  (cd "$root" && mvn -q -B -ntp -Dmaven.test.skip -Dspotless.check.skip -pl tests/benchmarks -am \
    package dependency:build-classpath -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=runtime) \
    >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
  class_path=$here/target/classes:$(cat "$work/classpath")
}

run_java() { # CLASS ARGUMENTS
  # shellcheck disable=SC2086 # JAVA_OPTS is several words
  java ${JAVA_OPTS:-} -cp "$class_path" "$@"
}

record() { # NAME SIDE MODEL STEPS: digits of SIDE × SIDE pixels, and a training on them
  echo "recording $1 …" >&2
  "$python" "$scripts/digits.py" "$2" "$digits" "$work/$1-x.npy" "$work/$1-y.npy"
  "$root/runtime/espalier" record --model "$3" --dataset "npy:$work/$1-x.npy,$work/$1-y.npy" \
    --steps "$4" --out "$work/$1" >"$work/$1.log" 2>&1 || { cat "$work/$1.log" >&2; exit 1; }
}
