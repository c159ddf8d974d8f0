#!/usr/bin/env bash
# Updates an estimator and both adapters again and again while comparisons run: see README.md.
set -euo pipefail

usage() {
  cat <<USAGE
usage: tests/benchmarks/swap.sh [--estimator-updates N] [--adapter-updates N]

  --estimator-updates  of a third party's estimator (default: 1000)
  --adapter-updates    of the adapters of Deeplearning4j and ONNX, each (default: 200)

Prints Markdown tables; fails if a cell is lost or computed by two versions, an old class loader is
held, threads or memory grow, or, from 500 updates on, a median swap takes 50 ms.
JAVA_OPTS is passed to the Java that runs it (default: -Xms512m -Xmx512m -XX:+AlwaysPreTouch).
USAGE
}

estimator=1000
adapter=200
while [ $# -gt 0 ]; do
  case $1 in
    --estimator-updates | --adapter-updates)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }
      if [ "$1" = --adapter-updates ]; then adapter=$2; else estimator=$2; fi
      shift
      ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/espalier-benchmark.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "building, then $estimator + 2 x $adapter updates …" >&2
status=0
(cd "$root" && mvn -B -ntp -Dspotless.check.skip -pl tests/itest -am verify \
  -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=SwapSoakIT -Dfailsafe.failIfNoSpecifiedTests=false \
  -Dsoak.estimator="$estimator" -Dsoak.adapter="$adapter" -Dsoak.report="$work/report.md" \
  -DargLine="${JAVA_OPTS:--Xms512m -Xmx512m -XX:+AlwaysPreTouch}") >"$work/log" 2>&1 || status=1
[ -f "$work/report.md" ] && cat "$work/report.md"
if [ $status -ne 0 ]; then
  grep -E '^\[ERROR\]' "$work/log" >&2 || tail -n 40 "$work/log" >&2
fi
exit $status
